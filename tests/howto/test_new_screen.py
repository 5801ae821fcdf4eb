"""docs/howto/new-screen.md, followed word by word: the page opens to whom the rights say, and a link leads there."""

from __future__ import annotations

from pathlib import Path

from tests.howto.copies import follow


def test_the_checklist_makes_a_page(tmp_path: Path) -> None:
    copy = follow("new-screen.md", tmp_path)

    assert copy.changed == (
        "birlik/orgs/queries/contacts.py",
        "birlik/web/orgs/contacts.py",
        "birlik/web/templates/orgs/contacts.html",
        "birlik/web/orgs/urls.py",
        "birlik/web/templates/orgs/page_about.html",
        "tests/web/test_rights.py",
        "tests/web/test_query_budgets.py",
        "tests/e2e/test_pages.py",
        "locale/kk/LC_MESSAGES/django.po",
        "locale/ru/LC_MESSAGES/django.po",
    )
    tables = ("tests/web/test_rights.py", "tests/web/test_query_budgets.py")
    wanted = "every_address_is_in_the_table or contacts and (rights_say or budget) or screen.py"
    assert copy.ask(*tables, "tests/howto/asked/screen.py", "-k", wanted) == 7
    copy.run("ruff", "check", *(name for name in copy.changed if name.endswith(".py")))
