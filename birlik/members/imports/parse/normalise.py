"""Cells to values: one frame with a line for each person of the list, and one with all that is wrong with them.

Everything is done by columns; Python sees only different texts of short lists (categories, kinds, odd names).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from birlik.members.imports.parse import dates, names, numbers, people, vocabulary
from birlik.members.imports.parse.fields import Field
from birlik.members.imports.parse.headers import field_of
from birlik.members.imports.parse.problems import ERROR, WARNING, Problems
from birlik.members.values import PLAIN_FIELDS
from birlik.sheets.sheet import Sheet

LONGEST = {
    Field.ORGANISATION: 400,
    Field.EMPLOYER: 400,
    Field.POSITION: 200,
    Field.CARD: 30,
    **{Field(one.name): one.longest for one in PLAIN_FIELDS if not one.choices},
}
DAYS = (Field.BORN, Field.JOINED, Field.LEFT)
CHOICES: tuple[tuple[Field, dict[str, str], str], ...] = (
    (Field.SEX, vocabulary.SEXES, WARNING),
    (Field.CATEGORY, vocabulary.CATEGORIES, ERROR),
    (Field.INSTITUTION_TYPE, vocabulary.INSTITUTIONS, WARNING),
    (Field.REASON, vocabulary.REASONS, WARNING),
    *((Field(name), words, WARNING) for name, words in vocabulary.PLAIN.items()),
)
COLUMNS = (
    "row", "iin", "surname", "given", "patronymic", "fold_key", "given_key", "sort_key", "sex", "born", "phone",
    "email", "category", "organisation", "employer", "employer_bin", "position", "institution_type", "joined", "left",
    "reason", "card", *(one.name for one in PLAIN_FIELDS),
)  # fmt: skip
NUMBERS = {Field.PHONE: numbers.phones, Field.EMAIL: numbers.emails, Field.EMPLOYER_BIN: numbers.bins}
TOLD_BY = (Field.IIN, *people.NAMES, Field.FULL_NAME, Field.BORN)


@dataclass(frozen=True, slots=True)
class Normal:
    """`frame` has COLUMNS (row Int32; born, joined, left Date or null; else String, never null).

    `problems` has row, field, code, severity, value; a row with an error must not be loaded. `skipped` counts rows
    that name nobody: blank ones, headings repeated on every page, the line that numbers the columns.
    """

    frame: pl.DataFrame
    problems: pl.DataFrame
    skipped: int


def normalise(sheet: Sheet, header_row: int, mapping: Mapping[int, Field], today: date | None = None) -> Normal:
    """Read the lines below `header_row` (a line of the sheet's frame; -1: the list has no header).

    Codes are told in birlik/members/imports/parse/problems.py. Nothing is derived: no birth date or sex from an IIN.
    """
    today = today or datetime.now(UTC).date()
    cells, skip_count = _people(sheet, header_row, mapping)
    problems, of_names = Problems(cells["row"]), Problems(cells["row"])
    values: dict[str, pl.Series] = {"row": cells["row"]}
    with ThreadPoolExecutor(1) as aside:  # columns are independent, and there is more than one core
        name_task = aside.submit(people.read_names, cells, of_names)
        for field in LONGEST:
            values[field] = _text(cells, field, LONGEST[field], problems)
        for field, words, severity in CHOICES:
            values[field] = _choice(cells, field, words, severity, problems)
        for field, read in NUMBERS.items():
            values[field] = _check_values(cells, field, read, problems)
        days = {field: _days(cells, field, today) for field in DAYS}
        values |= name_task.result()
    problems.found += of_names.found
    values |= people.judge_numbers_and_days(cells, values, days, problems)
    return Normal(pl.DataFrame([values[name].alias(name) for name in COLUMNS]), problems.frame(), skip_count)


def _people(sheet: Sheet, header_row: int, mapping: Mapping[int, Field]) -> tuple[pl.DataFrame, int]:
    """Return columns row and the mapped fields of the lines that name somebody; how many lines below the header do not.

    Left out besides blank lines: a second line of headings, headings repeated on every page, a line 1, 2, 3, …
    """
    body = sheet.frame.slice(header_row + 1)
    places = {field: f"c{index}" for index, field in mapping.items() if index < sheet.frame.width}
    name_places = {field: places[field] for field in TOLD_BY if field in places}
    if not name_places:
        return pl.DataFrame(schema={"row": pl.Int32, **dict.fromkeys(places, pl.String)}), body.height
    row_number = pl.int_range(pl.len(), dtype=pl.Int32) + (sheet.first_row + header_row + 1)
    cells = body.select(row_number.alias("row"), *(pl.col(name).alias(field) for field, name in places.items()))
    somebody = pl.any_horizontal(pl.col(list(name_places)).is_not_null())
    ordinals = pl.all_horizontal(pl.col(list(name_places)).fill_null("0").str.contains(r"^\d{1,2}$"))
    person_rows = cells.filter(somebody & ~ordinals & ~_is_heading_again(sheet, header_row, name_places))
    if person_rows.height and _is_heading(person_rows.select(list(name_places)).row(0)):
        person_rows = person_rows.slice(1)
    return person_rows, body.height - person_rows.height


def _is_heading_again(sheet: Sheet, header_row: int, name_places: Mapping[Field, str]) -> pl.Expr:
    """Return true for a line whose cells are the headings once more."""
    heading_rows = sheet.frame.slice(max(header_row, 0), 1 if header_row >= 0 else 0).to_dicts()
    headings = {
        field: heading_rows[0][name] for field, name in name_places.items() if heading_rows and heading_rows[0][name]
    }
    alike = [pl.col(field) == heading for field, heading in headings.items()]
    return pl.all_horizontal(alike).fill_null(value=False) if alike else pl.lit(value=False)


def _is_heading(row: tuple[str | None, ...]) -> bool:
    cells = [cell for cell in row if cell]
    return all(field_of(cell)[0] for cell in cells) and len(cells) > 1


def _column(cells: pl.DataFrame, field: Field) -> pl.Series:
    return (
        cells[field]
        if field in cells.columns
        else pl.Series(field, [None], dtype=pl.String).new_from_index(0, cells.height)
    )


def _text(cells: pl.DataFrame, field: Field, longest: int, problems: Problems) -> pl.Series:
    """Return the text with single spaces, at most `longest` characters."""
    if field not in cells.columns:
        return _column(cells, field).fill_null("")
    tidy = numbers.by_text(
        cells[field], lambda texts: texts.str.replace_all(r"[\s\x00-\x1f]+", " ").str.strip_chars()
    ).fill_null("")
    long = tidy.str.len_bytes() > longest
    if long.any():
        long = tidy.str.len_chars() > longest
        problems.add(long, field, names.LONG, WARNING, tidy)
    return tidy.str.head(longest) if long.any() else tidy


def _choice(cells: pl.DataFrame, field: Field, words: dict[str, str], severity: str, problems: Problems) -> pl.Series:
    """Return the value of a closed list, "" where the cell is empty or unknown."""
    raw = _column(cells, field)
    different = raw.unique().drop_nulls().to_list()
    values = {text: vocabulary.meaning(words, text) if text.strip() else "" for text in different}
    choices = raw.replace_strict(values, default=None, return_dtype=pl.String)
    problems.add(choices.is_null() & raw.is_not_null(), field, f"{field}.unknown", severity, raw)
    return choices.fill_null("")


def _days(cells: pl.DataFrame, field: Field, today: date) -> pl.DataFrame:
    if field not in cells.columns:
        no_day = pl.Series("day", [None], dtype=pl.Date).new_from_index(0, cells.height)
        return pl.DataFrame([no_day, pl.Series("code", [""]).new_from_index(0, cells.height)])
    return dates.parse_dates(cells[field], today)


def _check_values(
    cells: pl.DataFrame, field: Field, read: Callable[[pl.Series], pl.DataFrame], problems: Problems
) -> pl.Series:
    """Return the value of a number or address; the warning that its reader gives."""
    if field not in cells.columns:
        return _column(cells, field).fill_null("")
    readings = read(cells[field])
    problems.add_codes(readings["code"], field, WARNING, cells[field])
    return readings["value"]
