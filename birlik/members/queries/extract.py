"""Everything that is stored about one person, for the person to read (law 94-V, article 24) and to check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from birlik.audit import chain
from birlik.core.personal_data import PersonalData
from birlik.members.models import Person
from birlik.members.queries.person_links import PersonLink, person_links
from birlik.sheets.tables import Table

Rows = Sequence[Mapping[str, Any]]
DERIVED_COLUMNS = {"id", "person", "fold_key", "given_key", "sort_key"}


@dataclass(frozen=True, slots=True)
class Extract:
    """`parts`: name of the table → its rows, each a mapping of plain values (text, numbers, None)."""

    parts: Mapping[str, Rows]

    def table(self) -> Table:
        """Return it as lines (part, number of the row, field, value), without what is empty."""
        lines = [
            (part, number, field, value if isinstance(value, str | int) else str(value))
            for part, rows in self.parts.items()
            for number, row in enumerate(rows, start=1)
            for field, value in row.items()
            if value not in (None, "", {}, [])
        ]
        return Table(self.parts, ("part", "number", "field", "value"), lines)


def extract_of(person: Person) -> Extract:
    """Return the rows of the person and of the duplicates that were merged into it, of every table that has some."""
    people = merged_together([person.pk])
    links: dict[str, list[PersonLink]] = {}
    for link in person_links():
        if link.data.in_extract:
            links.setdefault(link.part, []).append(link)
    own = _rows(Person.objects.filter(pk__in=people), Person.personal_data)
    return Extract({Person.personal_data.part: own} | {part: _part(ways, people) for part, ways in links.items()})


def _part(links: Sequence[PersonLink], people: Sequence[int]) -> Rows:
    """Return the rows of one model, by all its ways to a person."""
    condition = Q()
    for link in links:
        condition |= link.condition(people)
    return _rows(links[0].rows.filter(condition), links[0].data)


def merged_together(people: Iterable[int]) -> list[int]:
    """Return the people and everybody merged into them, through any number of merges."""
    everybody = list(people)
    new = everybody
    while new:
        new = [
            pk
            for pk in Person.objects.filter(merged_into__in=new).values_list("pk", flat=True)
            if pk not in set(everybody)
        ]
        everybody = everybody + new
    return everybody


def _rows(rows: QuerySet[Any], data: PersonalData) -> Rows:
    hidden_fields = DERIVED_COLUMNS | data.hidden | {one.partition("__")[0] for one in data.columns}
    fields = [field.name for field in rows.model._meta.concrete_fields if field.name not in hidden_fields]  # noqa: SLF001
    plain: Rows = chain.plain(list(rows.order_by("pk").values(*fields, *data.columns)))
    return plain
