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


def test_sentences_are_sentences() -> None:
    with override("en"):
        sentences = {code: str(text) for code, text in SENTENCES.items()} | {"": str(GENERIC)}
    assert [code for code, text in sentences.items() if not re.fullmatch(r"[A-Z“%].{12,}[.!)s]", text, re.DOTALL)] == []
