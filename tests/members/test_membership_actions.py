"""Accepting, leaving, another category, other data: what each act writes, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.members.actions import fields, membership
from birlik.members.enums import Body, Category, Entry, Exit, PersonState
from birlik.members.models import Mandate, Membership, Person, PersonChange
from birlik.members.values import PersonFields
from tests.audit.test_audit_trail import shared_database, use
from tests.factories import NOW, UnionTree, make_holder, make_union_tree
from tests.members.people import give_office, make_iin, make_person

pytestmark = pytest.mark.django_db
JOINED, LEFT = date(2021, 9, 1), date(2024, 6, 15)
IINS = [make_iin(number) for number in (3100, 3101)]  # beyond those of make_person
AINA = PersonFields("Төлегенқызы", "Айна", "Серікқызы", iin=IINS[0], sex="f", born=date(1990, 5, 7), card="A-1")


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}")


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def chair(tree: UnionTree) -> User:
    return make_holder("chair_primary", tree["school-1"])


@pytest.fixture
def who(chair: User) -> dict[str, Any]:
    return {"by": chair, "at": NOW}


@pytest.fixture
def aina(tree: UnionTree, who: dict[str, Any]) -> Person:
    return accept(tree, who)


def accept(tree: UnionTree, who: dict[str, Any], given: PersonFields = AINA, **other: Any) -> Person:
    told = {"organisation": tree["school-1"], "category": Category.WORKING, "on": JOINED, "ground": "№ 3"} | other
    return membership.accept(given, **told, **who)


class TestAccepting:
    def test_makes_person_span_and_trail(self, tree: UnionTree, aina: Person, chair: User) -> None:
        span = aina.memberships.get()
        assert (span.since, span.entry, span.until, span.ground_in) == (JOINED, Entry.ACCEPTED, None, "№ 3")
        assert (span.sex, span.born) == ("f", AINA.born)
        assert (aina.organisation, aina.category, aina.fold_key[:3]) == (tree["school-1"], "working", "тол")
        change = PersonChange.objects.get(person=aina)
        assert (change.action, change.by, change.after["iin"]) == ("member.accepted", chair, IINS[0])
        event = Event.objects.latest("sequence")
        assert IINS[0] not in str(event.after)
        assert (event.subject_label, event.organisation_code) == (f"person {aina.pk}", "school-1")

    def test_needs_the_right_there(self, tree: UnionTree, who: dict[str, Any]) -> None:
        with refused("right.missing"):
            accept(tree, who, organisation=tree["school-2"])
        with refused("right.missing"):
            accept(tree, {"by": make_holder("union_chair", tree["union"]), "at": NOW})

    def test_people_belong_to_primaries(self, tree: UnionTree) -> None:
        head = make_holder("head_of_department", tree["union"])
        with refused("member.not_primary"):
            accept(tree, {"by": head, "at": NOW}, organisation=tree["north"])

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"iin": "01010120001"}, "member.iin_length"),
            ({"iin": "01010120001А"}, "member.iin_digits"),
            ({"iin": "010101200013"}, "member.iin_control"),
            ({"surname": " ", "given": ""}, "member.name_missing"),
            ({"born": date(2026, 2, 2)}, "member.day_ahead"),
            ({"sex": "x"}, "member.sex_unknown"),
        ],
    )
    def test_refuses_what_cannot_be(
        self, tree: UnionTree, who: dict[str, Any], change: dict[str, Any], code: str
    ) -> None:
        with refused(code):
            accept(tree, who, replace(AINA, **change))
        assert not Person.objects.exists()

    def test_not_ahead_of_the_day_and_in_a_known_category(self, tree: UnionTree, who: dict[str, Any]) -> None:
        with refused("member.day_ahead"):
            accept(tree, who, on=date(2026, 2, 2))
        with refused("member.category_unknown"):
            accept(tree, who, category="retired")

    def test_an_iin_and_a_card_belong_to_one(self, tree: UnionTree, aina: Person, who: dict[str, Any]) -> None:
        with refused("member.iin_taken"):
            accept(tree, who, replace(AINA, surname="Басқа", card=""))
        with refused("member.card_taken"):
            accept(tree, who, replace(AINA, surname="Басқа", iin=IINS[1]))

    def test_the_same_name_and_birthday_is_asked_about(
        self, tree: UnionTree, aina: Person, who: dict[str, Any]
    ) -> None:
        alike = replace(AINA, surname="Толегенкызы", iin="", card="")
        with refused("member.looks_known"):
            accept(tree, who, alike)
        assert accept(tree, who, alike, confirmed=True).pk != aina.pk

    def test_two_numbers_are_two_people(self, tree: UnionTree, aina: Person, who: dict[str, Any]) -> None:
        assert accept(tree, who, replace(AINA, iin=IINS[1], card="")).pk != aina.pk

    def test_whoever_left_comes_back(self, tree: UnionTree, aina: Person, who: dict[str, Any]) -> None:
        membership.leave(aina, on=LEFT, reason=Exit.OWN_WILL, **who)
        again = accept(tree, who, replace(AINA, phone="+77010000000", card=""), on=date(2025, 1, 1))
        assert again.pk == aina.pk
        assert (again.phone, again.card, again.memberships.count()) == ("+77010000000", "A-1", 2)

    def test_a_slip_does_not_rename_a_former_member(self, tree: UnionTree, aina: Person, who: dict[str, Any]) -> None:
        membership.leave(aina, on=LEFT, reason=Exit.OWN_WILL, **who)
        other = replace(AINA, surname="Басқа", card="")
        with refused("member.iin_of_former"):
            accept(tree, who, other, on=date(2025, 1, 1))
        assert accept(tree, who, other, on=date(2025, 1, 1), confirmed=True).surname == "Басқа"

    def test_a_closing_organisation_takes_nobody(self, tree: UnionTree, who: dict[str, Any]) -> None:
        school = tree["school-1"]
        school.closed = date(2026, 6, 1)
        school.save()
        with refused("member.organisation_closed"):
            accept(tree, who)


class TestLeaving:
    def test_ends_the_span_and_every_office(self, tree: UnionTree, aina: Person, who: dict[str, Any]) -> None:
        give_office(aina, organisation=tree["school-1"], body=Body.CHAIR, on=date(2022, 1, 1), **who)
        membership.leave(aina, on=LEFT, reason=Exit.RETIREMENT, ground="№ 8", **who)
        span = aina.memberships.get()
        assert (span.until, span.exit, span.ground_out) == (LEFT, "retirement", "№ 8")
        assert Mandate.objects.get().until == LEFT
        aina.refresh_from_db()
        assert (aina.organisation, aina.category) == (None, "")

    def test_a_transfer_or_a_correction_is_no_leaving(self, aina: Person, who: dict[str, Any]) -> None:
        for reason in (Exit.DEPARTED, Exit.CORRECTED):
            with refused("member.reason_unknown"):
                membership.leave(aina, on=LEFT, reason=reason, **who)

    def test_only_once_and_after_joining(self, aina: Person, who: dict[str, Any]) -> None:
        with refused("member.leaves_before_joining"):
            membership.leave(aina, on=JOINED, reason=Exit.OTHER, **who)
        with refused("member.day_ahead"):
            membership.leave(aina, on=date(2026, 2, 2), reason=Exit.OTHER, **who)
        membership.leave(aina, on=LEFT, reason=Exit.OTHER, **who)
        with refused("member.none"):
            membership.leave(aina, on=LEFT, reason=Exit.OTHER, **who)

    def test_a_stranger_does_not_learn_of_the_person(self, tree: UnionTree, aina: Person) -> None:
        other = make_holder("chair_primary", tree["school-2"])
        with refused("member.unknown"):
            membership.leave(aina, on=LEFT, reason=Exit.OTHER, by=other, at=NOW)

    def test_a_blocked_person_may_still_leave(self, aina: Person, who: dict[str, Any]) -> None:
        Person.objects.update(state=PersonState.BLOCKED)
        with refused("member.blocked"):
            membership.recategorise(aina, category=Category.PENSIONER, on=LEFT, **who)
        membership.leave(aina, on=LEFT, reason=Exit.OTHER, **who)


@pytest.mark.parametrize(
    ("category", "way"), [(Category.PENSIONER, Exit.RETIREMENT), (Category.TEMPORARY, Exit.DEPARTED)]
)
def test_another_category_is_the_next_span(aina: Person, who: dict[str, Any], category: str, way: str) -> None:
    membership.recategorise(aina, category=category, on=LEFT, ground="№ 9", **who)
    old, new = aina.memberships.order_by("since")
    assert (old.until, old.exit, new.since, new.entry, new.category) == (LEFT, way, LEFT, Entry.ARRIVED, category)
    aina.refresh_from_db()
    assert aina.category == category
    with refused("member.same_place"):
        membership.recategorise(aina, category=category, on=date(2025, 1, 1), **who)


class TestChanging:
    def test_keys_copies_and_trail_follow(self, aina: Person, who: dict[str, Any]) -> None:
        membership.recategorise(aina, category=Category.TEMPORARY, on=LEFT, **who)
        given = replace(fields.fields_of(aina), surname="Қалиева", born=date(1991, 5, 7), sex="")
        changed = membership.change_person(aina, given, reason="Неке туралы куәлік", **who)
        assert changed.fold_key.startswith("калиева")
        assert set(aina.memberships.values_list("born", "sex")) == {(date(1991, 5, 7), "")}
        note = PersonChange.objects.filter(action="member.changed").get()
        assert (note.before, note.after) == (
            {"surname": "Төлегенқызы", "born": "1990-05-07", "sex": "f"},
            {"surname": "Қалиева", "born": "1991-05-07", "sex": ""},
        )
        assert Event.objects.latest("sequence").after == {"fields": ["born", "sex", "surname"]}

    def test_nothing_changed_leaves_no_trace(self, aina: Person, who: dict[str, Any]) -> None:
        membership.change_person(aina, fields.fields_of(aina), **who)
        assert not PersonChange.objects.filter(action="member.changed").exists()

    def test_not_to_the_number_of_another(self, tree: UnionTree, aina: Person, who: dict[str, Any]) -> None:
        other = make_person(tree["school-1"], surname="Басқа")
        with refused("member.iin_taken"):
            membership.change_person(aina, replace(fields.fields_of(aina), iin=other.iin), **who)

    def test_work_goes_on_and_is_mended(self, aina: Person, who: dict[str, Any]) -> None:
        membership.change_employment(aina, employer="№ 5 мектеп", position="Мұғалім", on=JOINED, **who)
        membership.change_employment(aina, employer="№ 5 мектеп", position="Директор", on=LEFT, **who)
        membership.change_employment(aina, employer="№ 6 мектеп", position="Директор", **who)
        rows = list(aina.employments.order_by("since").values_list("employer", "position", "since", "until"))
        assert rows == [
            ("№ 5 мектеп", "Мұғалім", JOINED, LEFT),
            ("№ 6 мектеп", "Директор", LEFT, None),
        ]
        with refused("member.work_began_later"):
            membership.change_employment(aina, employer="x", on=JOINED, **who)

    def test_dues(self, aina: Person, who: dict[str, Any]) -> None:
        membership.set_dues(aina, rate=Decimal(1), on=JOINED, signed=JOINED, **who)
        membership.set_dues(aina, rate=Decimal("0.5"), on=LEFT, **who)
        with refused("member.dues_began_later"):
            membership.set_dues(aina, rate=None, on=JOINED, **who)
        membership.set_dues(aina, rate=None, on=date(2025, 1, 1), **who)
        assert list(aina.dues.order_by("since").values_list("rate", "since", "until")) == [
            (Decimal(1), JOINED, LEFT),
            (Decimal("0.5"), LEFT, date(2025, 1, 1)),
        ]
        with refused("member.rate"):
            membership.set_dues(aina, rate=Decimal(101), on=LEFT, **who)


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_one_person_at_once(tmp_path: Path, tree: UnionTree, chair: User) -> None:
    """Both have asked whether anybody has the IIN before either writes: the second waits its turn and is refused."""
    said: list[str] = []
    both = Barrier(2)

    def work(settings: dict[str, Any]) -> None:
        use(settings)
        try:
            both.wait(timeout=20)
            accept(tree, {"by": chair, "at": NOW})
            said.append("accepted")
        except Refusal as refusal:
            said.append(refusal.code)
        except Exception as fault:  # noqa: BLE001 - shown by the assertion below
            said.append(repr(fault))
        finally:
            connections["default"].close()

    with shared_database(tmp_path) as settings:
        threads = [Thread(target=work, args=(settings,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == ["accepted", "member.iin_taken"]
        assert Membership.objects.count() == 1


class TestConstraints:
    """What the actions refuse, the database refuses as well."""

    def span(self, person: Person, since: date, until: date | None) -> Membership:
        return Membership(
            person=person, organisation_id=person.memberships.first().organisation_id, category="working",
            since=since, until=until, entry="accepted", exit="other" if until else "",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("since", "until"), [(date(2020, 1, 1), date(2021, 9, 2)), (date(2022, 1, 1), date(2022, 2, 1))]
    )
    def test_no_overlap_even_in_bulk(self, aina: Person, since: date, until: date) -> None:
        with pytest.raises(IntegrityError, match="membership_no_overlap"), transaction.atomic():
            Membership.objects.bulk_create([self.span(aina, since, until)])

    def test_one_open(self, aina: Person) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            self.span(aina, date(2025, 1, 1), None).save()

    def test_touching_spans_are_two(self, aina: Person) -> None:
        self.span(aina, date(2020, 1, 1), JOINED).save()
        assert aina.memberships.count() == 2

    def test_an_end_has_a_reason_and_a_day_after_the_beginning(self, aina: Person) -> None:
        for change in ({"until": LEFT}, {"until": JOINED, "exit": "other"}, {"exit": "other"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Membership.objects.filter(person=aina).update(**change)
