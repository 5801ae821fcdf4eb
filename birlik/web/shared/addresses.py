"""Addresses that inner loops need by the hundred, without a look-up each."""

from __future__ import annotations


def figure(year: int, organisation: str, code: str) -> str:
    """The page of a figure; a test holds this equal to what the URL patterns say."""
    return f"/figure/{year}/{organisation}/{code}/"
