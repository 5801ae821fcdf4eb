"""Members follow their organisation: into the one it was merged into, or each to a part of what was split.

Whole organisations move at once, by a fixed number of statements; the spans come out as `spans.move` would leave them.
The trail gets one event an organisation, and the spans themselves say on what ground they ended and began.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.db.locks import wait_for_turn
from birlik.members.actions import common
from birlik.members.actions.membership import load_receiving_organisation
from birlik.members.actions.offices import end_offices
from birlik.members.enums import Entry, Exit
from birlik.members.models import Mandate, Membership, Person
from birlik.members.values import GROUND_LENGTH
from birlik.orgs import rules as orgs
from birlik.orgs.enums import ReorganisationKind
from birlik.orgs.models import Organisation, Reorganisation, Succession

BATCH = 2000
CHUNK = 500  # ids in one IN list
BEYOND = Q(until__isnull=True) | Q(until__gt=F("organisation__closed"))


@transaction.atomic
def settle_closed(*, by: User, at: datetime) -> None:
    """Move members after a change of the tree: nobody is a member of an organisation that is closed.

    Members of a merged one go on in its successor; any other may close only without members
    (`member.organisation_has_members`). Whoever may change the tree may do this: no right over names is asked.
    """
    wait_for_turn(common.MEMBERS_LOCK)
    spans = Membership.objects.filter(BEYOND, organisation=OuterRef("pk"))
    organisations = Organisation.objects.filter(closed__isnull=False)
    for organisation in organisations.filter(Exists(spans)).order_by("closed", "pk"):
        merge = Reorganisation.objects.filter(
            kind=ReorganisationKind.MERGE,
            on=F("successions__predecessor__closed"),
            successions__predecessor=organisation,
        ).first()
        if merge is None:
            count = Membership.objects.filter(BEYOND, organisation=organisation).count()
            raise Refusal("member.organisation_has_members", organisation=organisation.code, count=count)
        follow_reorganisation(merge, by=by, at=at)
    offices = Mandate.objects.in_force().filter(BEYOND, organisation=OuterRef("pk"))
    for organisation in organisations.filter(Exists(offices)):
        end_offices(organisation.closed or date.max, organisation=organisation, by=by, at=at)


@transaction.atomic
def follow_reorganisation(reorganisation: Reorganisation, *, by: User, at: datetime) -> int:
    """Let everybody of the predecessors of a merger go on in the successor from its day; return how many spans.

    Refused with `member.split_needs_names`.
    """
    if reorganisation.kind != ReorganisationKind.MERGE:
        raise Refusal("member.split_needs_names")
    wait_for_turn(common.MEMBERS_LOCK)
    ground = f"{reorganisation.document_number}, {reorganisation.document_date:%d.%m.%Y}"
    people_count = 0
    for one in Succession.objects.filter(reorganisation=reorganisation).select_related("predecessor", "successor"):
        spans = Membership.objects.filter(organisation=one.predecessor)
        count = _carry(spans, one.predecessor, one.successor, reorganisation.on, ground)
        end_offices(reorganisation.on, organisation=one.predecessor, by=by, at=at)
        _record(one.predecessor, one.successor, count, on=reorganisation.on, ground=ground, by=by, at=at)
        people_count += count
    return people_count


@transaction.atomic
def split_members(
    predecessor: Organisation,
    assignments: Mapping[int, Organisation],
    *,
    on: date,
    ground: str,
    by: User,
    at: datetime,
) -> int:
    """Move each person (id) to the successor named for him from the day `on`; return how many.

    Needs MEMBER_EDIT on both sides; the predecessor may be about to close on that day. Refused where somebody is no
    member of the predecessor on the day, or where the successor is not open then. Refused with `member.same_place`.
    """
    ground = text_within(ground, GROUND_LENGTH)
    wait_for_turn(common.MEMBERS_LOCK)
    old = Organisation.objects.get(pk=predecessor.pk)
    today = common.local_day(at)
    tree = today if old.is_open_on(today) else min(today, (old.closed or today) - timedelta(days=1))
    orgs.require(by, Permission.MEMBER_EDIT, old, on=today, tree=tree)
    successors = {each.pk: load_receiving_organisation(each, by=by, at=at) for each in set(assignments.values())}
    if old.pk in successors:
        raise Refusal("member.same_place")
    for successor in successors.values():
        common.require_open(successor.opened, successor.closed, on)
    people_count = 0
    for pk, successor in sorted(successors.items()):
        people = sorted(person for person, target in assignments.items() if target.pk == pk)
        count = 0
        for chunk in _chunks(people):
            end_offices(on, people=chunk, organisation=old, by=by, at=at)
            count += _carry_some(chunk, old, successor, on, ground)
        _record(old, successor, count, on=on, ground=ground, by=by, at=at)
        people_count += count
    return people_count


def _carry_some(people: Sequence[int], old: Organisation, successor: Organisation, on: date, ground: str) -> int:
    spans = Membership.objects.filter(organisation=old, person__in=people)
    spans_here = spans.filter(Q(until__isnull=True) | Q(until__gt=on), since__lt=on)
    if len(set(spans_here.values_list("person_id", flat=True))) < len(people):
        raise Refusal("member.not_in_organisation", organisation=old.code)
    return _carry(spans, old, successor, on, ground)


def _carry(spans: QuerySet[Membership], old: Organisation, successor: Organisation, on: date, ground: str) -> int:
    """Move people on the day from the old organisation to the successor; what began there later always was its.

    A leaving after the day is a leaving from the successor: the cut keeps it on the later part.
    """
    late_count = spans.filter(since__gte=on).update(organisation=successor)
    through = spans.filter(Q(until__isnull=True) | Q(until__gt=on), since__lt=on)
    parts = [
        Membership(
            person_id=span.person_id, organisation=successor, category=span.category, since=on, until=span.until,
            entry=Entry.ARRIVED, exit=span.exit, ground_in=ground, ground_out=span.ground_out,
            sex=span.sex, born=span.born,
        )
        for span in through.iterator(chunk_size=BATCH)
    ]  # fmt: skip
    through.update(until=on, exit=Exit.DEPARTED, ground_out=ground)
    Membership.objects.bulk_create(parts, batch_size=BATCH)
    spans_there = Membership.objects.filter(organisation=successor, person=OuterRef("pk"), until__isnull=True)
    Person.objects.filter(Exists(spans_there), organisation=old).update(organisation=successor)
    return late_count + len(parts)


def _record(
    old: Organisation, successor: Organisation, count: int, *, on: date, ground: str, by: User, at: datetime
) -> None:
    log.record(
        "members.followed",
        subject=old,
        by=by,
        at=at,
        after={"successor": successor.code, "count": count, "on": on, "ground": ground},
    )


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
