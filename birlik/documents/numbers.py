"""Numbers in running Kazakh and Russian text: which of them claim something, and how much.

Read: groups of three with a space, a no-break or a narrow no-break space; a decimal comma; minus and plus; per cent;
thousands and millions in words; a Kazakh ending after a hyphen («111-ге»). Passed over, because they claim no figure:
dates, years, numbers of documents, points and articles, ordinals, ages, clock times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SPACE = "[ \u00a0\u202f\u2009]"
GAP = f"{SPACE}*"
MONTHS = (
    "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|"
    "январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр"
)
YEAR = r"(?:19|20)\d\d"
_CARDINAL = rf"\d{{1,4}}(?:\.\d{{1,3}})*(?!\d|{SPACE}\d{{3}}(?!\d))"  # 3.2; not the head of 601 648

# Each line: what the number names instead of counting. Matched from the left, case-insensitively.
PASSED_OVER = (
    r"\d{1,2}\.\d{1,2}\.\d{2,4}",  # 20.02.2026
    r"\d{4}-\d{2}-\d{2}",
    rf"\d{{1,2}}{GAP}(?:{MONTHS})\w*",  # 1 января, 1 қаңтардағы
    rf"{YEAR}(?:{GAP}(?:[-–—/,]|и|по|және|мен|пен|бен){GAP}(?:{YEAR}|\d\d(?!\d)))*-?{GAP}(?:жыл\w*|ж\b|год\w*|гг?\b)",
    rf"{YEAR}{GAP}[-–—/]{GAP}(?:{YEAR}|\d\d)(?!\d)",  # 2025–2026, 2025/26
    rf"№{GAP}\d+(?:[-/.]\d+)*(?:{GAP}(?:п|т)\.?{GAP}\d+(?:\.\d+)*)?",  # № 9 п. 1, № 9 т. 1
    rf"(?<!\.)(?:пп?|т|ст)\.{GAP}{_CARDINAL}",  # п. 3.2, ст. 16; not «и т.п. 601 648»
    rf"(?:пункт|подпункт|абзац|раздел)(?:а|у|е|ом|ы|ов|ам|ах|ами)?{GAP}{_CARDINAL}",
    rf"(?:стать(?:я|и|е|ю|ей)|глав(?:а|ы|е|у|ой)|приложени(?:е|я|ю|и|ем)){GAP}{_CARDINAL}",
    r"\d{1,4}(?:\.\d{1,3})*-(?:тарма|бап|баб|бөлім|қосымша|абзац|сынып)\w*",  # 3.2-тармақ, 16-бап
    r"\d+-(?:ші|шы|інші|ыншы|нші|ншы|го|й|я|е|ый|ий|ая|ое|му|м|х)(?!\w)",  # ordinals
    rf"(?:до|от|старше|после){GAP}\d{{1,3}}{GAP}(?:лет|года)(?!\w)",  # до 35 лет
    rf"\d{{1,3}}{GAP}(?:жас(?:қа|та|тан|тағы|тың|ты)?(?!\w)|-?летн\w+|лет(?!\w))",  # 35 жасқа
    r"\d{1,2}:\d{2}",
)
_NAMES_SOMETHING = re.compile(rf"(?<![^\W_])(?:{'|'.join(PASSED_OVER)})|(?<=[^\W\d_])-\d+", re.IGNORECASE)  # COVID-19
_POINT = re.compile(r"^\s*\d+(?:\.\d+)*[.)](?=\s)", re.MULTILINE)  # the typed number of a point
_NUMBER = re.compile(
    rf"(?:(?<![\w)])(?P<sign>[−+]{GAP}|-))?(?<![^\W_])"
    rf"(?P<digits>\d{{1,3}}(?:{SPACE}\d{{3}}(?!\d))+|\d+)(?:[.,](?P<decimals>\d+))?(?!\d)"
    rf"(?P<unit>{GAP}(?:%|пайыз|процент|тыс|мың|млн|миллион|млрд|миллиард))?",
    re.IGNORECASE,
)
_SCALES = {"тыс": 3, "мың": 3, "млн": 6, "миллион": 6, "млрд": 9, "миллиард": 9}
_PERCENTS = frozenset({"%", "пайыз", "процент"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number found at text[start:end]; `value` is signed when a sign was typed; `scale` is a power of ten."""

    start: int
    end: int
    shown: str
    value: Decimal
    signed: bool = False
    percent: bool = False
    scale: int = 0

    def equals(self, figure: Decimal, *, percent: bool) -> bool:
        """Return whether the figure backs this number: same kind, same magnitude, and the same sign where one was
        typed.

        A number in thousands or millions («601,6 мың») is compared after rounding the figure half up to its decimals.
        """
        if self.percent is not percent:
            return False
        if self.scale:
            figure = figure.scaleb(-self.scale).quantize(self.value, ROUND_HALF_UP)
        return self.value == (figure if self.signed else abs(figure))


def find_numbers(text: str) -> list[Number]:
    """Return the numbers of the text that claim something, in order; positions are those of `text`."""
    names = [match.span() for pattern in (_NAMES_SOMETHING, _POINT) for match in pattern.finditer(text)]
    return [
        _number(match)
        for match in _NUMBER.finditer(text)
        if not any(start <= match.start("digits") < end for start, end in names)
    ]


def _number(match: re.Match[str]) -> Number:
    sign, decimals = (match["sign"] or "")[:1], match["decimals"]
    digits = re.sub(SPACE, "", match["digits"]) + (f".{decimals}" if decimals else "")
    unit = re.sub(SPACE, "", match["unit"] or "").lower()
    start = match.start("sign") if sign else match.start("digits")
    end = match.end("decimals") if decimals else match.end("digits")
    value = -Decimal(digits) if sign in {"−", "-"} else Decimal(digits)
    return Number(
        start=start,
        end=end,
        shown=match.string[start:end],
        value=value,
        signed=bool(sign),
        percent=unit in _PERCENTS,
        scale=_SCALES.get(unit, 0),
    )
