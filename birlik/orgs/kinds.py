"""Kinds of organisations and which may hang under which, from rulebook/orgs/kinds.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.core.rulebook import read, rulebook_folder

TEXTS = {
    "type": "object",
    "required": ["kk", "ru", "en"],
    "additionalProperties": False,
    "properties": {language: {"type": "string", "minLength": 1} for language in ("kk", "ru", "en")},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["kinds"],
    "properties": {
        "kinds": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "level", "parents", "name", "plural"],
                "additionalProperties": False,
                "properties": {
                    "code": {"type": "string", "pattern": "^[a-z]{1,20}$"},
                    "level": {"type": "integer", "minimum": 0},
                    "parents": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
                    "name": TEXTS,
                    "plural": TEXTS,
                },
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class OrganisationKind:
    """`level` counts from the top (0); `parents` are the kinds it may hang under, none for the root."""

    code: str
    level: int
    parents: tuple[str, ...]
    name: Bilingual
    plural: Bilingual


def load_kinds(path: Path) -> tuple[OrganisationKind, ...]:
    """Read the file; a parent must be a kind of a higher level."""
    document = read(path)
    document.require(SCHEMA)
    all_kinds: dict[str, OrganisationKind] = {}
    for place, item in enumerate(document.data["kinds"]):
        code = item["code"]
        if code in all_kinds:
            raise document.error(f"kind '{code}' is listed twice", "kinds", place)
        for parent in item["parents"]:
            if parent not in all_kinds or all_kinds[parent].level >= item["level"]:
                raise document.error(f"'{parent}' is no kind above '{code}'", "kinds", place, "parents")
        all_kinds[code] = OrganisationKind(
            code, item["level"], tuple(item["parents"]), Bilingual.of(item["name"]), Bilingual.of(item["plural"])
        )
    return tuple(all_kinds.values())


@lru_cache(maxsize=1)
def kinds() -> tuple[OrganisationKind, ...]:
    """Return all kinds from the top down."""
    return load_kinds(rulebook_folder() / "orgs" / "kinds.yaml")


@lru_cache(maxsize=1)
def kinds_by_code() -> dict[str, OrganisationKind]:
    return {kind.code: kind for kind in kinds()}


def kind(code: str) -> OrganisationKind:
    """Return the kind of a code, or `kind.unknown`."""
    organisation_kind = kinds_by_code().get(code)
    if organisation_kind is None:
        raise Refusal("kind.unknown", kind=code)
    return organisation_kind


def root_kind() -> OrganisationKind:
    """Return the kind that hangs under none: that of the union itself."""
    return next(kind for kind in kinds() if not kind.parents)


@lru_cache(maxsize=32)
def kinds_below(code: str) -> frozenset[str]:
    """Return this kind and every kind that may stand below it, however deep."""
    codes = {code}
    for one in kinds():  # from the top down, so that a parent is met before what hangs under it
        if codes & {*one.parents}:
            codes.add(one.code)
    return frozenset(codes)


def rank(code: str) -> int:
    """Return the place of a kind in the order of the rulebook: from the top down, members before those served
    directly.
    """
    return kinds().index(kind(code))


def kind_choices() -> list[tuple[str, str]]:
    """Return codes with Kazakh names, for model fields; people are shown `kind(code).name` in their language."""
    return [(kind.code, kind.name.kk) for kind in kinds()]


def may_stand_under(child: str, parent: str) -> bool:
    return parent in kind(child).parents
