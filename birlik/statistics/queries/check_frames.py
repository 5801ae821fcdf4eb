"""All reports of a campaign as one frame for the checks: this year, last year on today's borders, surroundings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, itemgetter
from typing import Any

import polars as pl
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Length, Trim

from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics import consolidation
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import borders, campaigns, frames, nodes, registry_counts
from birlik.statistics.spec import FormSpec
from birlik.statistics.validation import frame_from, marked_absent

ID = "__organisation"
COLUMNS = ("values_text", "not_applicable_text", "causes_text", "note_size", "organisation__kind")


@dataclass(frozen=True, slots=True)
class ReportFrame:
    """Row i of `frame` is the report `reports[i]` of organisation `organisations[i]`."""

    frame: pl.DataFrame
    reports: Sequence[int]
    organisations: Sequence[int]


def of_reports(campaign: Campaign, reports: QuerySet[Report]) -> ReportFrame:
    """Return the working copies of these reports, decoded column by column."""
    form = campaigns.form(campaign)
    rows = sorted(  # here, because PostgreSQL would sort rows that carry their texts on disk
        reports.annotate(
            values_text=Cast("values", TextField()),
            not_applicable_text=Cast("not_applicable", TextField()),
            causes_text=Cast("causes", TextField()),
            note_size=Length(Trim("note")),
        )
        .order_by()
        .values_list("pk", "organisation_id", "organisation__institution_type", *COLUMNS),
        key=itemgetter(1),
    )
    if not rows:
        return ReportFrame(frame_from([], form), [], [])
    pks, organisations, types, texts, absent, causes, notes, kinds = (
        list(column) for column in zip(*rows, strict=True)
    )
    surroundings = pl.DataFrame(
        {
            ID: organisations,
            "level": kinds,
            "institution_type": types,
            "causes_total": [sum(json.loads(text).values()) if text != "{}" else 0 for text in causes],
            "note_length": notes,
        },
        schema_overrides={"causes_total": pl.Int64, "note_length": pl.Int64},
    )
    marks = [marked_absent(form, json.loads(text), kind or "") for text, kind in zip(absent, types, strict=True)]
    current = _with_absent(frames.decode(texts, form.stored_codes), marks)
    frame = pl.concat([surroundings, current], how="horizontal")
    for columns in (_previous_values(campaign, organisations), _registry(campaign, organisations)):
        frame = frame.join(columns, on=ID, how="left")
    return ReportFrame(frame.drop(ID), pks, organisations)


def _with_absent(frame: pl.DataFrame, absent: Sequence[frozenset[str]]) -> pl.DataFrame:
    """Count cells that a person marked as not applicable as zero."""
    rows_by_code: dict[str, list[int]] = {}
    for row, codes in enumerate(absent):
        for code in codes:
            rows_by_code.setdefault(code, []).append(row)
    return frame.with_columns(
        pl.when(pl.int_range(pl.len()).is_in(rows)).then(0).otherwise(pl.col(code)).alias(code)
        for code, rows in rows_by_code.items()
    )


def _previous_values(campaign: Campaign, organisations: list[int]) -> pl.DataFrame:
    """Return columns previous_<code> by organisation; what a merger or split touched is put together by its shares."""
    form = campaigns.form(campaign)
    before = campaigns.previous_campaign(campaign)
    names = {code: f"previous_{code}" for code in form.stored_codes}
    if before is None:
        return pl.DataFrame(schema={ID: pl.Int64, **dict.fromkeys(names.values(), pl.Int64)})
    heirs = set(borders.predecessors(campaign, before))
    texts = frames.figure_sets(before).annotate(text=Cast("values", TextField()))
    rows = [row for row in texts.values_list("organisation_id", "text") if row[0] not in heirs]
    merged = borders.previous_values(campaign, sorted(heirs.intersection(organisations)))
    figures = pl.concat([
        _carried_over(form, campaigns.form(before), [text for _, text in rows]),
        frames.decode([json.dumps(values) for values in merged.values()], form.stored_codes),
    ]).rename(names)  # fmt: skip
    ids = pl.DataFrame({ID: [*(organisation for organisation, _ in rows), *merged]}, schema={ID: pl.Int64})
    return pl.concat([ids, figures], how="horizontal")


def _carried_over(form: FormSpec, before: FormSpec, texts: Sequence[str]) -> pl.DataFrame:
    """Read values of the edition before, a column per code of this one (`FormSpec.carry_over`)."""
    old = frames.decode(texts, before.stored_codes)
    parts_by_code = form.continued_cells(before)
    nothing = pl.lit(None, dtype=pl.Int64)
    return old.select(
        (reduce(add, map(pl.col, parts_by_code[code])) if code in parts_by_code else nothing).alias(code)
        for code in form.stored_codes
    )


def _registry(campaign: Campaign, organisations: list[int]) -> pl.DataFrame:
    """Return columns registry_<code> of what the checks ask the registry of members; no row where it knows nobody."""
    closings = registry_counts.closings(campaign, organisations)
    names = {f"registry_{code}": code for code in (*registry_counts.closing_codes(), registry_counts.DIGITISED)}
    columns = {name: [rows[code] for rows in closings.values()] for name, code in names.items()}
    schema = {ID: pl.Int64, **dict.fromkeys(names, pl.Int64)}
    return pl.DataFrame({ID: list(closings), **columns}, schema=schema)


def of_nodes(campaign: Campaign, top: Organisation) -> tuple[pl.DataFrame, list[Organisation]]:
    """Return the stored figures of the bodies above primaries at or below a node, and these bodies, in one order.

    One row each with all columns of `spec.frame_schema`; in those of the children stand the sums of the reports.
    """
    form = campaigns.form(campaign)
    parents = list(
        orgs.subtree(top, campaigns.period(campaign).as_of).exclude(kind="primary").order_by("sort_kk", "pk")
    )
    figures = nodes.node_figures(campaign, parents)
    sums = consolidation.as_objects(frames.consolidate(campaign), form.stored_codes)
    parents = [node for node in parents if node.pk in figures]
    return frame_from([_node_row(figures[node.pk], sums.get(node.pk, {})) for node in parents], form), parents


def _node_row(node: nodes.NodeFigures, sums: dict[str, int]) -> dict[str, Any]:
    return {
        "values": node.values,
        "level": node.organisation.kind,
        "institution_type": "",
        "previous": node.previous,
        "causes": node.causes,
        "accepted": node.accepted,
        "expected": node.expected,
        "children": sums,
    }
