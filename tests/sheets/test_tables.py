"""Tables as text for spreadsheets."""

from __future__ import annotations

from birlik.sheets.tables import comma_separated


def test_formulas_are_texts_and_numbers_keep_their_sign() -> None:
    rows = [["=1+1", "+7 701", "-5", "@x", "\t=1", -5, None, "Ақтөбе - 1"]]
    assert comma_separated(["=a"], rows) == "'=a\n'=1+1,'+7 701,'-5,'@x,'\t=1,-5,,Ақтөбе - 1\n"
