"""The tree of the demonstration union as rows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from birlik.accounts.models import User
from birlik.grammar.letters import sort_key
from birlik.orgs import actions as orgs
from birlik.orgs.models import (
    FormerName,
    NameForm,
    Organisation,
    Placement,
    Reorganisation,
    Succession,
    Workplace,
)
from demo import model
from demo.model import DemoUnion

BATCH = 2000
OPERATOR = "991240000003"  # a possible number of nobody; the consent text names it
Ids = dict[str, int]


def write(union: DemoUnion, *, by: User, at: datetime) -> Ids:
    """All bodies with their history; returns code → id."""
    made = Organisation.objects.bulk_create((_organisation(one) for one in union.organisations), batch_size=BATCH)
    ids = {one.code: one.pk for one in made}
    Placement.objects.bulk_create(
        (
            Placement(
                organisation_id=ids[one.organisation], parent_id=ids[one.parent], since=one.since, until=one.until
            )
            for one in union.placements
        ),
        batch_size=BATCH,
    )
    orgs.rebuild_lineage()
    _names(union, ids, by, at)
    _workplaces(union, ids)
    _reorganisations(union, ids, by, at)
    orgs.rebuild_search()
    return ids


def _organisation(one: model.Organisation) -> Organisation:
    names = one.names
    return Organisation(
        code=one.code,
        kind=one.kind,
        name_kk=names.kk,
        name_ru=names.ru,
        short_kk=names.short_kk,
        short_ru=names.short_ru,
        sort_kk=sort_key(names.kk, "kk"),
        sort_ru=sort_key(names.ru, "ru"),
        bin=OPERATOR if one.kind == "union" else "",
        region=one.region,
        institution_type=one.institution_type,
        opened=one.opened,
        closed=one.closed,
    )


def _names(union: DemoUnion, ids: Ids, by: User, at: datetime) -> None:
    FormerName.objects.bulk_create(
        FormerName(
            organisation_id=ids[one.organisation],
            kind=one.kind,
            name_kk=one.kk,
            name_ru=one.ru,
            since=one.since,
            until=one.until,
        )
        for one in union.other_names
    )
    NameForm.objects.bulk_create(
        NameForm(
            organisation_id=ids[one.organisation],
            language=one.language,
            grammatical_case=one.grammatical_case,
            text=one.text,
            reviewed_at=at,
            reviewed_by=by,
        )
        for one in union.name_forms
    )


def _workplaces(union: DemoUnion, ids: Ids) -> None:
    Workplace.objects.bulk_create(
        (
            Workplace(
                organisation_id=ids[one.organisation],
                name_kk=one.kk,
                name_ru=one.ru,
                institution_type=one.institution_type,
                since=one.since,
                until=one.until,
            )
            for one in union.workplaces
        ),
        batch_size=BATCH,
    )


def _reorganisations(union: DemoUnion, ids: Ids, by: User, at: datetime) -> None:
    made = Reorganisation.objects.bulk_create(
        (
            Reorganisation(
                kind=one.kind,
                organisation_id=ids[one.organisation],
                on=one.on,
                document_number=one.document_number,
                document_date=one.document_date,
                document_title=one.document_title,
                at=at,
                by=by,
            )
            for one in union.reorganisations
        ),
        batch_size=BATCH,
    )
    Succession.objects.bulk_create(
        Succession(
            reorganisation=row,
            predecessor_id=ids[step.predecessor],
            successor_id=ids[step.successor],
            share=Decimal(step.share),
        )
        for row, one in zip(made, union.reorganisations, strict=True)
        for step in one.successions
    )
