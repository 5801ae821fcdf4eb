"""docs/howto/new-paper.md, followed word by word: each member organisation has the new paper, on its own figures."""

from __future__ import annotations

from pathlib import Path

from tests.howto.copies import follow


def test_the_checklist_makes_a_paper_of_an_organisations_own_figures(tmp_path: Path) -> None:
    copy = follow("new-paper.md", tmp_path)

    assert copy.changed == (
        "rulebook/papers/profile.yaml",
        "rulebook/papers/profile.kk.html",
        "rulebook/papers/profile.ru.html",
    )
    assert copy.ask("tests/statistics/papers/test_paper_drafts.py", "-k", "profile") == 6
    assert copy.ask("tests/howto/asked/paper.py") == 7
