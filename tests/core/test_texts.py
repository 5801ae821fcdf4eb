"""Texts that can be kept."""

from __future__ import annotations

import pytest

from birlik.core.texts import is_storable


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Әсел\n\t😀", True), ("", True), ("a\0", False), ("\ud800", False), ("a\udfff", False)],
)
def test_what_can_be_kept(text: str, kept: bool) -> None:
    assert is_storable(text) is kept
