"""Reading the checks: SQL expressions over the cells of a form, with what to say when one doesn't hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from birlik.core.bilingual import Bilingual
from birlik.core.rulebook import Document, RulebookError, raise_all, read
from birlik.statistics.spec import schemas
from birlik.statistics.spec.model import FormSpec

PLACEHOLDER = re.compile(r"\{([@#]?)([a-z][a-z0-9_]*)(:\+)?\}")
TEXT_COLUMNS = ("level", "institution_type")
COUNT_COLUMNS = ("causes_total", "note_length", "accepted_count", "expected_count", "registry_digitised")
PREFIXES = ("", "previous_", "children_", "registry_")
EMPTY_CELLS = "empty_cells"
FIRST, LAST = 0, 9999  # editions


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage inside a message: two SQL expressions."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """One rule. `when`: where it concerns a report at all ("" = always). `lets`: figures for the message.

    In `message` and `fix`, {name} is a figure, {name:+} the same with its sign, {@code} the name of a cell and
    {#code} its line on paper. `per_cell`: asks about one cell, and only where that cell is applicable. `columns`: what
    its expressions read of a report; `named`: the cells it points to or whose names and lines it tells. `about`: what
    it asks for where only a report can answer it: "empty_cells", the "causes" of decrease, the "note"; else "".
    `since`, `until`: the first and the last edition of the form that it is asked of.
    """

    code: str
    severity: str
    levels: tuple[str, ...]
    rule: str
    when: str
    cells: tuple[str, ...]
    lets: tuple[tuple[str, str | Share], ...]
    message: Bilingual
    fix: Bilingual
    document: str
    clause: str
    per_cell: bool
    columns: frozenset[str]
    named: frozenset[str]
    about: str = ""
    since: int = FIRST
    until: int = LAST

    def concerns(self, form: FormSpec) -> bool:
        """Return whether it is asked of an edition of the form: one of its years, with every cell that it reads or
        names.
        """
        return self.since <= form.edition <= self.until and self.fits(form)

    def fits(self, form: FormSpec) -> bool:
        return self.named <= form.rows.keys() and self.columns <= frame_schema(form).keys()


@dataclass(frozen=True, slots=True, eq=False)
class CheckSet:
    """All checks of a file, in its order. Compared by identity, so that what is compiled of it can be kept."""

    checks: tuple[CheckSpec, ...]

    def __iter__(self) -> Iterator[CheckSpec]:
        return iter(self.checks)

    def __len__(self) -> int:
        return len(self.checks)

    @property
    def by_code(self) -> dict[str, CheckSpec]:
        return {check.code: check for check in self.checks}


@lru_cache(maxsize=64)
def frame_schema(form: FormSpec) -> Mapping[str, pl.DataType]:
    """Return columns a rule may speak of: every cell, last year's, the children's sum of it, what the registry of
    members says of it, and the surroundings.
    """
    counts = (*(f"{prefix}{code}" for prefix in PREFIXES for code in form.rows), *COUNT_COLUMNS)
    return {**dict.fromkeys(counts, pl.Int64()), **dict.fromkeys(TEXT_COLUMNS, pl.String())}


def load_checks(path: Path, forms: Sequence[FormSpec]) -> CheckSet:
    """Read the checks for the editions of a form, the newest last.

    A check must fit an edition that it is asked of, and each of them where it says `since` or `until`; an expression
    that is no SQL, or names no cell of the newest that fits, is a malformed rulebook.
    """
    document = read(path)
    document.require(schemas.CHECKS)
    frames = {form.edition: pl.DataFrame(schema=frame_schema(form)) for form in forms}
    checks: dict[str, CheckSpec] = {}
    faults: list[RulebookError] = []
    for place, item in enumerate(document.data["checks"]):
        editions = [form for form in forms if item.get("since", FIRST) <= form.edition <= item.get("until", LAST)]
        try:
            of_item = list(_checks_of_item(document, place, item, editions, frames))
        except RulebookError as fault:
            faults.append(fault)
            continue
        for check in of_item:
            if check.code in checks:
                faults.append(document.error(f"check {check.code} is written twice", "checks", place, "code"))
            checks[check.code] = check
    raise_all(faults)
    return CheckSet(tuple(checks.values()))


def _checks_of_item(
    document: Document,
    place: int,
    item: Mapping[str, Any],
    editions: Sequence[FormSpec],
    frames: Mapping[int, pl.DataFrame],
) -> Iterator[CheckSpec]:
    if not editions:
        raise document.error("there is no edition of the form from `since` to `until`", "checks", place)
    for item_of_value in _expand_check(document, item, place, editions):
        check = _check_of_newest(document, place, item_of_value, editions, frames)
        _require_editions(document, place, item, check, editions)
        yield check


def _check_of_newest(
    document: Document,
    place: int,
    item: dict[str, Any],
    editions: Sequence[FormSpec],
    frames: Mapping[int, pl.DataFrame],
) -> CheckSpec:
    """Read a check for the newest edition that it fits; where it fits none, the fault is told of the newest."""
    faults = []
    for form in reversed(editions):
        try:
            check = _check(document, place, item, form, frames[form.edition])
            _require_cells(document, place, check, form)
        except RulebookError as fault:
            faults.append(fault)
        else:
            return check
    raise faults[0]


def _require_editions(
    document: Document, place: int, item: Mapping[str, Any], check: CheckSpec, editions: Sequence[FormSpec]
) -> None:
    """Refuse years that are said of a check which one of their editions has no cell for."""
    for form in editions:
        if ("since" in item or "until" in item) and not check.fits(form):
            missing_codes = sorted((check.named - form.rows.keys()) | (check.columns - frame_schema(form).keys()))
            key = "since" if "since" in item else "until"
            raise document.error(f"edition {form.name} has no '{missing_codes[0]}': mend `{key}`", "checks", place, key)


def _expand_check(
    document: Document, item: Mapping[str, Any], place: int, editions: Sequence[FormSpec]
) -> Iterator[dict[str, Any]]:
    """Expand a check with `each` into one check per value of its variable, of whatever edition."""
    if "each" not in item:
        yield {**item, "per_cell": False}
        return
    ((variable, values),) = item["each"].items()
    per_cell = values == "cells"
    newest_first = list(reversed(editions))
    if per_cell:
        values = dict.fromkeys(code for form in newest_first for code in form.stored_codes if not form.rows[code].sum)
    elif values == "headline":
        values = dict.fromkeys(code for form in newest_first for code in form.headline_codes)
    if "{" + variable + "}" not in item["code"]:
        raise document.error(f"the code must hold {{{variable}}}, or all would be called the same", "checks", place)
    for value in values:
        yield {**_replace_variable(item, "{" + variable + "}", value), "per_cell": per_cell}


def _replace_variable(part: Any, variable: str, value: str) -> Any:
    """Refuse `{c}` as a figure, which is never meant: it is the part of a name, in {@members_{c}} too."""
    if isinstance(part, str):
        return part.replace(variable, value)
    if isinstance(part, list):
        return [_replace_variable(item, variable, value) for item in part]
    if isinstance(part, dict):
        return {key: _replace_variable(item, variable, value) for key, item in part.items()}
    return part


def _check(document: Document, place: int, item: dict[str, Any], form: FormSpec, empty: pl.DataFrame) -> CheckSpec:
    where = ("checks", place)
    columns = _columns(document, (*where, "rule"), item["rule"], empty, boolean=True)
    cells = item.get("cells", [code for code in form.rows if code in columns])
    if "when" in item:
        columns |= _columns(document, (*where, "when"), item["when"], empty, boolean=True)
    lets: list[tuple[str, str | Share]] = []
    for name, value in item.get("let", {}).items():
        parts = value["percent"] if isinstance(value, dict) else [value]
        for part in parts:
            columns |= _columns(document, (*where, "let", name), part, empty)
        lets.append((name, Share(*parts) if isinstance(value, dict) else value))
    figures, named_cells = _named_in_texts(document, where, item, {name for name, _ in lets}, form)
    return CheckSpec(
        code=item["code"],
        severity=item["severity"],
        levels=tuple(item["levels"]),
        rule=item["rule"],
        when=item.get("when", ""),
        cells=tuple(cell for cell in cells if cell not in form.rows or not form.rows[cell].never),
        lets=tuple(lets),
        message=Bilingual.of(item["message"]),
        fix=Bilingual.of(item["fix"]),
        document=item["source"]["document"],
        clause=item["source"]["clause"],
        per_cell=item["per_cell"],
        columns=frozenset(columns | figures),
        named=frozenset(named_cells | {cell for cell in cells if cell in form.rows}),
        about=item.get("about", ""),
        since=item.get("since", FIRST),
        until=item.get("until", LAST),
    )


def _columns(
    document: Document, where: tuple[str | int, ...], sql: str, empty: pl.DataFrame, *, boolean: bool = False
) -> set[str]:
    """Return the columns an expression names; it must be readable, know them all, and be a condition where one is
    due.
    """
    try:
        expression = pl.sql_expr(sql)
        names = set(expression.meta.root_names())
        if unknown := sorted(names - set(empty.columns)):
            raise document.error(f"'{unknown[0]}' is no cell of the form: {sql}", *where)
        result = empty.select(expression.alias("result")).schema["result"]
    except pl.exceptions.PolarsError as fault:
        raise document.error(f"not an SQL expression: {sql} ({fault})", *where) from fault
    if boolean and result != pl.Boolean():
        raise document.error(f"not a condition, it gives {result}: {sql}", *where)
    return names


def _named_in_texts(
    document: Document, where: tuple[str | int, ...], item: Mapping[str, Any], lets: set[str], form: FormSpec
) -> tuple[set[str], set[str]]:
    """Find the figures that the texts take straight from columns, and the cells whose name or line they tell.

    Every placeholder must be a cell, a column or a `let`.
    """
    figures, named_cells = set(), set()
    columns = frame_schema(form)
    for key in ("message", "fix"):
        for language, text in item[key].items():
            for mark, name, _sign in PLACEHOLDER.findall(text):
                if name not in (form.rows if mark else {*columns, *lets}):
                    raise document.error(f"{{{mark}{name}}} is neither a cell nor a let", *where, key, language)
                if mark:
                    named_cells.add(name)
                elif name not in lets:
                    figures.add(name)
            if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
                raise document.error(f"a brace that is no placeholder: {text}", *where, key, language)
    return figures, named_cells


def _require_cells(document: Document, place: int, check: CheckSpec, form: FormSpec) -> None:
    for cell in check.cells:
        if cell not in form.rows:
            raise document.error(f"'{cell}' is no cell of the form", "checks", place, "cells")
