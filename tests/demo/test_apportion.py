"""Handing totals down keeps them, whole number by whole number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.apportion import apportion, bounded, shift, to_total

weights = st.lists(st.floats(0, 1e6), min_size=1, max_size=40).filter(lambda values: sum(values) > 1e-3)


@given(st.integers(0, 10**7), weights)
def test_apportion_keeps_the_total_and_the_quota(total: int, shares: list[float]) -> None:
    parts = apportion(total, shares)
    exact = np.array(shares) * (total / sum(shares))
    assert parts.sum() == total
    assert (np.abs(parts - exact) < 1 + 1e-6).all()


@given(weights, st.data())
def test_bounded_keeps_the_total_and_the_bounds(shares: list[float], data: st.DataObject) -> None:
    upper = np.array(data.draw(st.lists(st.integers(0, 1000), min_size=len(shares), max_size=len(shares))))
    total = data.draw(st.integers(0, int(upper.sum())))
    parts = bounded(total, shares, upper)
    assert parts.sum() == total
    assert ((parts >= 0) & (parts <= upper)).all()


def test_bounded_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        bounded(7, [1, 1], np.array([3, 3]))


def test_ties_go_to_the_first() -> None:
    assert apportion(2, [1, 1, 1]).tolist() == [1, 1, 0]


@pytest.mark.parametrize("by", [-12, 0, 5])
def test_shift_moves_the_sum_and_stays_above_the_floor(by: int) -> None:
    values = np.array([3, 10, 9])
    moved = shift(values, by, [1.0, 1.0, 1.0], np.array([3, 3, 3]))
    assert moved.sum() == values.sum() + by
    assert moved.min() >= 3


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30), st.data())
def test_to_total_takes_part_of_each_base(bases: list[int], data: st.DataObject) -> None:
    whole = np.array(bases)
    total = data.draw(st.integers(0, int(whole.sum())))
    parts = to_total(total, whole, np.linspace(-1, 1, len(bases)))
    assert parts.sum() == total
    assert ((parts >= 0) & (parts <= whole)).all()
