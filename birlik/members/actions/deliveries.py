"""The programme of unified digital accounting: until when an organisation delivers its member base, and when it did."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit import chain, log
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.members.models import DigitisationDeadline
from birlik.orgs import rules
from birlik.orgs.models import Organisation

WHO_DELIVERS = ("member", "direct")
GROUND_LENGTH = 200


@transaction.atomic
def agree(
    organisation: Organisation, *, due: date, delivered: date | None = None, ground: str = "", by: User, at: datetime
) -> DigitisationDeadline:
    """Write down the last day for the member base of an organisation, and the day on which all of it was there.

    Done by who runs campaigns. Refused: not a member or directly served organisation (`delivery.wrong_place`), a
    delivery in the future (`delivery.future`). From `delivered` on, a report that differs from the registry is warned.
    """
    today = timezone.localdate(at)
    rules.require(by, Permission.CAMPAIGN_RUN, organisation, on=today)
    if organisation.kind not in WHO_DELIVERS:
        raise Refusal("delivery.wrong_place", organisation=organisation.code)
    if delivered is not None and delivered > today:
        raise Refusal("delivery.future", on=delivered)
    known = DigitisationDeadline.objects.select_for_update().filter(organisation=organisation).first()
    before = _facts(known) if known else None
    delivery = known or DigitisationDeadline(organisation=organisation)
    delivery.due, delivery.delivered, delivery.ground = due, delivered, text_within(ground, GROUND_LENGTH)
    delivery.save()
    log.record(
        "delivery.agreed",
        subject=organisation,
        by=by,
        at=at,
        before=before,
        after=_facts(delivery),
    )
    return delivery


def _facts(delivery: DigitisationDeadline) -> dict[str, object]:
    facts = {"due": delivery.due, "delivered": delivery.delivered, "ground": delivery.ground}
    return dict(chain.plain(facts))
