"""Refusals and their sentences: each code that is raised is explained, each explanation belongs to a code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from django.utils.translation import override

from birlik.web.shared.messages import GENERIC, SENTENCES
from tests.architecture.source import BIRLIK, python_files, shown, tree

MESSAGES = BIRLIK / "web/shared/messages.py"
SOURCE = [path for path in python_files("birlik", "demo") if path != MESSAGES]


def raised() -> Iterator[tuple[str, ast.expr]]:
    for path in SOURCE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                yield f"{shown(path)}:{node.lineno}", node.args[0]


def pattern(code: ast.expr) -> re.Pattern[str] | None:
    """What the code may be: itself when it is written out, the written parts when it is put together."""
    if isinstance(code, ast.Constant):
        return re.compile(re.escape(str(code.value)))
    if isinstance(code, ast.JoinedStr):
        return re.compile(
            "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z_]+" for part in code.values
            )
        )
    return None


def test_every_code_can_be_read_from_the_source() -> None:
    assert [place for place, code in raised() if pattern(code) is None] == []


def test_every_code_has_its_sentence() -> None:
    mute = [place for place, code in raised() if (known := pattern(code)) and not any(map(known.fullmatch, SENTENCES))]
    assert mute == []


def test_every_sentence_has_its_code() -> None:
    patterns = [known for _, code in raised() if (known := pattern(code))]
    assert [code for code in SENTENCES if not any(known.fullmatch(code) for known in patterns)] == []


def test_sentences_are_sentences() -> None:
    with override("en"):
        sentences = {code: str(text) for code, text in SENTENCES.items()} | {"": str(GENERIC)}
    assert [code for code, text in sentences.items() if not re.fullmatch(r"[A-Z“%].{12,}[.!)s]", text, re.DOTALL)] == []
