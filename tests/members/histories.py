"""Random histories of people and of the tree at once, carried out through the actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members.actions import corrections, membership, reorganisations, spans
from birlik.members.enums import LEAVINGS, Category, Entry
from birlik.members.models import Membership, Person
from birlik.members.values import PersonFields
from birlik.orgs.models import Organisation
from birlik.statistics.actions import tree as trees
from tests.factories import NOW, OPENED, make_holder, make_union_tree
from tests.orgs.histories import DAYS, END, SHAPE, STEP, History

NUMBERS = tuple(st.integers(0, 30) for _ in range(3))
CATEGORIES = tuple(Category)
SEXES = ("f", "m", "")
OF_PEOPLE = st.tuples(
    st.sampled_from(
        ["accept", "accept", "accept", "leave", "move", "recategorise", "annul", "restore", "mend", "divide"]
    ),
    *NUMBERS,
    st.integers(0, 120),
)
LIVES = st.lists(st.one_of(OF_PEOPLE, OF_PEOPLE, STEP), min_size=8, max_size=20)
PAIR = st.tuples(st.integers(-30, DAYS + 30), st.integers(-30, DAYS + 30)).map(
    lambda pair: (OPENED + timedelta(days=min(pair)), OPENED + timedelta(days=max(pair)))
)


@dataclass
class Lives:
    history: History
    keeper: User
    refusals: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def primary(self, number: int) -> Organisation:
        return self.history.pick(number, "primary")

    def person(self, number: int) -> Person | None:
        people = list(Person.objects.order_by("pk"))
        return people[number % len(people)] if people else None

    def span(self, number: int, **where: Any) -> Membership | None:
        found = list(Membership.objects.filter(**where).order_by("pk"))
        return found[number % len(found)] if found else None

    def play(self, verb: str, first: int, second: int, third: int, on: date) -> None:
        own: Callable[..., None] | None = getattr(self, f"_{verb}", None)
        if own is not None:
            own(first, second, third, on, {"by": self.keeper, "at": NOW})
            return
        administrator = self.history.tree.administrator
        trees.change(lambda _at: self.history.play(verb, first, second, third, on), on=on, by=administrator, at=NOW)

    def _accept(self, first: int, second: int, third: int, on: date, who: dict[str, Any]) -> None:
        number = Person.objects.count()
        given = PersonFields(f"С{number}", "А", sex=SEXES[first % 3], born=date(1960 + second, 1 + third % 12, 1))
        entry = (Entry.ACCEPTED, Entry.REGISTERED, Entry.CORRECTED)[third % 3]
        membership.accept(
            given, organisation=self.primary(first), category=CATEGORIES[second % 4], on=on, entry=entry, **who
        )

    def _leave(self, first: int, second: int, third: int, on: date, who: dict[str, Any]) -> None:
        if person := self.person(first):
            membership.leave(person, on=on, reason=LEAVINGS[second % len(LEAVINGS)], **who)

    def _move(self, first: int, second: int, third: int, on: date, who: dict[str, Any]) -> None:
        if (person := self.person(first)) and person.organisation:
            spans.move(person, organisation=self.primary(second), category=CATEGORIES[third % 4], on=on)

    def _recategorise(self, first: int, second: int, third: int, on: date, who: dict[str, Any]) -> None:
        if person := self.person(first):
            membership.recategorise(person, category=CATEGORIES[second % 4], on=on, **who)

    def _annul(self, first: int, second: int, third: int, on: date, who: dict[str, Any]) -> None:
        if span := self.span(first):
            corrections.annul(span, reason="Қате енгізілген.", **who)

    def _restore(self, first: int, second: int, third: int, on: date, who: dict[str, Any]) -> None:
        if span := self.span(first, exit="corrected"):
            corrections.restore(span, reason="Дұрыс болған.", **who)

    def _mend(self, first: int, second: int, third: int, on: date, who: dict[str, Any]) -> None:
        if span := self.span(first):
            since = span.since + timedelta(days=second - 15)
            corrections.correct_entry(span, reason="Күні қате.", since=since, category=CATEGORIES[third % 4], **who)

    def _divide(self, first: int, second: int, third: int, on: date, who: dict[str, Any]) -> None:
        old = self.primary(first)
        people = list(Person.objects.filter(organisation=old).order_by("pk")[: 1 + third % 3])
        target = self.primary(second)
        reorganisations.split_members(old, {one.pk: target for one in people}, on=on, ground="№ 2", **who)


def live(steps: list[tuple[str, int, int, int, int]]) -> Lives:
    """Carry out the steps in the order of their days; what the rules refuse simply does not happen."""
    tree = make_union_tree(SHAPE)
    lives = Lives(History(tree, []), make_holder("head_of_department", tree["union"]))
    on = OPENED + timedelta(days=1)
    for verb, first, second, third, days in steps:
        on = min(END, on + timedelta(days=days))
        try:
            lives.play(verb, first, second, third, on)
            lives.done.append(verb)
        except Refusal as refusal:
            lives.refusals.append(refusal.code)
    return lives
