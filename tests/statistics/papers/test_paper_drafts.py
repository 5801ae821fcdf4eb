"""What the note and the draft resolution say, and that both languages say the same."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from birlik.documents import facts, linting, markup
from birlik.documents.blocks import Block, marks_of
from birlik.documents.details import Details
from birlik.orgs.models import Organisation
from birlik.statistics.actions import consolidation
from birlik.statistics.models import Report
from birlik.statistics.papers.content import controller
from birlik.statistics.papers.drafts import draft
from birlik.statistics.papers.kinds import kinds
from birlik.statistics.papers.resolver import FigureResolver, addressee_known
from tests.statistics.papers.conftest import SmallUnion

pytestmark = pytest.mark.once

LANGUAGES = ("kk", "ru")


def whose(union: SmallUnion, kind: str) -> Organisation:
    """The first organisation of the tree that has such a paper."""
    return next(one for one in union.tree.organisations.values() if one.kind in kinds()[kind].levels)


def blocks(union: SmallUnion, kind: str, language: str) -> list[Block]:
    return markup.parse(draft(kind, union.campaign, language, whose(union, kind)).html)


def text_of(found: list[Block], key: str) -> str:
    block = next(block for block in found if block.key == key)
    return re.sub("[\u00a0\u202f]", " ", "\n".join(markup.lines_of(block.html)))


@pytest.mark.parametrize("kind", kinds())
def test_both_languages_cite_the_same_figures(union: SmallUnion, kind: str) -> None:
    kk, ru = (blocks(union, kind, language) for language in LANGUAGES)
    assert not facts.same_figures(kk, ru)
    assert [block.key for block in kk] == [block.key for block in ru]


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_a_fresh_citation(union: SmallUnion, kind: str, language: str) -> None:
    found = blocks(union, kind, language)
    assert len(marks_of(found)) > (20 if kind in ("note", "resolution") else 0)
    assert facts.unbacked_numbers(found) == []
    assert facts.stale_citations(found, FigureResolver(union.campaign, whose(union, kind))) == []


def test_kazakh_endings_and_verbs_follow_the_figures(union: SmallUnion) -> None:
    note = blocks(union, "note", "kk")
    assert "2 мүшелік ұйым бар" in text_of(note, "members")
    assert "55 адамға артты (2,1 %)" in text_of(note, "members")
    assert "бір жылда 1-ге артты" in text_of(note, "workplaces")
    composition = text_of(note, "composition-list")
    assert "35 жасқа дейінгі жастар – 806 адам (2024 жылы – 900 адам), 94 адамға азайды" in composition
    assert "1,7 пайыздық тармаққа артты" in composition
    assert text_of(note, "growth-list") == "«north» ұйымында – 132 адамға."
    assert text_of(note, "decline-list") == "«south» ұйымында – 95 адамға (жұмыс істейтіндер саны 25 адамға азайды)."
    assert "«campus» ұйымы" in text_of(note, "unchanged")
    assert "«lyceum» ұйымы – 18 адам." in text_of(note, "newcomers")
    assert "сәйкес келеді" in text_of(note, "balance-working")


def test_russian_agreement_follows_the_figures(union: SmallUnion) -> None:
    note = blocks(union, "note", "ru")
    assert "2 членские организации" in text_of(note, "members")
    assert "численность увеличилась на 55 человек (2,1 %)" in text_of(note, "members")
    assert "снижение на 94 человека" in text_of(note, "composition-list")
    assert text_of(note, "growth-list") == "в Организации «north» – на 132 человека."
    assert "(число работающих уменьшилось на 25 человек)" in text_of(note, "decline-list")
    assert "увеличилась в 1 организации" not in text_of(note, "growth")
    assert "Число работающих членов профсоюза увеличилось в 1 организации:" in text_of(note, "growth")


def test_causes_name_three_and_put_the_rest_together(union: SmallUnion) -> None:
    line = text_of(blocks(union, "note", "ru"), "causes-list")
    assert "миграцией и переездом в другие города (20 человек)" in line
    assert line.endswith("закрытием школ (7 человек), прочими причинами (6 человек).")


def test_a_missing_report_is_named_and_advice_follows(union: SmallUnion) -> None:
    Report.objects.filter(campaign=union.campaign, organisation__code="school-3").update(
        status="sent", accepted_version=None, accepted_at=None, accepted_by=None
    )
    consolidation.rebuild(union.campaign)
    note = blocks(union, "note", "ru")
    assert "Приняты отчёты 6 из 7 первичных организаций. Не приняты отчёты 1 первичной организации" in text_of(
        note, "coverage"
    )
    assert "получить отчёты не отчитавшихся" in text_of(note, "advice-list")
    assert not facts.same_figures(note, blocks(union, "note", "kk"))


def test_a_residual_is_printed_when_the_lists_do_not_explain_the_change(union: SmallUnion) -> None:
    sets = union.campaign.figure_sets.get(organisation__code="union")
    sets.values = {**sets.values, "members_working": sets.values["members_working"] + 189}
    sets.save()
    note = blocks(union, "note", "ru")
    assert text_of(note, "balance-working").endswith("Разница, не объяснённая перечнями, – 189 человек.")
    assert "residual_working" in "".join(block.html for block in note)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", kinds())
def test_the_first_campaign_has_no_year_before(union: SmallUnion, kind: str, language: str) -> None:
    found = markup.parse(draft(kind, union.before, language, whose(union, kind)).html)
    assert all(mark.facet == "value" for mark in marks_of(found))
    assert facts.unbacked_numbers(found) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_draft_resolution_passes_the_lint(union: SmallUnion, language: str) -> None:
    details = Details(
        document_date="2026-02-20", minutes_number="9", item_number="1", controller_name="А. Б.", signatory_name="В. Г."
    )
    other = "ru" if language == "kk" else "kk"
    found = linting.lint_resolution(
        blocks(union, "resolution", language),
        details,
        pair=blocks(union, "resolution", other),
        resolver=FigureResolver(union.campaign),
        addressee_known=addressee_known,
    )
    assert found == []


def test_the_control_clause_names_who_controls() -> None:
    of = Details(controller_position="заместитель председателя Профсоюза", controller_name="Иванова И.И.")
    assert controller(of, "ru") == "заместителя председателя Профсоюза Иванова И.И."
    of = Details(controller_position="Кәсіподақ төрағасының орынбасары", controller_name="И.И. Ивановқа")
    assert controller(Details(), "kk") == controller(Details(), "ru") == "______________"
    of = Details(controller_position="Кәсіподақ төрағасының орынбасары", controller_name="А. Асанов")
    assert controller(of, "kk") == "Кәсіподақ төрағасының орынбасары А. Асановқа"


@pytest.mark.parametrize("kind", kinds())
def test_a_draft_takes_few_queries_however_many_organisations(union: SmallUnion, kind: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        draft(kind, union.campaign, "kk", whose(union, kind))
    assert len(queries) <= 20
