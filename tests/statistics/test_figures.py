"""A figure has an identity, sides that are recomputed, and parts that add up; empty is never zero."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from birlik.core.errors import Refusal
from birlik.documents import facts
from birlik.documents import queries as documents
from birlik.statistics.actions import reports
from birlik.statistics.keys import FigureKey
from birlik.statistics.models import Campaign, FigureSet
from birlik.statistics.papers import actions as papers
from birlik.statistics.papers import queries as paper_queries
from birlik.statistics.papers.resolver import FigureResolver
from birlik.statistics.queries import campaigns, figures, parts, table
from tests.statistics_factories import (
    Office,
    accept_all,
    accept_report,
    fill_report,
    make_campaign,
    moment,
    report_of,
)

Refused = Callable[[str, Callable[[], object]], Refusal]


@pytest.fixture
def opened(office: Office, past: Campaign) -> Campaign:
    """2025 after 2024: school-1 grew by 15, school-2 fell by 6, the rest stayed; everything accepted."""
    campaign = make_campaign(2025, office)
    accept_report(campaign, "school-1", office, members_working=75)
    accept_report(campaign, "school-2", office, members_working=54)
    accept_all(campaign, office, but=["school-1", "school-2"])
    return campaign


class TestKey:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("members_total@union/2025#1", FigureKey("members_total", "union", 2025, 1)),
            ("members_total@union/2025", FigureKey("members_total", "union", 2025, 1)),
            ("chairs@north-east/2024#12:change_pct", FigureKey("chairs", "north-east", 2024, 12, "change_pct")),
        ],
    )
    def test_it_is_read_and_written(self, text: str, key: FigureKey) -> None:
        assert FigureKey.parse(text) == key
        assert FigureKey.parse(str(key)) == key
        assert FigureKey.parse(key.figure).figure == key.figure

    @pytest.mark.parametrize("text", ["", "members_total", "a@b/25#1", "a@b/2025#x", "a@b/2025:wrong", "A@b/2025 "])
    def test_anything_else_is_no_key(self, text: str, refused: Refused) -> None:
        refused("figure.unknown", lambda: FigureKey.parse(text))

    def test_another_side_of_the_same_figure(self) -> None:
        assert str(FigureKey("a", "b", 2025, 3).with_facet("change")) == "a@b/2025#3:change"


class TestSides:
    def test_value_previous_change_and_percent(self, office: Office, opened: Campaign) -> None:
        found = figures.figure(opened, office.tree["north-east"], "members_working")
        assert (found.value, found.previous, found.change, found.change_pct) == (129, 120, 9, Decimal("7.5"))
        assert (found.accepted, found.expected, found.is_complete, found.frozen) == (2, 2, True, False)
        assert str(found.key) == "members_working@north-east/2025#1:value"

    def test_percentages_come_from_sums(self, office: Office, opened: Campaign) -> None:
        union = office.tree["union"]
        sums = figures.figures(opened, union, ["members_working", "employees_total", "coverage_working"])
        share = sums["coverage_working"]
        assert (sums["members_working"].value, sums["employees_total"].value) == (369, 429)
        assert (share.value, share.previous, share.change) == (Decimal("86.0"), Decimal("85.7"), Decimal("0.3"))
        assert (share.unit, share.change_pct) == ("percent", None)

    def test_derived_figures_are_never_stored(self, opened: Campaign) -> None:
        derived = set(campaigns.form(opened).derived_codes)
        assert derived
        assert not [row for row in FigureSet.objects.all() if derived & row.values.keys()]

    def test_empty_is_not_zero(self, office: Office, campaign: Campaign) -> None:
        accept_report(campaign, "school-1", office, chairs_paid=0)
        school = figures.figures(campaign, office.tree["school-1"], ["chairs_paid", "members_students"])
        assert (school["chairs_paid"].value, school["members_students"].value) == (0, None)
        unheard = figures.figure(campaign, office.tree["school-2"], "members_total")
        assert (unheard.value, unheard.previous, unheard.change) == (None, None, None)
        assert (unheard.accepted, unheard.expected) == (0, 1)

    def test_without_a_year_before_there_is_no_change(self, office: Office, campaign: Campaign) -> None:
        accept_report(campaign, "school-1", office)
        found = figures.figure(campaign, office.tree["school-1"], "members_total")
        assert (found.value, found.previous, found.change, found.change_pct) == (60, None, None, None)

    def test_growth_from_nothing_has_no_percent(self, office: Office, opened: Campaign) -> None:
        found = figures.figure(opened, office.tree["union"], "left_own_will_total")
        assert (found.value, found.previous, found.change, found.change_pct) == (6, 0, 6, None)

    def test_an_unknown_indicator_is_refused(self, office: Office, opened: Campaign, refused: Refused) -> None:
        refused("indicator.unknown", lambda: figures.figure(opened, office.tree["union"], "members"))
        refused("indicator.unknown", lambda: table.consolidated_table(opened, office.tree["union"], ["members"]))

    def test_computed_figures_speak_of_the_same_numbers(self, office: Office, opened: Campaign) -> None:
        found = figures.figures(opened, office.tree["north-east"], list(figures.computed_codes(campaigns.form(opened))))
        values = {
            code: figure.value for code, figure in found.items() if code.startswith(("reports_", "growth", "dec"))
        }
        assert values == {
            "reports_expected": 2,
            "reports_accepted": 2,
            "reports_missing": 0,
            "growth_working": 15,
            "decline_working": 6,
            "growth_total": 15,
            "decline_total": 6,
        }
        assert figures.figure(opened, office.tree["union"], "member_organisations").value == 2
        assert figures.figure(opened, office.tree["union"], "cause_staff_reduction").value == 6


class TestAnatomy:
    def test_parts_add_up(self, office: Office, opened: Campaign) -> None:
        found = parts.anatomy(opened, office.tree["union"], "members_total")
        assert {part.organisation.code: (part.value, part.previous) for part in found.parts} == {
            "north": (189, 180),
            "south": (320, 320),
            "campus": (260, 260),
        }
        assert (found.figure.value, found.own, found.rest) == (769, None, 0)
        assert [component.key.code for component in found.components] == [
            "members_working",
            "members_students",
            "members_pensioners",
        ]
        assert found.series == [(2024, 760), (2025, 769)]

    def test_own_rows_stand_beside_the_parts(self, office: Office, opened: Campaign) -> None:
        found = parts.anatomy(opened, office.tree["north"], "staff_employees")
        assert (found.figure.value, found.own, found.parts, found.row is not None) == (3, 3, [], True)

    def test_a_percentage_is_made_of_two_sums(self, office: Office, opened: Campaign) -> None:
        found = parts.anatomy(opened, office.tree["north"], "coverage_working")
        assert [component.key.code for component in found.components] == ["members_working", "employees_total"]
        assert (found.own, found.rest) == (None, None)
        assert [part.value for part in found.parts] == [Decimal("86.6"), Decimal("85.7")]

    def test_the_cell_of_a_primary_leads_to_its_report(self, office: Office, opened: Campaign) -> None:
        found = parts.anatomy(opened, office.tree["school-1"], "members_working")
        assert (found.own, found.parts) == (75, [])
        assert found.editions[0].source == report_of(opened, "school-1").accepted_version


class TestPapers:
    def test_a_correction_names_the_papers_that_cite_the_old_figure(self, office: Office, opened: Campaign) -> None:
        at = moment(2025, month=3)
        papers.generate("note", opened, "kk", by=office.writer, at=at)
        key = FigureKey("members_total", "union", 2025, 1)
        citing = [(paper.kind, paper.language) for paper in paper_queries.papers_citing(key)]
        assert citing == [("note", "kk")]
        from tests.statistics_factories import freeze

        freeze(opened, office)
        reports.reopen(report_of(opened, "school-1"), reason="Акт", by=office.writer, at=moment(2025, month=5))
        fill_report(opened, "school-1", office, members_working=80, opening_working=60)
        accept_report(opened, "school-1", office, members_working=80, opening_working=60)
        corrected = Campaign.objects.get(pk=opened.pk)
        version = documents.version(paper_queries.papers_citing(key).get())
        assert facts.stale_citations(version.blocks, FigureResolver(corrected))


class TestTable:
    def test_the_total_is_the_sum_of_its_lines(self, office: Office, opened: Campaign) -> None:
        found = table.consolidated_table(opened, office.tree["union"], ["members_total", "coverage_working"])
        lines = {line.organisation.code: [cell.value for cell in line.cells] for line in found.lines}
        assert lines == {
            "campus": [260, Decimal("85.7")],
            "north": [189, Decimal("86.3")],
            "south": [320, Decimal("85.7")],
        }
        assert found.total is not None
        assert [cell.value for cell in found.total.cells] == [769, Decimal("86.0")]
        assert [cell.change for cell in found.total.cells] == [9, Decimal("0.3")]
