"""The size budget: files, functions and templates stay small enough to be read in one sitting."""

from __future__ import annotations

import pytest

from tests.architecture.source import BIRLIK, CODE, functions, lines_of, python_files, shown

FILE, FILE_HARD, FILE_SHARE = 400, 600, 0.98
FUNCTION, FUNCTION_HARD, FUNCTION_SHARE = 40, 60, 0.96
TEMPLATE = 200
JAVASCRIPT = 1500


def share_within(sizes: dict[str, int], limit: int) -> float:
    return sum(size <= limit for size in sizes.values()) / len(sizes)


def above(sizes: dict[str, int], limit: int) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if size > limit}


@pytest.fixture(scope="module")
def files() -> dict[str, int]:
    return {shown(path): lines_of(path) for path in python_files(*CODE)}


@pytest.fixture(scope="module")
def bodies() -> dict[str, int]:
    return {name: length for path in python_files(*CODE) for name, length in functions(path)}


def test_no_file_is_longer_than_the_hard_limit(files: dict[str, int]) -> None:
    assert above(files, FILE_HARD) == {}


def test_nearly_every_file_keeps_the_budget(files: dict[str, int]) -> None:
    assert share_within(files, FILE) >= FILE_SHARE, above(files, FILE)


def test_no_function_is_longer_than_the_hard_limit(bodies: dict[str, int]) -> None:
    assert above(bodies, FUNCTION_HARD) == {}


def test_nearly_every_function_keeps_the_budget(bodies: dict[str, int]) -> None:
    assert share_within(bodies, FUNCTION) >= FUNCTION_SHARE, above(bodies, FUNCTION)


def test_no_template_is_longer_than_its_limit() -> None:
    templates = {shown(path): lines_of(path) for path in BIRLIK.rglob("*.html")}
    assert len(templates) > 20
    assert above(templates, TEMPLATE) == {}


def test_our_own_javascript_stays_small() -> None:
    scripts = {shown(path): lines_of(path) for path in (BIRLIK / "web/static").rglob("*.js")}
    assert scripts
    assert sum(scripts.values()) <= JAVASCRIPT, scripts
