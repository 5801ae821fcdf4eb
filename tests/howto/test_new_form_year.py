"""docs/howto/new-form-year.md, followed word by word: the new cell is asked, checked and added up."""

from __future__ import annotations

from pathlib import Path

from tests.howto.copies import follow


def test_the_checklist_makes_a_cell_and_its_check(tmp_path: Path) -> None:
    copy = follow("new-form-year.md", tmp_path)

    assert copy.changed == (
        "rulebook/forms/membership-2027.yaml",
        "rulebook/checks/membership.yaml",
        "tests/pure/rulebook/cases/K18-youth-councils.yaml",
    )
    assert copy.ask("tests/pure/rulebook") > 200
    assert copy.ask("tests/howto/asked/form_year.py") == 3
