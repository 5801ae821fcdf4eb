"""Texts that can be kept, and tables as text for spreadsheets."""

from __future__ import annotations

import pytest

from birlik.core.tables import comma_separated
from birlik.core.texts import storable


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Әсел\n\t😀", True), ("", True), ("a\0", False), ("\ud800", False), ("a\udfff", False)],
)
def test_what_can_be_kept(text: str, kept: bool) -> None:
    assert storable(text) is kept


def test_formulas_are_texts_and_numbers_keep_their_sign() -> None:
    rows = [["=1+1", "+7 701", "-5", "@x", "\t=1", -5, None, "Ақтөбе - 1"]]
    assert comma_separated(["=a"], rows) == "'=a\n'=1+1,'+7 701,'-5,'@x,'\t=1,-5,,Ақтөбе - 1\n"
