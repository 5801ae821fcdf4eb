"""Two people side by side, before somebody says that they are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members import rules
from birlik.members.models import Membership, Merge, Person
from birlik.members.timelines import Fate, Stretch, clashes


@dataclass(frozen=True, slots=True)
class Side:
    """What hangs on one of the two; the open rows are None where there is none."""

    person: Person
    employment: object | None
    dues: object | None
    consent: object | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two memberships that overlap, the first one's and the second one's; `fates`: what is proposed for each."""

    first: Membership
    second: Membership


@dataclass(frozen=True, slots=True)
class Pair:
    first: Side
    second: Side
    spans: Sequence[Membership]  # of both, by their beginning
    clashes: Sequence[Clash]
    proposed: Mapping[int, Fate]  # of every membership that clashes


def pair(first: Person, second: Person) -> Pair:
    spans = list(
        Membership.objects.select_related("organisation").filter(person__in=[first, second]).order_by("since", "pk")
    )
    by_id = {span.pk: span for span in spans}
    overlaps = clashes([Stretch(one.pk, one.since, one.until, (one.organisation_id, one.category)) for one in spans])
    pairs = [Clash(by_id[one.id], by_id[other.id]) for one, other in overlaps]
    return Pair(_side(first), _side(second), spans, pairs, _propose_fates(pairs, first))


def _propose_fates(overlaps: Sequence[Clash], first: Person) -> dict[int, Fate]:
    """Propose fates: in one place and category the second row's span is a mistake; in different ones the later began
    truly, so the earlier gives way.
    """
    fates: dict[int, Fate] = {}
    for clash in overlaps:
        one, other = clash.first, clash.second
        if (one.organisation_id, one.category) == (other.organisation_id, other.category):
            wrong, fate = (other if one.person_id == first.pk else one), Fate.DROP
        else:
            wrong, fate = min(one, other, key=lambda span: (span.since, span.pk)), Fate.SHORTEN
        right = other if wrong is one else one
        if fates.get(right.pk, Fate.KEEP) == Fate.KEEP:
            fates[right.pk] = Fate.KEEP
            fates[wrong.pk] = fate
    return fates


def _side(person: Person) -> Side:
    counts = {name: getattr(person, name).count() for name in ("mandates", "readings", "changes", "applications")}
    return Side(
        person,
        person.employments.filter(until=None).first(),
        person.dues.filter(until=None).first(),
        person.consents.select_related("text").filter(withdrawn=None).first(),
        counts,
    )


def merge_of(user: User, pk: int, *, on: date) -> Merge:
    """Return the merge, for who may edit the one that went on; refused with `merge.unknown`."""
    merge = Merge.objects.select_related("survivor__organisation").filter(pk=pk).first()
    if merge is None or not rules.can(user, Permission.MEMBER_EDIT, merge.survivor, on=on):
        raise Refusal("merge.unknown")
    return merge
