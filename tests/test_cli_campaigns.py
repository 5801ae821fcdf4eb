"""`birlik campaign`: whole outputs, and one clear line where something is wrong."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from birlik import cli
from birlik.audit import queries as audit
from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign, CampaignDeadline
from tests.factories import UnionTree, make_union_tree
from tests.statistics_factories import accept_report, fill_report, make_campaign, make_office

Said = pytest.CaptureFixture[str]
WINDOW = {"hand_in": "2026-01-28", "on_time": "2026-01-30", "closes": "2026-02-13"}
PRIMARY = {"hand_in": "2026-01-14", "on_time": "2026-01-16", "closes": "2026-02-13"}


@pytest.fixture(autouse=True)
def tree(db: None) -> UnionTree:
    return make_union_tree()


def run(said: Said, *arguments: str) -> Any:
    assert cli.main(["campaign", *arguments, "--format", "json"]) == 0
    return json.loads(said.readouterr().out)


def refused(said: Said, *arguments: str) -> str:
    assert cli.main(["campaign", *arguments]) == 2
    out, err = said.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    return err


def test_it_opens_with_the_days_of_the_rulebook(capsys: Said) -> None:
    assert run(capsys, "open", "--period", "2025") == {
        "period": 2025,
        "form": "membership-2025",
        "opens": "2026-01-05",
        "levels": {"member": WINDOW, "direct": WINDOW, "primary": PRIMARY},
        "expected": 9,
        "opened": [], "closed": [], "renamed": [], "moved": [],
        "lines": {"added": [], "gone": [], "changed": []},
        "days_off": [],
    }  # fmt: skip
    event = audit.events_about("campaign", Campaign.objects.get().pk).get()
    assert (event.action, event.by_name, event.organisation_code) == ("campaign.opened", "", "union")


def test_the_trail_stands_under_the_code_of_the_root(capsys: Said) -> None:
    Organisation.objects.filter(code="union").update(code="federation")
    run(capsys, "open", "--period", "2025")
    assert audit.events_about("campaign", Campaign.objects.get().pk).get().organisation_code == "federation"
    assert run(capsys, "status", "--period", "2025")["expected"] == 6
    assert cli.main(["consolidate", "--period", "2025"]) == 0
    assert json.loads(capsys.readouterr().out)["organisation"] == "federation"
    assert cli.main(["headcount", "--as-of", "2026-01-01"]) == 0
    assert json.loads(capsys.readouterr().out)["organisation"] == "federation"


@pytest.mark.parametrize("name", ["dates.yaml", "dates.json"])
def test_days_of_a_file_stand_for_the_proposed_ones(capsys: Said, tmp_path: Path, name: str) -> None:
    """What the file leaves out is proposed; a day off is remarked upon, and holds."""
    path = tmp_path / name
    path.write_text('{"opens": "2026-01-03", "levels": {"primary": {"on_time": "2026-01-20"}}}')
    told = run(capsys, "open", "--period", "2025", "--form", "membership", "--dates", str(path))
    assert (told["opens"], told["levels"]["primary"]) == ("2026-01-03", PRIMARY | {"on_time": "2026-01-20"})
    assert told["days_off"] == [{"level": "", "date": "opens", "day": "2026-01-03"}]
    assert CampaignDeadline.objects.get(kind="primary").on_time == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("levels:\n  primary: {on_time: 2026-01-10}\n", "on time until 10.01.2026"),
        ("levels:\n  district: {on_time: 2026-01-10}\n", "dates.yaml:2: 'district' has no line in this form"),
        ("levels:\n  primary: {due: 2026-01-10}\n", "dates.yaml:2: levels.primary: Additional properties"),
        ("levels:\n  primary: {on_time: 2026-02-30}\n", "dates.yaml:2: 2026-02-30 is no day of the calendar"),
        ("opens: 2026-13-01\n", "dates.yaml:1: 2026-13-01 is no day of the calendar"),
        ("- primary\n", "dates.yaml:1: the file must hold a mapping"),
    ],
)
def test_a_bad_file_says_where_and_opens_nothing(capsys: Said, tmp_path: Path, content: str, fault: str) -> None:
    path = tmp_path / "dates.yaml"
    path.write_text(content)
    assert fault in refused(capsys, "open", "--period", "2025", "--dates", str(path))
    assert not Campaign.objects.exists()


def test_what_cannot_be_opened_is_said_in_words(capsys: Said, tmp_path: Path) -> None:
    missing = str(tmp_path / "none.yaml")
    assert missing in refused(capsys, "open", "--period", "2025", "--dates", missing)
    known = "There is no form “health” in force for this year. There are: membership-2024, membership-2025."
    assert known in refused(capsys, "open", "--period", "2025", "--form", "health")
    assert "has not begun" in refused(capsys, "open", "--period", str(timezone.localdate().year + 1))
    assert "999" in refused(capsys, "open", "--period", "999")
    run(capsys, "open", "--period", "2025")
    assert "exists already" in refused(capsys, "open", "--period", "2025")
    assert "2024" in refused(capsys, "status", "--period", "2024")


def test_without_a_tree_it_says_what_to_do_first(capsys: Said) -> None:
    Organisation.objects.all().update(kind="district")
    assert "There is no organisation on" in refused_consolidation(capsys)
    assert "load the tree first" in refused(capsys, "open", "--period", "2025")


def refused_consolidation(said: Said) -> str:
    assert cli.main(["consolidate", "--period", "2025"]) == 2
    return said.readouterr().err


def test_status_counts_the_primaries(capsys: Said, tree: UnionTree) -> None:
    office = make_office(tree)
    campaign = make_campaign(2025, office)
    fill_report(campaign, "school-1", office)
    accept_report(campaign, "school-2", office)
    late = 4 if timezone.localdate() > date(2026, 1, 20) else 0  # of the unsent; accepted was sent in time
    expected = {"expected": 6, "not_begun": 4, "begun": 1, "sent": 0, "returned": 0, "accepted": 1, "late": late + 1}
    assert run(capsys, "status", "--period", "2025") == expected
    below = run(capsys, "status", "--period", "2025", "--organisation", "north-east")
    assert below == {"expected": 2, "not_begun": 0, "begun": 1, "sent": 0, "returned": 0, "accepted": 1, "late": 1}
    assert "“nowhere”" in refused(capsys, "status", "--period", "2025", "--organisation", "nowhere")


def test_the_term_is_extended_and_closed(capsys: Said) -> None:
    run(capsys, "open", "--period", "2025")
    until = str(timezone.localdate() + timedelta(days=10))
    more = ("--until", until, "--requester", "North", "--reason", "Flood")
    told = run(capsys, "extend", "--period", "2025", "--organisation", "north", *more)
    assert told == {"period": 2025, "organisation": "north", "until": until}
    assert run(capsys, "extend", "--period", "2025", *more)["organisation"] is None
    wrong = ("extend", "--period", "2025", "--until", "soon", "--requester", "a", "--reason", "b")
    assert "soon" in refused(capsys, *wrong)
    assert run(capsys, "close", "--period", "2025") == {"period": 2025, "closed_on": str(timezone.localdate())}
    assert "already" in refused(capsys, "close", "--period", "2025")


def test_who_is_expected_is_changed_with_a_reason(capsys: Said) -> None:
    run(capsys, "open", "--period", "2025")
    which = ("--period", "2025", "--organisation", "school-1", "--reason", "Repairs")
    assert run(capsys, "expect", *which, "--leave-out") == {
        "period": 2025, "organisation": "school-1", "expected": False,
    }  # fmt: skip
    assert run(capsys, "status", "--period", "2025")["expected"] == 5
    run(capsys, "expect", *which)
    assert run(capsys, "status", "--period", "2025")["expected"] == 6
