"""A row of the yearly form that a register fills: `registry: injuries_total` in the form's YAML."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from birlik.activity.injuries import INJURIES
from birlik.core.rulebook import RulebookError, rulebook_folder
from birlik.registers import actions
from birlik.registers.declare import indicator_codes
from birlik.statistics.actions import reports
from birlik.statistics.actions.forms import store_form
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns, registry_counts
from birlik.statistics.queries import reports as queries
from birlik.statistics.spec import FormSpec, default_form, load_folder, require_indicators
from tests.factories import UnionTree
from tests.statistics_factories import Office, moment, report_of

pytestmark = pytest.mark.django_db
AT = moment(2025)
FORM = """
extends: membership-2026
edition: 2027
valid_from: 2027-01-01
lines:
  chairs:
    registry: {indicator}
"""


@pytest.fixture(autouse=True)
def _no_edition_is_kept() -> Iterator[None]:
    """An edition made here is gone after the test, and its number is given to another one."""
    campaigns.form_by_id.cache_clear()
    yield
    campaigns.form_by_id.cache_clear()


def form_with(folder: Path, indicator: str) -> FormSpec:
    """The rulebook of a folder with an edition in which a line of one cell is filled by the indicator."""
    shutil.copytree(rulebook_folder(), folder, dirs_exist_ok=True)
    (folder / "forms" / "membership-2027.yaml").write_text(FORM.format(indicator=indicator))
    rulebook = load_folder(folder)
    require_indicators(rulebook, indicator_codes())
    return rulebook.forms[-1]


def test_a_row_takes_what_the_register_counts(
    tree: UnionTree, office: Office, campaign: Campaign, tmp_path: Path
) -> None:
    """Of the year and of the organisation alone; where nothing was ever written down the cell stays empty."""
    form = form_with(tmp_path, "injuries_total")
    assert FormSpec.from_content(form.content()) == form
    Campaign.objects.filter(pk=campaign.pk).update(form=store_form(form))
    injury = {"severity": "light", "place": "Аула"}
    for place, on in (("school-1", date(2025, 3, 1)), ("school-1", date(2024, 3, 1)), ("school-2", date(2024, 3, 1))):
        actions.record(INJURIES, tree[place], {**injury, "on": on}, by=office.writer, at=AT)
    places = ("school-1", "school-2", "school-3")
    told = {code: registry_counts.of_report(report_of(campaign, code)).get("chairs") for code in places}
    assert told == {"school-1": 1, "school-2": 0, "school-3": None}
    report = report_of(campaign, "school-1")
    assert "chairs" in queries.sheet(report).offered_codes
    filled = reports.prefill(report, by=office.writer, at=AT).report
    assert (filled.values["chairs"], filled.origins["chairs"]) == (1, "registry")


def test_the_form_of_2026_asks_for_injuries_and_takes_them_from_the_register(
    tree: UnionTree, office: Office, campaign: Campaign
) -> None:
    """All, severe and fatal, each under its line; the years before are not asked."""
    codes = ("injured_total", "injured_severe", "injured_fatal")
    assert [code for code in default_form(2026).rows if code not in default_form(2025).rows] == list(codes)
    Campaign.objects.filter(pk=campaign.pk).update(form=store_form(default_form(2026)))
    for severity in ("light", "severe", "severe", "fatal"):
        injury = {"severity": severity, "place": "Аула", "on": date(2025, 3, 1)}
        actions.record(INJURIES, tree["school-1"], injury, by=office.writer, at=AT)
    report = report_of(campaign, "school-1")
    filled = reports.prefill(report, by=office.writer, at=AT).report
    assert [(filled.values[code], filled.origins[code]) for code in codes] == [
        (4, "registry"),
        (2, "registry"),
        (1, "registry"),
    ]


def test_a_form_names_only_indicators_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="which no register counts"):
        form_with(tmp_path, "injuries_unheard_of")
