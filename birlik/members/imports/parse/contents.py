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


def field_of(column: pl.Series, taken: frozenset[Field | None]) -> tuple[Field | None, float]:
    """Return the field that at least 80 % of the filled cells agree with (60 % for patronymics), and their share."""
    cells = column.drop_nulls()
    if cells.is_empty():
        return None, 0.0
    for field, share in _shares(cells):
        if share >= (MOST if field is Field.PATRONYMIC else ENOUGH) and field not in taken:
            return field, share
    return None, 0.0


def _shares(cells: pl.Series) -> list[tuple[Field, float]]:
    texts = [cell.strip() for cell in cells.to_list()]
    folded = [vocabulary.plain(text) for text in texts]
    numbers = [text.zfill(12) if text.isdigit() and 9 <= len(text) <= 12 else text for text in texts]
    telling = [(Field.IIN, _mean([iin_fault(number) is None for number in numbers]))]
    telling.append((Field.EMAIL, _share(cells, EMAIL)))
    telling.append((Field.PHONE, _share(cells, PHONE)))
    days = dates.parsed(cells, datetime.now(UTC).date())
    typed = days["day"].drop_nulls()
    if len(typed):
        early = typed.dt.year().sort()[len(typed) // 2] < ADULT_BEFORE
        dated = len(typed) / len(cells)
        telling += [(Field.BORN, dated), (Field.JOINED, dated)] if early else [(Field.JOINED, dated)]
    telling.append((Field.SEX, _mean([text in vocabulary.SEXES and not text.isdigit() for text in folded])))
    telling.append((Field.CATEGORY, _mean([text in vocabulary.CATEGORIES for text in folded])))
    for name, words in vocabulary.PLAIN.items():
        telling.append((Field(name), _mean([text in words for text in folded])))
    telling.append((Field.PATRONYMIC, _share(cells, PATRONYMIC)))
    telling.append((Field.FULL_NAME, _share(cells, FULL_NAME)))
    return telling


def _share(cells: pl.Series, pattern: str) -> float:
    return float(cells.str.contains(pattern).sum()) / len(cells)


def _mean(holds: list[bool]) -> float:
    return sum(holds) / len(holds)
