"""Where the heading of a list stands and what its columns hold: by their names first, then by what is in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import polars as pl

from birlik.grammar.letters import fold
from birlik.members.imports.parse import contents
from birlik.members.imports.parse.fields import FOREIGN_WORDS, HEADINGS, OWN_HEADINGS, Field
from birlik.sheets.sheet import Sheet

FIRST_ROWS = 30
ENOUGH = 2  # headings that make a row the header
SAMPLES = 3
SAMPLE_LENGTH = 40
LOOKED_AT = 300  # rows below the header that tell a column's content
EXACT, PARTLY, SHORTEST_PART = 1.0, 0.8, 3

Why = Literal["name", "content", ""]
_SIGNS = re.compile(r"[\W_\d]+")


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """`index` is the column's place in the frame; `field` None means that it is not read. `confidence` 0 to 1."""

    index: int
    header: str
    field: Field | None
    why: Why
    confidence: float
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """`header` is the frame's line with the headings, -1 when the list has none."""

    header: int
    columns: tuple[ColumnGuess, ...]

    @property
    def mapping(self) -> Mapping[int, Field]:
        """Column → field, of the columns that are read."""
        return MappingProxyType({column.index: column.field for column in self.columns if column.field})

    @property
    def confidence(self) -> float:
        """The least sure of the columns that are read; 0 when nobody could be told by them."""
        known_columns = [column for column in self.columns if column.field]
        fields = {column.field for column in known_columns}
        has_names = Field.FULL_NAME in fields or {Field.SURNAME, Field.GIVEN} <= fields
        return min(column.confidence for column in known_columns) if has_names else 0.0

    @property
    def signature(self) -> str:
        return signature([column.header for column in self.columns])


def fold_heading(text: str) -> str:
    """Return a heading as it is compared and remembered: folded, words only."""
    return _SIGNS.sub(" ", fold(text)).strip()


def signature(headers: Sequence[str]) -> str:
    """Return 64 hexadecimal digits that stay the same as long as the headings and their order do."""
    theirs = [fold_heading(header) for header in headers if not is_own(header)]
    return hashlib.sha256("\x1f".join(theirs).encode()).hexdigest()


def is_own(heading: str) -> bool:
    """Return whether Birlik wrote the column, not the owner of the list."""
    return fold_heading(heading) in _OWN


def find_header(sheet: Sheet) -> int:
    """Return the line of the frame that holds the headings, of the first thirty; the lower one of two-line headings;
    or -1.
    """
    head = [["" if is_own(cell or "") else cell or "" for cell in row] for row in sheet.frame.head(FIRST_ROWS).rows()]
    scores = [_count_named_fields(row) for row in head]
    best = max(range(len(scores)), key=lambda line: (scores[line], -line))
    if scores[best] < ENOUGH:
        return -1
    next_line = best + 1
    if (
        next_line < len(head)
        and scores[next_line] >= ENOUGH
        and scores[next_line] == sum(1 for cell in head[next_line] if cell)
    ):
        return next_line
    return best


def headings(sheet: Sheet, header: int) -> list[str]:
    """Return the headings of all columns; where the line has none (merged cells), what stands above; "" when nothing
    does.
    """
    if not 0 <= header < sheet.frame.height:
        return [""] * sheet.frame.width
    own = sheet.frame.row(header)
    upper_row: Sequence[str | None] = sheet.frame.row(header - 1) if header else own
    if sum(1 for cell in upper_row if cell) < ENOUGH:  # a title, not a heading
        upper_row = own
    return [" ".join((cell or upper or "").split()) for cell, upper in zip(own, upper_row, strict=True)]


def guess(sheet: Sheet, header: int | None = None) -> Guess:
    """Guess what each column holds. A field is given to one column only, the surest; `header` None means find it."""
    header = find_header(sheet) if header is None else header
    names = headings(sheet, header)
    sample = sheet.frame.slice(header + 1, LOOKED_AT)
    columns = []
    for place, name in enumerate(names):
        field, confidence = field_of(name) if name else (None, 0.0)
        samples = sample[:, place].drop_nulls().head(SAMPLES).str.slice(0, SAMPLE_LENGTH).to_list()
        columns.append(ColumnGuess(place, name, field, "name" if field else "", confidence, tuple(samples)))
    return Guess(header, tuple(_by_content(_keep_surest(columns), sample)))


def _keep_surest(columns: list[ColumnGuess]) -> list[ColumnGuess]:
    """Let the surest of several columns with one field keep it, the first of equals."""
    surest: dict[Field, ColumnGuess] = {}
    for column in columns:
        if column.field and (column.field not in surest or column.confidence > surest[column.field].confidence):
            surest[column.field] = column
    unread = {column.index for column in columns if column.field and surest[column.field] is not column}
    return [
        replace(column, field=None, why="", confidence=0.0) if column.index in unread else column for column in columns
    ]


def _by_content(columns: list[ColumnGuess], sample: pl.DataFrame) -> list[ColumnGuess]:
    """Return columns whose name says nothing, by their cells; never a field that another column has."""
    fields_in_use = {column.field for column in columns if column.field}
    if fields_in_use & {Field.SURNAME, Field.GIVEN, Field.PATRONYMIC}:
        fields_in_use.add(Field.FULL_NAME)
    if Field.FULL_NAME in fields_in_use:
        fields_in_use |= {Field.SURNAME, Field.GIVEN, Field.PATRONYMIC}
    guesses = []
    for column in columns:
        if column.field is None and not _is_misleading(column.header):
            field, share = contents.field_of(sample[:, column.index], frozenset(fields_in_use))
            if field:
                fields_in_use.add(field)
                column = replace(column, field=field, why="content", confidence=round(share * PARTLY, 2))
        guesses.append(column)
    return guesses


def field_of(heading: str) -> tuple[Field | None, float]:
    """Return the field a heading names, and how surely: 1 for the whole heading, 0.8 for a part of it."""
    return _field_of(fold_heading(heading))


def _is_misleading(heading: str) -> bool:
    return is_own(heading) or any(word in fold_heading(heading) for word in _FOREIGN_WORDS)


@lru_cache(maxsize=4096)
def _field_of(heading: str) -> tuple[Field | None, float]:
    if heading in _FIELDS_BY_HEADING:
        return _FIELDS_BY_HEADING[heading], EXACT
    if _is_misleading(heading):
        return None, 0.0
    spaced_heading = f" {heading} "
    parts = [part for part in _FIELDS_BY_HEADING if len(part) >= SHORTEST_PART and f" {part} " in spaced_heading]
    return (_FIELDS_BY_HEADING[max(parts, key=len)], PARTLY) if parts else (None, 0.0)


def _count_named_fields(row: list[str]) -> int:
    """Return how many different fields the cells of a row name; long cells are titles, not headings."""
    fields = {field_of(cell)[0] for cell in row if cell and len(cell) <= 2 * SAMPLE_LENGTH}
    return len(fields - {None, Field.NUMBER}) + (Field.NUMBER in fields)


_FIELDS_BY_HEADING = {fold_heading(heading): field for field, texts in HEADINGS.items() for heading in texts}
_OWN = frozenset(fold_heading(heading) for heading in OWN_HEADINGS)
_FOREIGN_WORDS = tuple(fold_heading(word) for word in FOREIGN_WORDS)
