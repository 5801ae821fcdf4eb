"""What a column holds by its cells alone: numbers of persons, dates, telephones, names, words of sex or category."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from birlik.core.identifiers import iin_fault
from birlik.members.imports.parse import dates, vocabulary
from birlik.members.imports.parse.fields import Field

ENOUGH = 0.8
MOST = 0.6
ADULT_BEFORE = 2012  # a median year of birth above it would be a school class; those are joining dates

PHONE = r"^\D*(\+?[78])?[ (-]*\d{3}[ )-]*\d{3}[ -]*\d{2}[ -]*\d{2}\D*$"
EMAIL = r"^\S+@\S+\.\w+$"
FULL_NAME = r"^\s*\p{Cyrillic}[\p{Cyrillic}-]+\s+\p{Cyrillic}[\p{Cyrillic}-]+(\s+\p{Cyrillic}[\p{Cyrillic}-]+){0,2}\s*$"
PATRONYMIC = r"(?i)^\s*\p{Cyrillic}+(вич|вна|ұлы|қызы|улы|кызы|ична)\s*$"


def field_of(column: pl.Series, fields_in_use: frozenset[Field | None]) -> tuple[Field | None, float]:
    """Return the field that at least 80 % of the filled cells agree with (60 % for patronymics), and their share."""
    cells = column.drop_nulls()
    if cells.is_empty():
        return None, 0.0
    for field, share in _shares(cells):
        if share >= (MOST if field is Field.PATRONYMIC else ENOUGH) and field not in fields_in_use:
            return field, share
    return None, 0.0


def _shares(cells: pl.Series) -> list[tuple[Field, float]]:
    texts = [cell.strip() for cell in cells.to_list()]
    plain_texts = [vocabulary.plain(text) for text in texts]
    numbers = [text.zfill(12) if text.isdigit() and 9 <= len(text) <= 12 else text for text in texts]
    shares = [(Field.IIN, _mean([iin_fault(number) is None for number in numbers]))]
    shares.append((Field.EMAIL, _share(cells, EMAIL)))
    shares.append((Field.PHONE, _share(cells, PHONE)))
    days = dates.parse_dates(cells, datetime.now(UTC).date())
    typed_days = days["day"].drop_nulls()
    if len(typed_days):
        early = typed_days.dt.year().sort()[len(typed_days) // 2] < ADULT_BEFORE
        day_share = len(typed_days) / len(cells)
        shares += [(Field.BORN, day_share), (Field.JOINED, day_share)] if early else [(Field.JOINED, day_share)]
    shares.append((Field.SEX, _mean([text in vocabulary.SEXES and not text.isdigit() for text in plain_texts])))
    shares.append((Field.CATEGORY, _mean([text in vocabulary.CATEGORIES for text in plain_texts])))
    for name, words in vocabulary.PLAIN.items():
        shares.append((Field(name), _mean([text in words for text in plain_texts])))
    shares.append((Field.PATRONYMIC, _share(cells, PATRONYMIC)))
    shares.append((Field.FULL_NAME, _share(cells, FULL_NAME)))
    return shares


def _share(cells: pl.Series, pattern: str) -> float:
    return float(cells.str.contains(pattern).sum()) / len(cells)


def _mean(holds: list[bool]) -> float:
    return sum(holds) / len(holds)
