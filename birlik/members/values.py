"""What an action on a person is told (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Characters of what people write: the columns hold no more (number and date of a document; why something was done).
GROUND_LENGTH, REASON_LENGTH = 200, 300


@dataclass(frozen=True, slots=True)
class PersonFields:
    """Who a person is. Empty text and None: not known. `sex` is "f", "m" or ""; `iin` twelve digits or ""."""

    surname: str
    given: str
    patronymic: str = ""
    iin: str = ""
    sex: str = ""
    born: date | None = None
    phone: str = ""
    email: str = ""
    card: str = ""
