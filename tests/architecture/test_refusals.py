"""Refusals and their sentences: each code that is raised is explained, each explanation belongs to a code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import override

from birlik.web.shared.messages import GENERIC, SENTENCES
from tests.architecture.source import BIRLIK, python_files, shown, tree

MESSAGES = set((BIRLIK / "web/shared").glob("messages*.py"))
SOURCE = [path for path in python_files("birlik", "demo") if path not in MESSAGES]


PARAMETER = re.compile(r"%\((\w+)\)")
CODE = re.compile(r"[a-z]+\.[a-z_]+")
PREFIXES = {code.partition(".")[0] for code in SENTENCES}


def raised() -> Iterator[tuple[str, str]]:
    """Where which code is raised. One that stands in a variable is any of the codes written in the same file."""
    for path in SOURCE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                first = node.args[0]
                codes = [first.value] if isinstance(first, ast.Constant) else sorted(written(path))
                yield from (
                    (f"{shown(path)}:{node.lineno}", str(code)) for code in codes or ["a code that nobody knows"]
                )


def written(path: Path) -> set[str]:
    """Everything in the file that looks like a code of a refusal."""
    constants = {str(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)}
    return {text for text in constants if CODE.fullmatch(text) and text.partition(".")[0] in PREFIXES}


def test_every_code_has_its_sentence() -> None:
    assert [(place, code) for place, code in raised() if code not in SENTENCES] == []


def test_every_sentence_has_its_code() -> None:
    assert set(SENTENCES) - {code for _, code in raised()} == set()


def test_every_refusal_brings_what_its_sentence_names() -> None:
    """Else the sentence could not be told, and nobody would learn more than the code."""
    calls = [(path, node) for path in SOURCE for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    missing = []
    for path, call in calls:
        if getattr(call.func, "id", "") != "Refusal" or not isinstance(call.args[0], ast.Constant):
            continue
        given = {keyword.arg for keyword in call.keywords}
        named = set(PARAMETER.findall(str(SENTENCES[str(call.args[0].value)])))
        if None not in given and named - given:
            missing.append((f"{shown(path)}:{call.lineno}", named - given))
    assert missing == []


def test_sentences_are_sentences() -> None:
    with override("en"):
        sentences = {code: str(text) for code, text in SENTENCES.items()} | {"": str(GENERIC)}
    assert [code for code, text in sentences.items() if not re.fullmatch(r"[A-Z“%].{12,}[.!)s]", text, re.DOTALL)] == []


def own_codes(function: ast.FunctionDef) -> set[str]:
    """The codes of the refusals that a function makes itself, not what it calls or holds."""
    codes: set[str] = set()
    nodes: list[ast.AST] = list(function.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
            constants = {str(one.value) for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}
            codes |= {text for text in constants if CODE.fullmatch(text)}
        nodes += ast.iter_child_nodes(node)
    return codes


def is_told(code: str, text: str) -> bool:
    """Whether the text names the code, whole or, of several that begin alike, by what stands behind the dot."""
    return code in text or f".{code.partition('.')[2]}" in text


def test_public_functions_tell_the_codes_of_their_refusals() -> None:
    """Of the apps and the command line: screens hand a refusal on, and it is told where it comes from."""
    paths = [path for path in SOURCE if not shown(path).startswith(("birlik/web/", "birlik/api/", "demo/"))]
    functions = [(path, node) for path in paths for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    assert sum(bool(own_codes(function)) for _path, function in functions) > 150
    assert [
        f"{shown(path)}:{function.lineno} {function.name}: {code}"
        for path, function in functions
        if not function.name.startswith("_")
        for code in sorted(own_codes(function))
        if not is_told(code, ast.get_docstring(function) or "")
    ] == []
