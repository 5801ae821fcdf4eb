"""What the checks say of reports: one report while it is typed, or thousands at once, by the same path. Pure.

A check is an SQL condition of the rulebook, compiled once to a Polars expression. Reports are rows of a frame; those of
one kind of organisation and type of institution are evaluated together, every check as one column of a single `select`.
Three-valued: an empty cell makes a check unknown, which is neither kept nor broken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from birlik.core.bilingual import LANGUAGES, Bilingual
from birlik.grammar import numbers
from birlik.statistics.spec import CheckSet, CheckSpec, FormSpec, Share, frame_schema, load_all
from birlik.statistics.spec.checks import PLACEHOLDER

ROW = "__row"
EMPTY = "…"
PREFIXES = (("", "values"), ("previous_", "previous"), ("children_", "children"), ("registry_", "registry"))

Figure = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that a report breaks; the texts hold its figures already. `about` as of the check."""

    check: str
    severity: str
    cells: tuple[str, ...]
    message: Bilingual
    fix: Bilingual
    about: str = ""


@dataclass(frozen=True, slots=True)
class _Texts:
    """Sentences with names and lines of cells filled in; what is left in braces are figures."""

    message: Bilingual
    fix: Bilingual
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _CompiledChecks:
    """The checks that concern one kind of organisation and type of institution."""

    checks: tuple[CheckSpec, ...]
    verdicts: tuple[pl.Expr, ...]
    columns: tuple[str, ...]
    zeros: tuple[str, ...]


def evaluate(frame: pl.DataFrame, spec: FormSpec, checks: CheckSet | None = None) -> pl.DataFrame:
    """Return every broken check of every report: columns `row` (position in the frame), `check`, `severity`.

    `frame` has one row per report: `level`, `institution_type` (Strings) and any of the columns of
    `spec.frame_schema` (Int64); a column that is not there is empty throughout. Sorted by row, then as in the rulebook.
    """
    check_set = checks or load_all().checks
    pieces = [
        pl.DataFrame(
            {
                "row": part[ROW].gather(rows),
                "check": pl.Series([check.code for check in plan.checks], dtype=pl.String).gather(places),
                "severity": pl.Series([check.severity for check in plan.checks], dtype=pl.String).gather(places),
                "order": places,
            }
        )
        for part, plan in _parts(frame, spec, check_set)
        for rows, places in [_find_broken_checks(part, plan)]
    ]
    if not pieces:
        return pl.DataFrame(schema={"row": pl.UInt32, "check": pl.String, "severity": pl.String})
    return pl.concat(pieces).sort("row", "order").drop("order")


def verdicts(frame: pl.DataFrame, spec: FormSpec, checks: CheckSet | None = None) -> pl.DataFrame:
    """Compute one Boolean column per check, rows as in `frame`: kept (or not concerned), broken, or null: unknown."""
    check_set = checks or load_all().checks
    pieces = [part.select(pl.col(ROW), *plan.verdicts) for part, plan in _parts(frame, spec, check_set) if part.height]
    schema = {ROW: pl.UInt32(), **{check.code: pl.Boolean() for check in check_set}}
    full_pieces = [
        piece.select(pl.col(name) if name in piece.columns else pl.lit(value=True).alias(name) for name in schema)
        for piece in pieces
    ]
    return pl.concat([pl.DataFrame(schema=schema), *full_pieces]).sort(ROW).drop(ROW)


def findings(frame: pl.DataFrame, spec: FormSpec, checks: CheckSet | None = None) -> list[list[Finding]]:
    """Return the findings of every report, one list per row of the frame, with their sentences."""
    check_set = checks or load_all().checks
    findings_by_row: list[list[Finding]] = [[] for _ in range(frame.height)]
    for part, plan in _parts(frame, spec, check_set):
        rows, places = _find_broken_checks(part, plan)
        at = part[ROW].to_list()
        for place in sorted(set(places.tolist())):
            of_check = rows[places == place]
            check = plan.checks[place]
            for row, finding in zip(of_check.tolist(), _describe_findings(part, of_check, check, spec), strict=True):
                findings_by_row[at[row]].append(finding)
    return findings_by_row


def check_report(
    values: Mapping[str, int],
    *,
    spec: FormSpec,
    level: str,
    institution_type: str,
    previous: Mapping[str, int] | None = None,
    not_applicable: Collection[str] = (),
    causes: Mapping[str, int] | None = None,
    note: str = "",
    children: Mapping[str, int] | None = None,
    accepted: int | None = None,
    expected: int | None = None,
    registry: Mapping[str, int] | None = None,
    checks: CheckSet | None = None,
) -> list[Finding]:
    """Return the findings of one report.

    `previous`: last year's accepted values on today's borders, None where there are none.
    `children`: the sums of the reports right below; `accepted` and `expected`: how many there are (parents only).
    `registry`: what the registry of members counts, by row code, and "digitised" (1 or 0); None where the registry
    knows nobody of the organisation.
    """
    check_set = checks or load_all().checks
    row = {
        "values": values,
        "level": level,
        "institution_type": institution_type,
        "previous": previous,
        "not_applicable": not_applicable,
        "causes": causes,
        "note": note,
        "children": children,
        "accepted": accepted,
        "expected": expected,
        "registry": registry,
    }
    plan = _compile_checks(spec, check_set, level, institution_type)
    part = _frame_of_one_report(row, spec, plan)
    if not plan.checks:
        return []
    broken_places = [place for place, holds in enumerate(part.select_seq(plan.verdicts).row(0)) if holds is False]
    first = np.zeros(1, np.int64)
    return [one for place in broken_places for one in _describe_findings(part, first, plan.checks[place], spec)]


def _frame_of_one_report(row: Mapping[str, Any], spec: FormSpec, plan: _CompiledChecks) -> pl.DataFrame:
    """Make what `_parts` makes of a frame of one report, without asking Polars for each of its steps."""
    cells = _cells_of(row, spec)
    cells |= {name: 0 for name in plan.zeros if cells.get(name) is None}
    schema = frame_schema(spec)
    return pl.from_dicts([cells], schema={name: schema[name] for name in plan.columns})


def frame_from(
    rows: Sequence[Mapping[str, Any]], spec: FormSpec, *, columns: Collection[str] | None = None
) -> pl.DataFrame:
    """Turn reports into a frame for the checks: all columns of `spec.frame_schema`, or those asked for.

    Each row has `values`, `level` and `institution_type`, and may have `previous`, `children`, `not_applicable`,
    `causes`, `note`, `accepted`, `expected`, `registry`. A cell that isn't applicable becomes 0, a missing is empty.
    """
    schema = frame_schema(spec)
    names = [name for name in schema if columns is None or name in columns or name in ("level", "institution_type")]
    dtypes = {name: schema[name] for name in names}
    if not rows:
        return pl.DataFrame(schema=dtypes)
    return pl.from_dicts([_cells_of(row, spec) for row in rows], schema=dtypes)


def marked_absent(spec: FormSpec, not_applicable: Collection[str], institution_type: str) -> frozenset[str]:
    """Return cells that count zero because a person marked them: these, and the sums of nothing else."""
    if not not_applicable:
        return frozenset()
    absent = spec.absent_codes(not_applicable, institution_type=institution_type)
    return absent - spec.inapplicable_codes(institution_type)


def _cells_of(row: Mapping[str, Any], spec: FormSpec) -> dict[str, Any]:
    cells: dict[str, Any] = {"level": row["level"], "institution_type": row["institution_type"] or ""}
    for prefix, key in PREFIXES:
        cells |= {f"{prefix}{code}": value for code, value in (row.get(key) or {}).items()}
    cells |= dict.fromkeys(marked_absent(spec, row.get("not_applicable") or (), row["institution_type"] or ""), 0)
    cells["causes_total"] = sum((row.get("causes") or {}).values())
    cells["note_length"] = len((row.get("note") or "").strip())
    cells["accepted_count"] = row.get("accepted")
    cells["expected_count"] = row.get("expected")
    return cells


def _parts(frame: pl.DataFrame, spec: FormSpec, checks: CheckSet) -> Iterator[tuple[pl.DataFrame, _CompiledChecks]]:
    """Return the rows of each kind and type, ready for their checks: missing columns empty, cells ruled out by the
    form 0.
    """
    numbered_frame = frame.with_row_index(ROW).with_columns(pl.col("level", "institution_type").fill_null(""))
    for key, part in numbered_frame.partition_by("level", "institution_type", as_dict=True).items():
        plan = _compile_checks(spec, checks, str(key[0]), str(key[1]))
        absent_columns = [name for name in plan.columns if name not in part.columns]
        ready = part.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in absent_columns)
        yield (
            ready.with_columns(pl.col(plan.zeros).fill_null(0)) if plan.zeros else ready,
            plan,
        )


def _find_broken_checks(part: pl.DataFrame, plan: _CompiledChecks) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return positions (row of the part, check) where a check is false; unknown is not broken."""
    if not plan.checks:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    holds = part.select(plan.verdicts).select(pl.all().fill_null(value=True)).to_numpy()
    rows, places = np.nonzero(~holds)
    return rows, places


@lru_cache(maxsize=512)
def _compile_checks(spec: FormSpec, checks: CheckSet, level: str, institution_type: str) -> _CompiledChecks:
    applicable_checks = tuple(
        check
        for check in checks
        if level in check.levels
        and check.concerns(spec)
        and (not check.per_cell or spec.is_applicable(spec.rows[check.cells[0]], level, institution_type))
    )
    columns = set().union(*(check.columns for check in applicable_checks))
    ruled_out = spec.inapplicable_codes(institution_type)
    return _CompiledChecks(
        applicable_checks,
        tuple(_verdict(check) for check in applicable_checks),
        tuple(sorted(columns)),
        tuple(sorted(columns & {*ruled_out, *(f"previous_{code}" for code in ruled_out)})),
    )


@lru_cache(maxsize=4096)
def _verdict(check: CheckSpec) -> pl.Expr:
    """Return the verdict, true: kept or not concerned; false: broken; null: unknown."""
    rule = pl.sql_expr(check.rule)
    return (~pl.sql_expr(check.when) | rule if check.when else rule).alias(check.code)


def _describe_findings(
    part: pl.DataFrame, rows: np.ndarray[Any, Any], check: CheckSpec, spec: FormSpec
) -> Iterator[Finding]:
    texts = _texts(spec, check)
    if not texts.figures:
        for _ in rows:
            yield Finding(check.code, check.severity, check.cells, texts.message, texts.fix, check.about)
        return
    measures = part[rows].select(_figures(check, texts.figures))
    for row in measures.iter_rows(named=True):
        figures = _join_shares(check, row)
        message, fix = _fill_text(texts.message, figures), _fill_text(texts.fix, figures)
        yield Finding(check.code, check.severity, check.cells, message, fix, check.about)


@lru_cache(maxsize=4096)
def _texts(spec: FormSpec, check: CheckSpec) -> _Texts:
    message, fix = (
        Bilingual(*(_put_names(text.in_(language), spec, language) for language in LANGUAGES))
        for text in (check.message, check.fix)
    )
    names = {
        name
        for text in (message, fix)
        for language in LANGUAGES
        for _, name, _ in PLACEHOLDER.findall(text.in_(language))
    }
    return _Texts(message, fix, tuple(sorted(names)))


def _put_names(text: str, spec: FormSpec, language: str) -> str:
    """Put the names ({@code}) and lines ({#code}) of cells into a text."""
    for mark, code, _ in PLACEHOLDER.findall(text):
        if mark:
            row = spec.rows[code]
            text = text.replace(f"{{{mark}{code}}}", row.number if mark == "#" else row.label.in_(language))
    return text


@lru_cache(maxsize=4096)
def _figures(check: CheckSpec, names: tuple[str, ...]) -> tuple[pl.Expr, ...]:
    """Return expressions for the figures of a text; of a percentage, its part and its whole."""
    lets = dict(check.lets)
    expressions = []
    for name in names:
        value = lets.get(name, name)
        if isinstance(value, Share):
            expressions += [
                pl.sql_expr(value.part).alias(f"{name}/part"),
                pl.sql_expr(value.whole).alias(f"{name}/whole"),
            ]
        else:
            expressions.append(pl.sql_expr(value).alias(name))
    return tuple(expressions)


def _join_shares(check: CheckSpec, row: dict[str, Any]) -> dict[str, Figure]:
    shares = {name for name, value in check.lets if isinstance(value, Share) and f"{name}/part" in row}
    figures = {name: value for name, value in row.items() if "/" not in name}
    return figures | {name: numbers.percent_of(row[f"{name}/part"], row[f"{name}/whole"]) for name in shares}


def _fill_text(text: Bilingual, figures: Mapping[str, Figure]) -> Bilingual:
    return Bilingual(*(_with_figures(text.in_(language), figures, language) for language in LANGUAGES))


def _with_figures(text: str, figures: Mapping[str, Figure], language: str) -> str:
    return PLACEHOLDER.sub(lambda match: _figure_text(figures[match[2]], language, signed=bool(match[3])), text)


def _figure_text(figure: Figure, language: str, *, signed: bool) -> str:
    if figure is None:
        return EMPTY
    if isinstance(figure, Decimal):
        return str(figure) if language == "en" else str(figure).replace(".", ",")
    return numbers.signed(figure) if signed else numbers.group(figure)
