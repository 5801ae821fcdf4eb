"""The code knows no line of the form by its name: what pages and papers ask of it stands in the rulebook."""

from __future__ import annotations

import re

from birlik.statistics.spec.shelf import load_forms
from tests.architecture.source import BIRLIK, ROOT, shown

# Words of the house that a line of the form is called by, too: what orgs keeps of an organisation, and who leads one.
WORDS_OF_THE_HOUSE = {"workplaces", "chairs"}


def test_no_code_of_a_line_or_a_percentage_stands_in_the_code() -> None:
    forms = load_forms(ROOT / "rulebook" / "forms")
    codes = {code for form in forms for code in (*form.rows, *form.derived_codes)} - WORDS_OF_THE_HOUSE
    assert len(codes) > 70
    word = re.compile(r"[A-Za-z0-9_]+")
    files = [path for kind in ("py", "html", "js", "typ") for path in BIRLIK.rglob(f"*.{kind}")]
    told = {
        f"{shown(path)}: {code}"
        for path in files
        if "migrations" not in path.parts
        for code in codes.intersection(word.findall(path.read_text()))
    }
    assert told == set()


def test_no_code_of_a_check_stands_in_the_code() -> None:
    code = re.compile(r"""["']K[0-9]+\b""")
    assert [shown(path) for path in BIRLIK.rglob("*.py") if code.search(path.read_text())] == []
