"""Merging several organisations into one, and splitting one into several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Q

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.orgs.actions import common
from birlik.orgs.actions.derived import refresh_lineage
from birlik.orgs.actions.organisations import create, end, replace
from birlik.orgs.enums import ReorganisationKind
from birlik.orgs.models import Lineage, Organisation, Succession, Workplace
from birlik.orgs.queries.tree import children, parent_of
from birlik.orgs.values import LegalBasis, NewOrganisation

ONE = Decimal(1)


class Codes(NamedTuple):
    """How a split that shares out badly is refused."""

    taken_twice: str
    not_of_this: str
    left: str


OF_CHILDREN = Codes("orgs.child_taken_twice", "orgs.child_not_of_this", "orgs.child_left")
OF_WORKPLACES = Codes("orgs.workplace_taken_twice", "orgs.workplace_not_of_this", "orgs.workplace_left")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split: where it goes, its share of the whole, and whom and what it takes along.

    `into` may be the organisation itself, which then goes on and keeps whatever no other part takes.
    """

    into: Organisation | NewOrganisation
    share: Decimal
    children: tuple[Organisation, ...] = ()
    workplaces: tuple[Workplace, ...] = ()


@transaction.atomic
def merge(
    predecessors: Sequence[Organisation],
    *,
    into: Organisation | NewOrganisation,
    parent: Organisation | None = None,
    on: date,
    ground: LegalBasis,
    by: User,
    at: datetime,
) -> Organisation:
    """Join the predecessors to `into` from the day `on`: they close, their children and workplaces go over whole.

    A new successor opens under `parent`, or where it is not said, under the parent of the first predecessor.
    Refused with `orgs.under_itself`.
    """
    common.require_basis(ground)
    olds = _predecessors(predecessors, into, on, by, at)
    successor = _successor(into, parent or parent_of(olds[0], on), on, by, at)
    descendants = Lineage.objects.filter(
        Q(until__isnull=True) | Q(until__gt=on), ancestor__in=olds, descendant=successor
    )
    if descendants.exists():
        raise Refusal("orgs.under_itself", organisation=successor.code, parent=olds[0].code)
    changed_ids = [successor.pk]
    for old in olds:
        changed_ids += _hand_over(children(old, on), _workplaces(old, on), successor, on)
        end(old, on=on, by=by, at=at)
        changed_ids.append(old.pk)
    refresh_lineage(changed_ids)
    reorganisation = common.reorganise(ReorganisationKind.MERGE, successor, on=on, ground=ground, by=by, at=at)
    Succession.objects.bulk_create(
        Succession(reorganisation=reorganisation, predecessor=old, successor=successor, share=ONE) for old in olds
    )
    after = common.with_basis(on, ground, successor=successor.code, predecessors=[old.code for old in olds])
    for each in (successor, *olds):
        log.record("organisation.merged", subject=each, by=by, at=at, after=after)
    return successor


@transaction.atomic
def split(
    predecessor: Organisation, parts: Sequence[Part], *, on: date, ground: LegalBasis, by: User, at: datetime
) -> list[Organisation]:
    """Divide the predecessor among the parts from the day `on`; returns the successors in the order of the parts.

    Shares add up to 1. Unless the predecessor is a part itself, it closes and every child and workplace must be
    taken by some part. New parts open under the predecessor's parent.
    """
    common.require_basis(ground)
    old = common.lock_organisation(predecessor)
    common.require_open(old, on)
    common.require_edit(by, common.overseer(old, on), on=on, at=at)
    _require_parts(parts)
    goes_on = any(_is_same(part.into, old) for part in parts)
    _require_all_taken(old, parts, on, goes_on=goes_on)
    parent, changed_ids, successors = parent_of(old, on), [old.pk], []
    for part in parts:
        successor = old if _is_same(part.into, old) else _successor(part.into, parent, on, by, at)
        successors.append(successor)
        changed_ids.append(successor.pk)
        if successor.pk != old.pk:
            changed_ids += _hand_over(part.children, part.workplaces, successor, on)
    if not goes_on:
        end(old, on=on, by=by, at=at)
    refresh_lineage(changed_ids)
    reorganisation = common.reorganise(ReorganisationKind.SPLIT, old, on=on, ground=ground, by=by, at=at)
    Succession.objects.bulk_create(
        Succession(reorganisation=reorganisation, predecessor=old, successor=successor, share=part.share)
        for successor, part in zip(successors, parts, strict=True)
    )
    shares = {each.code: part.share for each, part in zip(successors, parts, strict=True)}
    after = common.with_basis(on, ground, predecessor=old.code, shares=shares)
    for each in {each.pk: each for each in (old, *successors)}.values():
        log.record("organisation.split", subject=each, by=by, at=at, after=after)
    return successors


def _predecessors(
    predecessors: Sequence[Organisation], into: Organisation | NewOrganisation, on: date, by: User, at: datetime
) -> list[Organisation]:
    """Return the predecessors as they are now, after every check of them."""
    if not predecessors:
        raise Refusal("orgs.no_predecessors")
    olds = [common.lock_organisation(each) for each in predecessors]
    ids = [old.pk for old in olds]
    if len(set(ids)) < len(ids):
        raise Refusal("orgs.predecessor_twice", organisations=[old.code for old in olds])
    for old in olds:
        if _is_same(into, old):
            raise Refusal("orgs.successor_among_predecessors", organisation=old.code)
        common.require_open(old, on)
        common.require_edit(by, common.overseer(old, on), on=on, at=at)
    nested_lines = Lineage.objects.on(on).filter(ancestor__in=ids, descendant__in=ids, depth__gt=0)
    if nested_lines.exists():
        raise Refusal("orgs.nested_predecessors", organisations=[old.code for old in olds])
    return olds


def _successor(
    into: Organisation | NewOrganisation, parent: Organisation | None, on: date, by: User, at: datetime
) -> Organisation:
    """Return a new organisation under the parent, or the existing one, which the person must be allowed to change."""
    if isinstance(into, NewOrganisation):
        organisation = create(into, parent=parent, on=on, by=by, at=at)
        refresh_lineage([organisation.pk])
        return organisation
    successor = common.lock_organisation(into)
    common.require_open(successor, on)
    common.require_edit(by, common.overseer(successor, on), on=on, at=at)
    return successor


def _require_parts(parts: Sequence[Part]) -> None:
    if len(parts) < 2:
        raise Refusal("orgs.too_few_parts", count=len(parts))
    total = sum((part.share for part in parts), Decimal(0))
    if total != ONE or any(part.share <= 0 for part in parts):
        raise Refusal("orgs.shares_not_one", total=total)
    targets = Counter(part.into.code for part in parts)
    if len(targets) < len(parts):
        raise Refusal("orgs.part_twice", organisation=targets.most_common(1)[0][0])


def _require_all_taken(old: Organisation, parts: Sequence[Part], on: date, *, goes_on: bool) -> None:
    """Require that every child and workplace of the predecessor, and nothing else, goes to one part."""
    possessions: tuple[tuple[Codes, models.QuerySet[Organisation] | models.QuerySet[Workplace], list[int]], ...] = (
        (OF_CHILDREN, children(old, on), [child.pk for part in parts for child in part.children]),
        (OF_WORKPLACES, _workplaces(old, on), [place.pk for part in parts for place in part.workplaces]),
    )
    for codes, has, given in possessions:
        mine = set(has.values_list("pk", flat=True))
        if len(given) > len(set(given)):
            raise Refusal(codes.taken_twice, organisation=old.code)
        if not set(given) <= mine:
            raise Refusal(codes.not_of_this, organisation=old.code)
        if not goes_on and mine - set(given):
            raise Refusal(codes.left, organisation=old.code, count=len(mine - set(given)))


def _hand_over(
    branches: Iterable[Organisation], workplaces: Iterable[Workplace], successor: Organisation, on: date
) -> list[int]:
    """Move children and workplaces to the successor; returns the ids of the moved children."""
    organisations = list(branches)
    replace(organisations, successor, on)
    places = list(workplaces)
    for place in places:
        if place.since >= on:
            raise Refusal("orgs.overlaps", organisation=successor.code, since=place.since, on=on)
    Workplace.objects.filter(pk__in=[place.pk for place in places]).update(until=on)
    Workplace.objects.bulk_create(
        Workplace(
            organisation=successor,
            name_kk=place.name_kk,
            name_ru=place.name_ru,
            bin=place.bin,
            institution_type=place.institution_type,
            since=on,
        )
        for place in places
    )
    return [child.pk for child in organisations]


def _workplaces(organisation: Organisation, on: date) -> models.QuerySet[Workplace]:
    return Workplace.objects.on(on).open().filter(organisation=organisation)


def _is_same(into: Organisation | NewOrganisation, organisation: Organisation) -> bool:
    return isinstance(into, Organisation) and into.pk == organisation.pk
