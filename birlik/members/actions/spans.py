"""The moves of a membership: enter, leave, go on elsewhere or in another category. Little else writes the spans:
imports, which load many at once under the same constraints, corrections, merges and anonymising.

Every move keeps `Person.organisation` and `category` equal to the open span. Days are half-open: who leaves on a day
is no longer counted on it, who enters is.
"""

from __future__ import annotations

from datetime import date

from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.members.actions.common import require_open
from birlik.members.enums import Entry, Exit
from birlik.members.models import Membership, Person, Transfer
from birlik.members.values import GROUND_LENGTH
from birlik.orgs.models import Organisation


def enter(
    person: Person,
    *,
    organisation: Organisation,
    category: str,
    on: date,
    entry: Entry,
    ground: str = "",
    transfer: Transfer | None = None,
) -> Membership:
    """Begin a membership. Refused: one is open (`member.already`), a later one exists (`member.later_span`)."""
    # an open span outlives every day that the organisation may be going to close on
    require_open(organisation.opened, organisation.closed, max(on, organisation.closed or on))
    if person.memberships.filter(until__isnull=True).exists():
        raise Refusal("member.already")
    if person.memberships.filter(until__gt=on).exists():
        raise Refusal("member.later_span", on=on)
    span = Membership.objects.create(
        person=person,
        organisation=organisation,
        category=category,
        since=on,
        entry=entry,
        ground_in=text_within(ground, GROUND_LENGTH),
        sex=person.sex,
        born=person.born,
        transfer=transfer,
    )
    _current(person, organisation, category)
    return span


def leave(person: Person, *, on: date, reason: Exit, ground: str = "", transfer: Transfer | None = None) -> Membership:
    """End the open membership.

    Refused: none is open (`member.none`), or it began on or after the day (`member.leaves_before_joining`).
    """
    span = person.memberships.select_related("organisation").filter(until__isnull=True).first()
    if span is None:
        raise Refusal("member.none")
    if on <= span.since:
        raise Refusal("member.leaves_before_joining", since=span.since, on=on)
    span.until, span.exit, span.ground_out = on, reason, text_within(ground, GROUND_LENGTH)
    span.transfer = transfer or span.transfer
    span.save(update_fields=["until", "exit", "ground_out", "transfer"])
    _current(person, None, "")
    return span


def move(
    person: Person,
    *,
    organisation: Organisation,
    category: str,
    on: date,
    ground: str = "",
    transfer: Transfer | None = None,
    reason: Exit = Exit.DEPARTED,
) -> Membership:
    """Go on elsewhere, or in another category, without a day between: out of one, into the other.

    Refused with `member.same_place`.
    """
    if (person.organisation_id, person.category) == (organisation.pk, category):
        raise Refusal("member.same_place")
    leave(person, on=on, reason=reason, ground=ground, transfer=transfer)
    return enter(
        person, organisation=organisation, category=category, on=on, entry=Entry.ARRIVED, ground=ground,
        transfer=transfer,
    )  # fmt: skip


def _current(person: Person, organisation: Organisation | None, category: str) -> None:
    person.organisation, person.category = organisation, category
    person.save(update_fields=["organisation", "category"])
