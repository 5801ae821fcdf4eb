"""What every action on the tree begins and ends with: one writer at a time, the right, the dates, the trail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.identifiers import bin_is_valid
from birlik.db.locks import wait_for_turn
from birlik.grammar.letters import sort_key
from birlik.orgs import kinds, rules
from birlik.orgs.enums import InstitutionType, ReorganisationKind
from birlik.orgs.models import BIN_PATTERN, REGION_PATTERN, SORT_LENGTH, Organisation, Placement, Reorganisation
from birlik.orgs.queries.tree import parent_of
from birlik.orgs.values import LegalBasis, Names, NewOrganisation

CODE_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def local_day(at: datetime) -> date:
    """Return the day of the moment, by the union's own clock."""
    return timezone.localdate(at)


def lock_organisation(organisation: Organisation) -> Organisation:
    """Return the organisation as it is now, once other changes of the tree have let us through."""
    wait_for_turn("orgs")
    return Organisation.objects.get(pk=organisation.pk)


def require_edit(by: User, organisation: Organisation, *, on: date, at: datetime) -> None:
    """Require ORG_EDIT today, over the organisation as the tree stands on the day of the change, and as it stands
    today. Refused with `right.missing`.
    """
    today = local_day(at)
    trees = [day for day in {on, today} if organisation.is_open_on(day)]
    if not trees:
        raise Refusal("right.missing", permission=Permission.ORG_EDIT.value, organisation=organisation.code)
    for tree in trees:
        rules.require(by, Permission.ORG_EDIT, organisation, on=today, tree=tree)


def overseer(organisation: Organisation, on: date) -> Organisation:
    """Return over whom one needs ORG_EDIT to change this organisation: its parent; over itself for the root."""
    return parent_of(organisation, on) or organisation


def require_open(organisation: Organisation, on: date) -> None:
    """Refuse a change before the opening, and at any day once a closing day is set: a closed history stays as it is.

    Refused with `orgs.before_opening` or `orgs.closed`.
    """
    if organisation.closed is not None:
        raise Refusal("orgs.closed", organisation=organisation.code, closed=organisation.closed)
    if on < organisation.opened:
        raise Refusal("orgs.before_opening", organisation=organisation.code, opened=organisation.opened, on=on)


def require_place(kind: str, parent: Organisation) -> None:
    """Refuse a place where the rulebook does not allow this kind directly under the parent's kind.

    Refused with `orgs.kind_not_allowed`.
    """
    if not kinds.may_stand_under(kind, parent.kind):
        raise Refusal("orgs.kind_not_allowed", kind=kind, parent_kind=parent.kind, parent=parent.code)


def require_identity(new: NewOrganisation) -> None:
    """Require a free code and a known region.

    Refused with `orgs.code_invalid`, `orgs.code_taken`, `orgs.region_invalid`.
    """
    if not CODE_PATTERN.fullmatch(new.code):
        raise Refusal("orgs.code_invalid", organisation=new.code, field="code")
    if Organisation.objects.filter(code=new.code).exists():
        raise Refusal("orgs.code_taken", organisation=new.code)
    kinds.kind(new.kind)  # refuses a kind that the rulebook does not know
    require_names(new.names)
    require_details(new.bin, new.institution_type)
    if not re.fullmatch(REGION_PATTERN, new.region):
        raise Refusal("orgs.region_invalid", region=new.region)


def require_names(names: Names) -> None:
    """Require the name in both languages; refused with `orgs.name_empty`."""
    if not (names.kk.strip() and names.ru.strip()):
        raise Refusal("orgs.name_empty")


def require_details(bin_: str, institution_type: str) -> None:
    """Require a possible BIN and a known type of institution.

    Refused with `orgs.bin_invalid`, `orgs.institution_type_unknown`.
    """
    if bin_ and not (re.fullmatch(BIN_PATTERN, bin_) and bin_is_valid(bin_)):
        raise Refusal("orgs.bin_invalid", bin=bin_)
    if institution_type and institution_type not in InstitutionType.values:
        raise Refusal("orgs.institution_type_unknown", institution_type=institution_type)


def require_basis(ground: LegalBasis) -> None:
    """Require what the change stands on; refused with `orgs.ground_empty`."""
    if not (ground.number.strip() and ground.title.strip()):
        raise Refusal("orgs.ground_empty")


def last_placements(organisations: Sequence[Organisation]) -> dict[int, Placement]:
    """Return the latest placement of each that has one, by organisation id."""
    rows = Placement.objects.filter(organisation__in=organisations).order_by("since")
    return {placement.organisation_id: placement for placement in rows}


def require_endable(organisation: Organisation, last: Placement | None, on: date) -> None:
    """Refuse an end where the organisation's last place began on that day or later: no span may be empty or overlap.

    Refused with `orgs.overlaps`.
    """
    if last and last.since >= on:
        raise Refusal("orgs.overlaps", organisation=organisation.code, since=last.since, on=on)


def require_no_open_children(organisation: Organisation, on: date) -> None:
    """Require that nothing open stands below; refused with `orgs.has_open_children`."""
    still = Q(until__isnull=True) | Q(until__gt=on)
    count = Placement.objects.filter(still, parent=organisation).values("organisation").distinct().count()
    if count:
        raise Refusal("orgs.has_open_children", organisation=organisation.code, count=count)


def sort_keys(name_kk: str, name_ru: str) -> tuple[str, str]:
    """Return what stands in `sort_kk` and `sort_ru`; bulk loads write it themselves."""
    return sort_key(name_kk, "kk")[:SORT_LENGTH], sort_key(name_ru, "ru")[:SORT_LENGTH]


def set_names(organisation: Organisation, names: Names) -> None:
    organisation.name_kk, organisation.name_ru = names.kk.strip(), names.ru.strip()
    organisation.short_kk, organisation.short_ru = names.short_kk.strip(), names.short_ru.strip()
    organisation.sort_kk, organisation.sort_ru = sort_keys(organisation.name_kk, organisation.name_ru)


def reorganise(
    kind: ReorganisationKind, organisation: Organisation, *, on: date, ground: LegalBasis, by: User, at: datetime
) -> Reorganisation:
    return Reorganisation.objects.create(
        kind=kind,
        organisation=organisation,
        on=on,
        document_number=ground.number,
        document_date=ground.date,
        document_title=ground.title,
        at=at,
        by=by,
    )


def with_basis(on: date, ground: LegalBasis, **facts: Any) -> dict[str, Any]:
    """Return what the trail says of a reorganisation: the day, the document, and the facts of the case."""
    return {"on": on, "document": {"number": ground.number, "date": ground.date, "title": ground.title}, **facts}
