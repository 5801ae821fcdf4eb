"""What an action on the tree is told (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The document that orders a change: «№ 9 п. 1», of a day, with its title."""

    number: str
    date: date
    title: str


@dataclass(frozen=True, slots=True)
class Names:
    """Full and short names in the two official languages; the short ones may be empty."""

    kk: str
    ru: str
    short_kk: str = ""
    short_ru: str = ""


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An organisation that does not exist yet."""

    code: str
    kind: str
    names: Names
    bin: str = ""
    region: str = ""
    institution_type: str = ""
