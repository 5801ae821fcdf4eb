"""Name by name: who stood in the registry of an organisation at the end of a period, who came and who left.

Only for screens that have asked for MEMBER_VIEW at the organisation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from birlik.members.enums import Category, Entry, Exit, PersonState
from birlik.members.models import Membership, PersonChange
from birlik.orgs.models import Organisation, valid_on


@dataclass(frozen=True, slots=True)
class NamedMember:
    """A line of the list. `name` is "" where it may not or cannot be told; `how`: of Entry or Exit, in words.

    `card`: the person's number where the card is kept by this organisation, else None.
    """

    name: str
    category: str
    day: date
    how: str
    card: int | None


@dataclass(frozen=True, slots=True)
class Roster:
    present: list[NamedMember]
    came: list[NamedMember]
    left: list[NamedMember]


def roster(organisation: Organisation, opening: date, closing: date, *, blocked: bool) -> Roster:
    """Return the three lists, each by name; movements with opening < day <= closing.

    `blocked`: whether the reader may see people whose data are blocked (who may also edit them).
    """
    spans = Membership.objects.filter(organisation=organisation).select_related("person")
    spans = spans.order_by("person__sort_key", "since")
    came = spans.filter(since__gt=opening, since__lte=closing)
    departures = spans.filter(until__gt=opening, until__lte=closing)
    return Roster(
        [_entry_of(span, blocked=blocked) for span in spans.filter(valid_on(closing))],
        [_entry_of(span, blocked=blocked) for span in came],
        [
            _named_member(span, day, Exit(span.exit).label, blocked=blocked)
            for span in departures
            if (day := span.until)
        ],
    )


def _entry_of(span: Membership, *, blocked: bool) -> NamedMember:
    return _named_member(span, span.since, Entry(span.entry).label, blocked=blocked)


def _named_member(span: Membership, day: date, how: object, *, blocked: bool) -> NamedMember:
    person = span.person
    is_hidden = person.state == PersonState.ANONYMISED or (person.state == PersonState.BLOCKED and not blocked)
    own = person.organisation_id in (span.organisation_id, None) and person.state != PersonState.MERGED
    return NamedMember(
        "" if is_hidden else person.full_name,
        str(Category(span.category).label),
        day,
        str(how),
        person.pk if own and not is_hidden else None,
    )


NO_MOVES = ("member.changed", "member.employment", "member.dues", "member.blocked")


@dataclass(frozen=True, slots=True)
class LateEntries:
    """People whose coming or leaving in the period was written down only after a moment."""

    came: int
    left: int


def entered_late(organisation: Organisation, opening: date, closing: date, *, after: datetime) -> LateEntries:
    """Return who came or left with opening < day <= closing, and was written down after `after`: by an import applied
    later, or by hand, which is told from the newest changes of the person.
    """
    spans = Membership.objects.filter(organisation=organisation)
    by_hand = Exists(PersonChange.objects.filter(person=OuterRef("person"), at__gt=after).exclude(action__in=NO_MOVES))
    was_imported = Q(batch__applied_at__gt=after)
    return LateEntries(
        _people(spans.filter(was_imported | Q(by_hand, batch__isnull=True), since__gt=opening, since__lte=closing)),
        _people(spans.filter(by_hand, until__gt=opening, until__lte=closing)),
    )


def _people(spans: QuerySet[Membership]) -> int:
    people: Iterable[int] = spans.values_list("person_id", flat=True)
    return len(set(people))
