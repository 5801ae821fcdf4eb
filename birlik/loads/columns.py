"""Which column of a delivered list is which field, and its rows as texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
from django.utils.functional import Promise

from birlik.core.errors import Refusal
from birlik.members.imports.parse.vocabulary import plain
from birlik.sheets.sheet import Sheet

FIRST_ROWS = 30  # among which the headings are looked for
ENOUGH = 2  # headings that make a row the one with the headings
SAMPLES, SAMPLE_LENGTH = 3, 40
MOST_ROWS = 50_000
Headings = Mapping[str, str]  # folded heading → field


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A field of a list: what it is called, its headings in Kazakh, Russian and otherwise, what may stand in it.

    `is_needed`: without this column nothing can be read.
    """

    name: str
    label: str | Promise
    headings: tuple[str, ...]
    hint: str | Promise = ""
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file, from 1: its heading, some of its cells, the field that it is taken for ("" for none)."""

    place: int
    heading: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class DeliveredRows:
    """The rows of a list: number of the row in the file (from 1) → field → text, without empty cells.

    `header`: the row of the headings. `columns`: all columns of the file that have any.
    """

    header: int
    columns: tuple[FileColumn, ...]
    rows: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, int]:
        """Field → column."""
        return {one.field: one.place for one in self.columns if one.field}

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings of the columns that are not read."""
        return tuple(one.heading for one in self.columns if not one.field and one.heading)


def headings_of(columns: Sequence[ListColumn]) -> dict[str, str]:
    """Return folded heading → field: by each field's own name and every heading that it is known by."""
    return {plain(text): one.name for one in columns for text in (one.name, *one.headings)}


def judge(headings: Headings) -> Callable[[pl.DataFrame], bool]:
    """Return what tells by the first rows of a sheet whether it is such a list."""
    return lambda beginning: _find_header(beginning, headings) is not None


def read_rows(sheet: Sheet, headings: Headings, fields: Mapping[str, str]) -> DeliveredRows:
    """Read every row below the headings. `fields`: column (from 1) → field, where a person has told; "" for none.

    Refused with `load.no_headings` and `load.too_many`.
    """
    header = _find_header(sheet.frame, headings)
    if header is None and fields:
        header = 0
    if header is None:
        raise Refusal("load.no_headings")
    body = sheet.frame.slice(header + 1)
    if body.height > MOST_ROWS:
        raise Refusal("load.too_many", most=MOST_ROWS)
    columns = _columns(sheet, header, headings, fields)
    cells = {one.field: body[:, one.place - sheet.first_column].to_list() for one in columns if one.field}
    first = sheet.first_row + header + 1
    rows = {
        first + place: row
        for place in range(body.height)
        if (row := {name: text.strip() for name, texts in cells.items() if (text := texts[place]) and text.strip()})
    }
    return DeliveredRows(sheet.first_row + header, columns, rows)


def _find_header(frame: pl.DataFrame, headings: Headings) -> int | None:
    scores = [
        len({headings[key] for cell in row if cell and (key := plain(cell)) in headings})
        for row in frame.head(FIRST_ROWS).rows()
    ]
    best = max(range(len(scores)), key=lambda line: (scores[line], -line), default=0)
    return best if scores and scores[best] >= ENOUGH else None


def _columns(sheet: Sheet, header: int, headings: Headings, fields: Mapping[str, str]) -> tuple[FileColumn, ...]:
    names = [" ".join((cell or "").split()) for cell in sheet.frame.row(header)]
    taken_fields, columns = {field for field in fields.values() if field}, []
    for index, name in enumerate(names):
        place = sheet.first_column + index
        guess = headings.get(plain(name), "") if name else ""
        chosen_field = fields.get(str(place), "" if guess in taken_fields else guess)
        taken_fields.add(chosen_field)
        cells = sheet.frame[header + 1 :, index].drop_nulls().head(SAMPLES).str.slice(0, SAMPLE_LENGTH).to_list()
        if name or cells:
            columns.append(FileColumn(place, name, tuple(cells), chosen_field))
    return tuple(columns)
