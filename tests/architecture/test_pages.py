"""What pages are made of: nothing inline, nothing from elsewhere, addresses that the patterns know."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from django.urls import reverse

from birlik.web.shared import addresses
from tests.architecture.source import BIRLIK, python_files, shown, tree

DRAWN = sorted([*BIRLIK.rglob("*.html"), *(BIRLIK / "web/static").rglob("*.*")])
TEXT = [path for path in DRAWN if path.suffix in {".html", ".css", ".js", ".svg"}]
NAMESPACES = ("http://www.w3.org/",)
INLINE = re.compile(r"""\sstyle\s*=\s*["']|<style\b|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\bsrc=)""")
ELSEWHERE = re.compile(r"""(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s"')]*""")
SAMPLES = {"year": 2025, "organisation": "north-east", "code": "members_total", "kind": "note", "language": "kk"}


def third_parties(text: str) -> list[str]:
    return [url for url in ELSEWHERE.findall(text) if not url.startswith(NAMESPACES)]


@pytest.mark.parametrize("path", TEXT, ids=shown)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    assert third_parties(path.read_text()) == []


@pytest.mark.parametrize("path", [path for path in TEXT if path.suffix in {".html", ".svg"}], ids=shown)
def test_nothing_is_inline(path: Path) -> None:
    # The sheet of a paper that is downloaded as a file of its own is the one thing that carries its style inside.
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", python_files("birlik/web"), ids=shown)
def test_html_built_in_code_is_as_strict(path: Path) -> None:
    written = [str(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)]
    html = [text for text in written if re.search(r"</?[a-z]", text)]
    assert [text for text in html if INLINE.search(text) or third_parties(text)] == []


def test_text_is_translatable_only_when_trimmed() -> None:
    """An untrimmed block carries its line breaks into the catalogue, where no translator keeps them."""
    loose = re.compile(r"{%\s*blocktranslate\b(?![^%]*\btrimmed\b)[^%]*%}")
    assert [shown(path) for path in BIRLIK.rglob("*.html") if loose.search(path.read_text())] == []


ADDRESSES = [
    one for one in vars(addresses).values() if inspect.isfunction(one) and one.__module__ == addresses.__name__
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: one.__name__)
def test_quick_addresses_are_those_of_the_patterns(address: object) -> None:
    assert inspect.isfunction(address)
    samples = [SAMPLES[name] for name in inspect.signature(address).parameters]
    assert address(*samples) == reverse(f"statistics:{address.__name__}", args=samples)
