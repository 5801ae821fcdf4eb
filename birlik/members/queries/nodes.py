"""Adding up counts of organisations along the tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from birlik.orgs.queries.scope import lasting_lines


def lines(tree: date) -> pl.DataFrame:
    """Return the columns node and organisation (below it or itself) as the tree stood on the day.

    An organisation closed by then keeps its last place, one opened later its first: what happened there is lost to
    nobody above.
    """
    pairs = list(lasting_lines(tree).values_list("ancestor_id", "descendant_id"))
    return pl.DataFrame(pairs, schema={"node": pl.Int64, "organisation": pl.Int64}, orient="row")


def add_up(counts: pl.DataFrame, tree: date, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """Return sums at every node of the tree: the same columns, `organisation` being the node, in the order of ids.

    `by`: further columns that are not added but kept apart ("category").
    """
    sums = (
        counts.join(lines(tree), on="organisation")
        .drop("organisation")
        .group_by("node", *by)
        .agg(pl.all().sum())
        .rename({"node": "organisation"})
    )
    return sums.select(counts.columns).sort("organisation", *by)
