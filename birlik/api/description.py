"""The description of the API as people read it, made from the one that programs read (OpenAPI)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from birlik.registers.declare import REGISTERS, Text

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A part of the address or a field of the body; `kind`: its type in JSON, with its format."""

    name: str
    kind: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method at an address: what it takes in the address and in the body, and the statuses that it answers."""

    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    body: tuple[Parameter, ...]
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The endpoints of one register."""

    name: Text
    about: Text
    endpoints: tuple[Endpoint, ...]


def groups_of(schema: Schema) -> list[Group]:
    """Return the endpoints of an OpenAPI document by register, in the order of the document."""
    groups = groupby(_operations(schema), key=lambda pair: pair[0])
    return [
        Group(REGISTERS[tag].name, REGISTERS[tag].about, tuple(endpoint for _tag, endpoint in pairs))
        for tag, pairs in groups
    ]


def _operations(schema: Schema) -> Iterator[tuple[str, Endpoint]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            parameters = tuple(
                Parameter(one["name"], _kind(one["schema"]), one.get("required", False))
                for one in operation.get("parameters", ())
            )
            statuses = tuple(str(status) for status in operation["responses"])
            body = tuple(_body(schema, operation))
            yield operation["tags"][0], Endpoint(method.upper(), path, operation["summary"], parameters, body, statuses)


def _body(schema: Schema, operation: Schema) -> Iterator[Parameter]:
    content = operation.get("requestBody", {}).get("content", {})
    for media in content.values():
        fields = schema["components"]["schemas"][media["schema"]["$ref"].rpartition("/")[2]]
        for name, field in fields["properties"].items():
            yield Parameter(name, _kind(field), name in fields.get("required", ()))


def _kind(schema: Schema) -> str:
    """Return the JSON type of a value, with its format: "string (date)"; of several all but null."""
    kinds = [_kind(one) for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    name = schema.get("type", " | ".join(kinds))
    return f"{name} ({schema['format']})" if "format" in schema else str(name)
