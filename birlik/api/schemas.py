"""What programs send and are sent of a register, made from its declaration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, get_args

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from ninja.orm import create_schema
from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from birlik.core.errors import Refusal
from birlik.core.texts import is_storable
from birlik.orgs.entries import Entry
from birlik.registers.declare import Register
from birlik.registers.forms import text_of, texts_of

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# What a field has to be, by the kind of fault that pydantic names; else the whole differs from the description.
EXPECTATIONS: dict[str, str | Promise] = {
    "missing": _("This field is needed."),
    "extra_forbidden": _("There is no such field."),
    "int_type": _("A whole number is needed here, without quotation marks."),
    "int_parsing": _("A whole number is needed here."),
    "bool_type": _("Either true or false is needed here."),
    "bool_parsing": _("Either true or false is needed here."),
    "string_type": _("A text is needed here."),
    "string_too_long": _("The text is too long: at most %(max_length)s characters."),
    "date_type": _("A day is needed here, written as “2026-01-31”."),
}
OTHERWISE = _("This is not what the description at /api/openapi.json asks for.")


def day_written(value: Any) -> Any:
    """Return the day of a text like "2026-01-31"; whatever else it is stays, which no field of a day takes."""
    if isinstance(value, str) and DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value


Day = Annotated[date, BeforeValidator(day_written), Field(strict=True)]


def expectation(problem: Mapping[str, Any]) -> str:
    """Return in the reader's language what a field that pydantic found fault with has to be."""
    sentence = str(EXPECTATIONS.get(problem["type"], OTHERWISE))
    return sentence % dict(problem.get("ctx", {}))


class StrictSchema(Schema):
    """What a program sends: each value of its own JSON type; a field that is not there is a mistake that it is told."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @field_validator("*", mode="before")
    @classmethod
    def read_value(cls, value: Any, field: ValidationInfo) -> Any:
        """Refuse a text that no database keeps, as the pages do; JSON has no days, so their texts are read here."""
        if isinstance(value, str) and not is_storable(value):
            raise Refusal("text.unstorable", field=field.field_name)
        kind = cls.model_fields[field.field_name or ""].annotation
        return day_written(value) if date in (kind, *get_args(kind)) else value


class Reason(StrictSchema):
    reason: str


class Problem(Schema):
    """Why something was refused: a code for programs, a sentence for people, and the fields with what is wrong."""

    code: str
    message: str
    fields: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Schemas:
    """`entry` is sent; `new` and `change` are taken; `page` is a part of the list, `next` leads to the one after."""

    entry: type[Schema]
    new: type[Schema]
    change: type[Schema]
    page: type[Schema]


def schemas_of(register: Register) -> Schemas:
    """Return the shapes of a register; what names a person is taken and never sent."""
    name = register.model.__name__
    names = [one for one in register.form_fields if one not in register.personal]
    entry = create_schema(
        register.model, name=name, fields=["id", *names, "version"],
        custom_fields=[("organisation", str, ...), ("annulled", str, Field(..., description="the reason, or empty"))],
    )  # fmt: skip
    plain = [one for one in register.form_fields if not isinstance(register.column(one), models.ForeignKey)]
    people: list[tuple[str, Any, Any]] = [(one, str, "") for one in register.form_fields if one not in plain]
    required = {one for one in plain if not register.column(one).blank and not register.column(one).has_default()}
    new = create_schema(
        register.model, name=f"New{name}", fields=plain, optional_fields=[one for one in plain if one not in required],
        custom_fields=[("organisation", str, Field(..., description="code of the organisation")), *people],
        base_class=StrictSchema,
    )  # fmt: skip
    change = create_schema(
        register.model, name=f"Change{name}", fields=plain, optional_fields="__all__",  # type: ignore[arg-type]  # ninja's own word
        custom_fields=[("version", int, ...), *people], base_class=StrictSchema,
    )  # fmt: skip
    page = type(f"{name}Page", (Schema,), {"__annotations__": {"items": list[entry], "next": int | None}})  # type: ignore[valid-type]  # a type made here
    return Schemas(entry, new, change, page)


def data_of(register: Register, entry: Entry) -> dict[str, Any]:
    """Return the entry as its schema has it."""
    names = [one for one in ("id", *register.form_fields, "version") if one not in register.personal]
    return {
        **{name: getattr(entry, name) for name in names},
        "organisation": entry.organisation.code,
        "annulled": entry.annulled_reason,
    }


def form_data(given: dict[str, Any], register: Register, entry: Entry | None = None) -> dict[str, Any]:
    """Return what a program sent as a form brings it; of a change the fields that it leaves out stay as they are."""
    current_texts = {} if entry is None else texts_of(entry)
    new_texts = {name: text_of(value) for name, value in given.items() if name in {*register.form_fields, "version"}}
    return current_texts | new_texts
