"""docs/howto/new-check.md, followed word by word: the check has its cases, and a report's page says what it found."""

from __future__ import annotations

from pathlib import Path

from tests.howto.copies import follow


def test_the_checklist_makes_a_check_of_cells_there_are(tmp_path: Path) -> None:
    copy = follow("new-check.md", tmp_path)

    assert copy.changed == ("rulebook/checks/membership.yaml", "tests/pure/rulebook/cases/K90-audit-commission.yaml")
    assert copy.ask("tests/pure/rulebook/test_check_cases.py", "-k", "test_case or every_check") > 100
    assert copy.ask("tests/howto/asked/check.py") == 3
