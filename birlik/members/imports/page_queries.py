"""What the pages of an import need beside the batch itself: columns without the bytes, places, the queue, people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members.imports.parse import headers
from birlik.members.models import ImportBatch, ImportFile, ImportMapping, Person, UnlistedMember
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.orgs.rules import lineage_with_permission

HOLDS, HOLDS_ALONE = "primary", "direct"
MOST_SUGGESTIONS = 20


def columns_of(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return what stands in each column of the file (imports.upload.describe_columns), without reading its bytes."""
    columns = ImportFile.objects.filter(batch=batch).values_list("columns", flat=True).first()
    return list(columns or ())


def remembered_as(batch: ImportBatch, columns: Sequence[Mapping[str, Any]]) -> str:
    """Return the name under which the organisation remembers lists with these headings; "" when it does not."""
    signature = headers.signature([str(column["header"]) for column in columns])
    mappings = ImportMapping.objects.filter(organisation=batch.organisation_id, signature=signature)
    return mappings.order_by("-at").values_list("name", flat=True).first() or ""


def organisations_coded(codes: Collection[str]) -> dict[str, Organisation]:
    """Return the organisations of these codes."""
    return {one.code: one for one in Organisation.objects.filter(code__in=codes)}


def organisations_by_id(ids: Collection[int]) -> dict[int, Organisation]:
    """Return the organisations of these ids."""
    return {one.pk: one for one in Organisation.objects.filter(pk__in=ids)}


def importable(user: User, code: str, *, on: date) -> Organisation:
    """Return the organisation of the code, if the user may import into it; refused with `orgs.unknown` otherwise."""
    lines = lineage_with_permission(user, Permission.MEMBER_IMPORT, on).filter(descendant__code=code)
    organisation = Organisation.objects.filter(code=code, pk__in=lines.values("descendant")).first()
    if organisation is None:
        raise Refusal("orgs.unknown", organisation=code)
    return organisation


def places(user: User, text: str, *, on: date, language: str, batch: ImportBatch | None = None) -> list[Organisation]:
    """Return up to twenty organisations whose names the text begins, where the user may import.

    For a row of a batch only those of its subtree that may hold members.
    """
    limit = MOST_SUGGESTIONS if batch is None else 10 * MOST_SUGGESTIONS
    organisations = orgs.search(user, text, on, language=language, limit=limit, permission=Permission.MEMBER_IMPORT)
    if batch is not None:
        ids_inside = orgs.subtree_ids(batch.organisation, batch.as_of)
        organisations = [one for one in organisations if one.pk in ids_inside and one.kind in (HOLDS, HOLDS_ALONE)]
    return organisations[:MOST_SUGGESTIONS]


def places_of_missing(user: User, batch: ImportBatch, *, on: date) -> list[tuple[Organisation, int]]:
    """Return where those who are not in the file and wait for a decision are members, the most of them first; not where
    somebody has gone since whom the user does not see there."""
    members = UnlistedMember.objects.filter(batch=batch, decision="", person__organisation__isnull=False)
    people_counts = members.values_list("person__organisation").annotate(number=Count("pk")).order_by("-number")
    numbers = dict(people_counts.values_list("person__organisation", "number"))
    organisations = organisations_by_id(orgs.visible_among(user, numbers, Permission.MEMBER_VIEW, on=on, tree=on))
    return [(organisations[key], number) for key, number in numbers.items() if key in organisations]


def places_seen(user: User, people: Iterable[Person], *, on: date) -> frozenset[int]:
    """Return the organisations of these people whose members the user may see."""
    ids = {one.organisation_id for one in people if one.organisation_id is not None}
    return orgs.visible_among(user, ids, Permission.MEMBER_VIEW, on=on, tree=on) if ids else frozenset()


def people_named(ids: Collection[int], *, most: int) -> list[Person]:
    """Return these people by name, the first `most` of them."""
    return list(Person.objects.filter(pk__in=ids).order_by("sort_key", "pk")[:most])
