"""What people come for, from door to door."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.conftest import Doors, number

pytestmark = pytest.mark.e2e


def test_a_wrong_password_says_so_and_a_right_one_opens(enter: Doors) -> None:
    visitor = enter("")
    page = visitor.go("/account/sign-in/")
    page.fill("input[name=username]", "head")
    page.fill("input[name=password]", "wrong")
    page.click("form button.button--primary")
    expect(page.locator("[role=alert], .field__error, .notice--error").first).to_be_visible()
    assert page.url.endswith("/account/sign-in/")


def test_a_number_leads_down_to_the_cell_and_up_again(enter: Doors) -> None:
    """From the union's 601,648 to a member, a district, a primary and the cell of its report."""
    visitor = enter("head", language="ru")
    page = visitor.go("/figure/2025/union/members_total/")
    assert number(page.inner_text(".figure-hero__value")) == 601_648
    totals = [601_648]
    for _ in range(3):
        rows = page.locator("main .table tbody tr")
        parts = [number(row.locator("td").nth(1).inner_text()) for row in rows.all()]
        assert sum(parts) == totals[-1]
        link = page.locator("main .table tbody th a", has_text=re.compile("Актюб")).first
        (link if link.count() else page.locator("main .table tbody th a").first).click()
        page.wait_for_load_state()
        totals.append(number(page.inner_text(".figure-hero__value")))
    assert totals == sorted(totals, reverse=True)
    page.locator(".page-head__action a").click()
    page.wait_for_url(re.compile(r"/reports/2025/.+#c-members_total"))
    assert number(page.inner_text("#i-members_total")) == totals[-1]


def test_switching_the_language_keeps_the_page(enter: Doors) -> None:
    visitor = enter("audit", language="kk")
    page = visitor.go("/figures/2025/aktobe/?view=changes")
    page.click("button[name=language][value=ru]")
    page.wait_for_selector("html[lang=ru]")
    assert page.url.endswith("/figures/2025/aktobe/?view=changes")


def test_the_table_leaves_as_a_workbook(enter: Doors, tmp_path: Path) -> None:
    visitor = enter("chair", language="kk")
    page = visitor.go("/figures/2025/union/")
    with page.expect_download() as waiting:
        page.click("a:has-text('XLSX')")
    target = tmp_path / "table.xlsx"
    waiting.value.save_as(target)
    from openpyxl import load_workbook

    rows = list(load_workbook(target).active.iter_rows(values_only=True))
    assert len(rows) == 1 + 40 + 1
    assert rows[-1][2] == 601_648


@pytest.mark.parametrize(("kind", "language", "words"), [
    ("note", "kk", "ТҮСІНДІРМЕ ЖАЗБА"), ("note", "ru", "ПОЯСНИТЕЛЬНАЯ ЗАПИСКА"),
    ("resolution", "kk", "ҚАУЛЫ ЕТЕДІ"), ("resolution", "ru", "ПОСТАНОВЛЯЕТ"),
])  # fmt: skip
def test_a_paper_is_made_read_and_taken_away(
    enter: Doors, tmp_path: Path, kind: str, language: str, words: str
) -> None:
    head = enter("head", language=language)
    page = head.go("/papers/")
    make = page.locator(f"form[action*='/{kind}/2025/{language}/'] button").first
    if make.count():
        make.click()
        page.wait_for_load_state()
    page = head.go(f"/papers/{kind}/2025/{language}/")
    sheet = page.locator("article.sheet").first
    expect(sheet).to_contain_text("601\u202f648")
    assert words in sheet.inner_text().upper()
    for extension in ("docx", "pdf"):
        response = page.request.get(f"{page.url.split('?')[0]}download/?format={extension}")
        assert response.status == 200
        target = tmp_path / f"{kind}.{extension}"
        target.write_bytes(response.body())
    text = "".join(one.extract_text() for one in PdfReader(tmp_path / f"{kind}.pdf").pages)
    assert "601" in text
    with zipfile.ZipFile(tmp_path / f"{kind}.docx") as archive:
        body = archive.read("word/document.xml").decode()
    assert words.casefold() in re.sub(r"<[^>]+>", "", body).casefold()
    figure = sheet.locator("a[data-figure^='members_total@union/2025']").first
    figure.click()
    page.wait_for_url(re.compile("/figure/2025/union/members_total/"))
