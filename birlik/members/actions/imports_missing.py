"""Deciding on a member whom a delivered list does not name."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members.actions import spans
from birlik.members.actions.common import editable, local_day, note
from birlik.members.enums import LEAVINGS, Exit
from birlik.members.models import MissingMember
from birlik.orgs import rules as orgs

STAYS = "stays"


@transaction.atomic
def decide_missing(missing: MissingMember, *, decision: str, by: User, at: datetime, on: date) -> MissingMember:
    """ "stays", or a reason of leaving: the membership then ends on the day `on`.

    Refused: no right to import here or to change this person, decided already, an unknown decision.
    """
    orgs.require(by, Permission.MEMBER_IMPORT, missing.batch.organisation, on=local_day(at))
    if decision != STAYS and decision not in {*LEAVINGS, Exit.DEPARTED}:
        raise Refusal("import.decision_unknown", decision=decision)
    person = editable(missing.person, by=by, at=at)
    missing = MissingMember.objects.select_for_update().get(pk=missing.pk)
    if missing.decision:
        raise Refusal("import.decided")
    if decision != STAYS:
        code = person.organisation.code if person.organisation else ""
        spans.leave(person, on=on, reason=Exit(decision))
        note(
            "member.left",
            person,
            by=by,
            at=at,
            after={"until": on, "exit": decision, "import": missing.batch_id},
            organisation_code=code,
        )
    missing.decision, missing.decided_at, missing.decided_by = decision, at, by
    missing.save(update_fields=["decision", "decided_at", "decided_by"])
    return missing
