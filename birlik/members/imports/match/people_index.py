"""What comparing asks of the registry, whoever answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

import polars as pl


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """Whom a list may concern: its numbers, folded names and cards, and who is a member of its organisations."""

    numbers: pl.Series
    keys: pl.Series
    cards: pl.Series
    organisations: frozenset[int]

    @classmethod
    def by(cls, rows: pl.DataFrame, organisations: frozenset[int]) -> PeopleQuery:
        numbers, keys, cards = (rows[name].filter(rows[name] != "") for name in ("iin", "fold_key", "card"))
        return cls(numbers, keys, cards, organisations)


class PeopleIndex(Protocol):
    """What comparing asks of the registry. Frames of nobody have the same columns."""

    def people(self, fields: Collection[str], people_query: PeopleQuery) -> pl.DataFrame:
        """Return at least those whom the list may concern, without merged duplicates: id, iin, state, organisation_id,
        category, and these columns of Person.
        """
        ...

    def merged_duplicates(self) -> pl.DataFrame:
        """Return merged duplicates, columns survivor (who goes on), iin, card."""
        ...

    def namesakes(self, keys: pl.Series) -> pl.DataFrame:
        """Return people with one of these folded names, columns id (if merged the survivor's), iin, fold_key, born."""
        ...

    def last_spans(self, people: pl.Series) -> pl.DataFrame:
        """Return the last membership of each, columns person, span, span_organisation, span_category, since, until,
        entry, exit, previous (when an earlier one ended)."""
        ...

    def registered_spans(self, people: pl.Series) -> pl.DataFrame:
        """Return open memberships, at least of these people, whose day of joining nobody knew: the same columns."""
        ...

    def work(self, fields: Collection[str], people: pl.Series) -> pl.DataFrame:
        """Return open employments, at least of these people: person, work and these columns of Employment."""
        ...
