"""Every refusal that the code can raise has a sentence for people, and the sentence knows its params."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from birlik.core.errors import Refusal
from birlik.web.shared.messages import SENTENCES, message_for

SOURCE = Path(__file__).parents[2] / "birlik"


def refusals() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Place, code and params of each Refusal(...) whose code is written out."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal" and node.args):
                continue
            if isinstance(code := node.args[0], ast.Constant) and "**" not in ast.unparse(node):
                params = frozenset(word.arg for word in node.keywords if word.arg)
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", str(code.value), params


@pytest.mark.parametrize(("place", "code", "params"), list(refusals()))
def test_each_refusal_has_its_sentence(place: str, code: str, params: frozenset[str]) -> None:
    assert code in SENTENCES, f"{place} raises {code}, which web/shared/messages.py does not know"
    with override("en"):
        wanted = set(re.findall(r"%\((\w+)\)s", str(SENTENCES[code])))
    assert wanted <= params, f"{place} does not give {wanted - params} for {code}"


@pytest.mark.parametrize("what", ["child", "workplace"])
@pytest.mark.parametrize("fault", ["taken_twice", "not_of_this", "left"])
def test_faults_of_a_split_have_theirs(what: str, fault: str) -> None:
    assert f"orgs.{what}_{fault}" in SENTENCES


def test_figures_and_dates_are_written_as_people_write_them() -> None:
    with override("en"):
        assert message_for(Refusal("campaign.incomplete", count=12_345)).startswith("12\u202f345 reports")
        assert "31.12.2025" in message_for(Refusal("orgs.closed", organisation="x", closed=date(2025, 12, 31)))
        assert "of 2025 " in message_for(Refusal("campaign.exists", year=2025))


@pytest.mark.parametrize("refusal", [Refusal("never.heard"), Refusal("campaign.exists")])
def test_an_unknown_code_or_a_missing_param_gives_the_code(refusal: Refusal) -> None:
    with override("en"):
        assert refusal.code in message_for(refusal)
