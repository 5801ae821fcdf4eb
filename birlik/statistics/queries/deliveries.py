"""Who has delivered the member base, and the state of the registry as a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, models
from django.db.models import Count, Q

from birlik.activity.deliveries import DigitisationDeadline
from birlik.members.enums import APPLIED_STATES
from birlik.members.models import ImportBatch, Membership, Person, PersonChange
from birlik.members.queries import counting, headcount
from birlik.orgs.entries import IN_FORCE
from birlik.orgs.models import Lineage

FEW = 500


@dataclass(frozen=True, slots=True)
class RegistryCount:
    """People of an organisation and all below it: `people` with an open membership, `checked` of them with an IIN.

    An IIN is stored only when its control digit is right. `imported`: when a file of theirs was last applied, and
    `first` when for the first time.
    """

    people: int = 0
    checked: int = 0
    imported: datetime | None = None
    first: datetime | None = None

    @property
    def without_number(self) -> int:
        return self.people - self.checked


NOBODY = RegistryCount()


def delivered_organisations(on: date, organisations: Collection[int] | None = None) -> set[int]:
    """Return the ids of the organisations that have delivered their member base, themselves or through one above in
    the tree of this day.
    """
    deadlines = DigitisationDeadline.objects.filter(IN_FORCE, delivered__isnull=False)
    lines = Lineage.objects.on(on).filter(ancestor__in=deadlines.values("organisation"))
    if organisations is not None and len(organisations) <= FEW:
        lines = lines.filter(descendant_id__in=organisations)
    return set(lines.values_list("descendant_id", flat=True))


def count_of_deliveries_above(on: date, name: str) -> counting.Count:
    """Count how many deliveries reach an organisation, its own or one above in the tree of this day, in the column
    `name`.
    """
    source = """FROM (
        SELECT l."descendant_id" AS "organisation_id", l."since", l."until" FROM "orgs_lineage" l
        JOIN "activity_digitisationdeadline" d ON d."organisation_id" = l."ancestor_id"
            AND d."delivered" IS NOT NULL AND d."annulled_at" IS NULL
    ) m"""
    return counting.Count(source, headcount.holds(on), {name: ("", [])})


def deliveries(organisations: Collection[int]) -> dict[int, DigitisationDeadline]:
    """Return organisation id → what is agreed about its delivery."""
    deadlines = DigitisationDeadline.objects.filter(IN_FORCE, organisation_id__in=organisations)
    return {one.organisation_id: one for one in deadlines}


def registry_counts_below(organisations: Collection[int], on: date) -> dict[int, RegistryCount]:
    """Return organisation id → the registry of its subtree as the tree stands on the day, in three queries."""
    lines = list(
        Lineage.objects.on(on).filter(ancestor_id__in=organisations).values_list("ancestor_id", "descendant_id")
    )
    people = {
        organisation: (everybody, with_number)
        for organisation, everybody, with_number in Person.objects.filter(organisation__isnull=False)
        .order_by()
        .values_list("organisation")
        .annotate(everybody=Count("pk"), checked=Count("pk", filter=~Q(iin="")))
    }
    imports = _imports()
    registry_counts: dict[int, RegistryCount] = {}
    for ancestor, descendant in lines:
        some = people.get(descendant)
        files = imports.get(descendant)
        if some or files:
            registry_counts[ancestor] = _with(registry_counts.get(ancestor, NOBODY), some or (0, 0), files)
    return registry_counts


def _with(one: RegistryCount, people: tuple[int, int], files: tuple[datetime, datetime] | None) -> RegistryCount:
    first, last = files or (None, None)
    return RegistryCount(
        one.people + people[0],
        one.checked + people[1],
        max(filter(None, (one.imported, last)), default=None),
        min(filter(None, (one.first, first)), default=None),
    )


def _imports() -> dict[int, tuple[datetime, datetime]]:
    """Return organisation id → when a file under it was applied for the first and for the last time."""
    batches = ImportBatch.objects.filter(state__in=APPLIED_STATES).order_by("applied_at")
    import_times: dict[int, tuple[datetime, datetime]] = {}
    for organisation, at in batches.values_list("organisation_id", "applied_at"):
        if at is not None:
            import_times[organisation] = (import_times.get(organisation, (at, at))[0], at)
    return import_times


def revision() -> str:
    """Return a text that changes with every change of the registry: what was counted of it holds as long as it."""
    return _newest((Membership, "MAX(id)"), (PersonChange, "MAX(id)"), *BASE)


def base_revision() -> str:
    """Return the same for imports and deliveries alone: single changes of people leave it as it is."""
    return _newest(*BASE)


BASE = (
    (ImportBatch, "MAX(applied_at)"),
    (ImportBatch, "MAX(undone_at)"),
    (DigitisationDeadline, "SUM(version)"),  # grows with each entry, change and annulment
)


def _newest(*columns: tuple[type[models.Model], str]) -> str:
    tables = [(model._meta.db_table, what) for model, what in columns]  # noqa: SLF001 - the way to a model's table
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT {what} FROM {table})" for table, what in tables))  # noqa: S608
        parts = cursor.fetchone()
    return ".".join("" if part is None else str(part) for part in parts).replace(" ", "_")
