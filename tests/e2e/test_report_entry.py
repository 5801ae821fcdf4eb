"""A report is filled in: it comes back, is mended, pasted into, sent, accepted. These journeys change the figures,
so they stand in the last file."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Doors, Visitor, number

pytestmark = pytest.mark.e2e


def saved(visitor: Visitor) -> None:
    """Wait until the page says that nothing is left to save."""
    state = visitor.page.locator("#save-state")
    expect(state).to_have_text(state.get_attribute("data-saved") or "", timeout=15_000)


def test_a_report_goes_back_is_mended_and_returns_into_the_sums(enter: Doors) -> None:
    """A remark on a cell, a wrong figure answered in words, mended, sent, accepted; the union's total moves by one."""
    teacher, judge, head = enter("teacher", language="ru"), enter("specialist", language="ru"), enter("head")
    total = number(head.go("/figure/2025/union/members_working/").inner_text(".figure-hero__value"))
    page = teacher.go("/")
    page.click("main a[href^='/reports/2025/']")
    page.wait_for_url(re.compile("/reports/2025/"))
    path = page.url.removeprefix(teacher.site.address)

    judge.go(path).click("[data-opens=return-form]")
    judge.page.fill("#remark", "Проверьте число принятых")
    judge.page.check("#return-form input[value=accepted_working]")
    judge.page.click("#return-form button.button--primary")
    judge.page.wait_for_load_state()
    head.go("/campaign/2025/union/")
    assert "8\u202f715" in head.page.inner_text(".page-head__state")

    page = teacher.go("/")
    expect(page.locator(".card--waits")).to_contain_text("Проверьте число принятых")
    page.click(".button--waits")
    page.wait_for_url(teacher.site.address + path)
    accepted, closing = page.locator("#i-accepted_working"), page.locator("#i-members_working")
    before, members = number(accepted.input_value()), number(closing.input_value())
    accepted.fill(str(before + 1))
    accepted.press("Enter")
    saved(teacher)
    expect(page.locator("#findings .finding--error").first).to_be_visible()
    expect(page.locator("#findings")).to_contain_text(re.compile("[А-Яа-я]"))
    closing.fill(str(members + 1))
    closing.press("Enter")
    saved(teacher)
    expect(page.locator("#findings .finding--error")).to_have_count(0)
    assert number(page.inner_text("#i-accepted_total")) == before + 1
    note = page.locator("#note-text")
    note.fill("а" * 20_001)  # nothing of it is cut, and nothing is sent before the teacher has shortened it
    expect(page.locator("#save-state")).to_contain_text("20\u202f001 ", timeout=15_000)
    page.click("#send button")
    expect(note).to_be_focused()
    expect(note).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#note-bad")).to_contain_text("20\u202f001 ")
    note.fill("Приняты новые работники.")
    saved(teacher)
    expect(page.locator("#note-bad")).to_be_hidden()
    expect(note).not_to_have_attribute("aria-invalid", "true")
    page.click("#send button")
    page.wait_for_load_state()

    judge.go(path).click(".report-bar__main button.button--waits")
    judge.page.wait_for_load_state()
    head.go("/campaign/2025/union/")
    assert "8\u202f716" in head.page.inner_text(".page-head__state")
    page = head.go("/figure/2025/union/members_working/")
    assert number(page.inner_text(".figure-hero__value")) == total + 1


def test_a_block_is_pasted_from_a_spreadsheet_and_every_key_works(enter: Doors) -> None:
    """A pasted column fills the cells below, thousands with spaces; what is no number is named and not saved."""
    teacher, judge = enter("teacher", language="kk"), enter("specialist", language="kk")
    page = teacher.go("/")
    page.click("main a[href^='/reports/2025/']")
    page.wait_for_url(re.compile("/reports/2025/"))
    path = page.url.removeprefix(teacher.site.address)
    judge.go(path).click("[data-opens=return-form]")
    judge.page.fill("#remark", "Оқыту жолдарын толықтырыңыз")
    judge.page.click("#return-form button.button--primary")
    judge.page.wait_for_load_state()

    page = teacher.go(path)
    first = page.locator("#i-trained_chairs")
    first.focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData('text/plain', text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        "1\n1 002\nүш\n4",
    )
    expect(page.locator("#i-trained_activists")).to_have_value(re.compile(r"1.?002"))
    expect(page.locator("#c-trained_audit_commission, #w-trained_audit_commission").first).to_be_visible()
    expect(page.locator("#w-trained_audit_commission, [id^='w-']", has_text="үш").first).to_be_visible()
    page.reload()
    assert number(page.input_value("#i-trained_activists")) == 1002
    assert number(page.input_value("#i-trained_conciliation_commission")) == 4
    page.locator("#i-trained_chairs").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "i-trained_activists"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "i-trained_audit_commission"
