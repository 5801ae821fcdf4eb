"""A delivered list as texts for the register's form: which column is which field, and what a cell means there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import polars as pl
from django.db import models
from django.utils.translation import override

from birlik.core.errors import Refusal
from birlik.core.periods import LAST_DAY
from birlik.core.translation import in_each_language
from birlik.members.imports.parse import dates
from birlik.registers.declare import Register
from birlik.sheets.sheet import Sheet

ORGANISATION, ANNULMENT, NUMBER = "organisation", "annulled", "number"
NUMBER_WORDS: Final = ("нөмірі", "номер", "number")  # of the entry, as the register's own file has it
ORGANISATION_WORDS: Final = (
    "ұйым",
    "ұйымның коды",
    "организация",
    "код организации",
    "organisation",
    "code of the organisation",
)
ANNULLED_WORDS: Final = ("күші жойылды", "аннулировано", "annulled")
YES: Final = {"иә", "да", "yes", "true", "1", "+", "бар", "есть"}
NO: Final = {"жоқ", "нет", "no", "false", "0", "-", "–"}
LANGUAGES = ("kk", "ru", "en")
LOOKED_AT = 15  # lines among which the headings are looked for
ENOUGH = 2  # headings that make a line the one with the headings


@dataclass(frozen=True, slots=True)
class DeliveredEntry:
    """`number`: the row of the file, from 1. `data`: field → text as the form takes it.

    `is_annulled`: the register's own file says that the entry is, so it is not to be written down anew. `entry`: the
    number of the entry that the line is about, as it stands in the cell; "" for a new one.
    """

    number: int
    organisation: str
    data: Mapping[str, str]
    is_annulled: bool = False
    entry: str = ""


@dataclass(frozen=True, slots=True)
class DeliveredList:
    """`header`: the row of the headings, `columns`: field → column of the file, both from 1.

    `unknown`: headings that name no field.
    """

    header: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    lines: tuple[DeliveredEntry, ...]


def read_list(register: Register, sheet: Sheet, today: date) -> DeliveredList:
    """Find the headings and read every line below; refused with `entry_import.no_headings`."""
    headings = _headings(register)
    head = sheet.frame.head(LOOKED_AT).rows()
    scores = [sum(_plain(cell) in headings for cell in row if cell) for row in head]
    best = max(range(len(scores)), key=lambda row: (scores[row], -row), default=0)
    if not scores or scores[best] < ENOUGH:
        raise Refusal("entry_import.no_headings", first=in_each_language(register.column(register.day).verbose_name))
    columns: dict[str, int] = {}
    for place, cell in enumerate(head[best]):
        if cell and (name := headings.get(_plain(cell))):
            columns.setdefault(name, place)
    unknown = tuple(cell for cell in head[best] if cell and _plain(cell) not in headings)
    lines = tuple(_lines(register, sheet, best, columns, today))
    places = {name: place + sheet.first_column for name, place in columns.items() if name != ANNULMENT}
    return DeliveredList(sheet.first_row + best, places, unknown, lines)


def _lines(
    register: Register, sheet: Sheet, header: int, columns: Mapping[str, int], today: date
) -> Iterator[DeliveredEntry]:
    body = sheet.frame.slice(header + 1)
    cells = {name: body[:, place] for name, place in columns.items()}
    other_columns = {name: pl.Series([None] * body.height) for name in (ORGANISATION, ANNULMENT, NUMBER)}
    other_columns |= {name: cells.pop(name) for name in other_columns if name in cells}
    numbers = _whole_numbers([text or "" for text in other_columns[NUMBER].to_list()])
    read = {name: _read(register, name, column, today) for name, column in cells.items()}
    for row in range(body.height):
        data = {name: texts[row] for name, texts in read.items() if texts[row]}
        organisation_text, annulment = other_columns[ORGANISATION][row], other_columns[ANNULMENT][row]
        if data or organisation_text:
            place = sheet.first_row + header + 1 + row
            yield DeliveredEntry(place, organisation_text or "", data, bool(annulment), numbers[row])


def _read(register: Register, name: str, cells: pl.Series, today: date) -> list[str]:
    """Return the texts that the form's field takes; what is not understood stays as it is, and the form says so."""
    column = register.column(name)
    texts = [text or "" for text in cells.to_list()]
    if isinstance(column, models.DateField):
        days = dates.parse_dates(cells, today, latest=LAST_DAY)["day"].to_list()  # what may not lie ahead the form says
        return [day.isoformat() if day else text for day, text in zip(days, texts, strict=True)]
    if isinstance(column, models.BooleanField):
        return ["on" if _plain(text) in YES else "" if _plain(text) in NO else text for text in texts]
    if column.choices:
        words = _words(register, name)
        return [words.get(_plain(text), text) for text in texts]
    if isinstance(column, models.IntegerField):
        return _whole_numbers(texts)
    return [text.strip() for text in texts]


def _whole_numbers(texts: list[str]) -> list[str]:
    """Return whole numbers without the spaces and the ".0" that spreadsheets write them with."""
    return [re.sub(r"[.,]0+$", "", re.sub(r"\s", "", text)) for text in texts]


@cache
def _headings(register: Register) -> dict[str, str]:
    """Return heading → field: its name, its label in each language, what the declaration adds."""
    headings = dict.fromkeys(map(_plain, ORGANISATION_WORDS), ORGANISATION)
    headings |= dict.fromkeys(map(_plain, ANNULLED_WORDS), ANNULMENT)
    headings |= dict.fromkeys(NUMBER_WORDS, NUMBER)
    for name in register.form_fields:
        texts = [name, *register.headings.get(name, ())]
        for language in LANGUAGES:
            with override(language):
                texts.append(str(register.column(name).verbose_name))
        headings |= dict.fromkeys(map(_plain, texts), name)
    return headings


@cache
def _words(register: Register, name: str) -> dict[str, str]:
    """Return word → code of a choice, in each language."""
    labels: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            labels |= {_plain(str(label)): str(code) for code, label in register.column(name).flatchoices}
    return labels | {_plain(str(code)): str(code) for code, _label in register.column(name).flatchoices}


def _plain(text: str | None) -> str:
    return re.sub(r"[\s\u00a0]+", " ", text or "").strip(" .:*").casefold().replace("ё", "е")
