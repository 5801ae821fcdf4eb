"""What the registry counts for the yearly form: rulebook/registry/indicators.yaml as conditions, not as code (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from birlik.core.bilingual import Bilingual
from birlik.core.rulebook import Document, read, rulebook_folder

WORDS: dict[str, Any] = {"type": "string", "minLength": 1}
TEXT: dict[str, Any] = {
    "type": "object",
    "required": ["kk", "ru", "en"],
    "additionalProperties": False,
    "properties": dict.fromkeys(("kk", "ru", "en"), WORDS),
}
CODE: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z0-9_]{1,63}$"}

# The words of members.enums, which needs Django; a test holds them equal.
CATEGORIES = ("working", "student", "pensioner", "temporary")
ENTRIES = ("accepted", "arrived", "registered", "corrected")
EXITS = (
    "departed", "employment", "retirement", "graduation", "own_will", "expelled", "death", "other", "corrected",
)  # fmt: skip
BODIES = ("chair", "committee", "audit_commission", "conciliation_commission", "inspector")
SEXES = ("f", "m")

HEADCOUNT, OPENING, ENTRY, EXIT, MANDATE = "headcount", "opening", "entry", "exit", "mandate"
OF_PEOPLE = {"category", "sex", "younger_than"}
CONDITIONS: dict[str, set[str]] = {
    HEADCOUNT: OF_PEOPLE,
    OPENING: OF_PEOPLE,
    ENTRY: {"category", "entry"},
    EXIT: {"category", "exit"},
    MANDATE: {"body", "paid"},
}
DIMENSIONS = {ENTRY: "entry", EXIT: "exit", MANDATE: "body"}


def _some(words: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "array", "items": {"enum": list(words)}, "minItems": 1, "uniqueItems": True}


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["source", "columns", "indicators"],
    "additionalProperties": False,
    "properties": {
        "source": TEXT,
        "columns": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "category", "label"],
                "additionalProperties": False,
                "properties": {"code": CODE, "category": _some(CATEGORIES), "label": TEXT},
            },
        },
        "indicators": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "kind", "label"],
                "additionalProperties": False,
                "properties": {
                    "code": CODE,
                    "kind": {"enum": list(CONDITIONS)},
                    "columns": {"type": "array", "items": CODE, "minItems": 1, "uniqueItems": True},
                    "label": TEXT,
                    "category": _some(CATEGORIES),
                    "sex": {"enum": list(SEXES)},
                    "younger_than": {"type": "integer", "minimum": 1, "maximum": 120},
                    "entry": _some(ENTRIES),
                    "exit": _some(EXITS),
                    "body": {"enum": list(BODIES)},
                    "paid": {"type": "boolean"},
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the form, `column` of which section. An empty tuple, "" or None is a condition that is not asked.

    `younger_than`: has not reached this age, in years, on the day. `entry` and `exit` are asked of spans that began or
    ended in the period, everything else of those that hold on a day.
    """

    code: str
    kind: str
    label: Bilingual
    category: tuple[str, ...] = ()
    sex: str = ""
    younger_than: int | None = None
    entry: tuple[str, ...] = ()
    exit: tuple[str, ...] = ()
    body: str = ""
    paid: bool | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class CategoryColumn:
    """A column of the form: the categories of members that it counts, and their name within a sentence."""

    code: str
    category: tuple[str, ...]
    label: Bilingual


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """All indicators and columns in the order of the file, and the source they rest on."""

    indicators: tuple[Indicator, ...]
    columns: tuple[CategoryColumn, ...]
    source: Bilingual

    def of(self, *kinds: str) -> tuple[Indicator, ...]:
        return tuple(one for one in self.indicators if one.kind in kinds)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.indicators)


def load(path: Path) -> IndicatorSet:
    """Read the file; a condition that a kind doesn't know, or a row counted twice, is a malformed rulebook."""
    document = read(path)
    document.require(SCHEMA)
    columns = {item["code"]: item for item in document.data["columns"]}
    indicators: dict[str, Indicator] = {}
    for place, item in enumerate(document.data["indicators"]):
        _require_conditions(document, place, item, columns)
        for one in _rows(item, columns):
            if one.code in indicators:
                raise document.error(f"row '{one.code}' is counted twice", "indicators", place, "code")
            indicators[one.code] = one
    category_columns = tuple(
        CategoryColumn(code, tuple(item["category"]), Bilingual.of(item["label"])) for code, item in columns.items()
    )
    return IndicatorSet(tuple(indicators.values()), category_columns, Bilingual.of(document.data["source"]))


@lru_cache(maxsize=1)
def indicator_set() -> IndicatorSet:
    """Return the union's own set of indicators."""
    return load(rulebook_folder() / "registry" / "indicators.yaml")


def _require_conditions(
    document: Document, place: int, item: Mapping[str, Any], columns: Mapping[str, Mapping[str, Any]]
) -> None:
    kind = item["kind"]
    names = set(item) - {"code", "kind", "columns", "label"}
    if strange := sorted(names - CONDITIONS[kind]):
        raise document.error(f"'{strange[0]}' is nothing to ask of the kind {kind}", "indicators", place, strange[0])
    if kind in DIMENSIONS and DIMENSIONS[kind] not in names:
        raise document.error(f"the kind {kind} needs '{DIMENSIONS[kind]}'", "indicators", place)
    for column in item.get("columns", ()):
        if column not in columns:
            raise document.error(f"'{column}' is none of the columns", "indicators", place, "columns")
    if "columns" in item and ("category" in names or kind == MANDATE):
        raise document.error("columns say which category is meant", "indicators", place, "columns")


def _rows(item: Mapping[str, Any], columns: Mapping[str, Mapping[str, Any]]) -> Iterator[Indicator]:
    label = Bilingual.of(item["label"])
    conditions: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in item.items()
        if key in CONDITIONS[item["kind"]]
    }
    if "columns" not in item:
        yield Indicator(item["code"], item["kind"], label, **conditions)
    for code in item.get("columns", ()):
        column = Bilingual.of(columns[code]["label"])
        row_label = Bilingual(*(f"{label.in_(each)}, {column.in_(each)}" for each in ("kk", "ru", "en")))
        category = tuple(columns[code]["category"])
        yield Indicator(f"{item['code']}_{code}", item["kind"], row_label, category=category, column=code, **conditions)
