"""Pages of joining: applications, links and the page under one, transfers with two sides, offices, lines at home."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members.actions import joining, membership, transfers
from birlik.members.actions.joining import Request
from birlik.members.enums import ApplicationState, Body, Exit, TransferState
from birlik.members.models import Application, Consent, JoinLink, Mandate, Person, Transfer
from birlik.members.values import PersonFields
from birlik.orgs import queries as orgs
from tests.factories import UnionTree, make_holder, make_union_tree
from tests.members.people import IINS, give_office, make_iin, make_person
from tests.statistics_factories import make_campaign, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.once]

APPLICANT = {
    "surname": "Әбдірахманова", "given": "Гүлнұр", "patronymic": "", "iin": IINS[3], "born": "1990-03-15", "sex": "f",
    "phone": "+7 701 000 00 01", "email": "", "category": "working", "position": "мұғалім", "dues_agreed": "on",
    "consent": "on",
}  # fmt: skip


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def chair(tree: UnionTree) -> User:
    return in_english(make_holder("chair_primary", tree["school-1"]))


@pytest.fixture
def other_chair(tree: UnionTree) -> User:
    return in_english(make_holder("chair_primary", tree["school-4"]))


@pytest.fixture
def specialist(tree: UnionTree) -> User:
    return in_english(make_holder("specialist", tree["north"]))


def in_english(user: User) -> User:
    user.language = "en"
    user.save()
    return user


def signed_in(user: User) -> Client:
    one = Client()
    one.force_login(user)
    return one


def url(name: str, *args: object) -> str:
    return reverse(f"members:{name}", args=args)


def words(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


def made_link(tree: UnionTree, chair: User) -> str:
    now = timezone.now()
    until = timezone.localdate() + timedelta(days=10)
    return joining.make_link(tree["school-1"], until=until, by=chair, at=now)[1]


def applied(tree: UnionTree, chair: User, **changed: str) -> Application:
    told = APPLICANT | changed
    names = ("surname", "given", "patronymic", "iin", "sex", "phone", "email")
    born = date.fromisoformat(told["born"]) if told["born"] else None
    person = PersonFields(**{name: told[name] for name in names}, born=born)
    request = Request(person, "working", told["position"], dues_agreed=True)
    return joining.apply_on_paper(tree["school-1"], request, by=chair, at=timezone.now())


# --- the page under a link


def test_a_worker_applies_by_a_link_without_an_account(tree: UnionTree, chair: User) -> None:
    secret, visitor = made_link(tree, chair), Client()
    page = url("apply", secret)
    answer = visitor.get(page)
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert tree["school-1"].name_kk in words(answer)
    assert tree["school-1"].name_ru in words(answer)
    sent = visitor.post(page, APPLICANT)
    assert (sent.status_code, sent.headers["Location"]) == (302, url("apply-received", secret))
    row = Application.objects.get()
    assert (row.organisation, row.state, row.channel, row.dues_agreed) == (tree["school-1"], "received", "link", True)
    assert row.consent is not None
    done = visitor.get(sent.headers["Location"])
    assert done.status_code == 200
    assert not any(value in words(done) for value in ("Әбдірахманова", IINS[3]))


def test_a_visitor_who_sends_too_often_is_told_so_with_429(tree: UnionTree, chair: User) -> None:
    page = url("apply", made_link(tree, chair))
    visitor = Client()
    visitor.post(reverse("accounts:language"), {"language": "en", "next": "/"})
    mark = visitor.get(page).cookies["birlik-visitor"]
    assert (mark["httponly"], mark["samesite"], mark["max-age"]) == (True, "Lax", 24 * 60 * 60)
    states = [visitor.post(page, APPLICANT | {"iin": make_iin(3001 + number)}).status_code for number in range(5)]
    answer = visitor.post(page, APPLICANT | {"iin": make_iin(3010)})
    assert (states, answer.status_code) == ([302] * 5, 429)
    assert ("from this device" in words(answer), "Something is missing or wrong" in words(answer)) == (True, False)
    assert APPLICANT["surname"] in words(answer)
    another = Client()  # behind the same address
    another.get(page)
    assert another.post(page, APPLICANT | {"iin": make_iin(3010)}).status_code == 302
    assert Application.objects.count() == 6


def test_a_number_that_comes_again_and_again_is_429(tree: UnionTree, chair: User) -> None:
    page, states = url("apply", made_link(tree, chair)), []
    for _ in range(3):
        visitor = Client()
        visitor.get(page)
        states.append(visitor.post(page, APPLICANT).status_code)
    assert (states, Application.objects.count()) == ([302, 302, 429], 2)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(tree: UnionTree, chair: User) -> None:
    visitor = Client()
    visitor.post(reverse("accounts:language"), {"language": "en", "next": "/"})
    wrong = APPLICANT | {"iin": f"{IINS[3][:11]}{(int(IINS[3][11]) + 1) % 10}", "phone": "", "consent": ""}
    answer = visitor.post(url("apply", made_link(tree, chair)), wrong)
    form = answer.context["form"]
    assert set(form.errors) == {"iin", "phone", "consent"}
    assert "The control digit" in form.errors["iin"][0]
    assert "Without your consent" in form.errors["consent"][0]
    text = words(answer)
    assert all(f'value="{value}"' in text for value in ("Әбдірахманова", "Гүлнұр", wrong["iin"], "1990-03-15"))
    assert not Application.objects.exists()


@pytest.mark.parametrize("end", ["unknown", "ended", "closed"])
def test_a_link_that_is_not_good_says_so(tree: UnionTree, chair: User, end: str) -> None:
    secret = made_link(tree, chair)
    if end == "unknown":
        secret += "x"
    elif end == "ended":
        JoinLink.objects.update(until=timezone.localdate())
    else:
        signed_in(chair).post(url("joining-link-close", JoinLink.objects.get().pk))
    visitor = Client()
    visitor.post(reverse("accounts:language"), {"language": "en", "next": "/"})
    for answer in (visitor.get(url("apply", secret)), visitor.post(url("apply", secret), APPLICANT)):
        assert (answer.status_code, "not good any more" in words(answer)) == (404, True)
    assert visitor.get(url("apply-received", secret)).status_code == 200
    assert not Application.objects.exists()


def test_the_page_of_an_applicant_speaks_three_languages(tree: UnionTree, chair: User) -> None:
    page, visitor = url("apply", made_link(tree, chair)), Client()
    for language in ("kk", "ru", "en"):
        answer = visitor.post(reverse("accounts:language"), {"language": language, "next": page}, follow=True)
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, language)


# --- links


def test_a_link_is_shown_once_with_its_sheet(tree: UnionTree, chair: User) -> None:
    client = signed_in(chair)
    until = timezone.localdate() + timedelta(days=5)
    answer = client.post(url("joining-links"), {"until": until.isoformat()})
    address = re.search(r"http://testserver(/members/apply/[^/]+/)", words(answer))
    assert address
    assert "<svg viewBox=" in words(answer)
    assert "style=" not in words(answer)
    assert Client().get(address[1]).status_code == 200
    listed = words(client.get(url("joining-links")))
    assert (address[1] in listed, until.strftime("%d.%m.%Y") in listed) == (False, True)
    late = client.post(url("joining-links"), {"until": timezone.localdate().isoformat()})
    assert "choose a later day" in words(late)


def test_a_link_of_another_organisation_is_not_closed(tree: UnionTree, chair: User, other_chair: User) -> None:
    made_link(tree, chair)
    assert signed_in(other_chair).post(url("joining-link-close", JoinLink.objects.get().pk)).status_code == 404


# --- applications


def test_a_chair_writes_an_application_down_and_accepts(tree: UnionTree, chair: User) -> None:
    client = signed_in(chair)
    sent = client.post(url("joining-paper"), APPLICANT)
    row = Application.objects.get()
    assert (sent.headers["Location"], row.channel, row.organisation) == (
        url("application", row.pk), "paper", tree["school-1"],
    )  # fmt: skip
    assert "Әбдірахманова" in words(client.get(url("joining")))
    assert IINS[3] not in words(client.get(url("joining")))
    today = timezone.localdate().isoformat()
    short = client.post(url("application", row.pk), {"do": "accept", "on": today, "decision": ""})
    assert "number of the committee" in words(short)
    done = client.post(url("application", row.pk), {"do": "accept", "on": today, "decision": "№ 4"}, follow=True)
    person = Person.objects.get()
    assert done.redirect_chain[0][0] == url("card", person.pk)
    assert person.card in words(done)
    assert Consent.objects.filter(person=person).exists()
    assert url("card", person.pk) in words(client.get(url("application", row.pk)))


def test_a_refusal_needs_a_reason(tree: UnionTree, chair: User) -> None:
    client, row = signed_in(chair), applied(tree, chair)
    page, today = url("application", row.pk), timezone.localdate().isoformat()
    assert "Say why" in words(client.post(page, {"do": "refuse", "on": today, "reason": ""}))
    client.post(page, {"do": "refuse", "on": today, "reason": "works elsewhere"})
    row.refresh_from_db()
    assert (row.state, row.iin) == (ApplicationState.REFUSED, "")
    shown = words(client.get(page))
    assert "works elsewhere" in shown
    assert "works elsewhere" in words(client.get(f"{url('joining')}?state=refused"))


def test_a_specialist_says_first_to_which_organisation(tree: UnionTree, specialist: User) -> None:
    client, page = signed_in(specialist), url("joining-paper")
    assert 'name="surname"' not in words(client.get(page))
    found = words(client.get(page, {"q": tree["school-1"].name_kk}))
    assert "?to=school-1" in found
    assert 'name="surname"' in words(client.get(page, {"to": "school-1"}))
    assert [client.get(page, {"to": code}).status_code for code in ("school-4", "north-east", "none")] == [404] * 3
    client.post(f"{page}?to=school-1", APPLICANT)
    assert Application.objects.get().organisation == tree["school-1"]


def test_another_persons_applications_do_not_exist(tree: UnionTree, chair: User, other_chair: User) -> None:
    row, client = applied(tree, chair), signed_in(other_chair)
    assert client.get(url("application", row.pk)).status_code == 404
    assert client.post(url("application", row.pk), {"do": "accept", "decision": "№ 1"}).status_code == 404
    assert "Әбдірахманова" not in words(client.get(url("joining")))


def likeness(tree: UnionTree, chair: User, **changed: str) -> str:
    return words(signed_in(chair).get(url("application", applied(tree, chair, **changed).pk)))


def test_whoever_is_a_member_is_called_and_not_accepted(tree: UnionTree, chair: User) -> None:
    member = make_person(tree["school-4"])
    assert "already is a member" not in likeness(tree, chair, iin=member.iin)
    text = likeness(tree, chair, iin=member.iin, surname=member.surname, given=member.given)
    assert "already is a member" in text
    assert url("transfer-call") in text
    assert "Accept into the union" not in text
    assert url("card", member.pk) not in text


def test_a_former_member_comes_back_to_the_old_card(tree: UnionTree, chair: User) -> None:
    former = make_person(None, surname="Әбдірахманова", given="Гүлнұр", patronymic="")
    text = likeness(tree, chair, iin=former.iin)
    assert "was a member before" in text
    assert "Accept into the union" in text
    renamed = make_person(tree["school-1"], surname="Басқа", given="Есім")
    today = timezone.localdate()
    membership.leave(renamed, on=today, reason=Exit.OTHER, by=chair, at=timezone.now())
    assert "under another name" in likeness(tree, chair, iin=renamed.iin)


def test_the_same_name_and_birthday_asks_to_confirm(tree: UnionTree, chair: User) -> None:
    alike = make_person(
        tree["school-1"], surname="Әбдірахманова", given="Гүлнұр", patronymic="", born=date(1990, 3, 15)
    )
    row, client = applied(tree, chair, iin=""), signed_in(chair)
    page, today = url("application", row.pk), timezone.localdate().isoformat()
    text = words(client.get(page))
    assert "knows this name" in text
    assert url("card", alike.pk) in text
    sent = {"do": "accept", "on": today, "decision": "№ 4"}
    assert "Confirm that this is another person" in words(client.post(page, sent))
    client.post(page, sent | {"confirmed": "on"})
    row.refresh_from_db()
    assert row.person != alike
    assert row.state == ApplicationState.ACCEPTED


# --- transfers


def sent_transfer(tree: UnionTree, chair: User) -> Transfer:
    person = make_person(tree["school-1"])
    day = timezone.localdate()
    return transfers.send(person, target=tree["school-4"], on=day, by=chair, at=timezone.now())


def called_transfer(tree: UnionTree, other_chair: User) -> Transfer:
    person = make_person(tree["school-1"])
    day = timezone.localdate()
    named = (person.iin, person.surname, person.given)
    return transfers.call(*named, target=tree["school-4"], on=day, by=other_chair, at=timezone.now())


def test_a_member_is_sent_and_received(tree: UnionTree, chair: User, other_chair: User) -> None:
    person, client = make_person(tree["school-1"]), signed_in(chair)
    page = url("transfer-send", person.pk)
    assert "?to=school-4" in words(client.get(page, {"q": tree["school-4"].name_kk}))
    assert client.get(page, {"to": "north"}).status_code == 404
    client.post(f"{page}?to=school-4", {"on": timezone.localdate().isoformat(), "category": "", "ground": "№ 2"})
    row = Transfer.objects.get()
    assert row.state == TransferState.RELEASED
    receiver = signed_in(other_chair)
    assert person.full_name in words(receiver.get(url("transfers")))
    assert "Receive the member" in words(receiver.get(url("transfer", row.pk)))
    assert "Receive the member" not in words(client.get(url("transfer", row.pk)))
    receiver.post(url("transfer", row.pk), {"do": "confirm"})
    person.refresh_from_db()
    assert person.organisation == tree["school-4"]
    assert url("card", person.pk) in words(receiver.get(url("transfer", row.pk)))
    assert url("card", person.pk) not in words(client.get(url("transfer", row.pk)))


def test_who_calls_by_the_iin_learns_no_name_and_no_place_before_the_release(
    tree: UnionTree, chair: User, other_chair: User
) -> None:
    person, caller = make_person(tree["school-1"]), signed_in(other_chair)
    places = {tree["school-1"].name_kk, tree["school-1"].short_kk, tree["school-1"].name_ru, "school-1"} - {""}
    named = {"surname": person.surname, "given": person.given}
    sent = {"iin": f"{person.iin[:6]} {person.iin[6:]}", "on": timezone.localdate().isoformat()} | named
    answer = caller.post(url("transfer-call"), sent, follow=True)
    row = Transfer.objects.get()
    assert answer.redirect_chain == [(url("transfer", row.pk), 302)]
    shown = [words(answer), words(caller.get(url("transfers"))), words(caller.get("/"))]
    shown += [words(caller.post(url("transfer-call"), sent))]  # called once more: refused
    assert not any(told in text for told in places | {person.surname} for text in shown[:3])
    assert ("another organisation" in shown[0], person.get_category_display() in shown[0]) == (True, False)
    assert not any(told in shown[3] for told in places)
    keeper = signed_in(chair)
    assert person.full_name in words(keeper.get(url("transfers")))
    keeper.post(url("transfer", row.pk), {"do": "confirm"})
    done = words(caller.get(url("transfer", row.pk)))
    told_then = (person.full_name, tree["school-1"].short.in_("en"), row.get_category_display())
    assert [word in done for word in told_then] == [True, True, True]


def test_after_a_refusal_the_name_and_the_place_are_not_told(tree: UnionTree, chair: User, other_chair: User) -> None:
    row = called_transfer(tree, other_chair)
    page, client = url("transfer", row.pk), signed_in(chair)
    assert "Say why it is refused" in words(client.post(page, {"do": "refuse", "reason": " "}))
    client.post(page, {"do": "refuse", "reason": "stays with us"})
    row.refresh_from_db()
    shown = words(signed_in(other_chair).get(page))
    assert (row.state, "stays with us" in shown, row.source.person.surname in shown) == ("refused", True, False)
    assert tree["school-1"].short.in_("en") not in shown


def test_the_other_side_cannot_be_confirmed(tree: UnionTree, chair: User) -> None:
    row = sent_transfer(tree, chair)
    answer = signed_in(chair).post(url("transfer", row.pk), {"do": "confirm"})
    row.refresh_from_db()
    assert ("other organisation confirms" in words(answer), row.state) == (True, TransferState.RELEASED)


def test_an_unknown_iin_and_a_wrong_name_are_one_answer(tree: UnionTree, other_chair: User) -> None:
    member, caller = make_person(tree["school-1"]), signed_in(other_chair)
    shown = []
    for number in (make_iin(3001), member.iin):
        sent = {"iin": number, "surname": "Ким", "given": "Анна", "on": timezone.localdate().isoformat()}
        answer = caller.post(url("transfer-call"), sent)
        assert "Nobody with this IIN and this name is a member" in answer.context["form"].errors["iin"][0]
        shown.append(re.sub(r"\b[a-zA-Z0-9]{64}\b", "", words(answer)).replace(number, ""))
    assert shown[0] == shown[1]


def test_transfers_elsewhere_do_not_exist(tree: UnionTree, chair: User) -> None:
    row = sent_transfer(tree, chair)
    stranger = signed_in(make_holder("chair_primary", tree["school-2"]))
    assert stranger.get(url("transfer", row.pk)).status_code == 404
    assert stranger.post(url("transfer", row.pk), {"do": "refuse", "reason": "x"}).status_code == 404
    assert row.source.person.surname not in words(stranger.get(url("transfers")))


# --- offices


def test_an_office_is_given_and_ended(tree: UnionTree, chair: User) -> None:
    person, client, today = make_person(tree["school-1"]), signed_in(chair), timezone.localdate()
    page = url("mandates", person.pk)
    sent = {"do": "grant", "body": "committee", "organisation": "school-1", "since": today.isoformat(), "ground": "№ 1"}
    assert "Only a chair is marked" in words(client.post(page, sent | {"paid": "on"}))
    client.post(page, sent)
    held = Mandate.objects.get()
    assert (held.organisation, held.body, held.since) == (tree["school-1"], Body.COMMITTEE, today)
    assert person.full_name in words(client.get(url("offices", "school-1")))
    yesterday = (today - timedelta(days=1)).isoformat()
    assert person.full_name not in words(client.get(url("offices", "school-1"), {"on": yesterday}))
    early = client.post(page, {"do": "end", "mandate": held.pk, "until": today.isoformat()})
    assert "only after that day" in words(early)
    Mandate.objects.update(since=today - timedelta(days=9))
    client.post(page, {"do": "end", "mandate": held.pk, "until": today.isoformat()})
    held.refresh_from_db()
    assert held.until == today


def test_offices_above_are_given_by_who_keeps_that_organisation(tree: UnionTree, chair: User, specialist: User) -> None:
    person = make_person(tree["school-1"])
    page = url("mandates", person.pk)
    places = [
        [code for code, _name in signed_in(user).get(page).context["grant"].fields["organisation"].choices]
        for user in (chair, specialist)
    ]
    assert places == [["school-1"], ["school-1", "north-east", "north"]]


def test_a_holder_whose_card_one_does_not_see_has_no_name(tree: UnionTree, chair: User, specialist: User) -> None:
    person, day = make_person(tree["school-1"]), timezone.localdate()
    office = give_office(
        person, organisation=tree["school-1"], body=Body.CHAIR, on=day - timedelta(days=9), by=specialist,
        at=timezone.now(),
    )  # fmt: skip
    row = transfers.send(person, target=tree["school-4"], on=day, by=chair, at=timezone.now())
    transfers.confirm(row, by=in_english(make_holder("specialist", tree["south"])), at=timezone.now())
    office.refresh_from_db()
    assert office.until == day
    text = words(signed_in(chair).get(url("offices", "school-1"), {"on": (day - timedelta(days=1)).isoformat()}))
    assert ("whose card you do not see" in text, person.surname in text) == (True, False)


@pytest.mark.parametrize("on", ["2026-02-30", "yesterday", ""])
def test_a_day_that_does_not_exist_is_today(chair: User, on: str) -> None:
    assert signed_in(chair).get(url("offices", "school-1"), {"on": on}).context["on"] == timezone.localdate()


# --- home


def test_home_says_what_waits_in_the_registry(tree: UnionTree, chair: User, other_chair: User) -> None:
    make_campaign(2025, make_office(tree))
    applied(tree, chair)
    called_transfer(tree, other_chair)
    text = words(signed_in(chair).get("/"))
    assert "1 application waits" in text
    assert "1 transfer waits for your confirmation" in text
    assert text.count("button--waits") == 1
    assert "application waits" not in words(signed_in(other_chair).get("/"))


def test_primaries_are_found_everywhere_by_a_part_of_their_name(tree: UnionTree) -> None:
    day = timezone.localdate()
    found = orgs.search_everywhere("school-4", day, kind="primary")
    assert [one.code for one in found] == ["school-4"]
    assert orgs.search_everywhere("north", day, kind="primary") == []
    with pytest.raises(Refusal):
        orgs.organisation_by_code("none")
