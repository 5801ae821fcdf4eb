"""The texts that members agree to, from rulebook/consent/*.yaml (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from birlik.core.bilingual import Bilingual
from birlik.core.rulebook import RulebookError, read, rulebook_folder

PLACES = ("{operator}", "{bin}")
TEXT = {"type": "string", "minLength": 1}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "since", "term_days", "kk", "ru"],
    "additionalProperties": False,
    "properties": {
        "version": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{1,2}$"},
        "since": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "term_days": {"type": "integer", "minimum": 1},
        "kk": TEXT,
        "ru": TEXT,
    },
}


@dataclass(frozen=True, slots=True)
class ConsentWording:
    """A version of the text with places for the operator. `term_days`: working days to act upon a withdrawal."""

    version: str
    since: date
    term_days: int
    text: Bilingual

    def fill_in(self, operator: Bilingual, number: str) -> Bilingual:
        """Return the text as it is agreed to; a number that nobody wrote down leaves a line to fill in by hand."""
        number_text = number or "____________"
        kk, ru = (
            text.replace("{operator}", name).replace("{bin}", number_text).strip()
            for text, name in ((self.text.kk, operator.kk), (self.text.ru, operator.ru))
        )
        return Bilingual(kk, ru)


def digest(text: Bilingual) -> str:
    """Return 64 hexadecimal digits over both languages."""
    return blake2b(f"{text.kk}\0{text.ru}".encode(), digest_size=32).hexdigest()


def load_wordings(folder: Path) -> tuple[ConsentWording, ...]:
    """Return every version, the oldest first; each names the operator and its number in both languages."""
    wordings = []
    for path in sorted(folder.glob("*.yaml")):
        document = read(path)
        document.require(SCHEMA)
        data = document.data
        if path.stem != data["version"]:
            raise document.error(f"the version calls itself {data['version']}", "version")
        for language in ("kk", "ru"):
            if absent_places := [place for place in PLACES if place not in data[language]]:
                raise document.error(f"the text lacks {absent_places[0]}", language)
        text = Bilingual(data["kk"], data["ru"])
        wordings.append(ConsentWording(data["version"], date.fromisoformat(data["since"]), data["term_days"], text))
    if not wordings:
        raise RulebookError(folder, 1, "there is no text of consent")
    return tuple(sorted(wordings, key=lambda one: (one.since, one.version)))


@lru_cache(maxsize=1)
def wordings() -> tuple[ConsentWording, ...]:
    return load_wordings(rulebook_folder() / "consent")


def wording_on(day: date) -> ConsentWording:
    """Return the newest text in force on the day; before the first of them, the first."""
    in_force = [one for one in wordings() if one.since <= day]
    return in_force[-1] if in_force else wordings()[0]
