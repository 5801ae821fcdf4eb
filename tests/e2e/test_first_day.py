"""docs/howto/first-day.md followed in a browser, step by step, with its sample files, in Russian."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import ROOT, WIDTHS, Browsers, Site, Visitor, choose_language, free_port, wait_for

pytestmark = pytest.mark.e2e
SAMPLES = ROOT / "docs" / "howto" / "first-day"
CODE = re.compile(r"\b([a-z0-9]{4}(?:-[a-z0-9]{4}){3})\b")
PASSWORD = "correct horse battery staple"
LONG = 60_000  # milliseconds: the worker's first list imports its libraries
SOURCE = "Сводный отчёт за 2024 год, утверждён 20.02.2025"
CELLS = {
    "members_working": 48, "members_pensioners": 6, "members_women": 30, "employees_total": 58, "workplaces_opened": 1,
    "workplaces": 1, "primary_organisations_opened": 1, "primary_organisations": 1, "chairs": 1, "trained_members": 6,
    "expenditure_total": 1_000_000, "training_expenditure": 100_000,
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """Step 1: an empty server, and the code that it prints."""
    data, port = tmp_path_factory.mktemp("first-day"), free_port()
    environment = {**os.environ, "BIRLIK_DATA": str(data), "DATABASE_URL": "", "PORT": str(port), "BIRLIK_WORKERS": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    path = data / "server.log"
    with path.open("w") as log:
        command = [sys.executable, "-m", "birlik.cli", "serve", "--no-demo"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}", process, path)
            yield Site(f"http://127.0.0.1:{port}", {}, data, process.pid), printed_code(path)
        finally:
            process.terminate()
            process.wait(timeout=30)


def printed_code(path: Path) -> str:
    for _ in range(100):
        if found := CODE.search(path.read_text()):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(path.read_text())


class Person(Visitor):
    """Somebody with a browser of his own, who reads Russian."""

    def sign_in(self, name: str, password: str) -> None:
        page = self.go("/account/sign-in/")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", password)
        page.click("form button.button--primary")
        page.wait_for_url(lambda address: "/sign-in/" not in address)

    def load(self, kind: str, file: str, counts: str, **fields: str) -> None:
        """Deliver a list, look at what was found, write it down."""
        page = self.go(f"/first-day/{kind}/")
        for name, text in fields.items():
            field = page.locator(f"[name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)
        page.set_input_files("#file", SAMPLES / file)
        page.get_by_role("button", name="Проверить").click()
        expect(page.locator(".load-counts")).to_have_text(re.compile(counts), timeout=LONG)
        assert self.too_wide_at(360, 1440) == []
        assert self.wrong_with() == []
        page.get_by_role("button", name="Записать список").click()
        expect(page.locator(".notice--success")).to_contain_text("Внесён", timeout=LONG)

    def step(self, title: str) -> str:
        """How a step of the first day stands: its class."""
        row = self.go("/first-day/").locator(".step", has_text=title).first
        return str(row.get_attribute("class")).rpartition("--")[2]


def person(browsers: Browsers, site: Site, contexts: list[BrowserContext], width: str = "wide") -> Person:
    size = WIDTHS[width]
    context = browsers["wide"].new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    contexts.append(context)
    visitor = Person(context.new_page(), site)
    visitor.go("/account/sign-in/")
    choose_language(visitor, "ru")
    return visitor


def begin(keeper: Person, code: str) -> None:
    page = keeper.go("/begin/")
    for name, text in {
        "start_code": code, "name_kk": "Білім кәсіподағы", "name_ru": "Профсоюз работников образования",
        "short_kk": "Кәсіподақ", "short_ru": "Профсоюз", "code": "union", "username": "keeper",
        "full_name": "Ким Людмила",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", text)
    page.click("form button.button--primary")
    word = page.locator("code", has_text=CODE).first.inner_text()
    keeper.sign_in("keeper", word)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=password_again]", PASSWORD)
    page.fill("[name=present_password]", word)
    page.click("form button.button--primary")
    page.wait_for_load_state()


def invitations(keeper: Person) -> dict[str, str]:
    """Step 6: the sheets of every group; sign-in name → code."""
    codes: dict[str, str] = {}
    groups = keeper.go("/first-day/invitations/").locator("main .tasks li").count()
    for place in range(groups):
        page = keeper.go("/first-day/invitations/")
        page.locator("main .tasks li button").nth(place).click()
        page.wait_for_url(re.compile(r"/invitations/[a-z0-9-]+/"))
        for sheet in page.locator(".invitation").all():
            key, name = (one.inner_text() for one in sheet.locator("dd code").all())
            codes[name] = key
    assert keeper.too_wide_at(360, 1440) == []
    return codes


def come_in(visitor: Person, name: str, code: str) -> None:
    """Type the code of the sheet, choose a password, sign in."""
    page = visitor.go("/account/invitation/")
    page.fill("[name=key]", code.replace("-", " ").upper())
    page.click("form button.button--primary")
    page.wait_for_url(re.compile("/account/link/"))
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=password_again]", PASSWORD)
    page.click("form button.button--primary")
    page.wait_for_url(re.compile("/account/sign-in/"))
    visitor.sign_in(name, PASSWORD)


def open_campaign(head: Person, year: int) -> None:
    """Step 8, with days around today: those proposed for a year that ended long ago are over."""
    page = head.go("/first-day/")
    page.get_by_role("link", name="Открыть кампанию").click()
    expect(page.locator("#year")).to_have_value(str(year))
    today = date.today()  # noqa: DTZ011 - the day of this computer, as the page has it
    page.fill("[name=opens]", (today - timedelta(days=1)).isoformat())
    for field in page.locator("main form[method=post] input[type=date]:not([name=opens])").all():
        field.fill((today + timedelta(days=30)).isoformat())
    for _ in range(2):  # once more where one of the days is no working day
        if page.locator("[name=opens]").count():
            page.locator("main form[method=post] button.button--primary").click()
            page.wait_for_load_state()
    assert head.step("Кампания") == "done"


def fill_in_and_send(chair: Person, year: int) -> None:
    """Step 9: last year's closings are the openings; nobody came and nobody left."""
    page = chair.go(f"/reports/{year}/altai-01-001/")
    assert [page.input_value(f"#i-opening_{category}") for category in ("working", "pensioners")] == ["48", "6"]
    for cell in page.locator("input[id^='i-']").all():
        code = str(cell.get_attribute("id")).removeprefix("i-")
        if cell.is_editable() and not code.startswith("opening_"):
            cell.fill(str(CELLS.get(code, 0)))
            cell.press("Enter")
    state = page.locator("#save-state")
    expect(state).to_have_text(state.get_attribute("data-saved") or "", timeout=LONG)
    expect(page.locator("#findings .finding--error")).to_have_count(0)
    assert chair.too_wide_at(360) == []
    page.click("#send button")
    page.wait_for_load_state()


def test_from_an_empty_server_to_the_first_accepted_report(
    server: tuple[Site, str], browsers: Browsers, contexts: list[BrowserContext]
) -> None:
    site, code = server
    year = date.today().year - 1  # noqa: DTZ011 - as above
    keeper = person(browsers, site, contexts)
    begin(keeper, code)
    assert keeper.go("/").get_by_role("link", name="Чего не хватает").count() == 1
    assert (keeper.step("Наименования"), keeper.step("Структура"), keeper.step("Кампания")) == ("done", "next", "open")
    keeper.load("tree", "organisations.csv", r"Строки\s*5\s*Новые\s*5")
    keeper.load("accounts", "accounts.csv", r"Строки\s*6\s*Новые\s*6")
    assert (keeper.step("Кто ведёт"), keeper.step("Кто принимает"), keeper.step("Учётные записи")) == ("done",) * 3
    codes = invitations(keeper)
    assert set(codes) == {"aigul", "kim", "ospanov", "altai-01-001", "altai-01-002", "altai-01-003"}
    head, specialist, chair = (person(browsers, site, contexts) for _ in range(3))
    come_in(head, "aigul", codes["aigul"])
    come_in(specialist, "ospanov", codes["ospanov"])
    come_in(chair, "altai-01-001", codes["altai-01-001"])
    choose_language(head, "ru")
    head.load("figures", "figures.csv", r"Строки\s*3\s*Новые\s*3", source=SOURCE, year=str(year - 1))
    open_campaign(head, year)
    fill_in_and_send(chair, year)
    page = specialist.go(f"/reports/{year}/altai-01-001/")
    page.click(".report-bar__main button.button--waits")
    page.wait_for_load_state()
    assert head.step("Первый принятый отчёт") == "done"
    figure = head.go(f"/figure/{year}/union/members_working/").inner_text("main")
    assert SOURCE in figure
    assert keeper.wrong_with() == []
    if folder := os.environ.get("BIRLIK_PICTURES"):  # to be looked at, in both languages and at both widths
        draw(keeper, Path(folder))


def draw(keeper: Person, folder: Path) -> None:
    pages = {
        "steps": "/first-day/", "new": "/first-day/tree/", "list": "/first-day/tree/1/", "home": "/",
        "columns": "/first-day/tree/4/columns/", "problems": "/first-day/tree/4/",
        "invitations": "/first-day/invitations/",
    }  # fmt: skip
    page = keeper.go("/first-day/tree/")
    wrong = (SAMPLES / "organisations.csv").read_text().replace("altai-01;Первичная", "nowhere;Первичная")
    page.set_input_files("#file", {"name": "қате.csv", "mimeType": "text/csv", "buffer": wrong.encode()})
    page.get_by_role("button", name="Проверить").click()
    expect(page.locator(".load-counts")).to_be_visible(timeout=LONG)
    for language in ("kk", "ru"):
        keeper.go("/first-day/")
        choose_language(keeper, language)
        for width in (360, 1440):
            keeper.page.set_viewport_size({"width": width, "height": 900})
            for name, address in pages.items():
                keeper.page.goto(keeper.site.address + address)
                keeper.page.screenshot(path=folder / f"{name}-{language}-{width}.png", full_page=True)
            keeper.go("/first-day/invitations/").locator("main .tasks li button").first.click()
            keeper.page.screenshot(path=folder / f"sheets-{language}-{width}.png", full_page=True)
