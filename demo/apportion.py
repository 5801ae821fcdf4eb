"""Whole numbers that add up: how totals are handed down to parts. Every function keeps the total exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Random = np.random.Generator


def apportion(total: int, weights: npt.ArrayLike) -> Integers:
    """`total` ≥ 0 shared by largest remainder in proportion to non-negative `weights` (shape n); ties: the first."""
    shares = np.asarray(weights, dtype=np.float64)
    exact = shares / shares.sum() * total
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    short = total - int(whole.sum())
    if short >= 0:
        whole[order[:short]] += 1
    else:  # a product rounded up to a whole number it does not reach
        whole[order[::-1][:-short]] -= 1
    return np.asarray(whole)


def bounded(total: int, weights: npt.ArrayLike, upper: Integers) -> Integers:
    """As `apportion`, but part i gets at most `upper[i]`. The upper bounds must hold the total."""
    if total > int(upper.sum()):
        raise ValueError(f"{total} do not fit into {int(upper.sum())}")
    shares = np.asarray(weights, dtype=np.float64)
    given = np.zeros(len(upper), dtype=np.int64)
    while (rest := total - int(given.sum())) > 0:
        room = upper - given
        live = np.where(room > 0, shares, 0.0)
        if live.sum() <= 0:
            live = room.astype(np.float64)
        given += np.minimum(apportion(rest, live), room)
    return given


def shift(values: Integers, by: int, weights: npt.ArrayLike, lower: Integers) -> Integers:
    """`values` changed so that their sum moves by `by`; none falls under `lower[i]`."""
    if by >= 0:
        return values + apportion(by, weights) if by else values
    return values - bounded(-by, weights, np.maximum(values - lower, 0))


def to_total(total: int, bases: Integers, scores: Floats) -> Integers:
    """Part of each base, together `total`: base · logistic(score + one common shift), rounded by largest remainder.

    The shift is found by bisection, so parts keep their order of likelihood and none exceeds its base.
    """
    low, high = -30.0, 30.0
    for _ in range(80):
        middle = (low + high) / 2
        if float((bases / (1 + np.exp(-(scores + middle)))).sum()) < total:
            low = middle
        else:
            high = middle
    exact = bases / (1 + np.exp(-(scores + low)))
    whole = np.minimum(np.floor(exact).astype(np.int64), bases)
    return np.asarray(whole) + bounded(total - int(whole.sum()), exact - whole + 1e-9, np.minimum(bases - whole, 1))


def by_group(groups: Integers, count: int, make: Callable[[int, Integers], Integers]) -> Integers:
    """Concatenate by position what `make(group, positions)` returns for each group's positions."""
    result = np.zeros(len(groups), dtype=np.int64)
    for group in range(count):
        positions = np.flatnonzero(groups == group)
        if len(positions):
            result[positions] = make(group, positions)
    return result


def multinomial(random: Random, totals: Integers, shares: Floats) -> Integers:
    """Each total (shape n) split at random by `shares` (k, or n × k); returns n × k, rows add up to the totals."""
    return random.multinomial(totals, shares / shares.sum(axis=-1, keepdims=True)).astype(np.int64)
