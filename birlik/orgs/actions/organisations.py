"""Opening, moving and closing an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.orgs import kinds
from birlik.orgs.actions import common, roles
from birlik.orgs.actions.derived import refresh_lineage, refresh_search
from birlik.orgs.enums import ReorganisationKind
from birlik.orgs.models import Assignment, Lineage, Organisation, Placement, Workplace
from birlik.orgs.queries.tree import parent_of
from birlik.orgs.values import LegalBasis, NewOrganisation


@transaction.atomic
def open_organisation(
    new: NewOrganisation, *, parent: Organisation | None, on: date, ground: LegalBasis, by: User, at: datetime
) -> Organisation:
    """Open an organisation under `parent` from the day `on`; without a parent, only the very first one."""
    common.require_basis(ground)
    organisation = create(new, parent=parent, on=on, by=by, at=at)
    refresh_lineage([organisation.pk])
    common.reorganise(ReorganisationKind.OPEN, organisation, on=on, ground=ground, by=by, at=at)
    facts = {"code": new.code, "kind": new.kind, "parent": parent.code if parent else None}
    log.record("organisation.opened", subject=organisation, by=by, at=at, after=common.with_basis(on, ground, **facts))
    return organisation


def create(new: NewOrganisation, *, parent: Organisation | None, on: date, by: User, at: datetime) -> Organisation:
    """Create the row, its place and its search words, after every check; the caller refreshes the lineage."""
    common.require_identity(new)
    if parent is None:
        _require_first(new, by)
    else:
        parent = common.lock_organisation(parent)
        common.require_open(parent, on)
        common.require_place(new.kind, parent)
        common.require_edit(by, parent, on=on, at=at)
    organisation = Organisation(
        code=new.code,
        kind=new.kind,
        bin=new.bin,
        region=new.region,
        institution_type=new.institution_type,
        opened=on,
    )
    common.set_names(organisation, new.names)
    organisation.save(force_insert=True)
    if parent is not None:
        Placement.objects.create(organisation=organisation, parent=parent, since=on)
    refresh_search(organisation)
    return organisation


def _require_first(new: NewOrganisation, by: User) -> None:
    if kinds.kind(new.kind).parents or Organisation.objects.exists():
        raise Refusal("orgs.parent_required", organisation=new.code)
    if not (by.is_staff and by.is_active):
        raise Refusal("right.missing", permission=Permission.ORG_EDIT.value, organisation=new.code)


@transaction.atomic
def move(
    organisation: Organisation, *, parent: Organisation, on: date, ground: LegalBasis, by: User, at: datetime
) -> Organisation:
    """Put the organisation, with everybody below it, under another parent from the day `on`."""
    common.require_basis(ground)
    organisation, parent = common.lock_organisation(organisation), common.lock_organisation(parent)
    before = parent_of(organisation, on)
    common.require_edit(by, before or organisation, on=on, at=at)
    common.require_edit(by, parent, on=on, at=at)
    replace([organisation], parent, on)
    refresh_lineage([organisation.pk])
    common.reorganise(ReorganisationKind.MOVE, organisation, on=on, ground=ground, by=by, at=at)
    log.record(
        "organisation.moved",
        subject=organisation,
        by=by,
        at=at,
        before={"parent": before.code if before else None},
        after=common.with_basis(on, ground, parent=parent.code),
    )
    return organisation


def replace(organisations: Sequence[Organisation], parent: Organisation, on: date) -> None:
    """End these organisations' places on the day `on` and begin the new ones, after every check of the tree itself.

    A fixed number of queries, however many they are; the caller checks the right and refreshes the lineage.
    Refused with `orgs.under_itself`, `orgs.same_parent`.
    """
    common.require_open(parent, on)
    lasts = common.last_placements(organisations)
    for organisation in organisations:
        common.require_open(organisation, on)
        common.require_place(organisation.kind, parent)
        last = lasts.get(organisation.pk)
        common.require_endable(organisation, last, on)
        if last and last.parent_id == parent.pk:
            raise Refusal("orgs.same_parent", organisation=organisation.code, parent=parent.code)
    later = Q(until__isnull=True) | Q(until__gt=on)
    ancestors = Lineage.objects.filter(later, ancestor__in=organisations, descendant=parent).select_related("ancestor")
    if line := ancestors.first():
        raise Refusal("orgs.under_itself", organisation=line.ancestor.code, parent=parent.code)
    Placement.objects.filter(pk__in=[last.pk for last in lasts.values()]).update(until=on)
    Placement.objects.bulk_create(Placement(organisation=each, parent=parent, since=on) for each in organisations)


@transaction.atomic
def close(organisation: Organisation, *, on: date, ground: LegalBasis, by: User, at: datetime) -> Organisation:
    """Close the organisation from the day `on`, with its workplaces and roles; refused while children are open."""
    common.require_basis(ground)
    organisation = common.lock_organisation(organisation)
    common.require_edit(by, common.overseer(organisation, on), on=on, at=at)
    end(organisation, on=on, by=by, at=at)
    refresh_lineage([organisation.pk])
    common.reorganise(ReorganisationKind.CLOSE, organisation, on=on, ground=ground, by=by, at=at)
    log.record("organisation.closed", subject=organisation, by=by, at=at, after=common.with_basis(on, ground))
    return organisation


def end(organisation: Organisation, *, on: date, by: User, at: datetime) -> None:
    """Close every span of the organisation on the day `on`; the caller refreshes the lineage.

    Refused with `orgs.before_opening`.
    """
    common.require_open(organisation, on)
    if on == organisation.opened:
        raise Refusal("orgs.before_opening", organisation=organisation.code, opened=organisation.opened, on=on)
    common.require_no_open_children(organisation, on)
    last = common.last_placements([organisation]).get(organisation.pk)
    common.require_endable(organisation, last, on)
    if last:
        last.until = on
        last.save(update_fields=["until"])
    _end_spans(Workplace.objects.filter(organisation=organisation), organisation, on)
    _end_spans(Assignment.objects.filter(organisation=organisation), organisation, on)
    roles.settle_staff(organisation, by=by, at=at)
    organisation.closed = on
    organisation.save(update_fields=["closed"])


def _end_spans(spans: QuerySet[Workplace] | QuerySet[Assignment], organisation: Organisation, on: date) -> None:
    later_span = spans.filter(since__gte=on).order_by("since").first()
    if later_span:
        raise Refusal("orgs.overlaps", organisation=organisation.code, since=later_span.since, on=on)
    spans.filter(Q(until__isnull=True) | Q(until__gt=on)).update(until=on)
