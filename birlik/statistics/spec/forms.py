"""Reading a form of the rulebook: lines and columns on paper become cells with codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from birlik.core.bilingual import Bilingual
from birlik.core.rulebook import Document, Where, read
from birlik.statistics.spec import schemas
from birlik.statistics.spec.model import (
    NOTHING,
    CircularSum,
    Column,
    Derived,
    FormLine,
    FormRow,
    FormSpec,
    Section,
    auto_order,
)

Place = tuple[Document, Where]
Places = dict[str, Place]


def load_form(path: Path) -> FormSpec:
    """Read an edition; one that says `extends` takes everything it doesn't change from the named file beside it."""
    document = read(path)
    if "extends" in document.data:
        document.require(schemas.EXTENSION)
        base = _base(document)
        return _build(_extended(document, base), document.data.get("lines", {}), document)
    document.require(schemas.FORM)
    return _build(document, {}, document)


def _base(document: Document) -> Document:
    path = document.path.with_name(f"{document.data['extends']}.yaml")
    if not path.is_file():
        raise document.error(f"there is no {path.name} to extend", "extends")
    base = read(path)
    if "extends" in base.data:
        raise document.error(f"{path.name} extends another edition itself; extend that one", "extends")
    base.require(schemas.FORM)
    return base


def _extended(document: Document, base: Document) -> Document:
    known = {line["code"] for section in base.data["sections"] for line in section["lines"]}
    for code in document.data.get("lines", {}):
        if code not in known:
            raise document.error(f"line '{code}' is not in {base.path.name}", "lines", code)
    own = {key: value for key, value in document.data.items() if key not in ("extends", "lines")}
    return Document(base.path, base.data | own, base.lines)


def _build(document: Document, changed: Mapping[str, Any], top: Document) -> FormSpec:
    headline = tuple(document.data["headline"])
    rows: dict[str, FormRow] = {}
    sections: list[Section] = []
    places: Places = {}
    for place, section in enumerate(document.data["sections"]):
        lines: list[FormLine] = []
        for position, written in enumerate(section["lines"]):
            code = written["code"]
            at: Place = (document, ("sections", place, "lines", position))
            if code in places:
                raise document.error(f"line '{code}' is used twice", *at[1])
            if written["number"] in {line.number for line in _all_lines(sections, lines)}:
                raise document.error(f"number {written['number']} is used twice", *at[1], "number")
            places[code] = (top, ("lines", code)) if code in changed else at
            line = written | changed.get(code, {})
            cells = list(_cells(section, line, headline, places[code]))
            for row in cells:
                if rows.setdefault(row.code, row) is not row:
                    raise document.error(f"code '{row.code}' is used twice", *at[1])
            lines.append(_line(line, tuple(row.code for row in cells)))
        columns = tuple(Column(item["code"], Bilingual.of(item["label"])) for item in section.get("columns", ()))
        sections.append(Section(section["code"], Bilingual.of(section["title"]), columns, tuple(lines)))
    _require_cells(rows, places)
    _require_lists(document, rows)
    return _spec(document, top, tuple(sections), _narrowed(rows, places))


def _narrowed(rows: dict[str, FormRow], places: Places) -> dict[str, FormRow]:
    """A sum is there only for whom one of its parts is: of crossed-out cells alone, for nobody."""
    try:
        order = auto_order(rows)
    except CircularSum as fault:
        document, where = places[rows[fault.code].line]
        raise document.error(f"'{fault.code}' adds up itself", *where, "sum") from fault
    narrowed = dict(rows)
    for code in order:
        parts = [narrowed[part] for part in rows[code].sum if not narrowed[part].never]
        if not parts:
            narrowed[code] = replace(rows[code], never=True)
        elif not rows[code].applies and all(part.applies for part in parts):
            narrowed[code] = replace(rows[code], applies=tuple({kind: 0 for part in parts for kind in part.applies}))
    return narrowed


def _all_lines(sections: list[Section], open_: list[FormLine]) -> list[FormLine]:
    return [*(line for section in sections for line in section.lines), *open_]


def _spec(document: Document, top: Document, sections: tuple[Section, ...], rows: dict[str, FormRow]) -> FormSpec:
    data = document.data
    return FormSpec(
        code=data["code"],
        edition=data["edition"],
        valid_from=_date(top, data["valid_from"]),
        draft=data["draft"],
        title=Bilingual.of(data["title"]),
        remark=_optional(data.get("remark")),
        changes=_optional(data.get("changes")),
        source=Bilingual.of(data["source"]),
        sections=sections,
        rows=rows,
        derived=tuple(
            Derived(item["code"], Bilingual.of(item["label"]), item["numerator"], item["denominator"])
            for item in data["derived"]
        ),
        headline_codes=tuple(data["headline"]),
    )


def _line(line: Mapping[str, Any], codes: tuple[str, ...]) -> FormLine:
    return FormLine(line["code"], line["number"], Bilingual.of(line["label"]), codes, _optional(line.get("help")))


def _cells(
    section: Mapping[str, Any], line: Mapping[str, Any], headline: tuple[str, ...], at: Place
) -> Iterator[FormRow]:
    columns = section.get("columns")
    shared: dict[str, Any] = {
        "unit": line.get("unit", section["unit"]),
        "levels": tuple(line.get("levels", section["levels"])),
        "section": section["code"],
        "line": line["code"],
        "help": _optional(line.get("help")),
    }
    if columns is None:
        yield FormRow(
            code=line["code"],
            number=line["number"],
            label=Bilingual.of(line["label"]),
            sum=tuple(line.get("sum", ())),
            applies=tuple(line.get("applies", ())),
            prefill=line.get("prefill", "").removeprefix("previous."),
            headline=line["code"] in headline,
            **shared,
        )
        return
    codes = [column["code"] for column in columns]
    for key in ("not_applicable", "names"):
        for named in line.get(key, ()):
            if named not in codes:
                raise at[0].error(f"'{named}' is no column of section '{section['code']}'", *at[1], key)
    for place, column in enumerate(columns, start=1):
        yield _matrix_cell(line, column, f"{line['number']}.{place}", headline, shared)


def _matrix_cell(
    line: Mapping[str, Any], column: Mapping[str, Any], number: str, headline: tuple[str, ...], shared: dict[str, Any]
) -> FormRow:
    """One crossing; a total column adds up the line, any other cell of a summing line adds up its column."""
    code = f"{line['code']}_{column['code']}"
    across = tuple(f"{line['code']}_{part}" for part in column.get("sum", ()))
    down = tuple(f"{part}_{column['code']}" for part in line.get("sum", ()))
    prefill = line.get("prefill", "").removeprefix("previous.")
    named = line.get("names", {}).get(column["code"])
    return FormRow(
        code=code,
        number=number,
        label=Bilingual.of(named) if named else _crossed(line["label"], column["label"]),
        column=column["code"],
        sum=across or down,
        applies=tuple(line.get("applies", column.get("applies", ()))),
        never=column["code"] in line.get("not_applicable", ()),
        prefill=f"{prefill}_{column['code']}" if prefill and not across else "",
        headline=code in headline,
        **shared,
    )


def _crossed(line: Mapping[str, str], column: Mapping[str, str]) -> Bilingual:
    """ "Принято в профсоюз: студенты"."""
    texts = {}
    for language in ("kk", "ru", "en"):
        if language in line and language in column:
            texts[language] = f"{line[language]}: {column[language][:1].lower()}{column[language][1:]}"
    return Bilingual.of(texts)


def _require_cells(rows: Mapping[str, FormRow], places: Places) -> None:
    """A line may add up, or open with, only cells that exist."""
    for row in rows.values():
        document, where = places[row.line]
        for part in row.sum:
            if part not in rows:
                raise document.error(f"'{row.code}' adds up '{part}', which is no cell", *where, "sum")
        if row.prefill and row.prefill not in rows:
            raise document.error(f"'{row.prefill}' of last year is no cell", *where, "prefill")


def _require_lists(document: Document, rows: Mapping[str, FormRow]) -> None:
    for place, code in enumerate(document.data["headline"]):
        if code not in rows:
            raise document.error(f"'{code}' is no cell", "headline", place)
    for place, share in enumerate(document.data["derived"]):
        for side in ("numerator", "denominator"):
            if share[side] not in rows:
                raise document.error(f"'{share[side]}' is no cell", "derived", place, side)
        if share["code"] in rows:
            raise document.error(f"'{share['code']}' is the code of a cell", "derived", place, "code")


def _date(document: Document, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise document.error(f"'{text}' is no date", "valid_from") from fault


def _optional(texts: Mapping[str, str] | None) -> Bilingual:
    return Bilingual.of(texts) if texts else NOTHING
