"""The repository itself: no machine's paths, no package index, a reason for every dependency and every exception."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source import CODE, ROOT, contract, kept_files, pyproject, python_files, shown

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.in"))
# Put together here so that this file doesn't hold what it looks for.
MACHINE_PATHS = re.compile("|".join(f"(?<![\\w.])/{folder}/" for folder in ("work", "root", "opt", "home")))
INDEX = re.compile("(?<!no-emit-)index" + "-url|find" + "-links(?<!no-emit-find-links)")
UNFINISHED = re.compile("\\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + ")\\b")
DEPENDENCY = re.compile(r"^[A-Za-z0-9]")


def text_of(path: Path) -> str:
    return path.read_bytes().decode(errors="ignore")


def test_no_file_knows_a_machine() -> None:
    assert [shown(path) for path in kept_files() if MACHINE_PATHS.search(text_of(path))] == []


def test_no_file_names_a_package_index() -> None:
    assert [shown(path) for path in kept_files() if INDEX.search(text_of(path))] == []


def test_nothing_is_left_for_later() -> None:
    assert [shown(path) for path in python_files(*CODE) if UNFINISHED.search(path.read_text())] == []


def test_no_test_is_skipped() -> None:
    skipping = re.compile("pytest\\.(" + "mark\\.)?(" + "skip|xfail|importorskip)")
    assert [shown(path) for path in python_files("tests") if skipping.search(path.read_text())] == []


@pytest.mark.parametrize("path", python_files(*CODE), ids=shown)
def test_every_silenced_warning_has_its_reason(path: Path) -> None:
    bare = re.compile(
        "#\\s*(type:\\s*" + "ignore|no" + "qa)(?!:|\\[)|#\\s*type:\\s*" + "ignore\\[[^]]*\\]\\s*$", re.MULTILINE
    )
    assert bare.findall(path.read_text()) == []


@pytest.mark.parametrize("path", REQUIREMENTS, ids=shown)
def test_every_dependency_says_why(path: Path) -> None:
    dependencies = [line for line in path.read_text().splitlines() if DEPENDENCY.match(line)]
    assert dependencies
    assert [line for line in dependencies if not re.search(r"\s# \w.{10,}", line)] == []


@pytest.mark.parametrize("path", REQUIREMENTS, ids=shown)
def test_every_dependency_is_pinned_with_its_hash(path: Path) -> None:
    pinned = path.with_suffix(".txt").read_text()
    for line in path.read_text().splitlines():
        if DEPENDENCY.match(line):
            name = re.split(r"[\[<>=!~\s]", line)[0].lower().replace("_", "-")
            assert re.search(rf"^{re.escape(name)}(\[.*\])?==[^\\]+\\\n\s+--hash=sha256:", pinned, re.MULTILINE), name


def test_warnings_are_errors_and_types_are_strict() -> None:
    tools = pyproject()["tool"]
    assert tools["pytest"]["ini_options"]["filterwarnings"][0] == "error"
    assert "--strict-markers" in tools["pytest"]["ini_options"]["addopts"]
    assert tools["mypy"]["strict"] is True
    assert contract("layers")["exhaustive"] is True


def test_every_test_that_the_page_on_security_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", (ROOT / "docs/security.md").read_text())
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
