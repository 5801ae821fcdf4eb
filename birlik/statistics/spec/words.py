"""How sentences say what the lines of the form count: words bound to the name of the line they were written for (pure).

Where the form calls a line otherwise, the words are not used: the name that the form has stands instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from birlik.core.bilingual import Bilingual
from birlik.core.rulebook import read
from birlik.statistics.spec import schemas
from birlik.statistics.spec.model import FormSpec

WORDS = schemas.record(
    {
        "lines": {
            "type": "object",
            "additionalProperties": schemas.record(
                {"label": schemas.TEXT}, {"phrases": {"type": "object", "additionalProperties": schemas.TEXT}}
            ),
        }
    }
)


@dataclass(frozen=True, slots=True)
class LineWords:
    """The name of a line for which sentences were written, and its phrases by their names."""

    label: Bilingual
    phrases: Mapping[str, Bilingual]


@dataclass(frozen=True, slots=True)
class PaperWords:
    """Code of a cell or a percentage → its words."""

    lines: Mapping[str, LineWords] = field(default_factory=dict)

    def fit(self, form: FormSpec, code: str) -> bool:
        """Return whether the form has this line under the name that sentences about it were written for.

        Of a percentage the same is asked of what it is a part of.
        """
        if code not in self.lines or not form.has(code):
            return False
        parts = next(((one.numerator, one.denominator) for one in form.derived if one.code == code), ())
        if not all(self.fit(form, part) for part in parts):
            return False
        label, written_for = form.label(code), self.lines[code].label
        return (label.kk, label.ru) == (written_for.kk, written_for.ru)

    def phrase(self, form: FormSpec, code: str, name: str) -> Bilingual | None:
        """Return a phrase of a line; None where there is none for the name that the form has."""
        return self.lines[code].phrases.get(name) if self.fit(form, code) else None


def load_words(path: Path, codes: set[str]) -> PaperWords:
    """Read the words; of a line that no edition of the form has is a malformed rulebook. Without the file: none."""
    if not path.is_file():
        return PaperWords()
    document = read(path)
    document.require(WORDS)
    for code in document.data["lines"]:
        if code not in codes:
            raise document.error(f"'{code}' is no cell of any edition of the form", "lines", code)
    return PaperWords({
        code: LineWords(
            Bilingual.of(item["label"]),
            {name: Bilingual.of(phrase) for name, phrase in item.get("phrases", {}).items()},
        )
        for code, item in document.data["lines"].items()
    })  # fmt: skip
