"""A tree that comes as a list: many organisations opened at once, what a list corrects, and all of it taken back.

A change that has an action of its own (a name, a parent) goes through that action.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import models, transaction

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.db.locks import wait_for_turn
from birlik.orgs.actions import common
from birlik.orgs.actions.derived import refresh_lineage, refresh_search
from birlik.orgs.actions.names import derive_forms
from birlik.orgs.enums import NameKind, ReorganisationKind
from birlik.orgs.models import FormerName, Lineage, Organisation, Placement, Reorganisation, SearchWord
from birlik.orgs.queries.tree import require_root
from birlik.orgs.values import LegalBasis, Names, NewOrganisation

BATCH = 2000
CHUNK = 500  # ids in one IN list
DETAILS = ("bin", "region", "institution_type")
# What opening an organisation writes beside it, and by which column it belongs to the organisation.
OWN_ROWS: Mapping[type[models.Model], str] = {
    Placement: "organisation", Lineage: "descendant", SearchWord: "organisation", Reorganisation: "organisation",
}  # fmt: skip
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Opening:
    """A new organisation, the code of the one above it, and the day on which it opens."""

    new: NewOrganisation
    parent: str
    on: date


@transaction.atomic
def open_many(
    openings: Sequence[Opening], *, ground: LegalBasis, by: User | None, at: datetime
) -> dict[str, Organisation]:
    """Open organisations by one document, each after the one above it; returns them by code.

    What `open_organisation` refuses is refused here, with `orgs.unknown` and `orgs.code_taken`. The right is asked for
    over the whole tree, None is the command line. A fixed number of queries and a few a thousand, however many.
    """
    wait_for_turn("orgs")
    common.require_basis(ground)
    require_whole_tree(by, at)
    codes = [one.new.code for one in openings]
    for chunk in _chunks(codes):
        if taken_code := Organisation.objects.filter(code__in=chunk).values_list("code", flat=True).first():
            raise Refusal("orgs.code_taken", organisation=taken_code)
    organisations = _build({one.code: one for one in _by_code({one.parent for one in openings})}, openings)
    new_organisations = Organisation.objects.bulk_create([organisations[code] for code in codes], batch_size=BATCH)
    Placement.objects.bulk_create(
        (
            Placement(organisation=organisations[one.new.code], parent=organisations[one.parent], since=one.on)
            for one in openings
        ),
        batch_size=BATCH,
    )
    ids = [one.pk for one in new_organisations]
    refresh_lineage(ids)
    refresh_search(ids)
    Reorganisation.objects.bulk_create(_steps(new_organisations, ground, by, at), batch_size=BATCH)
    acts = [log.Act(organisations[one.new.code], after=_facts(one, ground)) for one in openings]
    log.record_many("organisation.opened", acts, by=by, at=at)
    return {one.code: one for one in new_organisations}


def require_whole_tree(by: User | None, at: datetime) -> None:
    """Require the right to change the whole tree; None is the command line. Refused with `right.missing`."""
    today = common.local_day(at)
    common.require_edit(by, require_root(today), on=today, at=at)


def _build(known_organisations: Mapping[str, Organisation], openings: Iterable[Opening]) -> dict[str, Organisation]:
    organisations = dict(known_organisations)
    for one in openings:
        common.require_description(one.new)
        parent = organisations.get(one.parent)
        if parent is None:
            raise Refusal("orgs.unknown", organisation=one.parent)
        if one.new.code in organisations:
            raise Refusal("orgs.code_taken", organisation=one.new.code)
        common.require_open(parent, one.on)
        common.require_place(one.new.kind, parent)
        organisation = Organisation(
            code=one.new.code, kind=one.new.kind, opened=one.on, **{name: getattr(one.new, name) for name in DETAILS}
        )
        common.set_names(organisation, one.new.names)
        organisations[one.new.code] = organisation
    return organisations


def _steps(
    organisations: Iterable[Organisation], ground: LegalBasis, by: User | None, at: datetime
) -> Iterator[Reorganisation]:
    for one in organisations:
        yield Reorganisation(
            kind=ReorganisationKind.OPEN, organisation=one, on=one.opened, at=at, by=by,
            document_number=ground.number, document_date=ground.date, document_title=ground.title,
        )  # fmt: skip


def _facts(one: Opening, ground: LegalBasis) -> dict[str, object]:
    return common.with_basis(one.on, ground, code=one.new.code, kind=one.new.kind, parent=one.parent)


@transaction.atomic
def correct_details(
    organisation: Organisation, details: Mapping[str, str], *, by: User | None, at: datetime
) -> Organisation:
    """Correct the BIN, the region or the type of institution, which hold for all days alike; the trail keeps what was.

    Refused with `right.missing`, `orgs.bin_invalid`, `orgs.institution_type_unknown`.
    """
    organisation = common.lock_organisation(organisation)
    today = common.local_day(at)
    common.require_edit(by, common.overseer(organisation, today), on=today, at=at)
    common.require_details(details.get("bin", ""), details.get("institution_type", ""))
    before = {name: getattr(organisation, name) for name in details}
    for name, value in details.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(details))
    if "bin" in details:
        refresh_search([organisation.pk])
    log.record("organisation.corrected", subject=organisation, by=by, at=at, before=before, after=details)
    return organisation


@dataclass(frozen=True, slots=True)
class LoadedChange:
    """What a list changed of an organisation: what was before of its names, its parent (id) and its details."""

    organisation: int
    names: Names | None
    parent: int | None
    details: Mapping[str, str]


@transaction.atomic
def take_back(
    created_ids: Sequence[int], changes: Sequence[LoadedChange], *, loaded_at: datetime, by: User | None, at: datetime
) -> None:
    """Take back what a list opened and changed at the moment `loaded_at`, while nothing was built on it.

    Refused with `orgs.load_built_upon`, which names an organisation and how many there are.
    """
    wait_for_turn("orgs")
    require_whole_tree(by, at)
    ids = [*created_ids, *(one.organisation for one in changes)]
    _require_untouched(ids, loaded_at)
    for change in reversed(changes):
        _restore(change, loaded_at, by=by, at=at)
    _require_unused(created_ids)
    acts = [log.Act(one) for chunk in _chunks(created_ids) for one in Organisation.objects.filter(pk__in=chunk)]
    tables: dict[type[models.Model], str] = {**OWN_ROWS, Organisation: "pk"}
    for model, name in tables.items():
        for chunk in _chunks(created_ids):
            rows = model._default_manager.filter(**{f"{name}__in": chunk})  # noqa: SLF001 - Django's name
            rows._raw_delete(rows.db)  # noqa: SLF001 - whatever else points here was asked for
    log.record_many("organisation.load_undone", acts, by=by, at=at)


def _require_untouched(ids: Sequence[int], loaded_at: datetime) -> None:
    """Refuse where a later document has changed one of these organisations."""
    later: set[str] = set()
    for chunk in _chunks(ids):
        steps = Reorganisation.objects.filter(organisation__in=chunk, at__gt=loaded_at)
        later |= set(steps.values_list("organisation__code", flat=True))
    if later:
        raise Refusal("orgs.load_built_upon", organisation=min(later), count=len(later))


def _require_unused(created_ids: Sequence[int]) -> None:
    """Refuse where a row of anything but the opening itself points to one of these organisations."""
    used_codes = _parents_of_others(created_ids)
    for model, name in _keys_to_organisations():
        if model in {Placement, Lineage} or OWN_ROWS.get(model) == name:
            continue
        for chunk in _chunks(created_ids):
            rows = model._default_manager.filter(**{f"{name}__in": chunk})  # noqa: SLF001 - a model not known here
            used_codes |= set(rows.values_list(f"{name}__code", flat=True).distinct())
    if used_codes:
        raise Refusal("orgs.load_built_upon", organisation=min(used_codes), count=len(used_codes))


def _keys_to_organisations() -> Iterator[tuple[type[models.Model], str]]:
    """Return each model and column that points to an organisation, one without a way back (related_name "+"), too."""
    for relation in Organisation._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's documented way
        if isinstance(relation, models.ForeignObjectRel):
            yield relation.field.model, relation.field.name


def _parents_of_others(created_ids: Sequence[int]) -> set[str]:
    """Return the codes of those under which an organisation stands, or stood, that the list did not bring."""
    own, parents = set(created_ids), set()
    for chunk in _chunks(created_ids):
        rows = Placement.objects.filter(parent__in=chunk).values_list("organisation_id", "parent__code")
        parents |= {code for child, code in rows if child not in own}
    return parents


def _restore(change: LoadedChange, loaded_at: datetime, *, by: User | None, at: datetime) -> None:
    organisation = common.lock_organisation(Organisation(pk=change.organisation))
    steps = Reorganisation.objects.filter(organisation=organisation, at=loaded_at)
    days = dict(steps.values_list("kind", "on"))
    before = {"kk": organisation.name_kk, "ru": organisation.name_ru}
    if change.parent is not None:
        _move_back(organisation, days[ReorganisationKind.MOVE])
    if change.names is not None:
        FormerName.objects.filter(
            organisation=organisation, kind=NameKind.FORMER, until=days[ReorganisationKind.RENAME]
        ).delete()
        common.set_names(organisation, change.names)
    for name, value in change.details.items():
        setattr(organisation, name, value)
    organisation.save()
    if change.names is not None:
        derive_forms(organisation)
    refresh_search([organisation.pk])
    steps.delete()
    after = {"kk": organisation.name_kk, "ru": organisation.name_ru, **change.details}
    log.record("organisation.load_undone", subject=organisation, by=by, at=at, before=before, after=after)


def _move_back(organisation: Organisation, on: date) -> None:
    Placement.objects.filter(organisation=organisation, since=on, until__isnull=True).delete()
    Placement.objects.filter(organisation=organisation, until=on).update(until=None)
    refresh_lineage([organisation.pk])


def _by_code(codes: Collection[str]) -> Iterator[Organisation]:
    for chunk in _chunks(sorted(codes)):
        yield from Organisation.objects.filter(code__in=chunk)


def _chunks(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
