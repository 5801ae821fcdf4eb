"""Mending what was written down wrongly. A correction is an event of its own kind: it never counts as a leaving, and
always says why.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members.actions import common, fields, offices
from birlik.members.actions.membership import load_receiving_organisation, require_category
from birlik.members.enums import Entry, Exit
from birlik.members.models import Membership, Person, PersonChange
from birlik.orgs.models import Organisation

ACTION = "member.corrected"
DAY = timedelta(days=1)


@transaction.atomic
def correct_entry(
    membership: Membership,
    *,
    reason: str,
    since: date | None = None,
    category: str | None = None,
    organisation: Organisation | None = None,
    entry: Entry | None = None,
    by: User,
    at: datetime,
) -> Membership:
    """Write the span's beginning, category or organisation as they truly were; None leaves a part as it is.

    No flow: the past is counted anew. Where the person had come from another span on that day, it ends with the new
    beginning.
    """
    reason = fields.require_reason(reason)
    span, person = _span(membership, by=by, at=at)
    before = _facts(span)
    if organisation is not None and organisation.pk != span.organisation_id:
        span.organisation = load_receiving_organisation(organisation, by=by, at=at)
    if category is not None:
        require_category(category)
        span.category = category
    span.entry = entry or span.entry
    previous = _adjacent_span(person, until=span.since, exit=Exit.DEPARTED) if span.entry == Entry.ARRIVED else None
    span.since = since or span.since
    fields.require_come(span.since, at, "since")
    _require_place(span, previous)
    begins_earlier = (
        before["since"] > span.since
    )  # who is to make room comes first: the database compares after each write
    if begins_earlier:
        _end_with(previous, span.since)
    span.save(update_fields=["organisation", "category", "since", "entry"])
    if not begins_earlier:
        _end_with(previous, span.since)
    if span.until is None:
        _current(person, span)
    common.note(ACTION, person, by=by, at=at, before=before, after=_facts(span), reason=reason)
    return span


@transaction.atomic
def correct_exit(
    membership: Membership,
    *,
    reason: str,
    until: date | None = None,
    exit: Exit | None = None,  # noqa: A002 - the column's own name
    by: User,
    at: datetime,
) -> Membership:
    """Write the day or the reason of a leaving as they truly were. The day of a way elsewhere is the beginning of the
    next span: `correct_entry` mends both (`member.moved_on`). Refused with `member.still_open` or `member.annulled`.
    """
    reason = fields.require_reason(reason)
    span, person = _span(membership, by=by, at=at)
    if span.until is None:
        raise Refusal("member.still_open")
    if exit == Exit.CORRECTED or span.exit == Exit.CORRECTED:
        raise Refusal("member.annulled")
    before = _facts(span)
    if until is not None and until != span.until and _adjacent_span(person, since=span.until) is not None:
        raise Refusal("member.moved_on")
    span.until, span.exit = until or span.until, exit or span.exit
    fields.require_come(span.until, at, "until")
    _require_place(span, None)
    span.save(update_fields=["until", "exit"])
    common.note(ACTION, person, by=by, at=at, before=before, after=_facts(span), reason=reason)
    return span


@transaction.atomic
def annul(membership: Membership, *, reason: str, by: User, at: datetime) -> Membership:
    """Annul what never was a membership. What was counted of it stays counted: the span ends today as a correction; one
    that had ended keeps its day, and its end is no leaving any more. Refused with `member.annulled`.
    """
    reason = fields.require_reason(reason)
    span, person = _span(membership, by=by, at=at)
    if span.exit == Exit.CORRECTED:
        raise Refusal("member.annulled")
    before = _facts(span)
    if span.until is None:
        span.until = max(common.local_day(at), span.since + DAY)
        offices.end_offices(span.until, people=[person], by=by, at=at)
        _current(person, None)
    span.exit = Exit.CORRECTED
    span.save(update_fields=["until", "exit"])
    common.note(
        ACTION, person, by=by, at=at, before=before, after=_facts(span), reason=reason,
        organisation_code=span.organisation.code,
    )  # fmt: skip
    return span


@transaction.atomic
def restore(membership: Membership, *, reason: str, by: User, at: datetime) -> Membership:
    """Take an annulment back: the span ends as it did before, or is open again. Offices do not come back.

    Refused with `member.not_annulled`.
    """
    reason = fields.require_reason(reason)
    span, person = _span(membership, by=by, at=at)
    if span.exit != Exit.CORRECTED:
        raise Refusal("member.not_annulled")
    before = _facts(span)
    old = _before_annulment(person, span)
    span.until = date.fromisoformat(old["until"]) if old.get("until") else None
    span.exit = str(old.get("exit") or "")
    _require_place(span, None)
    span.save(update_fields=["until", "exit"])
    if span.until is None:
        _current(person, span)
    common.note(ACTION, person, by=by, at=at, before=before, after=_facts(span), reason=reason)
    return span


def _span(membership: Membership, *, by: User, at: datetime) -> tuple[Membership, Person]:
    person = common.load_for_edit(membership.person, by=by, at=at)
    return person.memberships.select_related("organisation").get(pk=membership.pk), person


def _facts(span: Membership) -> dict[str, Any]:
    return {
        "membership": span.pk,
        "organisation": span.organisation.code,
        "category": str(span.category),
        "since": span.since,
        "until": span.until,
        "entry": str(span.entry),
        "exit": str(span.exit),
    }


def _end_with(previous: Membership | None, day: date) -> None:
    if previous is not None and previous.until != day:
        previous.until = day
        previous.save(update_fields=["until"])


def _adjacent_span(person: Person, **where: Any) -> Membership | None:
    return person.memberships.filter(**where).first()


def _require_place(span: Membership, previous: Membership | None) -> None:
    """Refuse a span outside the life of its organisation or over the person's other spans."""
    common.require_open(span.organisation.opened, span.organisation.closed, span.since)
    closing_day = span.organisation.closed
    if closing_day is not None and (span.until is None or span.until > closing_day):
        raise Refusal("member.organisation_closed", on=closing_day)
    if span.until is not None and span.until <= span.since:
        raise Refusal("member.leaves_before_joining", since=span.since)
    if previous is not None and span.since <= previous.since:
        raise Refusal("member.overlaps", since=previous.since)
    others = Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=span.since), person_id=span.person_id)
    others = others.exclude(pk__in=[span.pk, *([previous.pk] if previous else [])])
    if span.until is not None:
        others = others.filter(since__lt=span.until)
    clash = others.order_by("since").first()
    if clash is not None:
        raise Refusal("member.overlaps", since=clash.since)


def _current(person: Person, span: Membership | None) -> None:
    person.organisation = span.organisation if span else None
    person.category = span.category if span else ""
    person.save(update_fields=["organisation", "category"])


def _before_annulment(person: Person, span: Membership) -> dict[str, Any]:
    """Return how the span ended before; nothing where the trail of values was emptied."""
    changes = PersonChange.objects.filter(
        person=person, action=ACTION, before__membership=span.pk, after__exit=Exit.CORRECTED.value
    )
    last = changes.exclude(before__exit=Exit.CORRECTED.value).order_by("-pk").first()
    return dict(last.before) if last else {}
