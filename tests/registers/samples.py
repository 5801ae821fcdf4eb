"""One sample of each register: what a good entry holds, what is refused, what entries count. None may be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from birlik.accounts.models import User
from birlik.members.models import Person
from birlik.members.queries.person_links import PersonLink, person_links
from birlik.orgs.entries import Entry
from birlik.registers import actions
from birlik.registers.declare import Register
from birlik.registers.forms import EntryForm, form_of
from tests.factories import NOW, TODAY, UnionTree
from tests.members.people import make_person

Values = Mapping[str, Any]
FORM = "form"  # the form itself says so, before any verb
ON = date(2025, 3, 14)


@dataclass(frozen=True)
class Sample:
    """`good`: the texts that a form brings. `change`: another value of a field. `personal`: values nobody else reads.

    `refused`: (values beside the good ones, the code of the refusal, or FORM). `entries`: values beside the good ones,
    an entry each; `counted`: what the indicators say of these together. `places`: three organisations that can have an
    entry, the first of them under "north"; `single`: each can have only one; `chain`: these, else any.
    `member`: the field that names a member of the first of them, who is made with the sample (`of`).
    `budget`: of queries of one verb, the trail with its chain included.
    `lists`: the organisation a list is delivered for, two that stand in it, one that does not.
    """

    good: Mapping[str, str]
    change: tuple[str, str]
    personal: Mapping[str, str] = field(default_factory=dict)
    refused: Sequence[tuple[Mapping[str, str], str]] = ()
    entries: Sequence[Mapping[str, str]] = ()
    counted: Mapping[str, int] = field(default_factory=dict)
    places: tuple[str, str, str] = ("school-1", "school-4", "college-1")
    single: bool = False
    chain: tuple[str, ...] = ()
    member: str = ""
    budget: int = 12
    lists: tuple[str, str, str, str] = ("north", "school-1", "school-3", "school-4")

    def some(self, tree: UnionTree, number: int) -> list[str]:
        """So many organisations: the first again and again, or others beside it where each can have only one entry."""
        if not self.single:
            return [self.places[0]] * number
        if self.chain:
            return list(self.chain[:number])
        for code in (more := [f"more-{one}" for one in range(1, number)]):
            if code not in tree.organisations:
                tree.open(code, "member", "union")
        return [self.places[0], *more]


INJURIES = Sample(
    good={"on": ON.isoformat(), "severity": "severe", "place": "Спорт залы", "employer": "991240000003", "age": "44"},
    change=("days_lost", "21"),
    personal={"victim": "Сейілханова Ақтоты"},
    refused=[
        ({"told": "2025-03-13"}, "injury.order"),
        ({"commission": "2025-03-18", "act_on": "2025-03-17"}, "injury.order"),
        ({"employer_fault": "60", "victim_fault": "60"}, FORM),
        ({"employer": "123456789012"}, FORM),
    ],
    entries=[
        {"days_lost": "10"},
        {"severity": "fatal"},
        {"severity": "light", "days_lost": "5"},
        {"severity": "fatal", "at_work": "no", "days_lost": "90"},
    ],
    counted={"injuries_total": 3, "injuries_severe": 1, "injuries_fatal": 1, "injuries_days_lost": 15},
)

DELIVERIES = Sample(
    good={"due": ON.isoformat(), "ground": "№ 9 п. 7"},
    change=("delivered", "2025-03-10"),
    refused=[({"delivered": "2026-03-02"}, "entry.day_ahead")],
    entries=[{"delivered": "2025-03-12", "ground": "№ 2"}, {"ground": "№ 3"}],
    counted={"deliveries_due": 2, "deliveries_done": 1},
    places=("north", "south", "campus"),
    single=True,
    lists=("union", "north", "south", "nowhere"),
)

OFFICES = Sample(
    good={"since": ON.isoformat(), "body": "committee", "ground": "№ 4"},
    change=("until", "2025-09-01"),
    refused=[
        ({"until": "2025-03-14"}, FORM),
        ({"paid": "on"}, FORM),
        ({"body": ""}, FORM),
        ({"until": "2026-03-02"}, "entry.day_ahead"),
    ],
    entries=[{"body": "chair", "paid": "on"}, {"until": "2025-12-01", "ground": "№ 5"}, {"body": "inspector"}],
    counted={"offices_held": 3, "offices_paid": 1},
    places=("school-1", "union", "north"),
    single=True,
    chain=("school-1", "north-east", "north", "union"),
    member="person",
    budget=24,  # with the right over the member, its lock, and a line of the history of the card
    lists=("north", "school-1", "north-east", "school-4"),
)

SAMPLES: dict[str, Sample] = {"injuries": INJURIES, "deliveries": DELIVERIES, "offices": OFFICES}


def of(register: Register, tree: UnionTree) -> Sample:
    """The sample of a register in a union, with the member whom its entries name."""
    sample = SAMPLES[register.code]
    if not sample.member:
        return sample
    place = tree[sample.places[0]]
    person = Person.objects.filter(organisation=place).order_by("pk").first() or make_person(place)
    return replace(sample, good={**sample.good, sample.member: person.iin})


def as_json(register: Register, given: Mapping[str, str]) -> dict[str, Any]:
    """What a program sends for these texts of a form: numbers and ticks by their own types."""
    kinds: dict[str, Any] = {"BooleanField": bool, "PositiveSmallIntegerField": int}
    return {name: kinds.get(register.column(name).get_internal_type(), str)(text) for name, text in given.items()}


def form(register: Register, tree: UnionTree, by: User, *given: Any, place: str = "") -> EntryForm:
    place = place or SAMPLES[register.code].places[0]
    data = {name: text for one in given for name, text in one.items()}
    return form_of(register)(data, by=by, organisation=tree[place], day=TODAY)


def values(register: Register, tree: UnionTree, by: User, *given: Any, place: str = "") -> dict[str, Any]:
    """What the register's own form makes of these texts."""
    made = form(register, tree, by, *given, place=place)
    assert made.is_valid(), made.errors
    return made.values


def record(register: Register, tree: UnionTree, by: User, *given: Any, place: str = "") -> Entry:
    place = place or SAMPLES[register.code].places[0]
    return actions.record(register, tree[place], values(register, tree, by, *given, place=place), by=by, at=NOW)


def links_to_members(register: Register) -> list[PersonLink]:
    """The ways from its entries to a member; of offices none: who writes them needs a right over the member, too."""
    links = (link for link in person_links() if link.model is register.model)
    return [link for link in links if link.model._meta.app_label != Person._meta.app_label]
