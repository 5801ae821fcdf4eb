"""Passwords that the system thinks up, to be read out or copied from paper once."""

from __future__ import annotations

import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def group(length: int = 4) -> str:
    """Make a group of so many letters and digits that can't be mistaken for each other."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def password() -> str:
    """Make a password of sixteen of them, in groups of four."""
    return "-".join(group() for _ in range(4))
