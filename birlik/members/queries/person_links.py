"""What hangs on a person, found by reflection: each model says of itself what becomes of its rows (PersonalData)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Q, QuerySet

from birlik.core.personal_data import MergeRule, PersonalData
from birlik.members.models import Person


@dataclass(frozen=True, slots=True)
class PersonLink:
    """A way from the rows of a model to a person: `lookup`, such as "person" or "source__person"."""

    model: type[Any]
    lookup: str
    data: PersonalData

    @property
    def label(self) -> str:
        """The name of the model, "members.Membership"."""
        return str(self.model._meta.label)  # noqa: SLF001 - Django's documented way

    @property
    def part(self) -> str:
        """The name of the rows in an extract."""
        return self.data.part or self.label.lower()

    @property
    def depth(self) -> int:
        """How many tables lie between a row and its person, 0 where it leads there itself."""
        return self.lookup.count("__")

    @property
    def rows(self) -> QuerySet[Any]:
        """All rows of the model."""
        rows: QuerySet[Any] = self.model._default_manager.all()  # noqa: SLF001 - the manager of any model
        return rows

    def condition(self, people: Collection[int] | QuerySet[Person]) -> Q:
        """Return the condition that a row leads to one of these people."""
        return Q(**{f"{self.lookup}__in": people})

    def rows_of(self, people: Collection[int] | QuerySet[Person]) -> QuerySet[Any]:
        """Return the rows that lead to these people."""
        return self.rows.filter(self.condition(people))


@cache
def person_links() -> tuple[PersonLink, ...]:
    """Return the ways to a person: what a merge takes along first, nearer tables before those behind them.

    Raises ImproperlyConfigured, at the start already, for a model with a foreign key to a person that does not say
    what becomes of its rows.
    """
    links = [link for model in apps.get_models() if model is not Person for link in _links_of(model)]
    rules = list(MergeRule)
    return tuple(sorted(links, key=lambda link: (rules.index(link.data.merge), link.depth)))


def _links_of(model: type[models.Model]) -> list[PersonLink]:
    keys = tuple(one.name for one in model._meta.concrete_fields if one.related_model is Person)  # noqa: SLF001 - as above
    data = getattr(model, "personal_data", None)
    if keys and not (isinstance(data, PersonalData) and hasattr(model, "forget_people")):
        raise ImproperlyConfigured(
            f"{model.__name__}.{keys[0]} leads to a person: it needs personal_data and forget_people"
        )
    return [PersonLink(model, lookup, data) for lookup in data.lookups or keys] if data else []
