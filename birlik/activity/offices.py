"""Offices that members hold: chair, committee, commissions, inspectors. One chair at a time, members only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members.actions import common
from birlik.members.enums import Body
from birlik.members.models import Mandate
from birlik.orgs.models import Lineage
from birlik.registers.declare import Indicator, Register, declare


def _may_be_written(office: Mandate, by: User, at: datetime) -> None:
    """Require the right over the member, one writer of the registry at a time; of a blocked member an office
    can only end.
    """
    office.person = common.load_for_edit(office.person, by=by, at=at, blocked=office.until is not None)


def _of_a_member(office: Mandate) -> None:
    """Require a member of the organisation or of one below it, where the office or its holder changes."""
    same = {"person": office.person, "organisation": office.organisation, "since": office.since}
    if Mandate.objects.filter(pk=office.pk, **same).exists():
        return
    spans = office.person.memberships.on(office.since)
    span = (spans if office.until else spans.open()).first()
    if span is None:
        raise Refusal("member.none", field="person")
    branch = Lineage.objects.on(office.since).filter(ancestor=office.organisation)
    if not branch.filter(descendant_id=span.organisation_id).exists():
        raise Refusal("office.elsewhere", field="person", organisation=office.organisation.code)


def _one_at_a_time(office: Mandate) -> None:
    if office.paid and office.body != Body.CHAIR:
        raise Refusal("office.paid_chair_only", field="paid")
    if office.until is not None and office.until <= office.since:
        raise Refusal("office.ends_early", field="until", since=office.since)
    if office.until is not None:
        return
    mandates = Mandate.objects.open().filter(organisation=office.organisation, body=office.body).exclude(pk=office.pk)
    if own := mandates.filter(person=office.person).first():
        raise Refusal("office.held", field="person", since=own.since)
    if office.body == Body.CHAIR and mandates.exists():
        raise Refusal("office.chair_taken", field="body", organisation=office.organisation.code)


def _tell(verb: str, office: Mandate, before: Mapping[str, Any], by: User, at: datetime) -> None:
    """Write it into the history of the member's card."""
    fields = ("body", "paid", "since", "until", "ground")
    after = {"organisation": office.organisation.code} | {name: getattr(office, name) for name in fields}
    who: dict[str, Any] = {"by": by, "at": at, "after": after, "organisation_code": office.organisation.code}
    if verb == "recorded":
        common.note("member.mandate_granted", office.person, **who)
    elif verb == "amended" and before["until"] is None and office.until is not None:
        common.note("member.mandate_ended", office.person, **who)
    elif verb == "amended":
        common.note("member.mandate_changed", office.person, before={name: before[name] for name in fields}, **who)
    else:
        common.note("member.mandate_annulled", office.person, reason=office.annulled_reason, **who)


OFFICES = declare(Register(
    code="offices", model=Mandate, name=_("Offices in the union"), years=75,
    about=_("Who holds which office, from when and until when: chairs, committees, commissions, inspectors."),
    view=Permission.MEMBER_VIEW, edit=Permission.MEMBER_EDIT,
    fields=("person", "body", "paid", "ground"), columns=("until", "organisation", "body", "paid"),
    filters={"body": ["exact"], "paid": ["exact"], "since": ["gte", "lte"], "until": ["gte", "lte"]},
    filter_names={"since": _("Beginning"), "until": _("End")},
    search=("ground",), personal=frozenset({"person"}), files=True,
    headings={"person": ("жсн", "иин"), "body": ("лауазымы", "должность"), "since": ("басталуы", "с"),
              "until": ("аяқталуы", "по")},
    refusals={"office.elsewhere": _("Only a member of the organisation, or of one below it, can hold an office in it."),
              "office.paid_chair_only": _("Only a chair is marked as salaried."),
              "office.ends_early": _("The office began on %(since)s; it can end only after that day."),
              "office.held": _("The person has held this office since %(since)s."),
              "office.chair_taken": _("The organisation has a chair. End that office first.")},
    guard=_may_be_written, rules=(_of_a_member, _one_at_a_time), tell=_tell,
    indicators=(Indicator("offices_held", _("Offices held")),
                Indicator("offices_paid", _("Salaried chairs"), Q(paid=True), within="offices_held")),
))  # fmt: skip
