"""Offices that members hold: chair, committee, commissions, inspectors."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.members.actions import common, fields
from birlik.members.enums import Body
from birlik.members.models import Mandate, Person
from birlik.members.values import GROUND_LENGTH
from birlik.orgs import rules as orgs
from birlik.orgs.models import Lineage, Organisation


@transaction.atomic
def grant(
    person: Person,
    *,
    organisation: Organisation,
    body: Body,
    on: date,
    paid: bool = False,
    ground: str = "",
    by: User,
    at: datetime,
) -> Mandate:
    """Give an office from the day `on` to a member of the organisation, or of one below it. One chair at a time."""
    person = common.load_for_edit(person, by=by, at=at)
    place = Organisation.objects.get(pk=organisation.pk)
    orgs.require(by, Permission.MEMBER_EDIT, place, on=common.local_day(at))
    common.require_open(place.opened, place.closed, on)
    fields.require_come(on, at)
    if paid and body != Body.CHAIR:
        raise Refusal("member.paid_chair_only", field="paid")
    _require_member(person, place, on)
    held = Mandate.objects.open().filter(organisation=place, body=body)
    if held.filter(person=person).exists():
        raise Refusal("member.mandate_held", since=held.get(person=person).since)
    if body == Body.CHAIR and held.exists():
        raise Refusal("member.chair_taken", organisation=place.code)
    mandate = Mandate.objects.create(
        person=person,
        organisation=place,
        body=body,
        paid=paid,
        since=on,
        ground=text_within(ground, GROUND_LENGTH),
    )
    common.note(
        "member.mandate_granted", person, by=by, at=at, after=_facts(mandate), organisation_code=organisation.code
    )
    return mandate


@transaction.atomic
def end(mandate: Mandate, *, on: date, by: User, at: datetime) -> Mandate:
    """End the office on the day `on`, which is the first without it."""
    common.load_for_edit(mandate.person, by=by, at=at, blocked=True)
    mandate = Mandate.objects.select_related("person__organisation", "organisation").get(pk=mandate.pk)
    fields.require_come(on, at)
    if mandate.until is not None:
        raise Refusal("member.mandate_ended", field="on", until=mandate.until)
    if on <= mandate.since:
        raise Refusal("member.mandate_ends_early", field="on", since=mandate.since)
    mandate.until = on
    mandate.save(update_fields=["until"])
    place = mandate.organisation.code
    common.note("member.mandate_ended", mandate.person, by=by, at=at, after=_facts(mandate), organisation_code=place)
    return mandate


def _require_member(person: Person, place: Organisation, on: date) -> None:
    span = person.memberships.filter(until__isnull=True, since__lte=on).first()
    if span is None:
        raise Refusal("member.none")
    if not Lineage.objects.on(on).filter(ancestor=place, descendant_id=span.organisation_id).exists():
        raise Refusal("member.mandate_elsewhere", organisation=place.code)


def _facts(mandate: Mandate) -> dict[str, object]:
    return {
        "organisation": mandate.organisation.code,
        "body": str(mandate.body),
        "paid": mandate.paid,
        "since": mandate.since,
        "until": mandate.until,
        "ground": mandate.ground,
    }
