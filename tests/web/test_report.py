"""The report page: the form as it is read and typed into, what a save answers, and its buttons."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from birlik.accounts.actions import change_language
from birlik.accounts.models import User
from birlik.statistics.actions import reports as actions
from birlik.statistics.models import Campaign, Report
from birlik.web.statistics.report_cells import NotACount, parse, shown
from tests.factories import UnionTree, make_holder, make_union_tree
from tests.statistics_factories import Office, fill_report, make_campaign, make_office, moment, report_of, send_report

pytestmark = pytest.mark.once

PAGE = "/reports/2025/school-1/"


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


@pytest.fixture
def office(tree: UnionTree) -> Office:
    return make_office(tree)


@pytest.fixture
def campaign(office: Office) -> Campaign:
    return make_campaign(2025, office)


@pytest.fixture
def chair(tree: UnionTree) -> User:
    return make_holder("chair_primary", tree["school-1"])


@pytest.fixture
def specialist(tree: UnionTree) -> User:
    return make_holder("specialist", tree["north"])


def door(user: User, *, language: str = "en", strict: bool = False) -> Client:
    change_language(user, language=language, by=user, at=timezone.now())
    client = Client(enforce_csrf_checks=strict)
    client.force_login(user, backend="birlik.web.accounts.backend.AssignmentBackend")
    return client


def text_of(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def put(client: Client, saved: int = 0, status: int = 200, **content: Any) -> dict[str, Any]:
    response = client.post(f"{PAGE}cells/", json.dumps({"saved": saved, **content}), content_type="application/json")
    assert response.status_code == status
    answer: dict[str, Any] = response.json()
    return answer


def element(html: str, name: str) -> str:
    """The opening tag of the element with this id."""
    found = re.search(rf'<[^<>]* id="{name}"[^<>]*>', html)
    assert found is not None, name
    return found[0]


class TestCells:
    @pytest.mark.parametrize(
        ("text", "cell"),
        [
            ("", None),
            ("  ", None),
            ("0", 0),
            ("12", 12),
            ("1 234", 1234),
            ("1\u00a0234\u202f567", 1234567),
            ("12,00", 12),
            ("12.0", 12),
            ("x", "na"),
            ("Х", "na"),
            ("н/п", "na"),
            ("–", "na"),
            ("−", "na"),
        ],
    )
    def test_what_people_and_spreadsheets_write(self, text: str, cell: int | str | None) -> None:
        assert parse(text) == cell

    @pytest.mark.parametrize("text", ["abc", "5 чел.", "-5", "−5", "+5", "1,5", "1.234", "1e3", "٣", "²", "9" * 41])
    def test_what_is_no_count(self, text: str) -> None:
        with pytest.raises(NotACount):
            parse(text)

    def test_empty_zero_and_not_applicable_look_different(self) -> None:
        assert [shown(cell, "kk") for cell in (None, 0, "na", 1234567)] == ["", "0", "х", "1\u202f234\u202f567"]

    @pytest.mark.parametrize("cell", [None, 0, "na", 1, 1234567])
    def test_what_is_shown_is_read_back(self, cell: int | str | None) -> None:
        assert parse(shown(cell, "ru")) == cell


class TestReading:
    def test_the_one_who_fills_it_in_has_inputs_and_others_have_numbers(
        self, office: Office, campaign: Campaign, chair: User
    ) -> None:
        fill_report(campaign, "school-1", office, members_working=1234)
        auditor = make_holder("audit_commission", office.tree["union"])
        assert 'value="1\u202f234"' in element(text_of(door(chair)), "i-members_working")
        read = text_of(door(auditor))
        assert "<input" not in read.partition('id="report"')[2].partition("</aside>")[0]
        assert '<span class="typed" id="i-members_working">1\u202f234</span>' in read
        assert "report.js" not in read

    def test_cells_say_how_they_stand(self, office: Office, campaign: Campaign, chair: User) -> None:
        report = fill_report(campaign, "school-1", office)
        changes: dict[str, int | str | None] = {"chairs": None, "technical_inspectors": "na", "members_women": 999}
        actions.save(report, cells=changes, by=office.writer, at=moment(2025))
        html = text_of(door(chair))
        signs = {
            code: re.search(r'class="cell([^"]*)"', element(html, f"c-{code}"))[1].strip()  # type: ignore[index] # there
            for code in (*changes, "committee_members", "members_students")
        }
        assert signs == {
            "chairs": "cell--empty",
            "technical_inspectors": "cell--na",
            "members_women": "cell--error",
            "committee_members": "",
            "members_students": "cell--crossed",
        }
        assert 'value="х"' in element(html, "i-technical_inspectors")
        assert 'aria-invalid="true"' in element(html, "i-members_women")
        assert " hidden" not in element(html, "w-members_women")
        assert " hidden" in element(html, "w-committee_members")

    def test_what_people_write_is_never_markup(self, office: Office, campaign: Campaign, chair: User) -> None:
        report = send_report(campaign, "school-1", office)
        evil = '<img src=x onerror=alert(1)>"'
        actions.return_(report, remark=evil, cells={"chairs": evil}, by=office.judge, at=moment(2025))
        actions.save(report, note=evil, explanations={"K1": evil}, by=office.writer, at=moment(2025))
        actions.send(report, by=office.writer, at=moment(2025))
        actions.return_(report, remark=evil, cells={"chairs": evil}, by=office.judge, at=moment(2025))
        for user in (chair, office.judge):
            assert "<img src=x" not in text_of(door(user))
        assert "<img src=x" not in json.dumps(put(door(chair), cells={"chairs": ["2", "1"]}))

    def test_nothing_inline(self, office: Office, campaign: Campaign, chair: User) -> None:
        fill_report(campaign, "school-1", office, members_women=999)
        html = text_of(door(chair))
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]* src=)|javascript:", html)

    def test_a_body_without_a_report_says_why(self, campaign: Campaign, office: Office) -> None:
        assert "files no report" in text_of(door(office.judge), "/reports/2025/north-east/")

    @pytest.mark.parametrize(
        "address", ["/reports/2025/school-3/", "/reports/2025/nowhere/", "/reports/1999/school-1/"]
    )
    def test_what_one_may_not_see_is_not_there(self, campaign: Campaign, chair: User, address: str) -> None:
        assert door(chair).get(address).status_code == 404
        verbs = ("cells", "send", "accept", "return", "reopen")
        assert {door(chair).post(f"{address}{verb}/").status_code for verb in verbs} == {404}

    def test_each_language_has_its_own_form(self, office: Office, campaign: Campaign, chair: User) -> None:
        labels = {language: text_of(door(chair, language=language)) for language in ("kk", "ru", "en")}
        assert [
            [name in html for name in ("Жыл басындағы", "на начало года", "at the beginning of the year")]
            for html in labels.values()
        ] == [[True, False, False], [False, True, False], [False, False, True]]

    def test_the_page_follows_every_change(self, office: Office, campaign: Campaign, chair: User) -> None:
        """What is drawn once is drawn anew after a save, a return, and a correction of last year."""
        report = fill_report(campaign, "school-1", office)
        client = door(chair)
        assert 'value="0"' in element(text_of(client), "i-committee_members")
        actions.save(report, cells={"committee_members": 7}, by=office.writer, at=moment(2025))
        assert 'value="7"' in element(text_of(client), "i-committee_members")
        actions.send(report, by=office.writer, at=moment(2025))
        assert 'id="i-committee_members">7</span>' in text_of(client)
        actions.return_(report, remark="Қайта санаңыз", by=office.judge, at=moment(2025))
        assert "Қайта санаңыз" in text_of(client)

    def test_a_page_drawn_once_costs_few_queries(self, office: Office, campaign: Campaign) -> None:
        for code in ("school-1", "college-1"):
            fill_report(campaign, code, office)
        client = door(office.judge)
        client.get("/")  # who one is
        counts = []
        for address in (PAGE, PAGE, "/reports/2025/college-1/", "/reports/2025/college-1/"):
            with CaptureQueriesContext(connection) as queries:
                text_of(client, address)
            counts.append(len(queries))
        assert counts[1] == counts[3] <= 7
        assert counts[0] == counts[2] <= 11


class TestSaving:
    def test_a_cell_is_saved_and_everything_that_follows_is_told(
        self, office: Office, campaign: Campaign, chair: User
    ) -> None:
        report = fill_report(campaign, "school-1", office)
        answer = put(door(chair), report.saved, near="accepted_working", cells={"accepted_working": ["7 0", "60"]})
        cells = {code: (cell["text"], cell["sign"]) for code, cell in answer["cells"].items()}
        assert cells["accepted_working"] == ("70", "error")  # said where one types, not where the movement ends
        assert cells["accepted_total"] == ("70", "")
        assert cells["members_working"] == ("60", "")
        assert list(answer["words"]) == ["accepted"]
        assert "60" in answer["words"]["accepted"]
        assert (answer["saved"], answer["stale"], answer["bad"], answer["theirs"]) == (report.saved + 1, False, [], [])
        assert answer["pieces"]["send-tail"] == "with 1 error"
        assert "34 of 34 lines" in answer["pieces"]["progress"]
        assert report_of(campaign, "school-1").values["accepted_working"] == 70

    def test_a_block_keeps_what_is_good_and_names_what_is_not(
        self, office: Office, campaign: Campaign, chair: User
    ) -> None:
        report = fill_report(campaign, "school-1", office)
        block = {
            "committee_members": ["1\u00a0007", "0"],
            "audit_commission_members": ["үш", "0"],
            "technical_inspectors": ["х", "0"],
            "trained_total": ["7", "6"],  # a sum, and another than the lines give
            "members_total": ["60", "60"],  # a sum, and the same
            "members_students": ["4", ""],  # not for a school
            "left_graduation_students": ["х", ""],
            "fog": ["1", ""],
        }
        answer = put(door(chair), report.saved, cells=block)
        assert {item["cell"]: item["words"] for item in answer["bad"]} == {
            "audit_commission_members": "Line 28: “үш” is not a whole number of people or things. Type digits only.",
            "trained_total": "Line 36 is computed: 6. The pasted block had 7 there.",
            "members_students": "Line 12.2 is not filled in by this organisation; 4 was left out.",
            "fog": "The block is larger than the form; “1” has no place.",
        }
        after = report_of(campaign, "school-1")
        assert after.values == {
            **{code: value for code, value in report.values.items() if code != "technical_inspectors"},
            "committee_members": 1007,
        }
        assert after.not_applicable == ["technical_inspectors"]

    def test_causes_note_and_explanations(self, office: Office, campaign: Campaign, chair: User) -> None:
        report = fill_report(campaign, "school-1", office)
        answer = put(
            door(chair),
            report.saved,
            causes={"death": "2", "migration": "көп"},
            note=" Екі мұғалім. ",
            explanations={"K1": "Дұрыс."},
        )
        after = report_of(campaign, "school-1")
        assert (after.causes, after.note, after.explanations) == ({"death": 2}, "Екі мұғалім.", {"K1": "Дұрыс."})
        assert [item["cell"] for item in answer["bad"]] == ["cause-migration"]

    def test_the_value_of_somebody_else_is_not_lost_in_silence(
        self, office: Office, campaign: Campaign, chair: User
    ) -> None:
        report = fill_report(campaign, "school-1", office)
        others: dict[str, int | str | None] = {"chairs": 2, "committee_members": 9}
        actions.save(report, cells=others, by=office.writer, at=moment(2025))
        answer = put(door(chair), report.saved, cells={"chairs": ["3", "1"], "chairs_paid": ["1", "0"]})
        assert answer["stale"] is True
        assert answer["cells"]["committee_members"]["text"] == "9"
        assert answer["theirs"] == [
            {"cell": "chairs", "words": "Line 25: somebody else wrote 2 meanwhile; now it is yours: 3."}
        ]

    def test_what_was_sent_is_not_typed_into(self, office: Office, campaign: Campaign, chair: User) -> None:
        report = send_report(campaign, "school-1", office)
        answer = put(door(chair), report.saved, status=409, cells={"chairs": ["3", "1"]})
        assert "Sent" in answer["words"]
        assert report_of(campaign, "school-1").values["chairs"] == 1

    def test_one_who_only_reads_saves_nothing(self, office: Office, campaign: Campaign) -> None:
        fill_report(campaign, "school-1", office)
        put(door(office.judge), status=409, cells={"chairs": ["3", "1"]})
        assert report_of(campaign, "school-1").values["chairs"] == 1

    @pytest.mark.parametrize("body", ["", "[]", "{", '{"cells": 5}', '{"cells": {"chairs": 5}}', '{"causes": [1]}'])
    def test_what_cannot_be_read_is_refused(self, campaign: Campaign, chair: User, body: str) -> None:
        response = door(chair).post(f"{PAGE}cells/", body, content_type="application/json")
        assert (response.status_code, list(response.json())) == (400, ["words"])

    def test_a_foreign_page_cannot_save(self, campaign: Campaign, chair: User) -> None:
        response = door(chair, strict=True).post(f"{PAGE}cells/", "{}", content_type="application/json")
        assert response.status_code == 403

    def test_addresses_of_verbs_are_not_opened(self, campaign: Campaign, chair: User) -> None:
        client = door(chair)
        assert {client.get(f"{PAGE}{verb}/").status_code for verb in ("cells", "send", "accept", "return")} == {405}


def buttons(html: str) -> set[str]:
    """Where the buttons lead."""
    opened = {f"#{name}" for name in re.findall(r'data-opens="(return-form|reopen-form)"', html)}
    return opened | set(re.findall(rf'action="{PAGE}([a-z]+)/"', html))


class TestVerbs:
    def test_the_way_there_and_back(self, office: Office, campaign: Campaign, chair: User, specialist: User) -> None:
        own, judge = door(chair), door(specialist)
        assert " disabled" in text_of(own).partition('id="send"')[2].partition("</form>")[0]
        report = fill_report(campaign, "school-1", office)
        assert (buttons(text_of(own)), buttons(text_of(judge))) == ({"send"}, {"send"})

        own.post(f"{PAGE}send/", {"saved": report.saved})
        assert (buttons(text_of(own)), buttons(text_of(judge))) == (set(), {"#return-form", "return", "accept"})
        judge.post(
            f"{PAGE}return/", {"remark": "Салыстырыңыз", "cell": ["chairs", "members_women"], "remark-chairs": "2?"}
        )
        returned = report_of(campaign, "school-1")
        assert (returned.status, returned.remark, returned.remark_cells) == (
            "returned",
            "Салыстырыңыз",
            {"chairs": "2?", "members_women": "Салыстырыңыз"},
        )
        html = text_of(own)
        assert "cell--remark" in element(html, "c-chairs")
        assert "2?" in html

        put(own, returned.saved, cells={"members_women": ["31", "30"]})
        own.post(f"{PAGE}send/", {"saved": returned.saved + 1})
        html = text_of(judge)
        assert "cell--remark" in element(html, "c-members_women")
        judge.post(f"{PAGE}accept/", {"version": 2})
        accepted = report_of(campaign, "school-1")
        assert (accepted.status, accepted.accepted_by, accepted.versions.count()) == ("accepted", specialist, 2)
        assert buttons(text_of(judge)) == {"#return-form", "return"}

    def test_errors_lead_to_a_return_and_not_to_an_acceptance(
        self, office: Office, campaign: Campaign, specialist: User
    ) -> None:
        send_report(campaign, "school-1", office, members_women=999)
        judge = door(specialist)
        assert buttons(text_of(judge)) == {"#return-form", "return"}
        response = judge.post(f"{PAGE}accept/", {"version": 1}, follow=True)
        assert "Mend them or explain them" in response.content.decode()
        assert report_of(campaign, "school-1").status == "sent"

    def test_nobody_is_offered_to_judge_their_own_sending(self, office: Office, campaign: Campaign) -> None:
        send_report(campaign, "school-1", office)
        html = text_of(door(office.writer))
        assert buttons(html) == set()
        assert "somebody else accepts" in html

    def test_an_old_page_sends_nothing(self, office: Office, campaign: Campaign, chair: User) -> None:
        report = fill_report(campaign, "school-1", office)
        response = door(chair).post(f"{PAGE}send/", {"saved": report.saved - 1}, follow=True)
        assert "changed this report meanwhile" in response.content.decode()
        assert Report.objects.get(pk=report.pk).status == "begun"
