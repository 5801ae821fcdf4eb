"""docs/rulebook.md is what the schemas say."""

from __future__ import annotations

from tools.rulebook_reference import FILE, reference


def test_the_reference_is_up_to_date() -> None:
    assert FILE.read_text() == reference(), "python -m tools.rulebook_reference"
