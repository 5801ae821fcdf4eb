"""Pages about personal data: consent, blocking, the extract, accounts, merging, and the member's own page.

And that nothing of a person gets where it could not be taken back: addresses, logs, error pages, titles.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from birlik.accounts.models import User
from birlik.config.logs import PlacesOnly
from birlik.members.actions import accounts, anonymising, merging, privacy
from birlik.members.enums import ApplicationState, PersonState, TransferState
from birlik.members.models import CardReading, Consent, MemberAccount, Membership, Merge, Person, PersonPair
from birlik.web.members import extracts
from tests.factories import UnionTree, make_holder, make_union_tree, make_user
from tests.members.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SECRETS = ("iin", "surname", "given", "patronymic", "phone", "email", "card")


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def chair(tree: UnionTree) -> User:
    user = make_holder("chair_primary", tree["school-1"])
    user.language = "en"
    user.save()
    return user


@pytest.fixture
def person(tree: UnionTree) -> Person:
    return make_person(tree["school-1"])


@pytest.fixture
def client(chair: User) -> Client:
    return signed_in(chair)


@pytest.fixture
def member(person: Person, chair: User) -> Client:
    user, _secret = accounts.open_account(person, by=chair, at=timezone.now(), language="en")
    return signed_in(user)


def signed_in(user: User) -> Client:
    one = Client()
    one.force_login(user)
    return one


def url(name: str, *args: object) -> str:
    return reverse(f"members:{name}", args=args)


def secrets_of(person: Person) -> list[str]:
    return [str(getattr(person, name)) for name in SECRETS]


def test_consent_is_written_down_and_withdrawn(client: Client, person: Person) -> None:
    page, today = url("withdraw", person.pk), timezone.localdate()
    assert "none in force" in client.get(page).content.decode()
    client.post(page, {"do": "give", "on": (today - timedelta(days=3)).isoformat()})
    assert Consent.objects.get().given == today - timedelta(days=3)
    answer = client.post(page, {"do": "withdraw", "on": today.isoformat()}, follow=True)
    person.refresh_from_db()
    assert person.state == PersonState.BLOCKED
    assert "15 working days are left" in answer.content.decode()
    assert person.full_name in client.get(url("withdrawals")).content.decode()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"do": "give", "on": ""}, "Choose the day."),
        ({"do": "give", "on": "2031-02-30"}, "There is no such day."),
        ({"do": "give", "on": "2099-01-01"}, "no possible day"),
        ({"do": "block", "reason": ""}, "Say why the data are blocked."),
        ({"do": "restore"}, "are not blocked"),
        ({"do": "anonymise"}, "only after the consent is withdrawn"),
        ({"do": "nonsense"}, "none in force"),
    ],
)
def test_what_is_not_possible_is_said_in_words(
    client: Client, person: Person, asked: dict[str, str], says: str
) -> None:
    answer = client.post(url("withdraw", person.pk), asked)
    assert (answer.status_code, says in answer.content.decode()) == (200, True)
    person.refresh_from_db()
    assert (person.state, Consent.objects.count()) == (PersonState.ACTIVE, 0)


def test_a_mistake_is_mended_and_an_end_is_an_end(client: Client, person: Person) -> None:
    page = url("withdraw", person.pk)
    client.post(page, {"do": "withdraw", "on": timezone.localdate().isoformat()})
    client.post(page, {"do": "restore"})
    person.refresh_from_db()
    assert person.state == PersonState.ACTIVE
    client.post(page, {"do": "withdraw", "on": timezone.localdate().isoformat()})
    answer = client.post(page, {"do": "anonymise"})
    assert answer.headers["Location"] == url("withdrawals")
    person.refresh_from_db()
    assert person.state == PersonState.ANONYMISED
    for name in ("withdraw", "extract", "account", "merges"):
        assert client.get(url(name, person.pk)).status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_the_extract_is_a_file_and_the_person_sees_who_took_it(
    client: Client, member: Client, person: Person, kind: str
) -> None:
    assert client.get(url("extract", person.pk)).status_code == 200
    assert not CardReading.objects.exists()
    answer = client.post(url("extract", person.pk), {"format": kind})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="birlik-{person.pk}.{kind}"'
    assert "no-store" in answer.headers["Cache-Control"]
    if kind == "json":
        text = json.dumps(json.loads(answer.content), ensure_ascii=False)
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        text = str([[cell.value for cell in row] for row in sheet.rows])
        assert "Date of birth" in text
        assert "'working'" in text
    assert all(said in text for said in [person.iin, person.surname, person.card])
    assert "took an extract" in member.get(url("my")).content.decode()


def test_a_state_is_told_in_the_words_of_its_own_part() -> None:
    words = [
        str(extracts.value_in_words("state", "refused", part=part)) for part in ("applications", "transfers", "person")
    ]
    with translation.override("kk"):
        words += [
            str(extracts.value_in_words("state", "received", part=part)) for part in ("applications", "transfers")
        ]
    assert words[2] == "refused"
    assert words[3] != words[4]
    assert (words[3], words[4]) == (str(ApplicationState.RECEIVED.label), str(TransferState.RECEIVED.label))


def test_a_password_is_shown_once(client: Client, person: Person) -> None:
    page = url("account", person.pk)
    answer = client.post(page, {"do": "open"})
    user = MemberAccount.objects.get().user
    word = re.search(r"<code>(\w{4}(?:-\w{4}){3})</code>", answer.content.decode())[1]  # type: ignore[index]  # is there
    assert user.check_password(word)
    again = client.get(page).content.decode()
    assert user.username in again
    assert word not in again
    assert "no-store" in answer.headers["Cache-Control"]
    client.post(page, {"do": "renew"})
    assert not User.objects.get(pk=user.pk).check_password(word)
    assert "has an account already" in client.post(page, {"do": "open"}).content.decode()
    client.post(page, {"do": "close"})
    assert not MemberAccount.objects.exists()


def test_a_member_has_one_page(member: Client, person: Person, tree: UnionTree) -> None:
    assert member.get("/").headers["Location"] == url("my")
    text = member.get(url("my")).content.decode()
    assert all(said in text for said in secrets_of(person)[:4])
    assert text.count('class="rail__link"') == 1
    for name in ("withdraw", "extract", "account", "merges"):
        assert member.get(url(name, person.pk)).status_code == 404
    assert member.get(url("withdrawals")).status_code == 404
    assert not CardReading.objects.exists()


def test_a_member_sees_readers_with_their_place_and_changes_with_values(
    member: Client, client: Client, person: Person, chair: User
) -> None:
    privacy.read_card(person, by=chair, at=timezone.now())
    privacy.give_consent(person, by=chair, at=timezone.now(), channel="paper")
    text = member.get(url("my")).content.decode()
    for said in (chair.full_name, "«school-1» ұйымы", "read the card", "the consent was given", "2026-1"):
        assert said in text


def test_a_member_withdraws_with_a_confirmation(member: Client, person: Person) -> None:
    assert member.get(url("my-withdraw")).status_code == 405
    member.post(url("my-withdraw"))
    person.refresh_from_db()
    assert person.state == PersonState.ACTIVE
    text = member.post(url("my-withdraw"), {"understood": "on"}, follow=True).content.decode()
    person.refresh_from_db()
    assert person.state == PersonState.BLOCKED
    assert "The data are blocked" in text
    assert member.post(url("my-extract"), {"format": "json"}).status_code == 200


def test_an_account_without_a_card_is_told_so(client: Client) -> None:
    assert "No card belongs to this account" in client.get(url("my")).content.decode()
    assert client.post(url("my-withdraw"), {"understood": "on"}).status_code == 404
    assert client.post(url("my-extract")).status_code == 404


@pytest.fixture
def twin(tree: UnionTree, person: Person) -> Person:
    return make_person(tree["school-1"], surname="Сейилханова", since=timezone.localdate() - timedelta(days=400))


def test_two_entries_are_merged_as_chosen_and_taken_apart(client: Client, person: Person, twin: Person) -> None:
    page = url("merge", person.pk, twin.pk)
    text = client.get(page).content.decode()
    assert all(said in text for said in [person.iin, twin.iin, person.surname, twin.surname])
    assert {(one.person_id, one.act) for one in CardReading.objects.all()} == {(person.pk, "merge"), (twin.pk, "merge")}
    span = Membership.objects.get(person=twin)
    assert f'name="span-{span.pk}"' in text
    refused = client.post(page, {f"span-{span.pk}": "keep", "surname": "merged"})
    assert "still overlap" in refused.content.decode()
    client.post(page, {f"span-{span.pk}": "drop", "surname": "merged", "iin": "merged"})
    kept = Person.objects.get(pk=person.pk)
    assert (kept.surname, kept.iin) == (twin.surname, twin.iin)
    merge = Merge.objects.get()
    assert "Take back" in client.get(url("merges", person.pk)).content.decode()
    client.post(url("merge-undo", merge.pk))
    assert (Person.objects.get(pk=person.pk).iin, Membership.objects.count()) == (person.iin, 2)
    assert "taken back on" in client.get(url("merges", person.pk)).content.decode()


def test_two_different_people(client: Client, person: Person, twin: Person) -> None:
    page, came = url("merge-different", person.pk, twin.pk), f"http://testserver{url('duplicates', 'school-1')}?from=20"
    assert client.post(page, headers={"Referer": came}).headers["Location"] == came
    assert PersonPair.objects.count() == 1
    for elsewhere in ("https://example.org/members/duplicates/", f"http://testserver{url('list')}"):
        assert client.post(page, headers={"Referer": elsewhere}).headers["Location"] == url("card", person.pk)
    assert client.post(url("merge-different", person.pk, person.pk)).status_code == 302


def test_somebody_elses_entries_are_not_there(tree: UnionTree, person: Person, twin: Person, chair: User) -> None:
    span = Membership.objects.get(person=twin)
    merge = merging.merge(
        person, twin, merging.Choices(fates={span.pk: merging.Fate.DROP}), by=chair, at=timezone.now()
    )
    for stranger in (
        make_user(),
        make_holder("specialist", tree["south"]),
        make_holder("audit_commission", tree["union"]),
    ):
        one = signed_in(stranger)
        for name in ("withdraw", "extract", "account", "merges"):
            assert one.get(url(name, person.pk)).status_code == 404
            assert one.post(url(name, person.pk)).status_code in (404, 405)
        assert one.get(url("merge", person.pk, twin.pk)).status_code == 404
        assert one.post(url("merge-undo", merge.pk)).status_code == 404


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(PlacesOnly("{name} {message}", style="{"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Kept]:
    """Everything that is logged on any level but the text of queries, as the console would write it."""
    handler, root = Kept(), logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def test_no_log_no_address_and_no_title_holds_a_person(client: Client, person: Person, twin: Person, log: Kept) -> None:
    """Refused and done requests with names in them; what is left behind is scanned."""
    names = {"surname": person.surname, "iin": person.iin, "q": person.full_name}
    answers = [
        client.post(url("withdraw", person.pk), {"do": "block", "reason": person.full_name}),
        client.get(url("withdraw", person.pk)),
        client.post(url("merge", person.pk, twin.pk), names),
        client.post(url("extract", 987654), names),
        client.post("/nowhere/", names),
        Client(enforce_csrf_checks=True).post(url("withdraw", person.pk), names),
        client.post(url("withdrawals"), names),
    ]
    said = secrets_of(person)
    assert {answer.status_code for answer in answers} == {200, 302, 404, 403, 405}
    assert log.lines
    assert [line for line in log.lines for secret in said if secret in line] == []
    for answer in answers:
        assert not any(secret in answer.headers.get("Location", "") for secret in said)
        title = answer.content.decode().partition("<title>")[2].partition("</title>")[0]
        assert not any(secret in title for secret in said)


def test_an_error_page_and_its_log_hold_no_person(
    client: Client, person: Person, log: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_args: Any, **_options: Any) -> None:
        try:
            int(person.full_name)
        except ValueError as error:
            raise IntegrityError(f"Key (iin)=({person.iin}) already exists.") from error

    monkeypatch.setattr(privacy, "block", break_down)
    client.raise_request_exception = False
    answer = client.post(url("withdraw", person.pk), {"do": "block", "reason": person.full_name})
    assert answer.status_code == 500
    written = "\n".join(log.lines)
    for secret in secrets_of(person):
        assert secret not in answer.content.decode()
        assert secret not in written
    assert "IntegrityError" in written
    assert "break_down" in written


def test_the_console_writes_places_only() -> None:
    """The formatter above is the one that the settings give to the console."""
    from django.conf import settings

    handler = settings.LOGGING["handlers"]["console"]["formatter"]
    assert settings.LOGGING["formatters"][handler]["()"] == "birlik.config.logs.PlacesOnly"
    try:
        int("Ақтоты")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "broken", (), sys.exc_info())
    text = PlacesOnly("{message}", style="{").format(record)
    assert "ValueError" in text
    assert "invalid literal" not in text
    assert "test_members_privacy.py" in text


def test_the_secret_of_a_link_is_no_matter_of_the_log() -> None:
    told = ("Busy", "/members/apply/a-secret/")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", told, None)
    assert PlacesOnly("{message}", style="{").format(record) == "Busy: /members/apply/-/"


@pytest.mark.parametrize("name", ["my", "withdrawals", "withdraw", "merge"])
def test_pages_ask_a_fixed_number_of_queries(
    client: Client, member: Client, tree: UnionTree, person: Person, twin: Person, chair: User, name: str,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    now = timezone.now()
    for number in range(4):
        one = make_person(tree["school-1"])
        privacy.withdraw(one, by=chair, at=now)
        privacy.read_card(person, by=chair, at=now + timedelta(hours=number))
    args = {"withdraw": [person.pk], "merge": [person.pk, twin.pk]}.get(name, [])
    with django_assert_max_num_queries(40):
        assert (member if name == "my" else client).get(url(name, *args)).status_code == 200


def test_blocked_people_are_in_no_list_and_no_search_but_of_who_keeps_the_card(
    tree: UnionTree, person: Person, client: Client, chair: User
) -> None:
    reader = signed_in(make_holder("audit_commission", tree["union"]))
    page = f"{url('list')}?under=school-1"

    def shown(one: Client) -> list[bool]:
        listed, found = one.get(page), one.post(page, {"q": person.surname})
        card = one.get(url("card", person.pk))
        return [url("card", person.pk) in answer.content.decode() for answer in (listed, found)] + [
            card.status_code == 200
        ]

    assert (shown(reader), shown(client)) == ([True] * 3, [True] * 3)
    privacy.withdraw(person, by=chair, at=timezone.now())
    assert (shown(reader), shown(client)) == ([False] * 3, [True] * 3)
    anonymising.anonymise(person, by=chair, at=timezone.now())
    assert (shown(reader), shown(client)) == ([False] * 3, [False] * 3)
