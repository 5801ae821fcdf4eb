"""Numbers and percentages as the union's papers print them.

Thousands are set apart by a narrow no-break space, a negative number carries a real minus, the decimal sign is
a comma in Kazakh and Russian and a point in English. Percentages keep one decimal, rounded half away from zero
(the rule of the union's tables) and are always counted anew from the two heads, never from other percentages.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

SPACE = "\u202f"
MINUS = "\u2212"

_TENTH = Decimal("0.1")


def group(n: int) -> str:
    """Set the thousands apart: 601648 → "601 648" (U+202F between the thousands); -1698 → "−1 698" (U+2212)."""
    digits = f"{abs(n):,}".replace(",", SPACE)
    return f"{MINUS}{digits}" if n < 0 else digits


def signed(n: int) -> str:
    """Return the number with its sign said: 7227 → "+7 227", -58 → "−58"; zero stays "0"."""
    return f"+{group(n)}" if n > 0 else group(n)


def one_decimal(value: Decimal | float) -> Decimal:
    """Return the value with one decimal, half away from zero. A float is read through its shortest text: 0.15 → 0.2."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(_TENTH, rounding=ROUND_HALF_UP) + 0  # "+ 0" turns a minus zero into a zero


def percent(value: Decimal | float, lang: str) -> str:
    """Return a percentage (in per cent, not a share): 1.2 → "1,2 %" in kk and ru, "1.2 %" in en; U+202F before the
    sign.
    """
    number = one_decimal(value)
    integer, _, tenth = f"{abs(number):,.1f}".replace(",", SPACE).partition(".")
    point = "." if lang == "en" else ","
    return f"{MINUS if number < 0 else ''}{integer}{point}{tenth}{SPACE}%"


def percent_of(part: int | Decimal | None, total: int | Decimal | None) -> Decimal | None:
    """Return how many per cent of the whole the part is, with one decimal; None when one is unknown or the whole is
    zero.
    """
    if part is None or not total:
        return None
    tenths = Fraction(part) * 1000 / Fraction(total)  # exact: no digit is lost before the one rounding
    sign = -1 if tenths < 0 else 1
    return Decimal(sign * int(abs(tenths) + Fraction(1, 2))).scaleb(-1) + 0


def change_percent(previous: int | Decimal | None, current: int | Decimal | None) -> Decimal | None:
    """Return growth in per cent of the previous value: (594421, 601648) → 1.2; None when one is unknown or nothing was
    before.

    The change is measured against the size of the previous value, so a fall of a negative value stays a fall.
    """
    if previous is None or current is None:
        return None
    before = Decimal(previous)
    return percent_of(Decimal(current) - before, abs(before))
