"""What programs send and are sent of a register, made from its declaration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.forms.models import model_to_dict
from ninja import Schema
from ninja.orm import create_schema
from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from birlik.core.errors import Refusal
from birlik.core.texts import is_storable
from birlik.orgs.entries import Entry
from birlik.registers import queries
from birlik.registers.declare import Register


class Sent(Schema):
    """What a program sends; a field that is not there is a mistake of the program, which is told so."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def require_storable(cls, value: Any, field: ValidationInfo) -> Any:
        """Refuse a text that no database keeps, as the pages do."""
        if isinstance(value, str) and not is_storable(value):
            raise Refusal("text.unstorable", field=field.field_name)
        return value


class Reason(Sent):
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
    sent = [one for one in register.typed if one not in register.personal]
    entry = create_schema(
        register.model, name=name, fields=["id", *sent, "version"],
        custom_fields=[("organisation", str, ...), ("annulled", str, Field(..., description="the reason, or empty"))],
    )  # fmt: skip
    plain = [one for one in register.typed if not isinstance(register.column(one), models.ForeignKey)]
    people: list[tuple[str, Any, Any]] = [(one, str, "") for one in register.typed if one not in plain]
    needed = {one for one in plain if not register.column(one).blank and not register.column(one).has_default()}
    new = create_schema(
        register.model, name=f"New{name}", fields=plain, optional_fields=[one for one in plain if one not in needed],
        custom_fields=[("organisation", str, Field(..., description="code of the organisation")), *people],
        base_class=Sent,
    )  # fmt: skip
    change = create_schema(
        register.model, name=f"Change{name}", fields=plain, optional_fields="__all__",  # type: ignore[arg-type]  # ninja's own word
        custom_fields=[("version", int, ...), *people], base_class=Sent,
    )  # fmt: skip
    page = type(f"{name}Page", (Schema,), {"__annotations__": {"items": list[entry], "next": int | None}})  # type: ignore[valid-type]  # a type made here
    return Schemas(entry, new, change, page)


def sent(register: Register, entry: Entry) -> dict[str, Any]:
    """Return the entry as its schema has it."""
    names = [one for one in ("id", *register.typed, "version") if one not in register.personal]
    return {
        **{name: getattr(entry, name) for name in names},
        "organisation": entry.organisation.code,
        "annulled": entry.annulled_reason,
    }


def form_data(given: dict[str, Any], register: Register, entry: Entry | None = None) -> dict[str, Any]:
    """Return what a program sent as a form brings it; of a change the fields that it leaves out stay as they are."""
    known = {} if entry is None else model_to_dict(entry, fields=register.typed)
    if entry is not None:
        members = {one: queries.member_named(entry, one) for one in register.typed if _is_link(register, one)}
        known |= {name: person.iin if person else "" for name, person in members.items()}
    return {name: _text(value) for name, value in (known | given).items() if name in {*register.typed, "version"}}


def _is_link(register: Register, name: str) -> bool:
    return isinstance(register.column(name), models.ForeignKey)


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    return "on" if value is True else value.isoformat() if isinstance(value, date) else str(value)
