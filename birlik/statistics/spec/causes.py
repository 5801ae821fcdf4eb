"""Reading the classifier of causes of decrease."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from birlik.core.bilingual import Bilingual
from birlik.core.rulebook import read
from birlik.statistics.spec import schemas
from birlik.statistics.spec.model import NOTHING


@dataclass(frozen=True, slots=True)
class CauseSpec:
    """A cause: its `label` in a list, and its `phrase` in the instrumental case for the sentences of the note.

    `correction` sets apart what is no outflow of people, only of records.
    """

    code: str
    label: Bilingual
    phrase: Bilingual
    correction: bool = False
    help: Bilingual = NOTHING


def load_causes(path: Path) -> tuple[CauseSpec, ...]:
    """Read the classifier, in the order in which it is shown."""
    document = read(path)
    document.require(schemas.CAUSES)
    causes: dict[str, CauseSpec] = {}
    for place, item in enumerate(document.data["causes"]):
        if item["code"] in causes:
            raise document.error(f"cause '{item['code']}' is written twice", "causes", place)
        causes[item["code"]] = CauseSpec(
            item["code"],
            Bilingual.of(item["label"]),
            Bilingual.of(item["phrase"]),
            item.get("correction", False),
            Bilingual.of(item["help"]) if "help" in item else NOTHING,
        )
    return tuple(causes.values())
