"""The same seed gives the same union, another seed another with the same published figures."""

from __future__ import annotations

from demo.facts import UNION_TOTALS
from demo.union import build
from tests.demo.conftest import Look, digest_of


def test_same_seed_same_union(demo: Look) -> None:
    assert digest_of(build()) == digest_of(demo.union)


def test_other_seeds_keep_the_published_figures(demo: Look) -> None:
    for seed in (1, 7):
        other = build(seed)
        assert digest_of(other) != digest_of(demo.union)
        for index, year in enumerate((2024, 2025)):
            for row, totals in UNION_TOTALS.items():
                assert int(other.reports[year].column(row).sum()) == totals[index], (seed, row)
