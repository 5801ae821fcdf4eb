"""From the stored file of a batch to rows that can be compared: read, set in order, organisations told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl
from django.utils import timezone

from birlik.core.errors import Refusal
from birlik.members.imports import files
from birlik.members.imports.match.compare import Scope
from birlik.members.imports.match.notes import ERROR
from birlik.members.imports.match.organisations import KnownOrganisation, Names, TextMeaning, resolve
from birlik.members.imports.parse.fields import Field
from birlik.members.imports.parse.normalise import normalise
from birlik.members.models import ImportBatch
from birlik.orgs import queries as orgs
from birlik.orgs.models import FormerName, Organisation
from birlik.sheets.sheet import Sheet

HOLDS = "primary"  # the kind whose report counts members
HOLDS_ALONE = "direct"  # and the kind that holds them itself while nobody stands below it
CONTROLS = r"[\x00-\x1f\x7f]+"

Step = Callable[[str], None]


@dataclass(slots=True)
class PreparedList:
    """Rows with `organisation_id`, what is wrong so far, and which column of the file holds each field (from 1)."""

    rows: pl.DataFrame
    problems: pl.DataFrame
    scope: Scope
    columns: Mapping[str, int]

    def hand_over(self) -> pl.DataFrame:
        """Return the rows with all their columns, once: half a gigabyte is not kept beside what is made of it."""
        rows, self.rows = self.rows, self.rows.clear()
        return rows


def sheet_of(batch: ImportBatch) -> Sheet:
    """Return the delivered sheet as it was read. Refused once it was emptied after its term (`import.forgotten`)."""
    sheet = files.sheet_read(batch)
    if sheet is None:
        raise Refusal("import.forgotten")
    return sheet


def prepare(batch: ImportBatch, *, step: Step = lambda _phase: None) -> PreparedList:
    """Do everything that needs no registry. Refused: no column tells the names, or which organisation is meant."""
    mapping = {int(index): Field(field) for index, field in batch.mapping.items()}
    holders, ids_inside = holders_of(batch)
    default = batch.organisation_id if batch.organisation_id in holders else None
    require_columns(set(mapping.values()), default)
    step("reading")
    sheet = sheet_of(batch)
    step("checking")
    normal = normalise(sheet, batch.header - 1, mapping, timezone.localdate(batch.uploaded_at))
    columns = {field.value: sheet.first_column + index for index, field in mapping.items()}
    del sheet
    rows = normal.frame.with_columns(pl.col("phone").str.replace_all(CONTROLS, " "))
    rows, problems = _place_rows(rows, _meanings(rows, batch, holders))
    return PreparedList(
        rows,
        pl.concat([normal.problems.cast({"row": pl.Int64}), problems]),
        Scope(frozenset(ids_inside), default, batch.as_of),
        columns,
    )


def require_columns(fields: set[Field], default: int | None) -> None:
    """Refuse a list that does not tell who is meant; or where, unless it was delivered by the one organisation it
    speaks of. Refused with `import.no_names` or `import.no_organisations`.
    """
    if Field.FULL_NAME not in fields and not {Field.SURNAME, Field.GIVEN} <= fields:
        raise Refusal("import.no_names")
    if default is None and Field.ORGANISATION not in fields:
        raise Refusal("import.no_organisations")


def holders_of(batch: ImportBatch) -> tuple[set[int], set[int]]:
    """Return ids of the organisations of the batch's subtree that hold members themselves, and of the whole subtree."""
    ids_inside = orgs.subtree_ids(batch.organisation, batch.as_of)
    parents = set(orgs.parents(batch.as_of).values())
    kinds = Organisation.objects.filter(kind__in=[HOLDS, HOLDS_ALONE]).values_list("pk", "kind")
    holders = {pk for pk, kind in kinds if pk in ids_inside and (kind == HOLDS or pk not in parents)}
    return holders, ids_inside


def _meanings(rows: pl.DataFrame, batch: ImportBatch, holders: set[int]) -> dict[str, TextMeaning]:
    texts = [text for text in rows["organisation"].unique().sort() if text]
    if not texts:
        return {}
    codes = Organisation.objects.values_list("pk", "code")
    names = Names({code: KnownOrganisation(pk, code, (), pk in holders) for pk, code in codes})
    if not all(text.strip().lower() in names.by_code for text in texts):
        names.add(_all_names(holders))
    return resolve(texts, names, batch.organisations)


def _all_names(holders: set[int]) -> list[KnownOrganisation]:
    """Return every organisation with the names it bears, bore and is known by."""
    others: dict[int, list[str]] = {}
    for pk, kk, ru in FormerName.objects.values_list("organisation_id", "name_kk", "name_ru"):
        others.setdefault(pk, []).extend((kk, ru))
    own = Organisation.objects.values_list("pk", "code", "name_kk", "name_ru", "short_kk", "short_ru")
    return [
        KnownOrganisation(pk, code, tuple(name for name in (*names, *others.get(pk, ())) if name), pk in holders)
        for pk, code, *names in own
    ]


def _place_rows(rows: pl.DataFrame, meanings: Mapping[str, TextMeaning]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows with the id of their organisation, and a problem for each row whose text means none."""
    table = pl.DataFrame(
        {
            "organisation": list(meanings),
            "organisation_id": [one.pk for one in meanings.values()],
            "code": [one.problem for one in meanings.values()],
            "value": [one.value for one in meanings.values()],
        },
        schema={"organisation": pl.String, "organisation_id": pl.Int64, "code": pl.String, "value": pl.String},
    )
    places = table.select("organisation", "organisation_id")
    rows_with_place = rows.join(places, on="organisation", how="left", maintain_order="left")
    wrong = rows.select("row", "organisation").join(table.filter(pl.col("code") != ""), on="organisation")
    field = pl.lit(Field.ORGANISATION.value)
    return rows_with_place, wrong.select(
        pl.col("row").cast(pl.Int64), field.alias("field"), "code", pl.lit(ERROR).alias("severity"), "value"
    )
