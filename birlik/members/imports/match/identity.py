"""Which person of the registry a row means: by the number, else by the folded name and the day of birth."""

from __future__ import annotations

import polars as pl

from birlik.members.imports.match.meeting import Meeting
from birlik.members.imports.match.notes import WARNING, Notes
from birlik.members.imports.match.people_index import PeopleIndex

KNOWN_IIN, UNKNOWN_IIN = pl.col("iin") != "", pl.col("iin") == ""


def identify(
    rows: pl.DataFrame, people: pl.DataFrame, registry: PeopleIndex, notes: Notes, meeting: Meeting
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return row, person and `is_named` (not by the number) of the rows that mean somebody; and one column `person` of
    everybody whom the list may name. Both without those of whom `meeting` tells nothing.

    Of rows without a number several namesakes are an error; a row with one never takes a person with another.
    """
    keys = rows.select("row", "iin", "fold_key", "born")
    numbers = people.select("iin", person="id")
    duplicates = registry.merged_duplicates()
    if not duplicates.is_empty():
        numbers = pl.concat([numbers, duplicates.select("iin", person="survivor")])
    pairs = (
        keys.filter(KNOWN_IIN)
        .join(numbers.filter(KNOWN_IIN), on="iin")
        .select("row", "person", is_named=pl.lit(value=False))
    )
    pairs = meeting.numbers(pairs, rows, people)
    rest = keys.join(pairs, on="row", how="anti").filter((pl.col("fold_key") != "") & pl.col("born").is_not_null())
    if people.is_empty() or rest.is_empty():
        return pairs, pairs.select("person").unique()
    hits = rest.join(registry.namesakes(rest["fold_key"].unique()), on=["fold_key", "born"], suffix="_old")
    hits = meeting.namesakes(hits, people)
    possible = hits.filter(UNKNOWN_IIN | (pl.col("iin_old") == ""))
    match_counts = possible.group_by("row").agg(
        pl.col("id").n_unique().alias("found"), pl.col("id").first().alias("person")
    )
    others = hits.join(match_counts, on="row", how="anti").select("row").unique()
    notes.add(others, "person.namesake", "iin", severity=WARNING)
    notes.add(match_counts.filter(pl.col("found") > 1), "person.ambiguous", "surname")
    by_name = match_counts.filter(pl.col("found") == 1).select("row", "person", is_named=pl.lit(value=True))
    pairs = pl.concat([pairs, by_name])
    return pairs, pl.concat([pairs.select("person"), possible.select(person="id")]).unique()


def require_one_row_each(rows: pl.DataFrame, pairs: pl.DataFrame, notes: Notes) -> None:
    """Refuse two rows that write to one person, or give one card to two.

    Rows that mean one person by different ways are all left to a human: were the first one taken, the same list read
    again would find otherwise.
    """
    notes.add(notes.good(pairs).filter(pl.col("person").is_duplicated()), "row.same_person")
    cards = notes.good(rows.select("row", "card").filter(pl.col("card") != ""))
    notes.add(cards.filter(pl.col("card").is_duplicated()), "card.repeated", "card", value=pl.col("card"))


def require_free_cards(rows: pl.DataFrame, pairs: pl.DataFrame, cards: pl.DataFrame, notes: Notes) -> None:
    """Refuse a card that another person has, even when another row gives that person a new one.

    `cards`: card and person of everybody who has one.
    """
    card_rows = notes.good(rows.select("row", "card").filter(pl.col("card") != "")).join(pairs, on="row", how="left")
    conflicts = card_rows.join(cards, on="card", suffix="_old").filter(
        pl.col("person").ne_missing(pl.col("person_old"))
    )
    notes.add(conflicts, "card.taken", "card", value=pl.col("card"))
    givers = card_rows.join(conflicts.select(person="person_old"), on="person", how="semi").join(
        conflicts, on="row", how="anti"
    )
    notes.add(givers, "card.taken", "card", value=pl.col("card"))
