"""A list of people leaves the system as a file: for a purpose, in limits, written down for the people on it to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.db.locks import wait_for_turn
from birlik.members.actions.common import MEMBERS_LOCK, label, local_day
from birlik.members.models import CardReading, ListExport
from birlik.members.queries.scope import places_of
from birlik.members.values import REASON_LENGTH
from birlik.orgs import rules as orgs
from birlik.orgs.models import Organisation

MOST_ROWS = 5_000
FILES_A_DAY = 20
A_DAY = timedelta(days=1)
SHORTEST_PURPOSE = 10


def require_allowed(organisation: Organisation, *, purpose: str, by: User, at: datetime) -> None:
    """Refuse no right here, a purpose of hardly a word (`export.purpose`), `export.too_many_files` in a day."""
    orgs.require(by, Permission.MEMBER_EXPORT, organisation, on=local_day(at))
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise Refusal("export.purpose", field="purpose", least=SHORTEST_PURPOSE)
    if ListExport.objects.filter(by=by, at__gt=at - A_DAY).count() >= FILES_A_DAY:
        raise Refusal("export.too_many_files", most=FILES_A_DAY)


@transaction.atomic
def record(
    organisation: Organisation,
    people: Sequence[int],
    *,
    filters: Mapping[str, str],
    purpose: str,
    by: User,
    at: datetime,
) -> ListExport:
    """Write down that these people's list was taken. `filters` are those of the address; names searched for never are.

    Refused as in `require_allowed`, and with `export.too_many_rows`.
    """
    wait_for_turn(MEMBERS_LOCK)
    require_allowed(organisation, purpose=purpose, by=by, at=at)
    if len(people) > MOST_ROWS:
        raise Refusal("export.too_many_rows", most=MOST_ROWS)
    export = ListExport.objects.create(
        organisation=organisation,
        at=at,
        by=by,
        purpose=text_within(purpose, REASON_LENGTH),
        filter=dict(filters),
        rows=len(people),
    )
    reader_label, places = label(by, local_day(at)), places_of(people)
    CardReading.objects.bulk_create(
        (
            CardReading(person_id=pk, at=at, by=by, by_label=reader_label, act="export", organisation_id=places[pk])
            for pk in people
        ),
        batch_size=1000,
    )
    log.record(
        "member.list_exported",
        subject=export,
        by=by,
        at=at,
        after={"rows": len(people), "purpose": export.purpose, "filter": export.filter},
    )
    return export
