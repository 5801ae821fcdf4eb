"""What the pages show of imports: batches within one's right, their problems and changes, what is to be decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, QuerySet, When

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members.enums import Severity
from birlik.members.imports.match.organisations import PROPOSAL_SIGN
from birlik.members.imports.row_states import unpack
from birlik.members.models import ImportBatch, ImportChange, ImportMapping, ImportProblem, UnlistedMember
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.orgs.rules import can, lineage_with_permission

PAGE = 100
BY_SEVERITY = Case(When(severity=Severity.ERROR, then=0), When(severity=Severity.WARNING, then=1), default=2)


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How many rows have this problem."""

    code: str
    severity: str
    rows: int


@dataclass(frozen=True, slots=True)
class UndecidedText:
    """A text of the sheet that names no organisation known; `code` of the one that may be meant, or ""."""

    text: str
    code: str
    rows: int


def batches(user: User, *, on: date) -> QuerySet[ImportBatch]:
    """Return the imports of organisations into which the user may import, newest first."""
    organisations = lineage_with_permission(user, Permission.MEMBER_IMPORT, on).values("descendant")
    rows = (
        ImportBatch.objects.filter(organisation__in=organisations)
        .defer("states", "elsewhere")
        .select_related("organisation")
    )
    return rows.order_by("-uploaded_at", "-id")


def batch_of(user: User, pk: int, *, on: date) -> ImportBatch:
    """Return one of them; refused with `import.unknown` otherwise."""
    batch = batches(user, on=on).filter(pk=pk).first()
    if batch is None:
        raise Refusal("import.unknown")
    return batch


def may_read_rows(user: User, batch: ImportBatch, *, on: date) -> bool:
    """Return whether what the rows tell is for this reader. Of people outside the batch's organisation it is for whom
    it was checked, who is written down as their reader, and for who sees everybody.
    """
    if not batch.is_beyond or batch.told_to_id == user.pk:
        return True
    root = orgs.root(on)
    return root is not None and can(user, Permission.MEMBER_VIEW, root, on=on)


def batch_numbered(pk: int) -> ImportBatch:
    """Return any batch, for the console. Refused with `import.unknown`."""
    batch = ImportBatch.objects.filter(pk=pk).first()
    if batch is None:
        raise Refusal("import.unknown")
    return batch


def mappings(organisation: Organisation) -> QuerySet[ImportMapping]:
    """Return the mappings that were remembered for this organisation, by name."""
    return ImportMapping.objects.filter(organisation=organisation).order_by("name")


def mapping_named(name: str) -> ImportMapping:
    """Return a remembered mapping; refused with `import.mapping_unknown`."""
    mapping = ImportMapping.objects.filter(name=name).first()
    if mapping is None:
        raise Refusal("import.mapping_unknown", name=name)
    return mapping


def problem_counts(batch: ImportBatch) -> list[ProblemCount]:
    """Return each kind of problem with its number of rows: errors first, the most frequent first."""
    rows = (
        ImportProblem.objects.filter(batch=batch)
        .values("code", "severity")
        .annotate(number=Count("row", distinct=True))
        .order_by(BY_SEVERITY, "-number", "code")
        .values_list("code", "severity", "number")
    )
    return [ProblemCount(*row) for row in rows]


def problems(
    batch: ImportBatch, *, code: str = "", severity: str = "", after_row: int = 0, limit: int = PAGE
) -> list[ImportProblem]:
    """Return problems by row, of rows after `after_row`. `value` holds personal data: for who may import here only."""
    rows = ImportProblem.objects.filter(batch=batch, row__gt=after_row)
    if code:
        rows = rows.filter(code=code)
    if severity:
        rows = rows.filter(severity=severity)
    return list(rows.order_by("row", BY_SEVERITY, "id")[:limit])


def undecided_texts(batch: ImportBatch) -> list[UndecidedText]:
    """Return texts of the organisation column that nothing is called like, the most frequent first."""
    rows = ImportProblem.objects.filter(batch=batch, code="organisation.unknown").values("value")
    text_counts = rows.annotate(number=Count("id")).order_by("-number", "value").values_list("value", "number")
    entries = []
    for value, count in text_counts:
        text, _arrow, code = str(value).partition(PROPOSAL_SIGN)
        entries.append(UndecidedText(text, code, count))
    return entries


def changes(batch: ImportBatch, *, after_row: int = 0, limit: int = PAGE) -> list[ImportChange]:
    """Return what was changed on people who were there before, by row."""
    rows = ImportChange.objects.filter(batch=batch, row__gt=after_row).select_related("person")
    return list(rows.order_by("row")[:limit])


def fields_of(change: ImportChange) -> list[tuple[str, Any, Any]]:
    """Return (field, before, after) of what changed; an organisation is its id."""
    before, after = change.before["fields"], change.after["fields"]
    return [(name, before.get(name), value) for name, value in after.items() if value is not None]


def unlisted_members(batch: ImportBatch, *, decided: bool | None = None) -> QuerySet[UnlistedMember]:
    """Return members whom the list does not name, in alphabetical order; with `decided` only those, or only the
    others.
    """
    rows = UnlistedMember.objects.filter(batch=batch).select_related("person", "person__organisation")
    if decided is not None:
        rows = rows.exclude(decision="") if decided else rows.filter(decision="")
    return rows.order_by("person__sort_key", "person_id")


def states(batch: ImportBatch, rows: Iterable[int]) -> dict[int, str]:
    """Return what became of these rows of the file: c created, h changed, u unchanged, r rejected."""
    row_numbers = set(rows)
    return {row: state for row, state in unpack(bytes(batch.states)).iter_rows() if row in row_numbers}
