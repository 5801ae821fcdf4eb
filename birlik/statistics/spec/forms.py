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
from birlik.statistics.spec.dropping import drop_lines
from birlik.statistics.spec.model import (
    NOTHING,
    CircularSum,
    Column,
    DerivedFigure,
    FormLine,
    FormRow,
    FormSpec,
    FormUses,
    Section,
    auto_order,
)
from birlik.statistics.spec.written import SourcePlace, WrittenForm, WrittenLine

Places = dict[str, SourcePlace]
OF_CELLS = ("headcount", "measures", "outflow", "categories")  # what a percentage cannot stand for
# what an extending edition lays over the other
LAID_OVER = ("extends", "lines", "new_lines", "new_sections", "dropped_lines", "dropped_sections", "uses")


def load_form(path: Path) -> FormSpec:
    """Read an edition; one that says `extends` takes everything it doesn't change from the named file beside it."""
    return _build(_read_files(path, ()))


def _read_files(path: Path, extended_by: tuple[str, ...]) -> WrittenForm:
    document = read(path)
    if "extends" in document.data:
        document.require(schemas.EXTENSION)
        return _extend(document, (*extended_by, path.stem))
    document.require(schemas.FORM)
    lines = {
        section["code"]: _written_lines(section, document, ("sections", place))
        for place, section in enumerate(document.data["sections"])
    }
    return WrittenForm(document, document.data, dict.fromkeys(document.data, document), lines)


def _extend(document: Document, extended_by: tuple[str, ...]) -> WrittenForm:
    """Lay an edition over the one it extends: other texts and lists, changed lines, new lines, new sections."""
    name = document.data["extends"]
    path = document.path.with_name(f"{name}.yaml")
    if not path.is_file():
        raise document.error(f"there is no {path.name} to extend", "extends")
    if name in extended_by:
        raise document.error(f"{path.name} extends this edition itself", "extends")
    base = _read_files(path, extended_by)
    base_data, lines = drop_lines(document, base.data, base.lines)
    for code, changes in document.data.get("lines", {}).items():
        section, position = _position(lines, code)
        if not section:
            raise document.error(f"line '{code}' is not in {path.name}", "lines", code)
        row_data = {**lines[section][position].data, **changes}
        lines[section][position] = WrittenLine(row_data, (document, ("lines", code)))
    for place, line in enumerate(document.data.get("new_lines", ())):
        _insert(lines, line, document, ("new_lines", place))
    sections = list(base_data["sections"])
    for place, section in enumerate(document.data.get("new_sections", ())):
        where = ("new_sections", place)
        _insert_section(sections, section, document, where)
        lines[section["code"]] = _written_lines(section, document, where)
    own = {key: value for key, value in document.data.items() if key not in LAID_OVER}
    uses = {**base_data.get("uses", {}), **document.data.get("uses", {})}
    data = {**base_data, "changes": None, **own, "sections": sections, "uses": uses}
    origins = {"uses": document, **base.origins, **dict.fromkeys(own, document)}
    if "uses" in document.data:
        origins["uses"] = document
    return WrittenForm(document, data, origins, lines)


def _written_lines(section: Mapping[str, Any], document: Document, where: Where) -> list[WrittenLine]:
    return [
        WrittenLine(line, (document, (*where, "lines", position))) for position, line in enumerate(section["lines"])
    ]


def _insert_section(
    sections: list[Mapping[str, Any]], section: Mapping[str, Any], document: Document, where: Where
) -> None:
    """Put a new section behind the one it names in `after`."""
    codes = [one["code"] for one in sections]
    if section["code"] in codes:
        raise document.error(f"section '{section['code']}' is there already", *where, "code")
    if section["after"] not in codes:
        raise document.error(f"there is no section '{section['after']}' to stand behind", *where, "after")
    own = {key: value for key, value in section.items() if key != "after"}
    sections.insert(codes.index(section["after"]) + 1, own)


def _position(lines: Mapping[str, list[WrittenLine]], code: str) -> tuple[str, int]:
    """Return the section of a line and its place there; ("", 0) for none."""
    for section, section_lines in lines.items():
        for position, line in enumerate(section_lines):
            if line.data["code"] == code:
                return section, position
    return "", 0


def _insert(lines: dict[str, list[WrittenLine]], line: Mapping[str, Any], document: Document, where: Where) -> None:
    """Put a new line behind the one it names in `after`."""
    section, position = _position(lines, line["after"])
    if not section:
        raise document.error(f"there is no line '{line['after']}' to stand behind", *where, "after")
    own = {key: value for key, value in line.items() if key != "after"}
    lines[section].insert(position + 1, WrittenLine(own, (document, where)))


def _build(form: WrittenForm) -> FormSpec:
    headline = tuple(form.data["headline"])
    rows: dict[str, FormRow] = {}
    sections: list[Section] = []
    places: Places = {}
    numbers: set[str] = set()
    for section in form.data["sections"]:
        lines: list[FormLine] = []
        for form_line in form.lines[section["code"]]:
            (document, where), line = form_line.place, form_line.data
            if line["code"] in places:
                raise document.error(f"line '{line['code']}' is used twice", *where)
            places[line["code"]] = form_line.place
            cells = list(_cells(section, line, headline, form_line.place))
            if twice := numbers & (own := {line["number"], *(row.number for row in cells)}):
                raise document.error(f"number {min(twice)} is used twice", *where, "number")
            numbers |= own
            for row in cells:
                if rows.setdefault(row.code, row) is not row:
                    raise document.error(f"code '{row.code}' is used twice", *where)
            lines.append(_line(line, tuple(row.code for row in cells)))
        columns = tuple(Column(item["code"], Bilingual.of(item["label"])) for item in section.get("columns", ()))
        sections.append(Section(section["code"], Bilingual.of(section["title"]), columns, tuple(lines)))
    _require_cells(rows, places)
    _require_lists(form, rows)
    return _spec(form, tuple(sections), _narrow_sums(rows, places))


def _narrow_sums(rows: dict[str, FormRow], places: Places) -> dict[str, FormRow]:
    """Keep a sum only for whom one of its parts is there: of crossed-out cells alone, for nobody."""
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


def _spec(form: WrittenForm, sections: tuple[Section, ...], rows: dict[str, FormRow]) -> FormSpec:
    data = form.data
    return FormSpec(
        code=data["code"],
        edition=data["edition"],
        valid_from=_date(form.document, data["valid_from"]),
        draft=data["draft"],
        title=Bilingual.of(data["title"]),
        remark=_optional_texts(data.get("remark")),
        changes=_optional_texts(data.get("changes")),
        source=Bilingual.of(data["source"]),
        sections=sections,
        rows=rows,
        derived=tuple(
            DerivedFigure(item["code"], Bilingual.of(item["label"]), item["numerator"], item["denominator"])
            for item in data["derived"]
        ),
        headline_codes=tuple(data["headline"]),
        uses=FormUses.of(data.get("uses", {})),
    )


def _line(line: Mapping[str, Any], codes: tuple[str, ...]) -> FormLine:
    return FormLine(line["code"], line["number"], Bilingual.of(line["label"]), codes, _optional_texts(line.get("help")))


def _cells(
    section: Mapping[str, Any], line: Mapping[str, Any], headline: tuple[str, ...], at: SourcePlace
) -> Iterator[FormRow]:
    columns = section.get("columns")
    common: dict[str, Any] = {
        "unit": line.get("unit", section["unit"]),
        "levels": tuple(line.get("levels", section["levels"])),
        "section": section["code"],
        "line": line["code"],
        "help": _optional_texts(line.get("help")),
    }
    if columns is None:
        yield FormRow(
            code=line["code"],
            number=line["number"],
            label=Bilingual.of(line["label"]),
            sum=tuple(line.get("sum", ())),
            applies=tuple(line.get("applies", ())),
            prefill=line.get("prefill", "").removeprefix("previous."),
            registry=line.get("registry", ""),
            was=tuple(line.get("was", ())),
            headline=line["code"] in headline,
            **common,
        )
        return
    if "registry" in line:
        raise at[0].error("an indicator fills a line of one cell", *at[1], "registry")
    codes = [column["code"] for column in columns]
    for key in ("not_applicable", "names"):
        for column_code in line.get(key, ()):
            if column_code not in codes:
                raise at[0].error(f"'{column_code}' is no column of section '{section['code']}'", *at[1], key)
    for place, column in enumerate(columns, start=1):
        yield _matrix_cell(line, column, f"{line['number']}.{place}", headline, common)


def _matrix_cell(
    line: Mapping[str, Any], column: Mapping[str, Any], number: str, headline: tuple[str, ...], common: dict[str, Any]
) -> FormRow:
    """Return one crossing; a total column adds up the line, any other cell of a summing line adds up its column."""
    code = f"{line['code']}_{column['code']}"
    across = tuple(f"{line['code']}_{part}" for part in column.get("sum", ()))
    down = tuple(f"{part}_{column['code']}" for part in line.get("sum", ()))
    prefill = line.get("prefill", "").removeprefix("previous.")
    name = line.get("names", {}).get(column["code"])
    return FormRow(
        code=code,
        number=number,
        label=Bilingual.of(name) if name else _cross_labels(line["label"], column["label"]),
        column=column["code"],
        sum=across or down,
        applies=tuple(line.get("applies", column.get("applies", ()))),
        never=column["code"] in line.get("not_applicable", ()),
        prefill=f"{prefill}_{column['code']}" if prefill and not across else "",
        was=tuple(f"{one}_{column['code']}" for one in line.get("was", ())),
        headline=code in headline,
        **common,
    )


def _cross_labels(line: Mapping[str, str], column: Mapping[str, str]) -> Bilingual:
    """Word a movement: "Принято в профсоюз: студенты"."""
    texts = {}
    for language in ("kk", "ru", "en"):
        if language in line and language in column:
            texts[language] = f"{line[language]}: {column[language][:1].lower()}{column[language][1:]}"
    return Bilingual.of(texts)


def _require_cells(rows: Mapping[str, FormRow], places: Places) -> None:
    """Refuse a line that adds up, or opens with, cells that do not exist."""
    for row in rows.values():
        document, where = places[row.line]
        for part in row.sum:
            if part not in rows:
                raise document.error(f"'{row.code}' adds up '{part}', which is no cell", *where, "sum")
        if row.prefill and row.prefill not in rows:
            raise document.error(f"'{row.prefill}' of last year is no cell", *where, "prefill")


def _require_lists(form: WrittenForm, rows: Mapping[str, FormRow]) -> None:
    document, where = form.source_of("headline")
    for place, code in enumerate(form.data["headline"]):
        if code not in rows:
            raise document.error(f"'{code}' is no cell", *where, place)
    document, where = form.source_of("derived")
    for place, share in enumerate(form.data["derived"]):
        for part in ("numerator", "denominator"):
            if share[part] not in rows:
                raise document.error(f"'{share[part]}' is no cell", *where, place, part)
        if share["code"] in rows:
            raise document.error(f"'{share['code']}' is the code of a cell", *where, place, "code")
    _require_uses(form, rows)


def _require_uses(form: WrittenForm, rows: Mapping[str, FormRow]) -> None:
    """Refuse a use of what the form does not have: a cell, or where percentages may stand, too, one of them."""
    document, where = form.source_of("uses") if "uses" in form.data else (form.document, ())
    figure_codes = {*rows, *(share["code"] for share in form.data["derived"])}
    uses = FormUses.of(form.data.get("uses", {}))
    of_kinds = [(f"highlights_of.{kind}", code) for kind, codes in uses.highlights_of.items() for code in codes]
    uses_by_key = [
        *(("headcount", code) for code in [uses.headcount] if code),
        *(("measures", code) for code in uses.measures),
        *(("outflow", code) for code in [uses.outflow] if code),
        *(("categories", code) for pair in uses.categories.values() for code in pair),
        *(("highlights", code) for code in uses.highlights),
        *of_kinds,
        *(("trend", code) for codes in uses.trend for code in codes),
        *(("shares", code) for code in uses.shares),
    ]
    for name, code in uses_by_key:
        if code not in (rows if name in OF_CELLS else figure_codes):
            key, _, kind = name.partition(".")
            place = (*where, key, kind) if kind else (*where, key)
            raise document.error(f"'{code}' is no cell of the form; take it out of `uses: {key}:`", *place)


def _date(document: Document, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise document.error(f"'{text}' is no date", "valid_from") from fault


def _optional_texts(texts: Mapping[str, str] | None) -> Bilingual:
    return Bilingual.of(texts) if texts else NOTHING
