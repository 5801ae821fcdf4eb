"""Offices that members hold: chair, committee, commissions, inspectors. One chair at a time, members only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.members.actions import common, fields
from birlik.members.enums import Body
from birlik.members.models import Mandate, Person
from birlik.members.values import GROUND_LENGTH
from birlik.orgs.models import Lineage, Organisation
from birlik.registers import actions
from birlik.registers.declare import Indicator, Register, declare


def _may_be_written(office: Mandate, by: User, at: datetime) -> None:
    """One writer of the registry at a time, with the right over the member; of a blocked one an office can only end."""
    office.person = common.load_for_edit(office.person, by=by, at=at, blocked=office.until is not None)


def _of_a_member(office: Mandate) -> None:
    """Only a member of the organisation or of one below it is given an office there; asked when that changes."""
    same = {"person": office.person, "organisation": office.organisation, "since": office.since}
    if Mandate.objects.filter(pk=office.pk, **same).exists():
        return
    spans = office.person.memberships.on(office.since)
    span = (spans if office.until else spans.open()).first()
    if span is None:
        raise Refusal("member.none", field="person")
    below = Lineage.objects.on(office.since).filter(ancestor=office.organisation)
    if not below.filter(descendant_id=span.organisation_id).exists():
        raise Refusal("member.mandate_elsewhere", field="person", organisation=office.organisation.code)


def _one_at_a_time(office: Mandate) -> None:
    if office.paid and office.body != Body.CHAIR:
        raise Refusal("member.paid_chair_only", field="paid")
    if office.until is not None and office.until <= office.since:
        raise Refusal("member.mandate_ends_early", field="until", since=office.since)
    if office.until is not None:
        return
    held = Mandate.objects.open().filter(organisation=office.organisation, body=office.body).exclude(pk=office.pk)
    if own := held.filter(person=office.person).first():
        raise Refusal("member.mandate_held", field="person", since=own.since)
    if office.body == Body.CHAIR and held.exists():
        raise Refusal("member.chair_taken", field="body", organisation=office.organisation.code)


def _tell(verb: str, office: Mandate, before: Mapping[str, Any], by: User, at: datetime) -> None:
    """Write it into the history of the member's card."""
    kept = ("body", "paid", "since", "until", "ground")
    after = {"organisation": office.organisation.code} | {name: getattr(office, name) for name in kept}
    who: dict[str, Any] = {"by": by, "at": at, "after": after, "organisation_code": office.organisation.code}
    if verb == "recorded":
        common.note("member.mandate_granted", office.person, **who)
    elif verb == "amended" and before["until"] is None and office.until is not None:
        common.note("member.mandate_ended", office.person, **who)
    elif verb == "amended":
        common.note("member.mandate_changed", office.person, before={name: before[name] for name in kept}, **who)
    else:
        common.note("member.mandate_annulled", office.person, reason=office.annulled_reason, **who)


OFFICES = declare(Register(
    code="offices", model=Mandate, name=_("Offices in the union"), years=75,
    about=_("Who holds which office, from when and until when: chairs, committees, commissions, inspectors."),
    view=Permission.MEMBER_VIEW, edit=Permission.MEMBER_EDIT,
    fields=("person", "body", "paid", "ground"), columns=("until", "organisation", "body", "paid"),
    filters={"body": ["exact"], "paid": ["exact"], "since": ["gte", "lte"], "until": ["gte", "lte"]},
    search=("ground",), personal=frozenset({"person"}), files=True,
    headings={"person": ("жсн", "иин"), "body": ("лауазымы", "должность"), "since": ("басталуы", "с"),
              "until": ("аяқталуы", "по")},
    guard=_may_be_written, rules=(_of_a_member, _one_at_a_time), tell=_tell,
    indicators=(Indicator("offices_held", _("Offices held")),
                Indicator("offices_paid", _("Salaried chairs"), Q(paid=True), within="offices_held")),
))  # fmt: skip


def grant(
    person: Person, *, organisation: Organisation, body: Body, on: date, paid: bool = False, ground: str = "",
    by: User, at: datetime,
) -> Mandate:  # fmt: skip
    """Give an office from the day `on` to a member of the organisation, or of one below it. One chair at a time."""
    common.require_open(organisation.opened, organisation.closed, on)
    fields.require_come(on, at)
    values = {"person": person, "body": body, "paid": paid, "since": on, "ground": text_within(ground, GROUND_LENGTH)}
    return cast(Mandate, actions.record(OFFICES, organisation, values, by=by, at=at))


def end(office: Mandate, *, on: date, by: User, at: datetime) -> Mandate:
    """End the office on the day `on`, which is the first without it."""
    fields.require_come(on, at)
    known = Mandate.objects.get(pk=office.pk)
    if known.until is not None:
        raise Refusal("member.mandate_ended", field="on", until=known.until)
    if on <= known.since:
        raise Refusal("member.mandate_ends_early", field="on", since=known.since)
    return cast(Mandate, actions.amend(OFFICES, known, {"until": on}, by=by, at=at))
