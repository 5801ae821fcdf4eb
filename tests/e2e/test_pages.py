"""Every page as people meet it: no fault that axe finds, no sideways scrolling, nothing left untranslated."""

from __future__ import annotations

import re

import pytest

from tests.e2e.conftest import Doors

pytestmark = pytest.mark.e2e

PAGES = (
    "/",
    "/campaign/2025/union/",
    "/campaign/2025/aktobe/",
    "/figures/2025/union/",
    "/figures/2025/union/?view=changes",
    "/dynamics/2025/union/",
    "/figure/2025/union/members_total/",
    "/figure/2025/union/coverage_working/",
    "/reports/2025/aktobe/",
    "/papers/",
    "/organisations/",
    "/organisations/aktobe/",
    "/members/",
    "/members/1/",
    "/members/imports/",
    "/members/joining/",
    "/members/joining/links/",
    "/members/offices/aktobe-01-004/",
    "/members/transfers/",
    "/members/duplicates/aktobe/",
    "/members/blocked/",
    "/digitisation/2025/union/",
    "/digitisation/2025/aktobe/",
    "/reports/2025/aktobe/registry/",
    "/reports/2025/aktobe-01-004/registry/",
)
LEFTOVERS = re.compile(r"\{\{|\{%|%\(|\bNone\b|&lt;|blocktranslate")
LATIN = re.compile(r"[A-Za-z]{4,}")
# Words that stay Latin in every language: names, formats, codes, the ending of a delivered file's name.
ALLOWED = re.compile(
    r"\.xlsx\b|Birlik|aktobe|Қазақша|XLSX|DOCX|HTML|PDF|CSV|English|Satbayev|University|[a-z_]+@[a-z-]+/\d+#\d+|[a-z]+(-[a-z0-9]+)+"
)


@pytest.mark.parametrize("width", ["phone", "wide"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_hold_in_every_language_and_width(enter: Doors, language: str, width: str) -> None:
    visitor = enter("head", width=width, language=language)
    wrong: list[str] = []
    for path in PAGES:
        page = visitor.go(path)
        text = page.inner_text("body")
        wrong += [f"{path}: {line}" for line in visitor.wrong_with()]
        wrong += [f"{path}: scrolls sideways"] if visitor.overflows() else []
        wrong += [f"{path}: {found}" for found in LEFTOVERS.findall(text)]
        if language != "en":
            wrong += [f"{path}: {found}" for found in sorted(set(LATIN.findall(ALLOWED.sub("", text))))]
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_and_the_dark(enter: Doors, scheme: str) -> None:
    """The sign-in page before anybody is known, then the darkest pages: charts, chips, tables."""
    visitor = enter("", scheme=scheme)
    visitor.go("/account/sign-in/")
    wrong = visitor.wrong_with()
    visitor = enter("head", scheme=scheme)
    for path in ("/", "/campaign/2025/union/", "/dynamics/2025/union/"):
        visitor.go(path)
        wrong += [f"{path}: {line}" for line in visitor.wrong_with()]
    assert wrong == []
