"""Identification numbers of a person (ЖСН/ИИН) and a business (БСН/БИН): twelve digits, the last a control digit.

Source of the rule: government decree of 22.05.2007 No 406; weights as in domain practice (second row of weights when
the first gives 10; a number whose second row gives 10 as well is not issued). Since the decree of 26.08.2013 No 853
the digits of an IIN need not agree with the person's birth date and sex, so a disagreement is a warning only.
"""

from __future__ import annotations

from datetime import date

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
LENGTH = 12
ENTITY_KINDS = "456"  # fifth digit: resident, non-resident, joint entrepreneurship
CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}  # seventh digit; an even one is a woman
DIGITS_LEFT = 4  # digits at the end that a masked number keeps


def control_digit(first_eleven: str) -> int | None:
    """Return the control digit of eleven digits, or None where no number may be issued."""
    digits = [int(digit) for digit in first_eleven]
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder != 10:
            return remainder
    return None


def bin_is_valid(number: str) -> bool:
    """Return whether the text is a BIN with a possible registration month, kind of entity and control digit."""
    if len(number) != LENGTH or not (number.isascii() and number.isdigit()):
        return False
    if not 1 <= int(number[2:4]) <= 12 or number[4] not in ENTITY_KINDS:
        return False
    return control_digit(number[:11]) == int(number[11])


def iin_fault(text: str) -> str | None:
    """Return why the text can be nobody's IIN: "iin.digits", "iin.length" or "iin.control"; None
    for a possible number.
    """
    if not (text.isascii() and text.isdigit()):
        return "iin.digits"
    if len(text) != LENGTH:
        return "iin.length"
    return None if control_digit(text[:11]) == int(text[11]) else "iin.control"


def iin_warnings(iin: str, born: date | None, sex: str) -> list[str]:
    """Return what a faultless IIN says otherwise than the person's papers: "iin.seventh", "iin.birth_date", "iin.sex".

    `sex` is "f", "m" or "" (not known); what is not known cannot disagree. A seventh digit outside 1-6 tells neither
    the century nor the sex.
    """
    century = CENTURIES.get(iin[6])
    if century is None:
        return ["iin.seventh"]
    warnings = []
    if born is not None and (born.year, born.month, born.day) != (century + int(iin[:2]), int(iin[2:4]), int(iin[4:6])):
        warnings.append("iin.birth_date")
    if sex and sex != ("f" if int(iin[6]) % 2 == 0 else "m"):
        warnings.append("iin.sex")
    return warnings


def mask(iin: str) -> str:
    """Return the number as it is shown outside a person's card: "********1234"; no number stays empty."""
    return "*" * (len(iin) - DIGITS_LEFT) + iin[-DIGITS_LEFT:] if iin else ""
