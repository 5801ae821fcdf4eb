"""A transfer is one act with two sides: the old organisation releases, the new one receives; then the person moves.

Whoever asks confirms the own side with it. The same person may confirm the other side too, where the role reaches it,
but as a second act.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.db.locks import wait_for_turn
from birlik.members.actions import common, fields, limits, meetings, offices, spans
from birlik.members.actions.membership import load_receiving_organisation, require_category
from birlik.members.enums import Category, PersonState, TransferState
from birlik.members.models import Person, Transfer
from birlik.members.sight import fits
from birlik.members.values import GROUND_LENGTH
from birlik.orgs import rules as orgs
from birlik.orgs.models import Organisation

UNCONFIRMED_STATES = (TransferState.ASKED, TransferState.RELEASED, TransferState.RECEIVED)


@transaction.atomic
def send(
    person: Person, *, target: Organisation, category: str = "", on: date, ground: str = "", by: User, at: datetime
) -> Transfer:
    """Ask to let a member go to another organisation; the own side is released with it."""
    person = common.load_for_edit(person, by=by, at=at)
    transfer = _ask(person, target=target, category=category, on=on, ground=ground, by=by, at=at)
    transfer.released_by, transfer.released_at = by, at
    return _settle("transfer.sent", transfer, by=by, at=at)


def call(
    iin: str, surname: str, given: str, *, target: Organisation, category: str = "", on: date, ground: str = "",
    by: User, at: datetime,
) -> Transfer:  # fmt: skip
    """Ask for somebody known by the IIN and the name, wherever the membership is; the own side has received with it.

    Who is not a member anywhere, or not by this name, is refused in one way (`transfer.nobody`), for nobody learns by a
    number alone who is a member. Of others' members that is limited for a day (`transfer.too_many`), and the member
    sees it; so it begins outside of the transaction that may be refused.
    """
    with transaction.atomic():
        _require_possible(load_receiving_organisation(target, by=by, at=at), category, on, at)
    person = _find_named_person(iin, surname, given, by=by, at=at)
    with transaction.atomic():
        target = load_receiving_organisation(target, by=by, at=at)
        transfer = _ask(person, target=target, category=category, on=on, ground=ground, by=by, at=at)
        transfer.received_by, transfer.received_at = by, at
        return _settle("transfer.called", transfer, by=by, at=at)


def _find_named_person(iin: str, surname: str, given: str, *, by: User, at: datetime) -> Person:
    people = Person.objects.exclude(iin="")  # so the index of known numbers is used
    person = people.filter(iin=iin, state=PersonState.ACTIVE, organisation__isnull=False).first()
    if person is not None and not meetings.is_outside(person, by, at=at):
        if fits(surname, given, person.surname, person.given):
            return person
        raise Refusal("transfer.nobody", field="iin")
    if not limits.take(meetings.MOST_A_DAY, "transfer", by.pk, at=at):
        raise Refusal("transfer.too_many")
    if person is not None and meetings.is_told(person, surname, given, "transfer", by=by, at=at):
        return person
    if person is not None:
        meetings.note_untold(person, by=by, at=at)
    raise Refusal("transfer.nobody", field="iin")


@transaction.atomic
def confirm(transfer: Transfer, *, by: User, at: datetime) -> Transfer:
    """Release or receive, whichever is missing; with the second one the person moves on the day agreed."""
    transfer = _load_open_transfer(transfer)
    side = transfer.target if transfer.received_at is None else transfer.source.organisation
    _require_side(side, by=by, at=at)
    if transfer.received_at is None:
        transfer.received_by, transfer.received_at = by, at
    else:
        transfer.released_by, transfer.released_at = by, at
    return _settle("transfer.confirmed", transfer, by=by, at=at)


@transaction.atomic
def refuse(transfer: Transfer, *, reason: str, by: User, at: datetime) -> Transfer:
    """Refuse the transfer from either side, or take the asking back; the membership stays where it is.

    Refused with `transfer.unknown`.
    """
    transfer = _load_open_transfer(transfer)
    sides = (transfer.source.organisation, transfer.target)
    day = common.local_day(at)
    if not any(orgs.can(by, Permission.MEMBER_EDIT, side, on=day) for side in sides):
        raise Refusal("transfer.unknown")
    transfer.state, transfer.refusal = (
        TransferState.REFUSED,
        text_within(fields.require_reason(reason), GROUND_LENGTH),
    )
    transfer.save()
    _note("transfer.refused", transfer, by=by, at=at)
    return transfer


def _ask(
    person: Person, *, target: Organisation, category: str, on: date, ground: str, by: User, at: datetime
) -> Transfer:
    source = person.memberships.select_related("organisation").filter(until__isnull=True).first()
    if source is None:
        raise Refusal("member.none")
    category = category or source.category
    _require_possible(target, category, on, at)
    if source.organisation_id == target.pk:
        raise Refusal("transfer.same_organisation")
    if on <= source.since:
        if meetings.is_outside(person, by, at=at):
            raise Refusal("transfer.day_early")
        raise Refusal("member.leaves_before_joining", field="on", since=source.since, on=on)
    if Transfer.objects.filter(source=source, state__in=UNCONFIRMED_STATES).exists():
        raise Refusal("transfer.waiting")
    return Transfer(
        source=source, target=target, category=Category(category), on=on, ground=text_within(ground, GROUND_LENGTH),
        asked_by=by, asked_at=at,
    )  # fmt: skip


def _require_possible(target: Organisation, category: str, on: date, at: datetime) -> None:
    """Refuse what does not depend on the person."""
    if category:
        require_category(category)
    fields.require_come(on, at)
    if target.kind != "primary":
        raise Refusal("member.not_primary", organisation=target.code)
    common.require_open(target.opened, target.closed, on)


def _load_open_transfer(transfer: Transfer) -> Transfer:
    """Load the transfer as it is now, with its turn taken; refused when it is over already."""
    wait_for_turn(common.MEMBERS_LOCK)
    current = Transfer.objects.select_related("source__organisation", "source__person", "target").get(pk=transfer.pk)
    if current.state not in UNCONFIRMED_STATES:
        raise Refusal("transfer.over")
    return current


def _require_side(side: Organisation, *, by: User, at: datetime) -> None:
    if not orgs.can(by, Permission.MEMBER_EDIT, side, on=common.local_day(at)):
        raise Refusal("transfer.other_side")


def _settle(action: str, transfer: Transfer, *, by: User, at: datetime) -> Transfer:
    """Return the state that follows from the sides that have confirmed; with both the spans change."""
    both = transfer.released_at is not None and transfer.received_at is not None
    next_state = TransferState.RELEASED if transfer.released_at is not None else TransferState.RECEIVED
    transfer.state = TransferState.DONE if both else next_state
    transfer.save()
    if both:
        _move(transfer, by=by, at=at)
    _note(action, transfer, by=by, at=at)
    return transfer


def _move(transfer: Transfer, *, by: User, at: datetime) -> None:
    source = transfer.source
    if source.until is not None or source.person.state != PersonState.ACTIVE:
        raise Refusal("transfer.gone")
    person = common.lock_person(source.person)
    spans.move(
        person,
        organisation=transfer.target,
        category=transfer.category,
        on=transfer.on,
        ground=transfer.ground,
        transfer=transfer,
    )
    offices.end_offices(transfer.on, people=[person], organisation=source.organisation_id, by=by, at=at)


def _note(action: str, transfer: Transfer, *, by: User, at: datetime) -> None:
    values = {
        "from": transfer.source.organisation.code,
        "to": transfer.target.code,
        "on": transfer.on,
        "state": transfer.state,
        "ground": transfer.ground,
    }
    common.note(
        action,
        transfer.source.person,
        by=by,
        at=at,
        after=values | ({"refusal": transfer.refusal} if transfer.refusal else {}),
        organisation_code=transfer.source.organisation.code,
    )
