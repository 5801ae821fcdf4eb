"""Write docs/rulebook.md: every key of every file of a rulebook, from the schemas that the start checks them by.

`python -m tools.rulebook_reference` writes the file; tests/test_rulebook_reference.py says whether it is up to date.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[1] / "docs" / "rulebook.md"
CODE = "^[a-z][a-z0-9_]{1,63}$"
HEAD = """\
# The rulebook

A union is a folder of YAML files and templates. `BIRLIK_RULEBOOK=FOLDER` chooses it, without it `rulebook/`;
everything in it is read at the start, and what is wrong stops it with file and line. `birlik check-rulebook FOLDER`
says all that is wrong at once (exit status 0 or 2) and which words of papers are not used; `birlik new-rulebook
FOLDER` writes a blank one with comments.

This reference is made from the schemas (`python -m tools.rulebook_reference`). What a key means stands in the
comments of the files of [rulebook/](../rulebook) and in the checklists: [a new year of the
form](howto/new-form-year.md), [a new check](howto/new-check.md), [a new paper](howto/new-paper.md). An asterisk marks
what must be there; a code is a word of small Latin letters, digits and underscores.

Not data yet: kinds of organisations other than those of the shipped file, identifiers of another shape, other periods
than the year, other languages of papers than Kazakh and Russian.
"""


def reference() -> str:
    """Return the whole text."""
    parts = [HEAD]
    for name, text, schema in _files():
        lines = [f"| `{key}` | {value} |" for key, value in _rows(schema, "")]
        parts.append(f"\n## {name}\n\n{text}\n\n| key | value |\n|---|---|\n" + "\n".join(lines) + "\n")
    return "".join(parts)


def _files() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "birlik.config.settings")
    import django  # the schema of papers names rights, which are of an app

    django.setup()
    from birlik.members import consents, indicators
    from birlik.orgs import kinds as orgs_kinds
    from birlik.refdata import calendar, regions
    from birlik.statistics.papers import kinds as paper_kinds
    from birlik.statistics.spec import campaign_dates, schemas, words

    yield "forms/CODE-EDITION.yaml", "The first edition of the form.", schemas.FORM
    yield "forms/CODE-EDITION.yaml, with `extends`", "An edition that says what it changes.", schemas.EXTENSION
    yield "checks/NAME.yaml", "One file: the checks of the form.", schemas.CHECKS
    yield "causes/NAME.yaml", "One file: why members leave.", schemas.CAUSES
    yield "papers/words.yaml", "The names of lines for which sentences were written.", words.WORDS
    yield "papers/KIND.yaml", "A kind of paper; KIND.kk.html and KIND.ru.html beside it.", paper_kinds.SCHEMA
    yield "registry/indicators.yaml", "What the registry of members counts for the form.", indicators.SCHEMA
    yield "campaigns/dates.yaml", "The days proposed for a campaign, in working days.", campaign_dates.SCHEMA
    yield "orgs/kinds.yaml", "Kinds of organisations, from the top down.", orgs_kinds.SCHEMA
    yield "regions/NAME.yaml", "One file: the regions and their map.", regions.SCHEMA
    yield "calendars/NAME.yaml", "One file: days that are no plain working or free days.", calendar.SCHEMA
    yield "consent/VERSION.yaml", "A text that members agree to.", consents.SCHEMA


def _rows(schema: Mapping[str, Any], where: str) -> Iterator[tuple[str, str]]:
    """Give key and value of everything below a schema, a list as `key[]`, any name as `key.NAME`."""
    for key, value in schema.get("properties", {}).items():
        mark = "*" if key in schema.get("required", ()) else ""
        yield from _row(value, f"{where}{key}", mark)
    if isinstance(other := schema.get("additionalProperties"), Mapping):
        yield from _row(other, f"{where}NAME", "")


def _row(schema: Mapping[str, Any], key: str, mark: str) -> Iterator[tuple[str, str]]:
    yield f"{key}{mark}", _value(schema)
    items = schema.get("items")
    if _is_text(schema):
        return
    if isinstance(items, Mapping) and ("properties" in items or "additionalProperties" in items):
        yield from _rows(items, f"{key}[].")
    elif "anyOf" not in schema:
        yield from _rows(schema, f"{key}.")


def _is_text(schema: Mapping[str, Any]) -> bool:
    return {"kk", "ru"} == set(schema.get("required", ())) - {"en"} and set(schema["properties"]) == {"kk", "ru", "en"}


def _value(schema: Mapping[str, Any]) -> str:
    if _is_text(schema):
        return "text in " + ", ".join(schema["required"]) + (", en" if "en" not in schema["required"] else "")
    if "anyOf" in schema:
        return " or ".join(_value(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(f"`{word}`" for word in schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        items = schema["items"]
        return "list" if "properties" in items else f"list: {_value(items)}"
    if kind == "object":
        return "keys"
    if kind == "integer":
        bounds = [f"{name} {schema[key]}" for name, key in (("from", "minimum"), ("to", "maximum")) if key in schema]
        return " ".join(["number", *bounds])
    if schema.get("pattern") == CODE:
        return "code"
    if kind == "boolean":
        return "`true` or `false`"
    return f"text `{schema['pattern'].replace('|', chr(92) + '|')}`" if "pattern" in schema else "text"


def main() -> None:
    FILE.write_text(reference())


if __name__ == "__main__":
    main()
