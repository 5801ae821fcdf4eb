"""What stands on a paper around its text: whose paper it is, its date and number, who signs it and who controls it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date

from birlik.core.errors import Refusal
from birlik.documents.markup import remove_unprintable

LONGEST = 300
_NUMBER = re.compile(r"[1-9]\d{0,3}")
ITEM_MARK = {"kk": "т.", "ru": "п."}  # agenda item of the minutes: «№ 9 т. 1», «№ 9 п. 1»
YEAR_MARK = {"kk": "ж.", "ru": "г."}


@dataclass(frozen=True, slots=True)
class Details:
    """Every field is text; what is not known yet is empty and leaves a place to write by hand.

    `document_date` is an ISO date; `minutes_number` and `item_number` make the number of a resolution.
    `organisation_*` and `body_*` are the two names of the letterhead; the others are in the paper's own language.
    """

    document_date: str = ""
    minutes_number: str = ""
    item_number: str = ""
    organisation_kk: str = ""
    organisation_ru: str = ""
    body_kk: str = ""
    body_ru: str = ""
    controller_position: str = ""
    controller_name: str = ""
    signatory_position: str = ""
    signatory_name: str = ""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Details:
        """Read the details; refused with `paper.details` where a field is unknown, is no text, or is over 300
        characters.
        """
        names = {field.name for field in fields(cls)}
        for name, value in values.items():
            if name not in names or not isinstance(value, str) or len(value) > LONGEST:
                raise Refusal("paper.details", field=name)
        return cls(**{name: remove_unprintable(str(value)).strip() for name, value in values.items()})

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    @property
    def date(self) -> date | None:
        """The date of the document, or None where it is empty or is no date."""
        try:
            return date.fromisoformat(self.document_date)
        except ValueError:
            return None

    @property
    def has_number(self) -> bool:
        return bool(_NUMBER.fullmatch(self.minutes_number) and _NUMBER.fullmatch(self.item_number))

    def date_line(self, language: str) -> str:
        """Write «20.02.2026 г.»; without a date, a line to write it on."""
        mark = YEAR_MARK[language]
        return f"{self.date:%d.%m.%Y} {mark}" if self.date else f"«___» ____________ 20___ {mark}"

    def number_line(self, language: str) -> str:
        """Write «№ 9 п. 1», in Kazakh «№ 9 т. 1»; without a number, lines to write it on."""
        return f"№ {self.minutes_number or '____'} {ITEM_MARK[language]} {self.item_number or '____'}"
