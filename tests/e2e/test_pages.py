"""Every page as people meet it: no fault that axe finds, no sideways scrolling, nothing left untranslated."""

from __future__ import annotations

import re

import pytest

from tests.e2e.conftest import Doors, Visitor, choose_language

pytestmark = pytest.mark.e2e

PAGES = (
    "/",
    "/campaign/2025/union/",
    "/campaign/2025/aktobe/",
    "/campaign/open/?year=2026",
    "/campaign/exception/2025/aktobe/",
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
    "/registers/",
    "/registers/injuries/",
    "/registers/injuries/?q=жоқ-сөз",
    "/registers/injuries/1/",
    "/registers/injuries/new/?to=aktobe-01-004",
    "/registers/injuries/import/?to=aktobe-01-004",
    "/account/tokens/",
)
PAGES_OF = {
    "head": PAGES,
    "audit": ("/trail/", "/trail/?group=sign-ins&since=2025-01-01&under=union"),
    "admin": ("/accounts/", "/accounts/new/?to=aktobe", "/accounts/2/", "/account/sessions/"),
}
# By account: the forms and papers behind those pages, which need no sentence of their own from axe, but must fit.
BEHIND = {
    "": ("/account/sign-in/", "/nowhere/"),
    "admin": (
        "/trail/",
        *(
            f"/organisations/aktobe/{verb}/"
            for verb in ("rename", "alias", "name-forms", "move", "open", "merge", "split", "close")
        ),
    ),
    "head": (
        "/campaign/expected/2025/aktobe/",
        "/campaign/close/2025/",
        "/papers/note/2025/kk/",
        "/papers/note/2025/ru/",
        "/papers/resolution/2025/kk/",
        "/registers/injuries/new/",
        "/registers/injuries/1/amend/",
        "/registers/injuries/1/annul/",
    ),
    "audit": ("/trail/?under=aktobe", "/registers/injuries/1/"),
    "specialist": (
        "/reports/2025/aktobe-01-004/",
        "/members/imports/new/",
        "/members/joining/paper/",
        "/members/transfers/call/",
        *(
            f"/members/1/{verb}/"
            for verb in ("edit", "category", "transfer", "mandates", "leave", "consent", "extract", "account", "merges")
        ),
    ),
    "teacher": (
        "/",
        "/reports/2025/aktobe-01-004/",
        "/registers/injuries/",
        "/account/tokens/",
        "/account/sessions/",
        "/account/password/",
    ),
    "member": ("/members/my/", "/account/tokens/"),
}
ACCOUNTS = "/accounts/"  # sign-in names are Latin
NARROW = (320, 360)  # the smallest window that WCAG 1.4.10 asks for, and the smallest telephone that is sold
LEFTOVERS = re.compile(r"\{\{|\{%|%\(|\bNone\b|&lt;|blocktranslate")
LATIN = re.compile(r"[A-Za-z]{4,}")
# Words that stay Latin in every language: names, formats, codes, the ending of a delivered file's name, the address
# of the description of the API.
ALLOWED = re.compile(
    r"\.xlsx\b|/api/(?:docs/|openapi\.json)|Birlik|aktobe|Қазақша|XLSX|DOCX|JPEG|HTML|PDF|CSV|English|Satbayev|University|Chrome|Linux|[a-z_]+@[a-z-]+/\d+#\d+|[a-z]+(-[a-z0-9]+)+"
)


def names_in(path: str, visitor: Visitor) -> set[str]:
    """The trail says by which name somebody signs in; on every other page such a word is a leftover."""
    return {*visitor.site.passwords, "chairs", "specialists"} if path.startswith("/trail/") else set()


@pytest.mark.parametrize(("width", "font"), [("phone", "wide"), ("wide", "narrow")])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_hold_in_every_language_and_width(enter: Doors, language: str, width: str, font: str) -> None:
    """axe looks once a width; what a font can make too wide is looked for in every window with both fonts."""
    wrong: list[str] = []
    for name, paths in PAGES_OF.items():
        visitor = enter(name, width=width, language=language, font=font)
        for path in paths:
            page = visitor.go(path)
            text = page.inner_text("body")
            wrong += [f"{path}: scrolls sideways at {one}" for one in visitor.too_wide_at(*NARROW, 1440)]
            wrong += [f"{path}: {line}" for line in visitor.wrong_with()]
            wrong += [f"{path}: {found}" for found in LEFTOVERS.findall(text)]
            if language != "en" and not path.startswith(ACCOUNTS):
                latin = set(LATIN.findall(ALLOWED.sub("", text))) - names_in(path, visitor)
                wrong += [f"{path}: {found}" for found in sorted(latin)]
    assert wrong == []


@pytest.mark.parametrize(("language", "font"), [("kk", "wide"), ("ru", "wide"), ("kk", "narrow")])
def test_forms_and_papers_fit_a_phone_in_every_font(enter: Doors, language: str, font: str) -> None:
    """With every part unfolded, as somebody unfolds it who reads on."""
    wrong: list[str] = []
    for name, paths in BEHIND.items():
        visitor = enter(name, width="phone", font=font)
        visitor.page.goto(visitor.site.address + ("/" if name else "/account/sign-in/"))
        choose_language(visitor, language)
        for path in paths:
            page = visitor.page
            page.goto(visitor.site.address + path)
            wrong += [f"{name} {path} has no heading"] if page.locator("h1").count() == 0 else []
            page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
            wrong += [f"{name} {path} scrolls sideways at {one}" for one in visitor.too_wide_at(*NARROW)]
    assert wrong == []


@pytest.mark.parametrize("font", ["narrow", "wide"])
def test_every_section_stands_in_the_first_view_of_a_phones_bar(enter: Doors, font: str) -> None:
    """The account that opens all sections: six in the bar, whole without sliding it, the others in the own menu."""
    visitor = enter("audit", width="phone", font=font)
    page = visitor.page
    outside: list[str] = []
    for language in ("kk", "ru", "en"):
        choose_language(visitor, language)
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": 780})
            links = page.locator(".rail__link:visible").evaluate_all(
                "links => links.map(one => [one.innerText, one.getBoundingClientRect().right])"
            )
            assert len(links) == 6
            outside += [f"{language}, {width}: {label}" for label, right in links if right > width]
    assert outside == []
    page.locator(".menu > summary").last.click()
    menu = page.locator(".menu__panel a.show-small:visible").evaluate_all(
        "links => links.map(one => one.getAttribute('href'))"
    )
    assert menu == ["/dynamics/", "/registers/", "/trail/"]


@pytest.mark.parametrize("path", ["/members/transfers/", "/organisations/"])
def test_a_list_is_sorted_on_a_telephone(enter: Doors, path: str) -> None:
    page = enter("head", width="phone", font="wide").go(path)
    orders = []
    for _tap in range(2):
        page.locator("thead .table__sort").first.click()
        page.wait_for_load_state()
        orders.append(page.locator("thead th:has(.table__sort:visible)").first.get_attribute("aria-sort"))
    assert sorted(map(str, orders)) == ["ascending", "descending"]


def test_each_browser_has_the_font_it_was_given(enter: Doors) -> None:
    """Whatever the machine has: the same words are a fifth wider in the wide font than in the narrow one."""
    visitors = [enter("", font=font) for font in ("narrow", "wide")]
    narrow, wide = (
        float(
            visitor.go("/account/sign-in/").evaluate(
                """() => {
                    const line = document.createElement('span');
                    line.textContent = 'Қазақстандық салалық кәсіподақ';
                    document.body.append(line);
                    return line.getBoundingClientRect().width;
                }"""
            )
        )
        for visitor in visitors
    )
    assert wide > narrow * 1.2


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
