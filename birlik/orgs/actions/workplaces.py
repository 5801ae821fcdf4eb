"""Employers where the union is present."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.orgs.actions import common
from birlik.orgs.models import Organisation, Workplace
from birlik.orgs.values import LegalBasis, Names


@transaction.atomic
def open_workplace(
    organisation: Organisation,
    *,
    names: Names,
    bin: str = "",  # noqa: A002 - the number's own name
    institution_type: str = "",
    on: date,
    ground: LegalBasis,
    by: User,
    at: datetime,
) -> Workplace:
    """The organisation covers one more employer from the day `on`."""
    common.require_basis(ground)
    organisation = common.lock_organisation(organisation)
    common.require_open(organisation, on)
    common.require_edit(by, common.overseer(organisation, on), on=on, at=at)
    common.require_names(names)
    common.require_details(bin, institution_type)
    workplace = Workplace.objects.create(
        organisation=organisation,
        name_kk=names.kk.strip(),
        name_ru=names.ru.strip(),
        bin=bin,
        institution_type=institution_type,
        since=on,
    )
    after = common.with_basis(on, ground, **_facts(workplace))
    log.record("workplace.opened", subject=organisation, by=by, at=at, after=after)
    return workplace


@transaction.atomic
def close_workplace(workplace: Workplace, *, on: date, ground: LegalBasis, by: User, at: datetime) -> Workplace:
    """The organisation no longer covers this employer from the day `on`."""
    common.require_basis(ground)
    organisation = common.lock_organisation(workplace.organisation)
    workplace = Workplace.objects.get(pk=workplace.pk)
    common.require_edit(by, common.overseer(organisation, on), on=on, at=at)
    if workplace.until is not None:
        raise Refusal("orgs.workplace_closed", workplace=workplace.name_ru, until=workplace.until)
    if on <= workplace.since:
        raise Refusal("orgs.span_empty", since=workplace.since, until=on)
    workplace.until = on
    workplace.save(update_fields=["until"])
    after = common.with_basis(on, ground, **_facts(workplace))
    log.record("workplace.closed", subject=organisation, by=by, at=at, after=after)
    return workplace


def _facts(workplace: Workplace) -> dict[str, object]:
    return {"workplace": workplace.pk, "kk": workplace.name_kk, "ru": workplace.name_ru, "bin": workplace.bin}
