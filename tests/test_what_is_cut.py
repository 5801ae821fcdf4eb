"""What is too long is refused in words, with nothing changed; a copy that must be shorter shows that it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from birlik.accounts import actions as accounts
from birlik.activity import deliveries
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.core.texts import shorten_text, text_within
from birlik.members.actions import exports, membership, privacy, transfers
from birlik.members.enums import Exit
from birlik.members.imports import mapping, upload
from birlik.members.models import ImportBatch
from birlik.statistics.actions import campaigns, reports
from birlik.statistics.models import Campaign
from birlik.web.shared.messages import message_for
from tests.factories import NOW, UnionTree, make_holder, make_union_tree
from tests.members.people import give_office, make_person
from tests.statistics_factories import (
    Office,
    make_campaign,
    make_office,
    moment,
    report_of,
    send_report,
)

NOTE = 20_000
ON = date(2026, 1, 20)


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


@pytest.fixture
def office(tree: UnionTree) -> Office:
    return make_office(tree)


@pytest.fixture
def campaign(office: Office) -> Campaign:
    return make_campaign(2025, office)


def refused(act: Callable[[], object], most: int) -> None:
    before = Event.objects.count()
    with pytest.raises(Refusal, match=rf"text\.too_long \(begins=a{{40}}, length={most + 1}, most={most}\)"):
        act()
    assert Event.objects.count() == before


def test_the_sentence_says_which_text_and_how_long_it_may_be() -> None:
    with pytest.raises(Refusal) as caught, override("en"):
        text_within(" Because of the move " + "a" * NOTE, NOTE)
    with override("en"):
        assert re.sub(r"(?<=\d)\s(?=\d)", " ", message_for(caught.value)) == (
            "The text that begins with “Because of the move aaaaaaaaaaaaaaaaaaaa” has 20 020 characters "
            "and at most 20 000 can be kept: shorten it."
        )


def test_blanks_around_a_text_are_no_part_of_it() -> None:
    assert text_within("  " + "a" * 10 + "\n", 10) == "a" * 10
    assert (shorten_text("abcd", 4), shorten_text("abcde", 4)) == ("abcd", "abc…")


class TestReports:
    def test_what_goes_into_a_report(self, office: Office, campaign: Campaign) -> None:
        report, long = report_of(campaign, "school-1"), "a" * (NOTE + 1)
        by = {"by": office.writer, "at": moment(2025)}
        refused(lambda: reports.save(report, note=long, **by), NOTE)
        refused(lambda: reports.save(report, explanations={"K5.members_women": long}, **by), NOTE)

    def test_what_is_said_when_it_goes_back(self, office: Office, campaign: Campaign) -> None:
        report, long = send_report(campaign, "school-1", office), "a" * (NOTE + 1)
        by = {"by": office.judge, "at": moment(2025)}
        refused(lambda: reports.return_(report, remark=long, **by), NOTE)
        refused(lambda: reports.return_(report, remark="", cells={"chairs": long}, **by), NOTE)
        reports.return_(report, remark="a" * NOTE, **by)
        again = send_report(campaign, "school-1", office)
        assert again.versions.latest("number").reason == "a" * 299 + "…"  # the trail holds the whole
        assert Event.objects.filter(action="report.returned").latest("pk").after["remark"] == "a" * NOTE

    def test_the_ground_of_a_freezing(self, office: Office, campaign: Campaign) -> None:
        by = {"missing_allowed": True, "by": office.writer, "at": moment(2025)}
        refused(lambda: campaigns.freeze(campaign, ground="a" * 301, **by), 300)


class TestMembers:
    @pytest.fixture
    def by(self, tree: UnionTree) -> dict[str, Any]:
        return {"by": make_holder("specialist", tree["north"]), "at": NOW}

    def test_grounds_and_reasons(self, tree: UnionTree, by: dict[str, Any]) -> None:
        person, school, long = make_person(tree["school-1"]), tree["school-1"], "a" * 201
        with pytest.raises(Refusal, match=r"^entry\.value"):  # at its field, as everything of a register
            give_office(person, organisation=school, body="committee", on=ON, ground=long, **by)
        refused(lambda: transfers.send(person, target=tree["school-2"], on=ON, ground=long, **by), 200)
        refused(lambda: privacy.block(person, reason="a" * 301, **by), 300)
        refused(lambda: membership.leave(person, on=ON, reason=Exit.OWN_WILL, ground=long, **by), 200)

    def test_a_refused_transfer(self, tree: UnionTree, by: dict[str, Any]) -> None:
        transfer = transfers.send(make_person(tree["school-1"]), target=tree["school-2"], on=ON, **by)
        refused(lambda: transfers.refuse(transfer, reason="a" * 201, **by), 200)

    def test_the_ground_of_a_delivery(self, tree: UnionTree) -> None:
        by = {"by": make_holder("head_of_department", tree["union"]), "at": NOW}
        refused(lambda: deliveries.agree(tree["north"], due=ON, delivered=None, ground="a" * 201, **by), 200)

    def test_the_purpose_of_an_export(self, tree: UnionTree, by: dict[str, Any]) -> None:
        person = make_person(tree["school-1"])
        refused(lambda: exports.record(tree["school-1"], [person.pk], purpose="a" * 301, filters={}, **by), 300)

    def test_the_name_of_remembered_columns(self, tree: UnionTree, by: dict[str, Any]) -> None:
        batch = self.batch(tree, "a.csv")
        act = {"columns": {0: "surname"}, "header": 0, "organisations": {}, "remember_as": "a" * 81}
        refused(lambda: mapping.set_mapping(batch, **act, **by), 80)

    def test_a_file_name_that_is_too_long_shows_it(self, tree: UnionTree) -> None:
        assert self.batch(tree, "b" * 300 + ".csv").file_name == "…" + "b" * 195 + ".csv"
        assert self.batch(tree, "b" * 196 + ".csv").file_name == "b" * 196 + ".csv"

    def batch(self, tree: UnionTree, name: str) -> ImportBatch:
        content = "Тегі;Аты;Туған күні\nСейілханова;Ақтоты;15.03.1980".encode()
        return upload.upload(organisation=tree["north"], name=name, content=content, as_of=ON, by=None, at=NOW)


def test_the_name_of_an_account(tree: UnionTree) -> None:
    made = {"username": "aliya", "password": None, "by": tree.administrator, "at": NOW}
    refused(lambda: accounts.create_user(full_name="a" * 201, **made), 200)
