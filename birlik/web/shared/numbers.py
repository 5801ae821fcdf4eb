"""Numbers as the union's papers write them: narrow no-break space, real minus, decimal comma in Kazakh and Russian."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from birlik.grammar import numbers as papers

Number = int | float | Decimal

SPACE, MINUS = papers.SPACE, papers.MINUS
EMPTY = "…"  # no data; statistical yearbooks of Kazakhstan print the same sign
NOT_APPLICABLE = "х"  # Cyrillic, as in the printed forms: the cell is not to be filled


def exact_decimal(value: Number) -> Decimal:
    """Return a float through its shortest text, so that 0.1 stays 0.1."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def round_half_up(value: Number, places: int = 0) -> Decimal:
    """Round half up, the rule of the union's tables."""
    return exact_decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def group_thousands(value: Number | None, places: int = 0, language: str = "kk") -> str:
    """Return the number with thousands set apart: 601648 → "601 648" (U+202F), -5 → "−5", None → "…"."""
    if value is None:
        return EMPTY
    if isinstance(value, int) and not places:
        return papers.group(value)
    decimal = round_half_up(value, places)
    integer, _, fraction = f"{abs(decimal):f}".partition(".")
    text = papers.group(int(integer))
    if fraction:
        text += f"{'.' if language == 'en' else ','}{fraction}"
    return f"{MINUS}{text}" if decimal < 0 else text


def with_sign(value: Number | None, places: int = 0, language: str = "kk") -> str:
    """Return the number with its sign always said: "+1 234", "−1 234", and plain "0"."""
    if value is None:
        return EMPTY
    text = group_thousands(value, places, language)
    is_growth = value > 0 if isinstance(value, int) else round_half_up(value, places) > 0
    return f"+{text}" if is_growth else text


@lru_cache(maxsize=4096)  # with one decimal there are hardly a thousand
def percent(value: Number | None, language: str = "kk", *, sign: bool = False) -> str:
    """Return a percentage with one decimal: 62.44 → "62,4 %" (the space does not break)."""
    if value is None:
        return EMPTY
    text = papers.percent(exact_decimal(value), language)
    return f"+{text}" if sign and round_half_up(value, 1) > 0 else text
