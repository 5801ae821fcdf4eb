"""The shapes of the files under rulebook/forms, checks and causes (JSON Schema)."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

CODE: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{1,63}$"}
CODES: Schema = {"type": "array", "items": CODE, "uniqueItems": True}
LEVELS: Schema = {
    "type": "array",
    "items": {"enum": ["primary", "district", "member", "direct", "union"]},
    "minItems": 1,
    "uniqueItems": True,
}
INSTITUTIONS: Schema = {
    "type": "array",
    "items": {
        "enum": ["preschool", "school", "college", "university", "additional", "science", "administration", "other"]
    },
    "minItems": 1,
    "uniqueItems": True,
}
WORDS: Schema = {"type": "string", "minLength": 1}
PREFILL: Schema = {"type": "string", "pattern": "^previous\\.[a-z][a-z0-9_]+$"}
SQL: Schema = {"type": "string", "minLength": 3}


def record(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """Return a mapping with these keys and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": required | (optional or {}),
        "additionalProperties": False,
    }


def listing(item: Schema) -> Schema:
    return {"type": "array", "items": item, "minItems": 1}


TEXT = record({"kk": WORDS, "ru": WORDS}, {"en": WORDS})

LINE = record(
    {"code": CODE, "number": {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$"}, "label": TEXT},
    {
        "sum": CODES,
        "applies": INSTITUTIONS,
        "not_applicable": CODES,
        "prefill": PREFILL,
        "registry": CODE,
        "was": {**CODES, "minItems": 1},
        "levels": LEVELS,
        "unit": {"enum": ["persons", "organisations", "tenge"]},
        "names": {"type": "object", "additionalProperties": TEXT},
        "help": TEXT,
    },
)
COLUMN = record({"code": CODE, "label": TEXT}, {"sum": CODES, "applies": INSTITUTIONS})
SECTION = record(
    {
        "code": CODE,
        "title": TEXT,
        "unit": {"enum": ["persons", "organisations", "tenge"]},
        "levels": LEVELS,
        "lines": listing(LINE),
    },
    {"columns": listing(COLUMN)},
)
DERIVED_FIGURE = record({"code": CODE, "label": TEXT, "numerator": CODE, "denominator": CODE})
DATE: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
EDITION: Schema = {"type": "integer", "minimum": 1991, "maximum": 2100}

USES = record(
    {},
    {
        "headcount": CODE,
        "measures": {**CODES, "minItems": 1, "maxItems": 2},
        "outflow": CODE,
        "highlights": CODES,
        "highlights_of": {"type": "object", "propertyNames": LEVELS["items"], "additionalProperties": CODES},
        "trend": {"type": "array", "items": {**CODES, "minItems": 1}},
        "shares": CODES,
        "categories": {"type": "object", "additionalProperties": {**CODES, "minItems": 2, "maxItems": 2}},
    },
)
FORM = record(
    {
        "code": CODE,
        "edition": EDITION,
        "valid_from": DATE,
        "draft": {"type": "boolean"},
        "title": TEXT,
        "source": TEXT,
        "sections": listing(SECTION),
        "headline": CODES,
        "derived": {"type": "array", "items": DERIVED_FIGURE},
    },
    {"remark": TEXT, "changes": TEXT, "uses": USES},
)
NEW_LINE = record({**{key: LINE["properties"][key] for key in LINE["required"]}, "after": CODE}, LINE["properties"])
NEW_SECTION = record(
    {**{key: SECTION["properties"][key] for key in SECTION["required"]}, "after": CODE}, {"columns": listing(COLUMN)}
)
CHANGE = {key: value for key, value in LINE["properties"].items() if key not in ("code", "number")}
EXTENSION = record(
    {"extends": {"type": "string", "pattern": "^[a-z]+-[0-9]{4}$"}, "edition": EDITION, "valid_from": DATE},
    {
        "changes": TEXT,
        "draft": {"type": "boolean"},
        "source": TEXT,
        "remark": TEXT,
        "headline": CODES,
        "derived": {"type": "array", "items": DERIVED_FIGURE},
        "uses": USES,
        "dropped_lines": CODES,
        "dropped_sections": CODES,
        "lines": {"type": "object", "additionalProperties": record({}, CHANGE)},
        "new_lines": listing(NEW_LINE),
        "new_sections": listing(NEW_SECTION),
    },
)

PERCENT = record({"percent": {"type": "array", "items": SQL, "minItems": 2, "maxItems": 2}})
EACH: Schema = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": {"anyOf": [{"enum": ["cells", "headline"]}, {**CODES, "minItems": 1}]},
}
CHECK = record(
    {
        "code": {"type": "string", "pattern": "^[A-Z]+[0-9]+(\\.[a-z0-9_{}]+)*$"},
        "severity": {"enum": ["error", "warning", "info"]},
        "levels": LEVELS,
        "rule": SQL,
        "message": TEXT,
        "fix": TEXT,
        "source": record({"document": WORDS, "clause": WORDS}),
    },
    {
        "about": {"enum": ["empty_cells", "causes", "note"]},
        "since": EDITION,
        "until": EDITION,
        "each": EACH,
        "when": SQL,
        "cells": {"type": "array", "items": WORDS, "uniqueItems": True},
        "let": {"type": "object", "additionalProperties": {"anyOf": [SQL, PERCENT]}},
    },
)
CHECKS = record({"checks": listing(CHECK)}, {"remark": TEXT})
CAUSE = record({"code": CODE, "label": TEXT, "phrase": TEXT}, {"correction": {"type": "boolean"}, "help": TEXT})
CAUSES = record({"code": CODE, "valid_from": DATE, "source": TEXT, "causes": listing(CAUSE)}, {"remark": TEXT})
