"""Generating, editing, correcting and exporting the papers of statistics."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.activity.injuries import INJURIES
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.documents import facts
from birlik.documents import queries as documents
from birlik.documents.blocks import FigureRef
from birlik.documents.models import Paper
from birlik.registers import actions as registers
from birlik.statistics.actions import campaigns, reports
from birlik.statistics.keys import FigureKey
from birlik.statistics.models import Campaign, Report
from birlik.statistics.papers import actions, export, queries, rules
from birlik.statistics.papers.resolver import FigureResolver, addressee_known
from birlik.statistics.papers.subjects import subject_of
from tests.factories import NOW, TODAY, make_holder
from tests.statistics.papers.conftest import SmallUnion
from tests.statistics_factories import make_plan

LATER = NOW + timedelta(hours=1)


def generated(union: SmallUnion, kind: str = "note", language: str = "kk") -> Paper:
    return actions.generate(kind, union.campaign, language, by=union.head, at=NOW).paper


@pytest.fixture
def reader(union: SmallUnion) -> User:
    return make_holder("union_chair", union.tree["union"])


def test_who_may_read_and_write(union: SmallUnion, reader: User) -> None:
    outsider = make_holder("chair_primary", union.tree["school-1"])
    held = [rules.rights(user, union.tree["union"], on=TODAY) for user in (union.head, reader, outsider)]
    assert held == [{Permission.PAPER_VIEW, Permission.PAPER_EDIT}, {Permission.PAPER_VIEW}, set()]


def test_every_action_asks_for_the_right(union: SmallUnion, reader: User) -> None:
    paper = generated(union)
    asked = [
        lambda: actions.generate("note", union.campaign, "ru", by=reader, at=NOW),
        lambda: actions.edit(paper, "members", "x", by=reader, at=NOW),
        lambda: actions.add_paragraph(paper, "members", "x", by=reader, at=NOW),
        lambda: actions.remove_paragraph(paper, "editor.1", by=reader, at=NOW),
        lambda: actions.restore_generated(paper, "members", by=reader, at=NOW),
        lambda: actions.confirm_override(paper, "members", by=reader, at=NOW),
        lambda: actions.set_meta(paper, {"signatory_name": "x"}, by=reader, at=NOW),
        lambda: actions.adopt(paper, by=reader, at=NOW),
    ]
    for ask in asked:
        with pytest.raises(Refusal, match=r"right\.missing"):
            ask()
    assert documents.version(paper).number == 1


def test_the_editors_words_survive_and_their_numbers_are_backed(union: SmallUnion) -> None:
    paper = generated(union)
    actions.add_paragraph(paper, "members", "Мүшелер саны 2 705 болды, ал 777 белгісіз.", by=union.head, at=LATER)
    version = actions.generate("note", union.campaign, "kk", by=union.head, at=LATER)
    own = next(block for block in version.blocks if not block.is_generated)
    assert [mark.figure for mark in own.citations] == ["members_total@union/2025"]
    assert '<span class="unbacked">777</span>' in own.html
    actions.edit(paper, "workplaces", "Басқаша айтқанда.", by=union.head, at=LATER)
    assert actions.restore_generated(paper, "workplaces", by=union.head, at=LATER).blocks == version.blocks
    assert len(actions.remove_paragraph(paper, own.key, by=union.head, at=LATER).blocks) == len(version.blocks) - 1


def test_a_new_controller_is_written_into_the_control_clause(union: SmallUnion) -> None:
    paper = generated(union, "resolution", "ru")
    meta = {"controller_position": "заместитель председателя Профсоюза", "controller_name": "Иванова И.И."}
    version = actions.set_meta(paper, meta, by=union.head, at=LATER)
    assert "заместителя председателя Профсоюза Иванова И.И." in version.blocks[-1].html
    assert version.blocks[-1].key == "control"


def test_adoption_waits_for_the_lint(union: SmallUnion) -> None:
    paper = generated(union, "resolution", "ru")
    with pytest.raises(Refusal, match=r"paper\.has_faults"):
        actions.adopt(paper, by=union.head, at=LATER)
    generated(union, "resolution", "kk")
    meta = {"document_date": "2026-02-20", "minutes_number": "9", "item_number": "1"}
    actions.set_meta(paper, meta, by=union.head, at=LATER)
    assert not actions.adopt(paper, by=union.head, at=LATER).is_draft
    with pytest.raises(Refusal, match=r"paper\.adopted"):
        actions.generate("resolution", union.campaign, "ru", by=union.head, at=LATER)


def test_a_correction_tells_which_citations_of_a_paper_have_changed(union: SmallUnion) -> None:
    paper = generated(union)
    campaign = campaigns.freeze(union.campaign, ground="№ 9 п. 1", by=union.head, at=NOW)
    assert stale_citations(campaign, paper) == []
    report = Report.objects.get(campaign=campaign, organisation__code="school-1")
    specialist = make_holder("specialist", union.tree["north"])
    reports.reopen(report, reason="қате", by=union.head, at=LATER)
    Report.objects.filter(pk=report.pk).update(status="sent", sent_at=LATER, sent_by=specialist)
    report.refresh_from_db()
    report.versions.create(
        number=2, author=specialist, at=LATER, values={**report.values, "members_working": 1112, "members_total": 1112}
    )
    Report.objects.filter(pk=report.pk).update(explanations={}, values=report.values)
    accepted = _accepted_without_checks(report, union.head)
    campaign.refresh_from_db()
    assert (accepted.status, campaign.edition) == ("frozen", 2)
    stale_ones = stale_citations(campaign, paper)
    changed = {(stale.mark.figure, stale.mark.facet): (stale.old, stale.new) for stale in stale_ones}
    assert changed["members_total@union/2025", "value"] == (2705, 2706)
    key = FigureKey.parse("members_total@union/2025#1")
    assert list(queries.papers_citing(key, any_edition=False)) == [paper]
    assert list(queries.papers_citing(FigureKey.parse("members_total@union/2025#2"), any_edition=False)) == []


def test_a_number_of_a_register_is_cited_like_any_figure(union: SmallUnion) -> None:
    """The note tells of injuries where there were any, in both languages; a changed entry makes the citation stale."""
    assert "injuries" not in {block.key for block in documents.version(generated(union, language="ru")).blocks}
    injury = {"place": "Аула", "severity": "severe"}
    for place, on in (("school-1", date(2025, 3, 1)), ("school-4", date(2025, 4, 1)), ("school-1", date(2024, 3, 1))):
        values = injury | {"on": on}
        entry = registers.record(INJURIES, union.tree[place], values, by=union.head, at=NOW)
    papers = {language: generated(union, "note", language) for language in ("kk", "ru")}
    texts = {code: next(block for block in documents.version(paper).blocks if block.key == "injuries")
             for code, paper in papers.items()}  # fmt: skip
    assert [re.sub(r"<[^>]+>", "", texts[language].html).replace("\xa0", " ") for language in ("kk", "ru")] == [
        "Жыл ішінде өндірісте зардап шеккендер саны – 2, оның ішінде ауыр жарақат алғандар – 2, қаза тапқандар – 0.",
        "Число пострадавших на производстве за год – 2, из них получивших тяжёлые травмы – 2, погибших – 0.",
    ]
    key = FigureKey.parse("injuries_severe@union/2025")
    assert set(queries.papers_citing(key, any_edition=True)) == set(papers.values())
    assert stale_numbers(union, papers["kk"]) == []
    of_2025 = INJURIES.model._default_manager.exclude(pk=entry.pk).latest("pk")
    registers.amend(INJURIES, of_2025, {"severity": "light"}, by=union.head, at=LATER)
    registers.annul(INJURIES, entry, reason="Қате", by=union.head, at=LATER)  # of another year
    for paper in papers.values():
        assert stale_numbers(union, paper) == [("injuries_severe@union/2025", 2, 1)]
        assert "figure.stale" in {finding.code for finding in queries.findings(paper)}


def stale_numbers(union: SmallUnion, paper: Paper) -> list[tuple[str, object, object]]:
    return [(one.mark.figure, one.old, one.new) for one in stale_citations(union.campaign, paper)]


def stale_citations(campaign: Campaign, paper: Paper) -> list[facts.StaleCitation]:
    """What the page of the paper marks."""
    return facts.stale_citations(documents.version(paper).blocks, FigureResolver(campaign))


def _accepted_without_checks(report: Report, by: User) -> Report:
    from birlik.statistics.actions import consolidation

    report.accepted_version = report.versions.latest("number")
    report.status, report.accepted_at, report.accepted_by = "frozen", LATER, by
    report.save()
    consolidation.publish(report)
    return report


def test_the_resolver_passes_over_what_it_does_not_know(union: SmallUnion) -> None:
    refs = {
        FigureRef(figure, "value")
        for figure in ("members_total@union/2025", "nonsense@union/2025", "members_total@nobody/2025", "no figure",
                       "members_total@union/1999", "members_total@school-1/2024")
    }  # fmt: skip
    found = FigureResolver(union.campaign).latest_marks(refs)
    assert {ref.figure: int(mark.value) for ref, mark in found.items()} == {
        "members_total@union/2025": 2705,
        "members_total@school-1/2024": 1000,
    }
    pool = list(FigureResolver(union.campaign).pool())
    assert pool[0].figure == "members_total@union/2025"
    assert len({(mark.ref) for mark in pool}) == len(pool)


def test_addressees_are_known_by_code(union: SmallUnion) -> None:
    assert addressee_known("member_organisations")
    assert addressee_known("north")
    assert not addressee_known("nobody")


@pytest.mark.parametrize("fmt", ["html", "docx", "pdf"])
@pytest.mark.parametrize("kind", ["note", "resolution"])
def test_export_without_a_stored_paper_writes_it_on_the_spot(union: SmallUnion, kind: str, fmt: str) -> None:
    data = export.paper(kind, Period(2025), "kk", fmt)
    assert data.startswith({"html": b"<!DOCTYPE html>", "docx": b"PK", "pdf": b"%PDF"}[fmt])
    assert not Paper.objects.exists()


def test_export_prefers_the_stored_paper(union: SmallUnion) -> None:
    paper = generated(union)
    actions.add_paragraph(paper, "members", "Редактордың сөзі.", by=union.head, at=LATER)
    assert "Редактордың сөзі." in export.paper("note", Period(2025), "kk", "html").decode()


@pytest.mark.parametrize(
    ("kind", "year", "language", "fmt", "code"),
    [
        ("minutes", 2025, "kk", "html", "paper.unknown"),
        ("note", 1999, "kk", "html", "period.unknown"),
        ("note", 2025, "en", "html", "paper.language_unknown"),
        ("note", 2025, "kk", "odt", "paper.format_unknown"),
    ],
)
def test_export_refuses_what_it_does_not_know(
    union: SmallUnion, kind: str, year: int, language: str, fmt: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        export.paper(kind, Period(year), language, fmt)
    assert refused.value.code == code


def test_a_paper_of_something_else_is_no_paper_of_statistics(union: SmallUnion) -> None:
    paper = generated(union)
    assert subject_of(paper) == (union.campaign, union.tree["union"])
    assert list(queries.papers_of(union.campaign)) == [paper]
    assert queries.paper("note", union.campaign, "kk") == paper
    with pytest.raises(Refusal, match=r"paper\.unknown"):
        subject_of(Paper(kind="note", subject="other", language="kk"))


def test_a_paper_without_figures_says_which_one_is_missing(union: SmallUnion) -> None:
    following = campaigns.open_campaign(make_plan(2026), by=union.head, at=NOW)

    with pytest.raises(Refusal) as caught:
        actions.generate("note", following, "kk", by=union.head, at=NOW)

    assert caught.value.code == "paper.figure_empty"
    assert "мүшелер" in str(caught.value.params["figure"])
    assert not Paper.objects.filter(subject="2026/union").exists()
