"""Two rows made one person, and taken apart again: every table is then as it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.members.actions import accounts, merging, privacy, spans
from birlik.members.actions.merging import Choices
from birlik.members.enums import Body, Channel, Entry, Exit, PersonState
from birlik.members.models import (
    CardReading,
    Consent,
    DuesAgreement,
    Employment,
    Mandate,
    Membership,
    Merge,
    Person,
    PersonChange,
    PersonPair,
    Transfer,
)
from birlik.members.timelines import Fate
from birlik.members.values import PERSON_FIELD_NAMES
from tests.factories import NOW, OPENED, UnionTree, make_holder, make_union_tree
from tests.members.people import make_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 1)
LATER = date(2022, 9, 1)
TRAIL = {"members.Merge", "members.PersonChange"}  # they tell of the merge itself


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def specialist(tree: UnionTree) -> User:
    return make_holder("specialist", tree["north"])


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}")


def tables() -> dict[str, list[dict[str, Any]]]:
    """Every row of the registry, but the merge and what was written down of it; a version of an office only grows."""
    found = {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("members").get_models()
        if model._meta.label not in TRAIL
    }
    for row in found[Mandate._meta.label]:
        del row["version"]
    told = PersonChange.objects.exclude(action__in=["member.merged", "member.merge_undone"])
    return found | {"changes": list(told.order_by("pk").values())}


def pair(tree: UnionTree, *, second: str = "school-1", since: date = LATER) -> tuple[Person, Person, Membership]:
    """Two rows whose memberships overlap from `since` on; the span of the second."""
    one = make_person(tree["school-1"])
    other = make_person(tree[second], surname="Сейилханова", since=since, born=date(1980, 3, 16))
    return one, other, other.memberships.get()


def test_fields_survive_as_chosen_and_unique_numbers_change_places(tree: UnionTree, specialist: User) -> None:
    one, other, span = pair(tree)
    iin, card = (one.iin, other.iin), (one.card, other.card)
    choices = Choices(
        {"surname": "merged", "iin": "merged", "born": "merged", "phone": "survivor"}, {span.pk: Fate.DROP}
    )
    merging.merge(one, other, choices, by=specialist, at=NOW)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.surname, one.born, one.phone) == ("Сейилханова", date(1980, 3, 16), one.phone)
    assert (one.iin, other.iin, one.card, other.card) == (iin[1], iin[0], *card)
    assert one.fold_key == other.fold_key
    assert (other.state, other.merged_into, other.organisation, other.category) == (PersonState.MERGED, one, None, "")
    assert {span.born for span in one.memberships.all()} == {date(1980, 3, 16)}


def test_a_clash_is_decided_by_a_person(tree: UnionTree, specialist: User) -> None:
    one, other, span = pair(tree, second="school-2")
    with refused("merge.overlap"):
        merging.merge(one, other, Choices(), by=specialist, at=NOW)
    own = one.memberships.get()
    merging.merge(one, other, Choices(fates={own.pk: Fate.SHORTEN}), by=specialist, at=NOW)
    own.refresh_from_db()
    span.refresh_from_db()
    assert (own.until, own.exit) == (LATER, Exit.CORRECTED)
    assert (span.person, span.until) == (one, None)
    one.refresh_from_db()
    assert one.organisation == tree["school-2"]


def test_a_span_around_another_goes_on_after_it(tree: UnionTree, specialist: User) -> None:
    one, other, _span = pair(tree, second="school-2")
    spans.leave(other, on=date(2024, 1, 1), reason=Exit.OWN_WILL)
    own = one.memberships.get()
    merging.merge(one, other, Choices(fates={own.pk: Fate.SHORTEN}), by=specialist, at=NOW)
    found = [(s.organisation.code, s.since, s.until, s.entry, s.exit) for s in one.memberships.order_by("since")]
    assert found == [
        ("school-1", OPENED, LATER, Entry.REGISTERED, Exit.CORRECTED),
        ("school-2", LATER, date(2024, 1, 1), Entry.REGISTERED, Exit.OWN_WILL),
        ("school-1", date(2024, 1, 1), None, Entry.CORRECTED, ""),
    ]


def test_equal_spans_collapse(tree: UnionTree, specialist: User) -> None:
    one, other, _span = pair(tree, since=OPENED)
    merging.merge(one, other, Choices(), by=specialist, at=NOW)
    assert [span.person for span in Membership.objects.all()] == [one]


def hang_everything_on(person: Person, tree: UnionTree, specialist: User, number: int) -> None:
    Employment.objects.create(person=person, employer=f"Мектеп {number}", since=date(2021, 1, number))
    DuesAgreement.objects.create(person=person, rate=number, since=date(2021, 1, number))
    Mandate.objects.create(
        person=person, organisation=tree["school-1"], body=Body.COMMITTEE, since=date(2021, 1, number)
    )
    privacy.give_consent(person, by=specialist, at=NOW, channel=Channel.PAPER, given=date(2026, 1, number))
    privacy.read_card(person, by=specialist, at=NOW)


@pytest.mark.parametrize("chosen", ["survivor", "merged"])
def test_what_hangs_on_both_goes_on_once(tree: UnionTree, specialist: User, chosen: str) -> None:
    one, other, span = pair(tree)
    hang_everything_on(one, tree, specialist, 1)
    hang_everything_on(other, tree, specialist, 2)
    fields = dict.fromkeys(merging.ONE_OPEN, chosen)
    merging.merge(one, other, Choices(fields, {span.pk: Fate.DROP}), by=specialist, at=NOW)
    stays, ends = (2, 1) if chosen == "merged" else (1, 2)
    assert set(Employment.objects.filter(person=one).values_list("employer", "until")) == {
        (f"Мектеп {ends}", TODAY),
        (f"Мектеп {stays}", None),
    }
    assert DuesAgreement.objects.get(person=one, until=None).rate == stays
    assert Consent.objects.get().given == date(2026, 1, stays)
    offices = Mandate.objects.order_by("since").values_list("person", "since", "annulled_by")
    assert list(offices) == [(one.pk, date(2021, 1, 1), None), (one.pk, date(2021, 1, 2), specialist.pk)]
    assert CardReading.objects.filter(person=one).count() == 2
    assert not PersonChange.objects.filter(person=other).exists()


@pytest.mark.parametrize("code", ["merge.two_accounts", "merge.open_transfer", "merge.same", "member.unknown"])
def test_what_can_not_be_merged(tree: UnionTree, specialist: User, code: str) -> None:
    one, other, span = pair(tree)
    by, second = specialist, other
    if code == "merge.two_accounts":
        for each in (one, other):
            accounts.open_account(each, by=specialist, at=NOW)
    elif code == "merge.open_transfer":
        Transfer.objects.create(
            source=span, target=tree["school-2"], category="working", on=TODAY, asked_at=NOW, asked_by=specialist
        )
    elif code == "merge.same":
        second = one
    else:
        by = make_holder("chair_primary", tree["school-2"])
    with refused(code):
        merging.merge(one, second, Choices(fates={span.pk: Fate.DROP}), by=by, at=NOW)


def test_a_finished_transfer_of_a_dropped_span_begins_in_the_one_that_stays(tree: UnionTree, specialist: User) -> None:
    one, other, span = pair(tree)
    spans.leave(other, on=date(2024, 1, 1), reason=Exit.DEPARTED)
    moved = Transfer.objects.create(
        source=span, target=tree["school-2"], category="working", on=date(2024, 1, 1), state="done",
        asked_at=NOW, asked_by=specialist, released_at=NOW, released_by=specialist,
        received_at=NOW, received_by=specialist,
    )  # fmt: skip
    before = tables()
    merge = merging.merge(one, other, Choices(fates={span.pk: Fate.DROP}), by=specialist, at=NOW)
    moved.refresh_from_db()
    assert moved.source == one.memberships.get()
    merging.undo(merge, by=specialist, at=NOW)
    assert tables() == before


def test_a_merge_is_undone_once_and_only_while_nothing_was_built_upon_it(tree: UnionTree, specialist: User) -> None:
    one, other, span = pair(tree)
    before = tables()
    merge = merging.merge(one, other, Choices({"iin": "merged"}, {span.pk: Fate.DROP}), by=specialist, at=NOW)
    one.refresh_from_db()
    spans.leave(one, on=TODAY, reason=Exit.OWN_WILL)
    with refused("merge.built_upon"):
        merging.undo(merge, by=specialist, at=NOW)
    Membership.objects.filter(person=one).update(until=None, exit="")
    Person.objects.filter(pk=one.pk).update(organisation=tree["school-1"], category="working")
    privacy.read_card(one, by=specialist, at=NOW)  # looking is no change
    CardReading.objects.all().delete()
    merging.undo(merge, by=specialist, at=NOW)
    assert tables() == before
    with refused("merge.undone"):
        merging.undo(merge, by=specialist, at=NOW)


def test_a_merge_is_undone_when_the_keys_of_names_are_written_otherwise_since(
    tree: UnionTree, specialist: User
) -> None:
    one, other, span = pair(tree)
    before = tables()
    merge = merging.merge(one, other, Choices(fates={span.pk: Fate.DROP}), by=specialist, at=NOW)
    for then in ("rows", "after"):
        for row in merge.before[then]["members.Person"]:
            row["sort_key"] = "\ue000"
    merge.save()
    merging.undo(merge, by=specialist, at=NOW)
    assert tables() == before


def test_merges_upon_merges_are_undone_from_the_last(tree: UnionTree, specialist: User) -> None:
    one, other, span = pair(tree)
    third = make_person(tree["school-1"], since=date(2023, 1, 1))
    before = tables()
    first = merging.merge(one, other, Choices(fates={span.pk: Fate.DROP}), by=specialist, at=NOW)
    own = one.memberships.get()
    second = merging.merge(third, one, Choices(fates={own.pk: Fate.DROP}), by=specialist, at=NOW)
    with refused("member.unknown"):
        merging.undo(first, by=specialist, at=NOW)
    merging.undo(second, by=specialist, at=NOW)
    merging.undo(first, by=specialist, at=NOW)
    assert tables() == before


SPANS = st.lists(st.integers(0, 60), min_size=2, max_size=6, unique=True).map(sorted)


@settings(max_examples=25)
@given(first=SPANS, second=SPANS, data=st.data())
def test_undo_puts_every_table_back(first: list[int], second: list[int], data: st.DataObject) -> None:
    with transaction.atomic():
        tree = make_union_tree()
        by = make_holder("specialist", tree["north"])
        one, other = (make_person(None, born=date(1980, 1, number)) for number in (1, 2))
        for person, days in ((one, first), (other, second)):
            live(person, days, tree, data)
        for number, person in enumerate((one, other), start=1):
            if data.draw(st.booleans()):
                hang_everything_on(person, tree, by, number)
        before = tables()
        fields = {
            name: data.draw(st.sampled_from(["survivor", "merged"]))
            for name in (*PERSON_FIELD_NAMES, *merging.ONE_OPEN)
        }
        gives_way = data.draw(st.sampled_from([one, other, None]))
        fates = {
            span.pk: data.draw(st.sampled_from([Fate.KEEP, Fate.SHORTEN, Fate.DROP])) if gives_way is None else fate
            for span in Membership.objects.all()
            for fate in [Fate.SHORTEN if span.person == gives_way else Fate.KEEP]
        }
        try:
            merge = merging.merge(one, other, Choices(fields, fates), by=by, at=NOW)
        except Refusal as refusal:
            assert refusal.code in {"merge.overlap", "merge.nothing_wrong"}  # noqa: PT017 - clashes nobody decided well
            transaction.set_rollback(True)
            return
        one.refresh_from_db()
        current = one.memberships.filter(until=None).first()
        assert (one.organisation_id, one.category) == (
            (current.organisation_id, current.category) if current else (None, "")
        )
        assert not other.memberships.exists()
        merging.undo(merge, by=by, at=NOW)
        assert tables() == before
        transaction.set_rollback(True)


def live(person: Person, days: list[int], tree: UnionTree, data: st.DataObject) -> None:
    """In and out of schools on these days after 2020; the last membership may stay open."""
    for place, (since, until) in enumerate(zip(days, [*days[1:], None], strict=True)):
        if place % 2 and until is not None:
            continue
        school = tree[data.draw(st.sampled_from(["school-1", "school-2"]))]
        on = OPENED + timedelta(days=30 * since)
        spans.enter(person, organisation=school, category="working", on=on, entry=Entry.ACCEPTED)
        if until is not None:
            spans.leave(person, on=OPENED + timedelta(days=30 * until), reason=Exit.OWN_WILL)


def test_two_people_are_told_apart_for_good(tree: UnionTree, specialist: User) -> None:
    one, other, _span = pair(tree)
    merging.different(other, one, by=specialist, at=NOW)
    merging.different(one, other, by=specialist, at=NOW)
    assert [(found.first, found.second) for found in PersonPair.objects.all()] == [(one, other)]
    assert Event.objects.filter(action="member.told_apart").count() == 1


def test_the_trail_of_a_merge_names_nobody(tree: UnionTree, specialist: User) -> None:
    one, other, span = pair(tree)
    choices = Choices(dict.fromkeys(PERSON_FIELD_NAMES, "merged"), {span.pk: Fate.DROP})
    merge = merging.merge(one, other, choices, by=specialist, at=NOW)
    merging.undo(merge, by=specialist, at=NOW)
    trail = str(list(Event.objects.values()))
    said = [getattr(person, name) for person in (one, other) for name in ("surname", "given", "iin", "phone", "card")]
    assert [text for text in said if text in trail] == []
    assert Merge.objects.get().undone_by == specialist
