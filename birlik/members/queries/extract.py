"""Everything that is stored about one person, for the person to read (law 94-V, article 24) and to check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from birlik.audit import chain
from birlik.members.models import (
    Application,
    CardReading,
    Consent,
    DuesAgreement,
    Employment,
    ImportChange,
    Mandate,
    MemberAccount,
    Membership,
    Merge,
    Person,
    PersonChange,
    PersonPair,
    Transfer,
    UnlistedMember,
)
from birlik.members.queries.hanging import outside_links
from birlik.sheets.tables import Table

Rows = Sequence[Mapping[str, Any]]
DERIVED = {"id", "person", "fold_key", "given_key", "sort_key"}
# a merge that was taken back holds the data of somebody else; numbers of rows tell the person nothing
HIDDEN: dict[str, frozenset[str]] = {
    "merges": frozenset({"before"}),
    "mandates": frozenset({"version", "batch", "recorded_by", "annulled_by"}),
}
# values of other tables that tell more than a number
SPELT: dict[str, tuple[str, ...]] = {
    "person": ("organisation__code",),
    "memberships": ("organisation__code",),
    "mandates": ("organisation__code",),
    "employments": ("workplace__name_kk", "workplace__name_ru"),
    "applications": ("organisation__code", "consent__version"),
    "consents": ("text__version", "text__digest"),
    "account": ("user__username", "user__language"),
    "readings": ("organisation__code",),
    "transfers": ("source__organisation__code", "target__code"),
    "import_changes": ("batch__file_name",),
    "missing_in_imports": ("batch__file_name",),
}
OUTSIDE = ("organisation__code",)  # of what later apps hang on a person, named "app.model"

OWNED: dict[str, type[Model]] = {
    "memberships": Membership,
    "employments": Employment,
    "mandates": Mandate,
    "dues": DuesAgreement,
    "consents": Consent,
    "applications": Application,
    "account": MemberAccount,
    "readings": CardReading,
    "changes": PersonChange,
    "import_changes": ImportChange,
    "missing_in_imports": UnlistedMember,
}


@dataclass(frozen=True, slots=True)
class Extract:
    """`parts`: name of the table → its rows, each a mapping of plain values (text, numbers, None)."""

    parts: Mapping[str, Rows]

    def table(self) -> Table:
        """As lines (part, number of the row, field, value), without what is empty."""
        lines = [
            (part, number, field, value if isinstance(value, str | int) else str(value))
            for part, rows in self.parts.items()
            for number, row in enumerate(rows, start=1)
            for field, value in row.items()
            if value not in (None, "", {}, [])
        ]
        return Table(self.parts, ("part", "number", "field", "value"), lines)


def everything(person: Person) -> Extract:
    """Rows of the person and of the duplicates that were merged into it."""
    who = merged_together([person.pk])
    whose = Q(person__in=who)
    relations: dict[str, QuerySet[Any]] = {"person": Person.objects.filter(pk__in=who)}
    for name, model in OWNED.items():
        relations[name] = model._default_manager.filter(whose)  # noqa: SLF001 - one of the models below
    relations["transfers"] = Transfer.objects.filter(source__person__in=who)
    relations["merges"] = Merge.objects.filter(Q(survivor__in=who) | Q(merged__in=who))
    relations["pairs"] = PersonPair.objects.filter(Q(first__in=who) | Q(second__in=who))
    for link in outside_links():
        relations[link.model._meta.label_lower] = link.model._default_manager.filter(**{f"{link.name}__in": who})  # noqa: SLF001 - a model that is not known here
    return Extract({name: _rows(name, rows) for name, rows in relations.items()})


def merged_together(people: Iterable[int]) -> list[int]:
    """The people and everybody merged into them, through any number of merges."""
    found = list(people)
    new = found
    while new:
        new = [
            pk for pk in Person.objects.filter(merged_into__in=new).values_list("pk", flat=True) if pk not in set(found)
        ]
        found = found + new
    return found


def _rows(name: str, rows: QuerySet[Any]) -> Rows:
    spelt, left_out = SPELT.get(name, OUTSIDE if "." in name else ()), DERIVED | HIDDEN.get(name, frozenset())
    fields = [field.name for field in rows.model._meta.concrete_fields if field.name not in left_out]  # noqa: SLF001
    replaced = {one.partition("__")[0] for one in spelt}
    columns = [field for field in fields if field not in replaced] + list(spelt)
    found: Rows = chain.plain(list(rows.order_by("pk").values(*columns)))
    return found
