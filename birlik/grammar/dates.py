"""Dates in the official style of each language.

Kazakh puts the ending on the month: "2026 жылғы 1 қаңтардағы жағдай бойынша". The cases are those of
`cases.KazakhCase` and `cases.RussianCase`.
"""

from __future__ import annotations

from datetime import date

from .cases import KazakhCase, RussianCase
from .kazakh import inflect
from .kazakh_lexicon import MONTHS as MONTHS_KK
from .russian_nouns import ORDER, forms_of

MONTHS_RU = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def date_kk(d: date, case: str = "nominative") -> str:
    """Write "2026 жылғы 1 қаңтар"; "attributive" gives "2026 жылғы 1 қаңтардағы" (жағдай бойынша)."""
    return inflect(f"{d.year} жылғы {d.day} {MONTHS_KK[d.month - 1]}", case)


def date_ru(d: date) -> str:
    """Write "1 января 2026 года": the same form after на, до, от, с and по состоянию на."""
    return f"{d.day} {MONTHS_RU[d.month - 1]} {d.year} года"


def date_en(d: date) -> str:
    """Write "1 January 2026"."""
    return f"{d.day} {MONTHS_EN[d.month - 1]} {d.year}"


def as_of(d: date, lang: str) -> str:
    """Return the heading of a table: "2026 жылғы 1 қаңтардағы жағдай бойынша", "по состоянию на 1 января 2026 года"."""
    if lang == "kk":
        return f"{date_kk(d, KazakhCase.ATTRIBUTIVE)} жағдай бойынша"
    return f"по состоянию на {date_ru(d)}" if lang == "ru" else f"as of {date_en(d)}"


def year_ru(year: int, case: str = "nominative") -> str:
    """Write "2025 год", "2025 года", "к 2024 году", "в 2025 году"."""
    singular, _ = forms_of("год")
    return f"{year} {singular[ORDER.index(RussianCase(case))]}"


def in_year(year: int, lang: str) -> str:
    """Write "2025 жылы", "в 2025 году", "in 2025"."""
    return {"kk": f"{year} жылы", "ru": f"в {year_ru(year, RussianCase.PREPOSITIONAL)}", "en": f"in {year}"}[lang]
