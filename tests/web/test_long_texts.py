"""A text that is too long for a report is named on the page, and costs nothing else that was typed."""

from __future__ import annotations

import html
import json
import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client
from django.utils.translation import override

from birlik.statistics.actions.reports import NOTE_LIMIT
from birlik.statistics.models import Campaign
from tests.factories import make_union_tree
from tests.statistics_factories import Office, make_campaign, make_office, report_of, send_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office(make_union_tree())


@pytest.fixture
def campaign(office: Office) -> Campaign:
    return make_campaign(2025, office)


@pytest.fixture
def client(office: Office) -> Client:
    client = Client()
    client.force_login(office.writer)
    return client


def test_the_rest_of_what_was_typed_is_kept(client: Client, campaign: Campaign) -> None:
    asked = {
        "cells": {"chairs": ["1", ""]},
        "note": "a" * (NOTE_LIMIT + 1),
        "explanations": {"K5.members_women": "b" * (NOTE_LIMIT + 1)},
    }
    answer = client.post("/reports/2025/school-1/cells/", json.dumps(asked), content_type="application/json")
    assert answer.status_code == 200
    bad = {item["cell"]: item["words"] for item in answer.json()["bad"]}
    assert set(bad) == {"note-text", "explains-K5.members_women"}
    assert "a" * 40 in bad["note-text"]
    report = report_of(campaign, "school-1")
    assert (report.values, report.note, report.explanations) == ({"chairs": 1}, "", {})


def test_the_page_lets_the_server_say_it(client: Client, campaign: Campaign) -> None:
    """A browser that knows a limit cuts what is pasted without a word."""
    page = client.get("/reports/2025/school-1/").content.decode()
    assert 'id="note-text"' in page
    assert [part for part in page.split("<textarea")[1:] if "maxlength" in part.partition(">")[0]] == []


def test_a_remark_comes_back_to_be_shortened(office: Office, campaign: Campaign) -> None:
    send_report(campaign, "school-1", office)
    client, remark = Client(), "Құжат <б>\n" + "р" * NOTE_LIMIT
    client.force_login(office.judge)
    sent = {"remark": remark, "cell": "members_total", "remark-members_total": "№ 1"}
    answer = client.post("/reports/2025/school-1/return/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'action="/reports/2025/school-1/return/"' in page
    fields = re.findall(r'<textarea name="([^"]+)"([^>]*)>\n([^<]*)</textarea>', page)
    assert [(name, "hidden" in more, html.unescape(text)) for name, more, text in fields] == [
        ("remark", False, remark),
        ("cell", True, "members_total"),
        ("remark-members_total", True, "№ 1"),
    ]
    assert report_of(campaign, "school-1").status == "sent"


class Short(forms.Form):
    word = forms.CharField(label="Word", max_length=5)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "Мәтін тым ұзын: 5 таңбадан аспауға тиіс (қазір 8). Қысқартыңыз."),
        ("ru", "Текст слишком длинный: не больше 5 знаков (сейчас 8). Сократите его."),
        ("en", "Ensure this value has at most 5 characters (it has 8)."),
    ],
)
def test_a_form_says_it_at_the_field_and_keeps_what_was_typed(language: str, said: str) -> None:
    with override(language):
        page = Template("{% field form.word %}").render(Context({"form": Short({"word": "abcdefgh"})}))
    assert said in page
    assert 'value="abcdefgh"' in page
    assert "maxlength" not in page
