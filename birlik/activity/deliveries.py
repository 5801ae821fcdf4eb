"""Unified digital accounting: until when an organisation delivers its member base, and when all of it was there."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.orgs.entries import IN_FORCE, Entry
from birlik.orgs.models import Organisation
from birlik.registers import actions
from birlik.registers.declare import Indicator, Register, Timer, declare
from birlik.registers.fields import day, text

GROUND_LENGTH = 200


class DigitisationDeadline(Entry):
    due = models.DateField(_("To be delivered by"))
    delivered = day(
        _("Delivered on"), help_text=_("Leave it empty until the whole member base stands in the registry.")
    )
    ground = text(_("Resolution: number and date"), GROUND_LENGTH)
    begins = "due"

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(fields=["organisation"], condition=IN_FORCE, name="digitisation_deadline_one"),
        ]


def once_at_a_time(deadline: DigitisationDeadline) -> None:
    """Refuse a second deadline of an organisation while one stands, with `delivery.known`."""
    if of(deadline.organisation) not in (None, deadline):
        raise Refusal("delivery.known", field="due", organisation=deadline.organisation.code)


DELIVERIES = declare(Register(
    code="deliveries", model=DigitisationDeadline, name=_("Deliveries of the member base"), years=10,
    about=_("Until when each organisation delivers its member base in electronic form, and when it did."),
    view=Permission.FIGURE_VIEW, edit=Permission.CAMPAIGN_RUN,
    fields=("delivered", "ground"), columns=("organisation", "delivered", "ground"),
    filters={"due": ["gte", "lte"], "delivered": ["gte", "lte"]}, search=("ground",),
    headings={"due": ("тапсыру мерзімі", "срок сдачи"), "delivered": ("тапсырылды", "сдано")},
    kinds=("member", "direct"), happened=("delivered",), rules=(once_at_a_time,),
    refusals={"delivery.known":
              _("The day for this organisation is written down already. Change that entry, or annul it first.")},
    indicators=(Indicator("deliveries_due", _("Member bases to be delivered"), unit="organisations"),
                Indicator("deliveries_done", _("Member bases delivered"), Q(delivered__isnull=False),
                          within="deliveries_due", unit="organisations")),
    timers=(Timer("deliver", _("deliver the member base"), "due", "delivered"),),
))  # fmt: skip


def of(organisation: Organisation) -> DigitisationDeadline | None:
    """Return what is agreed with the organisation."""
    return DigitisationDeadline.objects.filter(IN_FORCE, organisation=organisation).first()


def agree(
    organisation: Organisation, *, due: date, delivered: date | None = None, ground: str = "",
    version: int | None = None, by: User, at: datetime,
) -> DigitisationDeadline:  # fmt: skip
    """Write down the last day for the member base of an organisation, or change what is written down.

    From `delivered` on, a report that differs from the registry is warned. `version`: as of `actions.amend`.
    """
    values = {"due": due, "delivered": delivered, "ground": text_within(ground, GROUND_LENGTH)}
    deadline = of(organisation)
    if deadline is None:
        return cast(DigitisationDeadline, actions.record(DELIVERIES, organisation, values, by=by, at=at))
    amended_deadline = actions.amend(DELIVERIES, deadline, values, version=version, by=by, at=at)
    return cast(DigitisationDeadline, amended_deadline)
