"""A specialist brings a dirty list in, mends it, brings it in once more, and takes both back."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from birlik.sheets.file_kinds import LARGEST_FILE
from tests.e2e.conftest import Doors, Visitor, number
from tests.members.imports.dirty_workbook import CHANGED, PHONE, Dirty, School, Somebody, corrected, dirty

pytestmark = pytest.mark.e2e

PLACE, FIRST, SECOND, ELSEWHERE = "aktobe-01", "aktobe-01-004", "aktobe-01-006", "aktobe-02"
LONG = 60_000  # milliseconds: the worker's first list of a day imports its libraries
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def cards(visitor: Visitor, code: str, many: int) -> list[str]:
    """Addresses of the first cards of the list that show an IIN."""
    page = visitor.go(f"/members/?under={code}")
    found = page.locator("tbody tr", has_text="****").locator("th a")
    return [str(found.nth(place).get_attribute("href")) for place in range(many)]


def somebody(visitor: Visitor, card: str) -> Somebody:
    page = visitor.go(card)
    iin, born = (page.locator(".about dd").nth(place).inner_text() for place in (0, 1))
    surname, given, *rest = page.inner_text("h1").split()
    day = datetime.strptime(born, "%d.%m.%Y").date()  # noqa: DTZ007 - a day has no zone
    return Somebody(iin, surname, given, " ".join(rest), day)


def school(specialist: Visitor, russian: Visitor, code: str) -> School:
    names = [visitor.go(f"/organisations/{code}/").inner_text("h1") for visitor in (specialist, russian)]
    return School(code, names[0], names[1], near=names[0][:-1])


def block(visitor: Visitor, card: str) -> None:
    page = visitor.go(f"{card}consent/")
    page.fill("[name=reason]", "Деректер даулы")
    page.click("button[value=block]")
    page.wait_for_load_state()


def entered(visitor: Visitor, address: str) -> int:
    """How many members the list shows of those whom this import entered."""
    batch = re.search(r"/imports/(\d+)/", address)
    assert batch is not None
    return visitor.go(f"/members/?under={PLACE}&batch={batch[1]}").locator(".people tbody tr").count()


def phones(visitor: Visitor, listed: Dirty, fate: str) -> list[str]:
    """The telephones on the cards of the people whose rows have this fate, found by their numbers."""
    found = []
    for row in listed.rows.values():
        if row.fate == fate:
            page = visitor.go(f"/members/?under={PLACE}")
            page.fill("#search-q", str(row.cells["iin"]))
            page.press("#search-q", "Enter")
            page.click(".people tbody th a")
            found.append(page.locator(".about dd").nth(4).inner_text())
    return found


def counts(page: Page) -> dict[str, int]:
    page.wait_for_selector("#created", timeout=LONG)
    return {name: number(page.inner_text(f"#{name}")) for name in ("created", "changed", "unchanged", "rejected")}


def upload(page: Page, content: bytes) -> None:
    page.set_input_files("[name=file]", {"name": "тізім.xlsx", "mimeType": XLSX, "buffer": content})
    page.click("main form button.button--primary")
    page.wait_for_url(re.compile("/columns/$"), timeout=LONG)


def check(page: Page) -> dict[str, int]:
    page.click("#columns button.button--primary")
    return counts(page)


def apply(page: Page) -> dict[str, int]:
    page.click(".import-do button.button--primary")
    page.wait_for_selector(".import-next", timeout=LONG)
    return counts(page)


def marked(page: Page) -> bytes:
    """The workbook, once a job has made it."""
    page.click("form[action$='/workbook/'] button")
    with page.expect_download(timeout=LONG) as waiting:
        page.click("a[href$='/workbook/']", timeout=LONG)
    return Path(waiting.value.path()).read_bytes()


def undo(page: Page, address: str) -> None:
    page.goto(address)
    page.click("[data-opens=undo]")
    page.click("#undo button.button--danger")
    expect(page.locator(".notice--success")).to_be_visible(timeout=LONG)


@pytest.fixture
def walk(enter: Doors) -> Any:
    """The specialist of a branch, the dirty list for its schools, and the card of whom it finds blocked."""
    visitor, above = enter("branch", language="kk"), enter("specialist", language="ru")
    schools = [school(visitor, above, code) for code in (FIRST, SECOND)]
    *known, blocked = cards(visitor, FIRST, 5)
    people = [somebody(visitor, card) for card in known]
    elsewhere = somebody(above, cards(above, ELSEWHERE, 1)[0])
    one = somebody(visitor, blocked)
    block(visitor, blocked)
    yield visitor, dirty(schools, same=people[:2], changed=people[2:], elsewhere=elsewhere, blocked=one)
    visitor.go(f"{blocked}consent/").click("button[value=restore]")


def test_a_file_over_the_limit_is_refused_before_it_is_sent(enter: Doors, tmp_path: Path) -> None:
    visitor = enter("branch", language="kk")
    page, large = visitor.go("/members/imports/new/"), tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    page.set_input_files("[name=file]", large)
    page.click("main form button.button--primary")
    said = page.evaluate("document.querySelector('[name=file]').validationMessage")
    assert (page.url, said.startswith("Файл 200 МБ-тан үлкен.")) == (
        f"{visitor.site.address}/members/imports/new/",
        True,
    )


def test_a_dirty_list_goes_in_is_mended_and_taken_back(walk: tuple[Visitor, Dirty]) -> None:
    visitor, listed = walk
    before = phones(visitor, listed, CHANGED)
    assert PHONE not in before

    page = visitor.go("/members/imports/new/")
    expect(page.locator("[name=organisation]")).to_have_value(re.compile(f" · {PLACE}$"))
    upload(page, listed.content)
    expect(page.locator("#column-2")).to_have_value("iin")
    expect(page.locator("#import-header")).to_have_value("5")
    assert visitor.wrong_with() == []
    page.fill("#remember", "Бухгалтерия тізімі")
    assert check(page) == listed.counts() == {"created": 32, "changed": 2, "unchanged": 2, "rejected": 20}
    assert visitor.wrong_with() == []
    page.click("a[href*='kind=iin.control']")
    expect(page.locator(".import-cells tbody tr")).to_have_count(3)
    expect(page.locator(".import-cells tbody tr").first).to_contain_text("********")
    page.click("a[href$='#places']")
    expect(page.locator("[name=place-1]")).to_have_value(re.compile(f" · {FIRST}$|· {SECOND}$"))
    assert check(page) == {"created": 36, "changed": 2, "unchanged": 2, "rejected": 16}
    checked = page.url
    assert entered(visitor, checked) == 0

    page.goto(checked)
    assert apply(page) == {"created": 36, "changed": 2, "unchanged": 2, "rejected": 16}
    first, content = page.url, marked(page)
    assert visitor.wrong_with() == []
    assert entered(visitor, first) == 36
    assert phones(visitor, listed, CHANGED) == [PHONE, PHONE]

    page.goto(f"{first}missing/")
    expect(page.locator(".import-everybody button")).to_be_visible()  # members of the schools that are not in the list
    assert visitor.wrong_with() == []

    page.goto(first)
    page.click(".import-next a[href*='/imports/new/']")
    upload(page, corrected(content, listed))
    assert check(page) == {"created": 12, "changed": 0, "unchanged": 40, "rejected": 0}
    assert apply(page) == {"created": 12, "changed": 0, "unchanged": 40, "rejected": 0}
    second = page.url
    assert (entered(visitor, first), entered(visitor, second)) == (36, 12)

    undo(page, second)
    assert visitor.wrong_with() == []
    assert (entered(visitor, first), entered(visitor, second)) == (36, 0)
    undo(page, first)
    assert entered(visitor, first) == 0
    assert phones(visitor, listed, CHANGED) == before
    page = visitor.go("/members/imports/")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert visitor.wrong_with() == []


@pytest.mark.parametrize("font", ["narrow", "wide"])
def test_the_pages_stand_on_a_phone(enter: Doors, font: str) -> None:
    """Every step of an import at 360 pixels: nothing scrolls sideways, and axe finds nothing; then it is put aside."""
    visitor = enter("branch", width="phone", language="ru", font=font)
    page = visitor.go("/members/imports/new/")
    assert (visitor.overflows(), visitor.wrong_with()) == (False, [])
    rows = "ФИО;ИИН;Дата рождения;Организация\nИванова Ольга;010101200015;01.01.1801;школа неизвестная"
    upload(page, rows.encode())
    assert (visitor.overflows(), visitor.wrong_with()) == (False, [])
    assert check(page)["rejected"] == 1
    assert (visitor.overflows(), visitor.wrong_with()) == (False, [])
    page.click("form[action$='/cancel/'] button")
    page.wait_for_load_state()
    assert (visitor.overflows(), visitor.wrong_with()) == (False, [])
    visitor.go("/members/imports/")
    assert (visitor.overflows(), visitor.wrong_with()) == (False, [])
