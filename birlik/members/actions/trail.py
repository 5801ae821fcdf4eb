"""The trail leaves the system as a file: that is a line of the trail itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit import log
from birlik.audit.subjects import Subject
from birlik.core.errors import Refusal
from birlik.members.actions.common import local_day
from birlik.orgs import rules
from birlik.orgs.models import Organisation

MOST_ROWS = 10_000


@transaction.atomic
def record_file(
    organisation: Organisation, *, rows: int, filters: Mapping[str, str], kind: str, by: User, at: datetime
) -> None:
    """Write down that the trail of an organisation was taken as a file; `filters` are those of the address.

    Refused: no right here, more than `MOST_ROWS` rows (`trail.too_many_lines`).
    """
    rules.require(by, Permission.TRAIL_VIEW, organisation, on=local_day(at))
    if rows > MOST_ROWS:
        raise Refusal("trail.too_many_lines", most=MOST_ROWS)
    log.record(
        "trail.exported",
        subject=Subject("trail", organisation.pk, organisation.code, organisation.code),
        by=by,
        at=at,
        after={"rows": rows, "format": kind, "filter": dict(filters)},
    )
