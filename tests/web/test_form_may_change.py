"""A form of other lines and other names: pages and papers leave out what it lacks, and say no word of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from birlik.accounts.actions import change_language
from birlik.core.periods import Period
from birlik.documents import markup
from birlik.statistics import spec
from birlik.statistics.actions.forms import store_form
from birlik.statistics.models import Campaign
from birlik.statistics.papers.drafts import draft
from birlik.statistics.papers.kinds import kinds
from birlik.statistics.queries import campaigns, export
from birlik.statistics.spec import FormSpec
from tests.changed_forms import lines_of, newest_form, nonsense, renamed, without_line
from tests.statistics.papers.conftest import SmallUnion, make_small_union

pytestmark = pytest.mark.once

LANGUAGES = ("kk", "ru")
PAGES = (
    "/", "/campaign/", "/figures/", "/figures/2025/?view=changes", "/dynamics/", "/dynamics/2025/north/?borders=today",
    "/organisations/union/", "/organisations/school-1/", "/digitisation/", "/reports/2025/school-1/",
    "/reports/2025/north/", "/reports/2025/school-1/registry/", "/reports/2025/north/registry/", "/papers/",
)  # fmt: skip
# What only the names of the lines say, by the beginnings of words, of the shipped form in both languages.
OLD_WORDS = {
    "kk": ("әйел", "35 жас", "студент", "зейнеткер", "жұмыс істей", "қамту", "оқыт", "штаттық", "кәсіпорын", "шықты"),
    "ru": ("женщин", "молод", "студент", "пенсионер", "работающ", "охват", "обуч", "штатн", "предприят", "выбыло"),
}


@pytest.fixture
def union(db: None) -> Iterator[SmallUnion]:
    yield make_small_union()
    campaigns.form_by_id.cache_clear()  # ids come back in the next test


@pytest.fixture
def reader(union: SmallUnion) -> Client:
    change_language(union.head, language="ru", by=union.head, at=timezone.now())
    client = Client()
    client.force_login(union.head, backend="birlik.web.accounts.backend.AssignmentBackend")
    return client


@pytest.fixture(autouse=True)
def forms_are_read_anew() -> Iterator[None]:
    """Let no form of another test be taken for one of these, nor the other way round: each begins with the same ids."""
    campaigns.form_by_id.cache_clear()
    yield
    campaigns.form_by_id.cache_clear()


def put_under(form: FormSpec, *changed: Campaign) -> None:
    """Fill campaigns in under another form: the same cells, as far as it has them."""
    for campaign in changed:
        campaign.form = store_form(form)
        campaign.save()
    cache.clear()


def papers(union: SmallUnion) -> dict[tuple[str, str], str]:
    """Both papers of the union in both languages, their figures with what they cite."""
    return {(kind, language): draft(kind, union.campaign, language).html for kind in kinds() for language in LANGUAGES}


def words_of(html: str) -> str:
    return " ".join("\n".join(markup.lines_of(html)).replace("\u00a0", " ").split()).casefold()


def test_papers_say_no_word_of_a_name_that_a_line_has_lost(union: SmallUnion) -> None:
    form = campaigns.form(union.campaign)
    lines = spec.load_all().words.lines
    put_under(renamed(form), union.before, union.campaign)

    for (kind, language), html in papers(union).items():
        told = words_of(html)
        written = [*OLD_WORDS[language], *(line.label.in_(language).casefold() for line in lines.values())]
        assert [word for word in written if word in told] == [], (kind, language)


def test_a_line_of_another_name_is_told_by_it(union: SmallUnion) -> None:
    form = campaigns.form(union.campaign)
    numbers = {code: number for number, code in enumerate(form.rows)}
    put_under(renamed(form), union.before, union.campaign)

    note = draft("note", union.campaign, "ru").html
    resolution = draft("resolution", union.campaign, "ru").html

    women, total = (nonsense(numbers[code]) for code in ("members_women", "members_total"))
    assert re.search(rf"<li>{women}\u00a0– <a [^>]*>1\u202f880\u00a0человек", note) or women in note
    assert all(nonsense(numbers[code]) in note for code in form.headline_codes)
    assert total in resolution
    assert 'data-figure="members_women@union/2025' in note


@pytest.mark.parametrize("part", range(4))
def test_without_any_line_every_page_and_paper_is_there(
    part: int, union: SmallUnion, reader: Client, tmp_path: Path
) -> None:
    form = newest_form()
    for code in lines_of(form)[part::4]:
        changed = without_line(form, code, tmp_path)
        lost = set(form.rows) - set(changed.rows)
        assert lost
        put_under(changed, union.campaign)

        pages = {address: reader.get(address, follow=True) for address in PAGES}

        assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(PAGES, 200), code
        for html in papers(union).values():
            assert not {cell for cell in lost if f'data-figure="{cell}@' in html}
        assert not lost & export.export_figures(Period(2025), "union").data["figures"].keys()
        export.open_findings(Period(2025), "union")


def test_a_form_that_measures_nothing_says_so(union: SmallUnion, reader: Client, tmp_path: Path) -> None:
    put_under(without_line(newest_form(), "members", tmp_path), union.campaign)

    page = reader.get("/dynamics/2025/union/").content.decode()

    assert "не названа строка, по которой считают членов профсоюза" in page


def test_the_year_in_which_a_sum_changes_is_not_compared(union: SmallUnion, reader: Client, tmp_path: Path) -> None:
    changed = without_line(newest_form(), "left_other", tmp_path)
    put_under(changed, union.campaign)

    assert "left_total" in changed.rows
    figures = export.export_figures(Period(2025), "union").data["figures"]
    assert (figures["left_total"]["previous"], figures["left_total"]["change"]) == (None, None)
    last_year = export.export_figures(Period(2024), "union").data["figures"]
    assert figures["members_women"]["previous"] == last_year["members_women"]["value"] > 0
    pages = {
        code: reader.get(f"/figure/2025/union/{code}/").content.decode() for code in ("left_total", "members_women")
    }
    told = {code: ("годы не сравниваются" in page, "По годам" in page) for code, page in pages.items()}
    assert told == {"left_total": (True, False), "members_women": (False, True)}
