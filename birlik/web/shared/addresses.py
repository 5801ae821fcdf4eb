"""Addresses that inner loops need by the hundred, without a look-up each; a test compares them to the URL patterns."""

from __future__ import annotations


def figure(year: int, organisation: str, code: str) -> str:
    return f"/figure/{year}/{organisation}/{code}/"


def report(year: int, organisation: str) -> str:
    return f"/reports/{year}/{organisation}/"


def board(year: int, organisation: str) -> str:
    return f"/campaign/{year}/{organisation}/"


def table(year: int, organisation: str) -> str:
    return f"/figures/{year}/{organisation}/"


def dynamics(year: int, organisation: str) -> str:
    return f"/dynamics/{year}/{organisation}/"


def reconciliation(year: int, organisation: str) -> str:
    return f"/reports/{year}/{organisation}/registry/"


def digitisation(year: int, organisation: str) -> str:
    return f"/digitisation/{year}/{organisation}/"
