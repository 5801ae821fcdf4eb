"""Reading the rulebook: YAML whose every value remembers the line it was written on.

A malformed file stops the start with `rulebook/forms/x.yaml:12: what is wrong`, so that a methodologist who edits a
rule sees where to look. Duplicate keys, which YAML silently overwrites, are refused.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import yaml

Where = tuple[str | int, ...]

ROOT = Path(__file__).resolve().parents[2]
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TEXT_TAGS = frozenset({"tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"})


def rulebook_folder() -> Path:
    """Return the union's rules: the folder that BIRLIK_RULEBOOK names, without it the one beside the package."""
    folder_name = os.environ.get("BIRLIK_RULEBOOK")
    return Path(folder_name).resolve() if folder_name else ROOT / "rulebook"


class RulebookError(Exception):
    """A file of the rulebook that can't be used: which, where (line from 1), and why.

    `further`: other faults found with it.
    """

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path = path
        self.line = line
        self.reason = reason
        self.further: tuple[RulebookError, ...] = ()

    def __str__(self) -> str:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}: {self.reason}"


def raise_all(faults: Sequence[RulebookError]) -> None:
    """Raise the first of these faults, which then knows the others; nothing where there are none."""
    if faults:
        first, *others = faults
        first.further = (*first.further, *(one for fault in others for one in (fault, *fault.further)))
        raise first


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its data, and the line of every value by its path of keys and indices."""

    path: Path
    data: dict[str, Any]
    lines: Mapping[Where, int]

    def line(self, *where: str | int) -> int:
        """Return the line of a value, or of the nearest thing around it that is written."""
        for length in range(len(where), -1, -1):
            if where[:length] in self.lines:
                return self.lines[where[:length]]
        return 1

    def error(self, reason: str, *where: str | int) -> RulebookError:
        return RulebookError(self.path, self.line(*where), reason)

    def require(self, schema: Mapping[str, Any]) -> None:
        """Check the shape of the data; the first fault in the order of lines is raised, with the others."""
        validator = jsonschema.Draft202012Validator(dict(schema))
        faults = sorted(
            (self.line(*fault.absolute_path), fault.json_path, fault.message)
            for fault in validator.iter_errors(self.data)
        )
        raise_all([
            RulebookError(self.path, line, f"{where.removeprefix('$.')}: {message}") for line, where, message in faults
        ])  # fmt: skip


def one_file(folder: Path) -> Path:
    """Return the one file of a folder, whatever its name."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise RulebookError(folder, 1, "there is no file NAME.yaml in the folder")
    if len(paths) > 1:
        raise RulebookError(paths[1], 1, f"one file of the folder is read, and {paths[0].name} is there already")
    return paths[0]


def read(path: Path) -> Document:
    """Read one YAML file, whose top must be a mapping."""
    if not path.is_file():
        raise RulebookError(path, 1, "there is no such file")
    loader = Loader(_text(path))
    try:
        node = loader.get_single_node()
        lines: dict[Where, int] = {}
        data = None if node is None else _value(loader, node, (), lines, path)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise RulebookError(path, mark.line + 1 if mark else 1, fault.problem or "not readable as YAML") from fault
    except RecursionError as fault:
        raise RulebookError(path, 1, "something in the file stands inside itself") from fault
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise RulebookError(path, 1, "the file must hold a mapping")
    return Document(path, data, lines)


def _text(path: Path) -> str:
    """Read the letters of the file; refuse bytes that are no UTF-8 and letters that nobody sees with their line."""
    content = path.read_bytes()
    try:
        text = content.decode()
    except UnicodeDecodeError as fault:
        raise RulebookError(path, content.count(b"\n", 0, fault.start) + 1, "not readable as UTF-8") from fault
    if character := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, character.start()) + 1
        raise RulebookError(path, line, f"an invisible character, U+{ord(character[0]):04X}")
    return text


def _value(loader: Any, node: yaml.Node, where: Where, lines: dict[Where, int], path: Path) -> Any:
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item, (*where, place), lines, path) for place, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, where, lines, path)
    # Dates stay text: their meaning is the business of whoever asks for them.
    if node.tag in TEXT_TAGS:
        return node.value
    try:
        return loader.construct_object(node, deep=True)
    except (ValueError, KeyError) as fault:
        kind = node.tag.rpartition(":")[2]
        raise RulebookError(path, node.start_mark.line + 1, f"'{node.value}' is no value of the kind {kind}") from fault


def _mapping(loader: Any, node: yaml.MappingNode, where: Where, lines: dict[Where, int], path: Path) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, item in node.value:
        name = str(key.value)
        if name in mapping:
            raise RulebookError(path, key.start_mark.line + 1, f"'{name}' is written twice")
        lines[(*where, name)] = key.start_mark.line + 1
        mapping[name] = _value(loader, item, (*where, name), lines, path)
    return mapping
