"""Every check does what its cases say, and every check has cases."""

from __future__ import annotations

import pytest

from birlik.statistics.spec import load_all
from tests.pure.rulebook.situations import CLAIMS, KEYS, Case, all_cases

CASES = all_cases()
WORDS = {True: "kept", False: "broken", None: "unknown"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    verdicts = case.verdicts()

    if "broken" in case.written:
        assert sorted(code for code, verdict in verdicts.items() if verdict is False) == sorted(case.claimed("broken"))
    for claim in ("kept", "unknown"):
        for code in case.claimed(claim):
            assert (code, WORDS[verdicts[code]]) == (code, claim)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_report_is_judged_as_among_thousands(case: Case) -> None:
    broken = [code for code, verdict in case.verdicts().items() if verdict is False]

    assert [finding.check for finding in case.findings()] == broken


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_is_readable(case: Case) -> None:
    assert set(case.written) <= KEYS | CLAIMS
    patterns = [pattern for claim in CLAIMS for pattern in case.written.get(claim, [])]
    codes = set(load_all().checks.by_code)
    assert [pattern for pattern in patterns if "*" not in pattern and pattern not in codes] == []


def test_every_check_has_a_case_where_it_is_kept_broken_and_unknown() -> None:
    told = {(code, claim) for case in CASES for claim in CLAIMS for code in case.claimed(claim)}
    wanted = {
        (check.code, claim)
        for check in load_all().checks
        for claim in CLAIMS
        if not (check.per_cell and claim == "unknown")  # whether a cell is empty is always known
    }

    assert sorted(wanted - told) == []


def test_names_of_cases_are_not_repeated() -> None:
    names = [case.name for case in CASES]

    assert sorted(names) == sorted(set(names))
