"""How the membership changed between two days: opening + who came − who went = closing.

Spans are half-open, so with `opening < day <= closing` for both ends of a span the equation holds by construction, for
every organisation, category and pair of days; all four parts come from one statement, hence from one state.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl

from birlik.db import bulk
from birlik.members.enums import Entry, Exit
from birlik.members.indicators import ENTRY, EXIT, HEADCOUNT, OPENING, Indicator, indicator_set
from birlik.members.queries import headcount, nodes
from birlik.members.queries.counting import KEY, Condition, Count, all_of, in_organisations, join_frames, one_of
from birlik.members.queries.headcount import HOLDS, MEMBERS

IN = {Entry.CORRECTED: "corrected_in"}
OUT = {Exit.DEPARTED: "departed", Exit.CORRECTED: "corrected_out"}
INFLOWS = tuple(IN.get(entry, entry.value) for entry in Entry)
OUTFLOWS = tuple(OUT.get(reason, f"left_{reason.value}") for reason in Exit)
FLOWS = ("opening", *INFLOWS, *OUTFLOWS, "closing")
KEYS = (KEY, "category")

HAS_BEGUN = 'm."since" > %s AND m."since" <= %s'
HAS_ENDED = 'm."until" > %s AND m."until" <= %s'
# the same person's span in the same organisation that goes over into this one: another category, no way to elsewhere
SAME = 'p."person_id" = m."person_id" AND p."organisation_id" = m."organisation_id"'
FROM_SAME_ORGANISATION = SAME + """ AND p."until" = m."since" AND p."exit" = 'departed' AND m."entry" = 'arrived'"""
TO_SAME_ORGANISATION = SAME + """ AND p."since" = m."until" AND p."entry" = 'arrived' AND m."exit" = 'departed'"""


def between(opening: date, closing: date, organisations: Collection[int] | None = None) -> pl.DataFrame:
    """Return one row per organisation and category that has members or movements: `organisation`, `category`, then
    Int64 columns FLOWS: opening, accepted, arrived, registered, corrected_in, departed, left_<reason> …,
    corrected_out, closing. A correction is a flow of its own and never a leaving.
    """
    narrowed, ids = in_organisations(organisations)
    parts, params = [], []
    for flow, condition in (("opening", HOLDS), ("closing", HOLDS)):
        day = (opening if flow == "opening" else closing).isoformat()
        parts.append(_part(f"'{flow}'", condition + narrowed))
        params += [day, day, *ids]
    for side, column, condition in (("in", "entry", HAS_BEGUN), ("out", "exit", HAS_ENDED)):
        parts.append(_part(f"'{side}.' || m.\"{column}\"", condition + narrowed, f', m."{column}"'))
        params += [opening.isoformat(), closing.isoformat(), *ids]
    schema = {KEY: pl.Int64, "category": pl.String, "flow": pl.String, "people": pl.Int64}
    rows = bulk.read(" UNION ALL ".join(parts), params, schema=schema)
    people = pl.col("people")
    names = {f"in.{entry.value}": IN.get(entry, entry.value) for entry in Entry} | {
        f"out.{reason.value}": OUT.get(reason, f"left_{reason.value}") for reason in Exit
    }
    category = pl.col("flow").replace(names)
    return rows.group_by(KEYS).agg(people.filter(category == name).sum().alias(name) for name in FLOWS).sort(KEYS)


def at_nodes(opening: date, closing: date, tree: date | None = None) -> pl.DataFrame:
    """Return the same at every node of the tree as of the day `tree` (the closing day unless it is said), with one
    column more: `border_change`, by how much the opening differs from the one on the borders of the opening day.

    As reported then: (opening − border_change) + border_change + in − out = closing.
    """
    leaves = between(opening, closing)
    sums = nodes.add_up(leaves, tree or closing, by=["category"])
    then = nodes.add_up(leaves.select(*KEYS, pl.col("opening").alias("reported")), opening, by=["category"])
    both = sums.join(then.filter(pl.col("reported") != 0), on=KEYS, how="full", coalesce=True)
    complete = both.with_columns(pl.exclude(KEYS).fill_null(0))
    change = (pl.col("opening") - pl.col("reported")).alias("border_change")
    return complete.with_columns(change).drop("reported").sort(KEYS)


def balance(frame: pl.DataFrame) -> pl.Series:
    """Compute opening + in − out − closing of every row, in people: zeros."""
    return frame.select(
        pl.col("opening") + pl.sum_horizontal(INFLOWS) - pl.sum_horizontal(OUTFLOWS) - pl.col("closing")
    ).to_series()


def report_rows(
    opening: date, closing: date, organisations: Collection[int] | None = None, further: Sequence[Indicator] = ()
) -> pl.DataFrame:
    """Return every row of the yearly form that the registry fills: `organisation` and one Int64 column per indicator,
    one row per primary organisation with members, officers or movements; in the order of ids.

    Entries and exits of the kinds registered and corrected have no row in the form: who shows them asks `further`.
    """
    codes = (*indicator_set().codes, *(one.code for one in further))
    frames = [count.by_organisation(organisations) for count in report_counts(opening, closing, further)]
    return join_frames(frames).select(KEY, *codes)


def report_counts(opening: date, closing: date, further: Sequence[Indicator] = ()) -> list[Count]:
    """Return what `report_rows` counts, to be asked of one organisation by `counting.of_one`."""
    indicators = (*indicator_set().indicators, *further)

    def of(kind: str) -> list[Indicator]:
        return [one for one in indicators if one.kind == kind]

    counts = [
        headcount.members(opening, of(OPENING)),
        headcount.members(closing, of(HEADCOUNT)),
        headcount.officers(closing),
        _movements(ENTRY, FROM_SAME_ORGANISATION, HAS_BEGUN, opening, closing, of(ENTRY)),
        _movements(EXIT, TO_SAME_ORGANISATION, HAS_ENDED, opening, closing, of(EXIT)),
    ]
    return [count for count in counts if count.columns]


def _part(flow: str, condition: str, further: str = "") -> str:
    keys = 'm."organisation_id", m."category"'
    return f"SELECT {keys}, {flow}, COUNT(*) {MEMBERS} WHERE {condition} GROUP BY {keys}{further}"


def _movements(
    side: str, touches: str, when: str, opening: date, closing: date, indicators: Sequence[Indicator]
) -> Count:
    """Return entries, or exits, of the period by indicators; `side` is the column that says how."""
    return Count(
        f'{MEMBERS} LEFT JOIN "members_membership" p ON {touches}',
        (when, [opening.isoformat(), closing.isoformat()]),
        {one.code: _flow(one) for one in indicators},
        {"category": 'm."category"', "how": f'm."{side}"', "other": 'p."category"'},
    )


def _flow(indicator: Indicator) -> Condition:
    """Return the condition of a flow: a step from one category of the indicator to another, within the organisation,
    is none of its flows.
    """
    how = one_of('m."how"', indicator.entry or indicator.exit)
    if not indicator.category:
        return all_of(how, ('m."other" IS NULL', []))
    condition, params = one_of('m."other"', indicator.category)
    no_step = f'(m."other" IS NULL OR NOT {condition})', params
    return all_of(how, one_of('m."category"', indicator.category), no_step)
