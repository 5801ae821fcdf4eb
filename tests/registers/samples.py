"""One sample of each register: what a good entry holds, what is refused, what entries count. None may be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from birlik.accounts.models import User
from birlik.registers import actions
from birlik.registers.declare import Register
from birlik.registers.forms import EntryForm, form_of
from birlik.registers.models import Entry
from tests.factories import NOW, TODAY, UnionTree

Values = Mapping[str, Any]
FORM = "form"  # the form itself says so, before any verb
ON = date(2025, 3, 14)


@dataclass(frozen=True)
class Sample:
    """`good`: the texts that a form brings. `change`: another value of a field. `personal`: values nobody else reads.

    `refused`: (values beside the good ones, the code of the refusal, or FORM). `entries`: values beside the good ones,
    an entry each; `counted`: what the indicators say of these together.
    """

    good: Mapping[str, str]
    change: tuple[str, str]
    personal: Mapping[str, str] = field(default_factory=dict)
    refused: Sequence[tuple[Mapping[str, str], str]] = ()
    entries: Sequence[Mapping[str, str]] = ()
    counted: Mapping[str, int] = field(default_factory=dict)


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

SAMPLES: dict[str, Sample] = {"injuries": INJURIES}


def form(register: Register, tree: UnionTree, by: User, *given: Any, place: str = "school-1") -> EntryForm:
    data = {name: text for one in given for name, text in one.items()}
    return form_of(register)(data, by=by, organisation=tree[place], day=TODAY)


def values(register: Register, tree: UnionTree, by: User, *given: Any, place: str = "school-1") -> dict[str, Any]:
    """What the register's own form makes of these texts."""
    made = form(register, tree, by, *given, place=place)
    assert made.is_valid(), made.errors
    return made.values


def record(register: Register, tree: UnionTree, by: User, *given: Any, place: str = "school-1") -> Entry:
    return actions.record(register, tree[place], values(register, tree, by, *given, place=place), by=by, at=NOW)
