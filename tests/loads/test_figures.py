"""Figures of past years as a list: they stand with their source, and the first campaign compares with them."""

from __future__ import annotations

from typing import Any

import pytest

from birlik import cli
from birlik.audit.models import Event
from birlik.orgs.models import Organisation
from birlik.statistics.actions.campaigns import open_campaign
from birlik.statistics.models import Campaign, FigureSet, Report
from birlik.statistics.queries import figures, opening
from tests.factories import NOW
from tests.loads.lists import TREE, Loader, counts, xlsx_of
from tests.statistics_factories import make_plan

pytestmark = pytest.mark.django_db
SOURCE = ("--source", "Қаулы № 9, 20.02.2025")


@pytest.fixture(autouse=True)
def _tree(load: Loader) -> None:
    load("tree", TREE)


def cell(organisation: str, line: str, value: str, year: str = "2024") -> dict[str, str]:
    return {"organisation": organisation, "line": line, "value": value, "year": year}


CELLS = (
    cell("school-1", "members_working", "30"),
    cell("school-1", "members_pensioners", "2"),
    cell("school-2", "members_working", "1 000"),
    cell("college-1", "members_working", "15"),
    cell("union", "members_working", "1045"),
)


def stored(code: str) -> dict[str, int]:
    values: dict[str, int] = FigureSet.objects.get(organisation__code=code, campaign__year=2024).values
    return values


def test_figures_are_added_up_the_tree(load: Loader) -> None:
    """What is given above has to agree; the lines that add up others are computed."""
    assert counts(load("figures", CELLS, *SOURCE)) == (5, 5, 0, 0, 0)
    assert stored("school-1") == {"members_working": 30, "members_pensioners": 2, "members_total": 32}
    assert stored("north-east") == {"members_working": 1030, "members_pensioners": 2}
    assert stored("union") == {"members_working": 1045, "members_pensioners": 2}
    campaign = Campaign.objects.get()
    assert (campaign.year, campaign.status, campaign.source, campaign.frozen_by) == (2024, "frozen", SOURCE[1], None)
    event = Event.objects.get(action="campaign.figures_loaded")
    assert (event.after["source"], event.after["year"]) == (SOURCE[1], 2024)
    assert not Report.objects.exists()


def test_lines_as_columns(load: Loader) -> None:
    """By code or by name; the year for the whole list."""
    rows = [{"Ұйымның коды": "school-1", "members_working": "30", "members_students": "0", "members_pensioners": "2"}]
    assert counts(load("figures", xlsx_of(rows), "--period", "2024", *SOURCE, name="list.xlsx")) == (1, 1, 0, 0, 0)
    assert stored("school-1")["members_working"] == 30


def test_a_sum_follows_from_its_parts(load: Loader) -> None:
    parts = [cell("college-1", f"members_{name}", "5") for name in ("working", "students", "pensioners")]
    load("figures", parts)
    assert stored("college-1")["members_total"] == 15
    assert stored("union")["members_total"] == 15


def test_the_same_list_again_changes_nothing(load: Loader) -> None:
    load("figures", CELLS, *SOURCE)
    assert counts(load("figures", CELLS)) == (5, 0, 0, 5, 0)
    other = [cell("school-1", "members_working", "31")]
    assert load.problems("figures", other) == {
        "C2": "The figures of 2024 are loaded and say otherwise. Take that list back first."
    }


def test_problems_stand_at_their_cells(load: Loader) -> None:
    rows = [
        cell("nowhere", "members_working", "1"),
        cell("school-1", "castles", "1"),
        cell("school-1", "members_working", "-1"),
        cell("school-1", "members_working", "1,5"),
        cell("school-1", "members_working", "1", "1812"),
        cell("school-1", "members_working", "1", ""),
        cell("school-2", "members_working", "7"),
        cell("school-2", "members_working", "8"),
        cell("north", "members_working", "3"),
        cell("school-1", "", "3"),
        *[cell("college-1", f"members_{name}", "5") for name in ("working", "students", "pensioners")],
        cell("college-1", "members_total", "16"),
    ]
    found = load.problems("figures", rows)
    assert found == {
        "A2": "There was no organisation “nowhere” on 01.01.2025.",
        "B3": "There is no line “castles” in the form membership-2024.",
        "C4": "“-1” is not a whole number of zero or more.",
        "C5": "“1,5” is not a whole number of zero or more.",
        "D6": found["D6"],
        "D7": "Name the year of the figures: in a column, or one for the whole list.",
        "C9": "The same figure of the same organisation stands in row 8.",
        "C10": "Those below make 7 together, and here stands 3. Correct one of them.",
        "B11": "The cell is empty. Fill it in.",
        "C15": "The lines that make this sum give 15, and here stands 16. Correct one of them.",
    }
    assert "“1812” is not a year whose figures can be loaded: 2024 to " in found["D6"]
    assert not Campaign.objects.exists()


def open_first_campaign() -> Campaign:
    return open_campaign(make_plan(2025), by=None, at=NOW)


def test_the_first_campaign_compares_with_them(load: Loader) -> None:
    """Its reports open with the closings of the year before; of whom nothing is known nothing is said."""
    load("figures", CELLS, *SOURCE)
    campaign = open_first_campaign()
    school = Report.objects.get(campaign=campaign, organisation__code="school-1")
    assert (school.values["opening_working"], school.values["opening_pensioners"]) == (30, 2)
    load(
        "tree",
        [dict(TREE[3]) | {"code": "school-9", "name_kk": "Тоғызыншы", "name_ru": "Девятая", "since": "2025-03-01"}],
    )
    assert Report.objects.get(campaign=campaign, organisation__code="school-9").values == {}
    union = Organisation.objects.get(code="union")
    assert figures.figure(campaign, union, "members_working").previous == 1045


def test_an_opening_is_not_compared_with_a_year_nobody_reported_in(load: Loader) -> None:
    load("figures", CELLS, *SOURCE)
    before = opening.preview(make_plan(2025))
    assert (before.expected, before.opened, before.before) == (5, [], None)


def test_what_is_reported_here_is_not_loaded(load: Loader) -> None:
    open_first_campaign()
    rows = [cell("school-1", "members_working", "1", "2025")]
    assert load.problems("figures", rows) == {
        "D2": "The reports of this year or of an earlier one are collected here: nothing is loaded for it."
    }


def test_figures_are_taken_back_while_nothing_stands_on_them(load: Loader, capsys: Any) -> None:
    answer = load("figures", CELLS, *SOURCE)
    assert cli.main(["undo-load", str(answer["id"])]) == 0
    capsys.readouterr()
    assert (Campaign.objects.count(), FigureSet.objects.count()) == (0, 0)
    answer = load("figures", CELLS, *SOURCE)
    open_first_campaign()
    capsys.readouterr()
    assert cli.main(["undo-load", str(answer["id"])]) == 2
    assert "The figures of 2024 are in use already" in capsys.readouterr().err
    assert Campaign.objects.count() == 2
