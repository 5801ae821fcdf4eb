"""No file imports one that imports it, by whatever way round: not for types alone, not inside a function either."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.architecture.source import CODE, python_files, shown, tree

FILES = {
    shown(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in python_files(*CODE)
}


def imported(path: Path) -> set[str]:
    """The files that this one imports, as modules: of `from a import b` it is a.b where that is a file, else a."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            found |= {name if name in FILES else node.module for name in names}
    return found & FILES.keys()


def circle(graph: dict[str, set[str]]) -> list[str]:
    """The names along one circle, the first again at the end; none where there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {name: imported(path) for name, path in FILES.items()}
    assert sum(map(len, graph.values())) > 1000
    assert circle(graph) == []


def test_a_circle_would_be_found() -> None:
    assert circle({"a": {"b", "d"}, "b": {"c"}, "c": {"a"}, "d": set()}) == ["a", "c", "b", "a"]
