"""What the days of a campaign do: who is late, who may still send, exceptions, closing, who is expected after all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from birlik.audit import queries as audit
from birlik.core.errors import Refusal
from birlik.orgs import actions as orgs
from birlik.orgs.models import Organisation
from birlik.orgs.values import Names
from birlik.statistics import spec
from birlik.statistics.actions import campaigns as actions
from birlik.statistics.actions import closing, expectation, reports, tree
from birlik.statistics.models import Campaign, ClosingException, ExpectationChange, Report
from birlik.statistics.queries import board, opening, windows
from birlik.statistics.queries import campaigns as queries
from birlik.statistics.queries.expected import expected_organisations, kinds_with_lines
from birlik.statistics.windows import Window
from tests.factories import GROUND, UnionTree, make_holder
from tests.statistics_factories import (
    Office,
    accept_report,
    expected_codes,
    fill_report,
    make_campaign,
    make_plan,
    moment,
    report_of,
    send_report,
    value_of,
)

Refused = Callable[[str, Callable[[], object]], Refusal]
ON_TIME, CLOSES = date(2026, 1, 20), date(2026, 2, 13)
PRIMARIES = ("school-1", "school-2", "school-3", "school-4", "college-1", "university-1")
PLACES = {None: PRIMARIES, "north": PRIMARIES[:3], "north-west": PRIMARIES[2:3], "college-1": PRIMARIES[4:5]}
DAYS = st.dates(date(2026, 1, 12), date(2026, 3, 20))


def make_closing_campaign(office: Office) -> Campaign:
    """2025 with a term: primaries are in time until 20 January, and all closes on 13 February."""
    plan = make_plan(2025, primary=Window(date(2026, 1, 15), ON_TIME, CLOSES))
    return actions.open_campaign(plan, by=office.writer, at=moment(2025, day=2))


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def make_exception(campaign: Campaign, office: Office, place: str | None, until: date) -> ClosingException:
    return closing.extend(
        campaign,
        organisation=office.tree[place] if place else None,
        until=until,
        requester="Солтүстік ұйым, № 12",
        reason="Су тасқыны",
        by=office.writer,
        at=at(date(2026, 1, 12)),
    )


def late_below(campaign: Campaign, office: Office, today: date) -> dict[str, int]:
    fresh = Campaign.objects.get(pk=campaign.pk)
    ids = {office.tree[code].pk: code for code in (*PRIMARIES, "north", "union")}
    return {ids[pk]: one.late for pk, one in board.tally(fresh, ids, today=today).items()}


class TestLateness:
    @pytest.mark.django_db
    @settings(
        max_examples=15, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    @given(
        st.dictionaries(st.sampled_from(PRIMARIES), DAYS),
        st.lists(st.tuples(st.sampled_from(list(PLACES)), DAYS), max_size=4),
        DAYS,
    )
    def test_the_board_counts_as_the_windows_do(
        self, office: Office, sent: dict[str, date], exceptions: list[tuple[str | None, date]], today: date
    ) -> None:
        """Late if and only if first sent after the day in time or its exception; and no rate exceeds 100 %."""
        with transaction.atomic():
            campaign = make_closing_campaign(office)
            for code, day in sent.items():
                Report.objects.filter(organisation__code=code).update(first_sent=at(day), status="begun")
            for place, until in exceptions:
                if until >= ON_TIME:
                    make_exception(campaign, office, place, until)
            expected = {}
            for code in PRIMARIES:
                untils = [until for place, until in exceptions if code in PLACES[place]]
                window = Window(date(2026, 1, 15), ON_TIME, CLOSES).extend(max(untils, default=None))
                expected[code] = int(window.is_late(sent.get(code), today=today))
            late = late_below(campaign, office, today)
            assert {code: late[code] for code in PRIMARIES} == expected
            assert late["north"] == sum(expected[code] for code in PLACES["north"])
            cache.clear()  # reports that are written past the actions raise no revision
            counts = board.status_counts(Campaign.objects.get(), office.tree["union"], today=today)
            assert counts["expected"] == len(PRIMARIES)
            assert sum(value for name, value in counts.items() if name not in {"expected", "late"}) == len(PRIMARIES)
            assert counts["late"] == sum(expected.values())
            assert all(0 <= value <= counts["expected"] for value in counts.values())
            transaction.set_rollback(True)

    def test_an_exception_that_ends_later_holds(self, office: Office) -> None:
        campaign = make_closing_campaign(office)
        make_exception(campaign, office, "north", date(2026, 2, 20))
        make_exception(campaign, office, "school-1", date(2026, 1, 30))
        term = windows.window_of(campaign, office.tree["school-1"])
        assert term.window == Window(date(2026, 1, 15), date(2026, 2, 20), date(2026, 2, 20))
        assert windows.last_day_in_time(campaign, office.tree["school-4"]) == ON_TIME


class TestClosing:
    def test_after_the_closing_day_nothing_new_is_received(self, office: Office, refused: Refused) -> None:
        campaign = make_closing_campaign(office)
        for code in ("school-1", "school-2"):
            fill_report(campaign, code, office)
        reports.send(report_of(campaign, "school-1"), by=office.writer, at=at(CLOSES))
        late = report_of(campaign, "school-2")
        day = CLOSES + timedelta(days=1)
        found = refused("campaign.closed", lambda: reports.send(late, by=office.writer, at=at(day)))
        assert found.params == {"year": 2025, "day": CLOSES}
        make_exception(campaign, office, "north-east", day)
        assert reports.send(late, by=office.writer, at=at(day)).report.status == "sent"

    def test_a_returned_report_is_corrected_after_it(self, office: Office) -> None:
        campaign = make_closing_campaign(office)
        sent = send_report(campaign, "school-1", office, at=at(CLOSES))
        back = reports.return_(sent, remark="Тексеріңіз", by=office.judge, at=at(CLOSES))
        assert reports.send(back, by=office.writer, at=at(CLOSES + timedelta(days=30))).report.status == "sent"

    def test_closed_before_its_day_it_receives_under_an_exception_alone(self, office: Office, refused: Refused) -> None:
        campaign, day = make_closing_campaign(office), date(2026, 1, 19)
        for code in ("school-1", "school-4"):
            fill_report(campaign, code, office)
        make_exception(campaign, office, "north", date(2026, 1, 21))
        closed = closing.close(campaign, reason="Бюро шешімі", by=office.writer, at=at(day))
        assert closed.closed_on == day
        refused("campaign.closed", lambda: reports.send(report_of(campaign, "school-4"), by=office.writer, at=at(day)))
        assert reports.send(report_of(campaign, "school-1"), by=office.writer, at=at(day)).report.status == "sent"
        refused("campaign.closed_already", lambda: closing.close(campaign, by=office.writer, at=at(day)))
        event = audit.events_about("campaign", campaign.pk).filter(action="campaign.closed").get()
        assert (event.organisation_code, event.after) == ("union", {"on": "2026-01-19", "reason": "Бюро шешімі"})

    def test_an_exception_has_a_requester_a_reason_and_an_end(self, office: Office, refused: Refused) -> None:
        campaign = make_closing_campaign(office)

        def extend(**changes: object) -> object:
            facts: dict[str, object] = {"until": date(2026, 2, 20), "requester": "North", "reason": "Flood"}
            return closing.extend(campaign, **(facts | changes), by=office.writer, at=moment(2025))

        assert refused("exception.requester_missing", lambda: extend(requester=" ")).field == "requester"
        assert refused("exception.reason_missing", lambda: extend(reason="")).field == "reason"
        found = refused("exception.too_early", lambda: extend(until=date(2026, 1, 19)))
        assert found.params == {"field": "until", "first": ON_TIME}
        extend(organisation=office.tree["north"])
        event = audit.events_about("campaign", campaign.pk).filter(action="campaign.extended").get()
        assert event.after == {
            "organisation": "north", "requester": "North", "until": "2026-02-20", "reason": "Flood",
        }  # fmt: skip
        assert [one.reason for one in windows.exceptions_at(campaign, office.tree["school-1"])] == ["Flood"]
        assert windows.exceptions_at(campaign, office.tree["south"]) == []

    def test_only_who_runs_campaigns_moves_the_term(self, tree: UnionTree, office: Office, refused: Refused) -> None:
        campaign, chair = make_closing_campaign(office), make_holder("specialist", tree["north"])
        who: dict[str, Any] = {"by": chair, "at": moment(2025)}
        facts: dict[str, Any] = {"until": date(2026, 2, 20), "requester": "a", "reason": "b"}
        refused("right.missing", lambda: closing.extend(campaign, organisation=tree["north"], **facts, **who))
        refused("right.missing", lambda: closing.close(campaign, **who))
        refused(
            "right.missing",
            lambda: expectation.change_expectation(campaign, tree["school-1"], is_expected=False, reason="a", **who),
        )


class TestExpected:
    def test_a_kind_without_a_line_gets_no_report(self, office: Office) -> None:
        form = spec.default_form(2025)
        bare = replace(
            form, rows={code: replace(row, levels=("primary",)) for code, row in form.rows.items() if row.levels}
        )
        assert (kinds_with_lines(form), kinds_with_lines(bare)) == (["member", "direct", "primary"], ["primary"])
        organisations = expected_organisations(bare, date(2026, 1, 1))
        assert set(organisations.values_list("code", flat=True)) == set(PRIMARIES)

    def test_a_type_of_institution_without_a_line_gets_no_report(self, office: Office) -> None:
        form = spec.default_form(2025)
        rows = {code: replace(row, levels=("primary",), applies=("college",)) for code, row in form.rows.items()}
        organisations = expected_organisations(replace(form, rows=rows), date(2026, 1, 1))
        assert list(organisations.values_list("code", flat=True)) == ["college-1"]

    def test_a_form_with_no_line_for_anybody_opens_nothing(self, office: Office, refused: Refused) -> None:
        form = spec.default_form(2025)
        plan = replace(make_plan(2025), form=replace(form, rows={
            code: replace(row, levels=("district",)) for code, row in form.rows.items()
        }), windows={"district": Window(ON_TIME, ON_TIME, CLOSES)})  # fmt: skip
        Organisation.objects.filter(kind="district").update(closed=date(2025, 12, 1))
        found = refused(
            "campaign.nobody_expected", lambda: actions.open_campaign(plan, by=office.writer, at=moment(2025))
        )
        assert found.field == "form"
        assert not Campaign.objects.exists()

    def test_who_is_left_out_stays_out_when_the_tree_changes(
        self, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        who: dict[str, Any] = {"by": office.writer, "at": moment(2025)}
        expectation.change_expectation(campaign, tree["school-1"], is_expected=False, reason="Жөндеу", **who)
        assert "school-1" not in expected_codes(campaign)
        figure = campaign.figure_sets.get(organisation=tree["north"])
        assert figure.expected == 2
        self.close_school(office, "school-3")
        assert expected_codes(campaign) == {
            "north", "south", "campus", "school-2", "school-4", "college-1", "university-1",
        }  # fmt: skip
        expectation.change_expectation(campaign, tree["school-1"], is_expected=True, reason="Ашылды", **who)
        assert "school-1" in expected_codes(campaign)
        rows = ExpectationChange.objects.order_by("pk").values_list("organisation__code", "expected", "by_hand")
        assert list(rows) == [("school-1", False, True), ("school-3", False, False), ("school-1", True, True)]
        ground = f"{GROUND.title} {GROUND.number}, {GROUND.date:%d.%m.%Y}"
        reasons = [one.after for one in audit.events_about("campaign", campaign.pk)][:3]
        assert reasons == [
            {"joined": ["school-1"], "left": [], "reason": "Ашылды"},
            {"joined": [], "left": ["school-3"], "reason": ground},
            {"joined": [], "left": ["school-1"], "reason": "Жөндеу"},
        ]

    def close_school(self, office: Office, code: str) -> None:
        day, moment_of = date(2025, 12, 1), moment(2025, 2)
        tree.change(
            lambda when: orgs.close(office.tree[code], on=day, ground=GROUND, by=office.writer, at=when),
            on=day, by=office.writer, at=moment_of,
        )  # fmt: skip

    def test_what_was_begun_is_not_left_out(
        self, tree: UnionTree, office: Office, campaign: Campaign, refused: Refused
    ) -> None:
        accept_report(campaign, "school-1", office)

        def change(code: str, *, expected: bool, reason: str = "a") -> object:
            return expectation.change_expectation(
                campaign, tree[code], is_expected=expected, reason=reason, by=office.writer, at=moment(2025)
            )

        refused("expected.begun", lambda: change("school-1", expected=False))
        refused("expected.already", lambda: change("school-2", expected=True))
        refused("expected.no_lines", lambda: change("north-east", expected=True))
        refused("expected.already", lambda: change("north-east", expected=False))
        assert refused("expected.reason_missing", lambda: change("school-2", expected=False, reason=" ")).field == (
            "reason"
        )
        assert value_of(campaign, "union", "members_total") == 60


class TestPreview:
    def test_without_a_year_before_there_is_nothing_to_compare(self, office: Office) -> None:
        shown = opening.preview(opening.propose_plan(2025))
        assert (shown.expected, shown.before, shown.opened) == (9, None, [])
        assert shown.by_kind == {"member": 2, "direct": 1, "primary": 6}

    def test_each_change_of_the_tree_has_its_ground(self, tree: UnionTree, office: Office) -> None:
        queries.form_by_id.cache_clear()  # kept for a process, and the editions of other tests had these ids
        make_campaign(2024, office)
        who: dict[str, Any] = {"ground": GROUND, "by": tree.administrator, "at": moment(2025)}
        tree.open("school-5", "primary", "south", on=date(2025, 9, 1), institution_type="school")
        orgs.close(tree["school-3"], on=date(2026, 1, 1), **who)
        orgs.move(tree["school-2"], parent=tree["south"], on=date(2025, 6, 1), **who)
        names = replace(self.names_of(tree["college-1"]), kk="№ 1 колледж")
        orgs.rename(tree["college-1"], names, on=date(2025, 3, 1), **who)
        orgs.move(tree["school-1"], parent=tree["south"], on=date(2026, 1, 2), **who)
        shown = opening.preview(opening.propose_plan(2025))
        ground = f"{GROUND.title} {GROUND.number}, {GROUND.date:%d.%m.%Y}"
        sorts = ("opened", "closed", "renamed", "moved")
        assert {name: [(one.code, one.on, one.ground) for one in getattr(shown, name)] for name in sorts} == {
            "opened": [("school-5", date(2025, 9, 1), ground)],
            "closed": [("school-3", date(2026, 1, 1), ground)],
            "renamed": [("college-1", date(2025, 3, 1), ground)],
            "moved": [("school-2", date(2025, 6, 1), ground)],
        }
        assert (shown.expected, shown.before, len(shown.form.changed)) == (9, 2024, 5)

    def names_of(self, organisation: Organisation) -> Names:
        return Names(organisation.name_kk, organisation.name_ru)

    def test_the_days_proposed_are_those_of_the_calendar(self) -> None:
        plan = opening.propose_plan(2025)
        assert plan.opens == date(2026, 1, 5)
        assert plan.windows == {
            "member": Window(date(2026, 1, 28), date(2026, 1, 30), date(2026, 2, 13)),
            "direct": Window(date(2026, 1, 28), date(2026, 1, 30), date(2026, 2, 13)),
            "primary": Window(date(2026, 1, 14), date(2026, 1, 16), date(2026, 2, 13)),
        }
        assert plan.days_off() == []
        saturday = replace(plan, opens=date(2026, 1, 3))
        assert saturday.days_off() == [("", "opens", date(2026, 1, 3))]

    def test_years_that_can_be_opened(self, office: Office, campaign: Campaign) -> None:
        assert opening.years_to_open(date(2026, 12, 1)) == [2026, 2024]
        assert opening.next_year(date(2026, 12, 1)) == 2026
