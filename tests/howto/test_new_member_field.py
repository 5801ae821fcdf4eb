"""docs/howto/new-member-field.md, followed word by word: the field is imported, listed, changed and forgotten."""

from __future__ import annotations

from pathlib import Path

from tests.howto.copies import follow


def test_the_checklist_makes_a_column_of_the_list_and_of_the_import(tmp_path: Path) -> None:
    copy = follow("new-member-field.md", tmp_path)

    assert copy.changed == (
        "birlik/members/values.py",
        "birlik/members/models/persons.py",
        "locale/kk/LC_MESSAGES/django.po",
        "locale/ru/LC_MESSAGES/django.po",
    )
    assert copy.ask("tests/howto/asked/member_field.py") == 11
    assert copy.ask("tests/web/test_members_list.py", "tests/architecture/test_integrity.py") > 30
    assert copy.ask("tests/web/test_list_contract.py", "-k", "sorted_by_each_column") == 1
    copy.run("ruff", "check", *copy.changed[:2])
