"""Business identification number (БСН/БИН): twelve digits, the last one a control digit.

Source of the rule: government decree of 22.05.2007 No 406; weights as in domain practice (second row of weights when
the first gives 10; a number whose second row gives 10 as well is not issued).
"""

from __future__ import annotations

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
LENGTH = 12
ENTITY_KINDS = "456"  # fifth digit: resident, non-resident, joint entrepreneurship


def control_digit(first_eleven: str) -> int | None:
    """The control digit of eleven digits, or None where no number may be issued."""
    digits = [int(digit) for digit in first_eleven]
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder != 10:
            return remainder
    return None


def bin_is_valid(number: str) -> bool:
    """True for a BIN with a possible registration month, kind of entity and control digit."""
    if len(number) != LENGTH or not (number.isascii() and number.isdigit()):
        return False
    if not 1 <= int(number[2:4]) <= 12 or number[4] not in ENTITY_KINDS:
        return False
    return control_digit(number[:11]) == int(number[11])
