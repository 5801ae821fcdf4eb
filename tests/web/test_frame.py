"""What every page carries: strict headers, nothing inline, and error pages in words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override

from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.web.shared import errors
from birlik.web.shared.context import Frame
from birlik.web.shared.refusals import RefusalMiddleware, shown_as_message
from birlik.web.shared.security import policy
from tests.factories import make_holder, make_union_tree, make_user

pytestmark = pytest.mark.once

WEB = Path(__file__).parents[2] / "birlik/web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


@pytest.mark.django_db
def test_headers_keep_the_page_to_itself(client: Client) -> None:
    answer = client.get("/account/sign-in/")
    directives = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert directives["default-src"] == directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["object-src"] == directives["base-uri"] == "'none'"
    assert directives["form-action"] == "'self'"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_over_https_plain_addresses_are_lifted() -> None:
    assert policy(https=True).endswith("; upgrade-insecure-requests")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_templates_hold_nothing_that_the_policy_forbids(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on|https?://", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script


@pytest.mark.django_db
def test_an_unknown_address_is_answered_in_words(client: Client) -> None:
    client.force_login(make_user(language="en"))
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


def test_the_page_for_a_fault_needs_no_database(rf: RequestFactory) -> None:
    """No fixture of the database here: pytest-django fails the test if it is touched."""
    with override("en"):
        answer = errors.server_error_page(rf.get("/"))
    assert answer.status_code == 500
    assert "Something failed on our side" in answer.content.decode()


@pytest.mark.parametrize(
    ("code", "status"), [("right.missing", 403), ("period.unknown", 404), ("campaign.ground_missing", 400)]
)
@pytest.mark.django_db
def test_an_unexpected_refusal_becomes_a_page(rf: RequestFactory, code: str, status: int) -> None:
    request = rf.get("/")
    request.user = make_user()
    middleware = RefusalMiddleware(lambda _request: HttpResponse())
    with override("en"):
        answer = middleware.process_exception(request, Refusal(code, period=1))
    assert answer is not None
    assert answer.status_code == status
    assert middleware.process_exception(request, ValueError()) is None


@pytest.mark.django_db
def test_in_a_fragment_the_refusal_is_said_in_a_toast(rf: RequestFactory) -> None:
    request = rf.post("/", headers={"HX-Request": "true"})
    request.user = make_user()
    with override("en"):
        answer = RefusalMiddleware(lambda _request: HttpResponse()).process_exception(request, Refusal("right.missing"))
    assert answer is not None
    assert answer.status_code == 403
    assert answer.content == b""
    assert "Your role does not include" in json.loads(answer.headers["HX-Trigger"])["toast"]["value"]


def with_messages(rf: RequestFactory) -> HttpRequest:
    request = rf.post("/")
    for middleware in (SessionMiddleware, MessageMiddleware):
        middleware(lambda _request: HttpResponse()).process_request(request)
    return request


def test_a_refusal_becomes_a_message_and_is_not_raised(rf: RequestFactory) -> None:
    request = with_messages(rf)
    with override("en"), shown_as_message(request) as outcome:
        raise Refusal("report.remark_missing")
    assert outcome.is_refused
    assert [str(message) for message in get_messages(request)] == [
        "Write what has to be mended: a report is returned with a remark."
    ]


def test_other_faults_are_not_swallowed(rf: RequestFactory) -> None:
    with pytest.raises(ValueError, match="bug"), shown_as_message(with_messages(rf)):
        raise ValueError("bug")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "sections"),
    [
        (
            "chair_primary",
            ["/", "/campaign/", "/figures/", "/dynamics/", "/organisations/", "/members/", "/registers/"],
        ),
        ("union_chair", ["/", "/campaign/", "/figures/", "/dynamics/", "/papers/", "/organisations/", "/registers/"]),
        ("administrator", ["/", "/organisations/", "/accounts/", "/trail/"]),
        (
            "specialist",
            [
                "/",
                "/campaign/",
                "/figures/",
                "/dynamics/",
                "/papers/",
                "/organisations/",
                "/members/",
                "/registers/",
                "/accounts/",
            ],
        ),
    ],
)
def test_the_rail_shows_what_the_rights_open(rf: RequestFactory, role: str, sections: list[str]) -> None:
    tree = make_union_tree()
    place = tree[{"chair_primary": "school-1", "specialist": "north"}.get(role, "union")]
    request = rf.get("/campaign/2025/")
    request.user = make_holder(role, place)
    frame = Frame(request)
    assert [item.url for item in frame.items] == sections
    assert [item.url for item in frame.items if item.active] in ([], ["/campaign/"])
    assert frame.may_pick == (Permission.ORG_VIEW in frame.permissions)
    assert [organisation for _role, organisation in frame.roles] == [place.short.kk]


def test_only_known_choices_of_the_cookie_reach_the_page(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.COOKIES.update(theme='dark"><script>', rail="narrow")
    assert Frame(request).theme == ""
    assert Frame(request).rail == "narrow"


@pytest.mark.django_db
def test_static_files_are_kept_and_pages_are_not(settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    client = Client()
    sheet, page = client.get("/static/tokens.css"), client.get("/account/sign-in/")
    sheet.close()
    assert (sheet.status_code, "no-store" in sheet.headers["Cache-Control"]) == (200, False)
    assert "max-age" in sheet.headers["Cache-Control"]
    assert "no-store" in page.headers["Cache-Control"]
