"""What pages are made of: nothing inline, nothing from elsewhere, addresses that the patterns know."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, reverse

from birlik.web.shared import addresses
from tests.architecture.source import BIRLIK, python_files, shown, tree

DRAWN = sorted([*BIRLIK.rglob("*.html"), *(BIRLIK / "web/static").rglob("*.*")])
TEXT = [path for path in DRAWN if path.suffix in {".html", ".css", ".js", ".svg"}]
NAMESPACES = ("http://www.w3.org/",)
INLINE = re.compile(r"""\sstyle\s*=\s*["']|<style\b|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\bsrc=)""")
ELSEWHERE = re.compile(r"""(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s"')]*""")


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


def page_classes() -> dict[str, set[str]]:
    """Classes of the screens that are called a page, with what they are made of; what is kept drawn is none."""
    return {
        node.name: {ast.unparse(base) for base in node.bases}
        for path in python_files("birlik/web")
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and node.name.endswith("Page") and not node.name.startswith("Cached")
    }


def test_every_page_begins_with_the_one_page_context() -> None:
    classes = page_classes()
    assert len(classes) > 8
    assert [name for name, bases in classes.items() if not bases & {"PageContext", *classes}] == []


TEMPLATES = {name: one for name, one in vars(addresses).items() if isinstance(one, addresses.UrlTemplate)}
# a year, an organisation, an indicator; numbers; a kind of paper, its year, its language
KINDS = ([2025, "north-east", "members_total"], [1204, 77], ["note", 2025, "kk"])


def address_of(template: addresses.UrlTemplate, samples: Sequence[int | str]) -> tuple[str, str] | None:
    """What the template and the pattern say of the first samples; nothing where the pattern takes no such values."""
    values = samples[: template.parameters]
    try:
        return template(*values), reverse(template.name, args=values)
    except NoReverseMatch:
        return None


@pytest.mark.parametrize("name", TEMPLATES)
def test_quick_addresses_are_those_of_the_patterns(name: str) -> None:
    template = TEMPLATES[name]
    samples = [*KINDS, ["north-east"]]
    pairs = [
        pair for sample in samples if len(sample) >= template.parameters and (pair := address_of(template, sample))
    ]
    assert pairs
    assert [quick for quick, _slow in pairs] == [slow for _quick, slow in pairs]
