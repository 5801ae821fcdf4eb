"""What the list of a register may be narrowed by: its state, its terms, and the filters of its declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from birlik.orgs.entries import Entry
from birlik.registers import queries
from birlik.registers.declare import Register
from birlik.web.shared.filters import Choice, ChoiceFilter, Filter, day_asked, day_of, number_of, one_of

UNDER, TEXT, TERM, IN_FORCE = "under", "q", "term", "on"  # words of the address beside the filters
TICKS = {"yes": True, "no": False}
ENDS = {"gte": gettext_lazy("%(field)s, not before"), "lte": gettext_lazy("%(field)s, not after")}
STATE: ChoiceFilter[Entry] = ChoiceFilter(
    "state",
    {
        "standing": Choice(pgettext_lazy("entries", "In force"), where=Q(annulled_at__isnull=True)),
        "annulled": Choice(pgettext_lazy("entries", "Annulled"), where=Q(annulled_at__isnull=False)),
        "all": Choice(pgettext_lazy("entries", "All of them")),
    },
)


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter above the list: one of the `options` (value, label), or without them an input of the `type`."""

    code: str
    label: str
    value: str
    type: str
    options: tuple[tuple[str, str], ...]


def term_filter(register: Register) -> ChoiceFilter[Entry]:
    """Return the filter by a term that runs; without one, every entry is left."""
    terms: dict[str, Choice[Entry]] = {
        one.code: Choice(str(one.label).capitalize(), where=one.runs) for one in register.timers
    }
    return ChoiceFilter(TERM, {"": Choice(_("All entries")), **terms})


def held_on(register: Register, parameters: QueryDict) -> Q:
    """Return the condition of ?on=: of what lasts, only what is in force on that day; no day narrows nothing."""
    day = day_asked(parameters, IN_FORCE) if register.model.ends else None
    return queries.within(register, day, day + timedelta(days=1)) if day else Q()


@cache
def filters_of(register: Register) -> tuple[Filter, ...]:
    """Return the filters of the declaration; a value is named as the database looks it up."""
    return tuple(
        Filter(_code(name, lookup), _reader(register.column(name)), f"{name}__{lookup}")
        for name, lookups in register.filters.items()
        for lookup in lookups
    )


def words_of(register: Register) -> tuple[str, ...]:
    """Return every word of the address that narrows the list."""
    held_words = [IN_FORCE] if register.model.ends else []
    return (UNDER, TEXT, TERM, STATE.code, *held_words, *(one.code for one in filters_of(register)))


def fields_of(register: Register, parameters: QueryDict) -> list[FilterField]:
    """Return the filters of the declaration as they stand above the list, in the language of now."""
    held_field = FilterField(IN_FORCE, _("In force on"), parameters.get(IN_FORCE, ""), "date", ())
    fields = [
        _field(register, name, lookup, parameters.get(_code(name, lookup), ""))
        for name, lookups in register.filters.items()
        for lookup in lookups
    ]
    return [held_field, *fields] if register.model.ends else fields


def _field(register: Register, name: str, lookup: str, value: str) -> FilterField:
    column = register.column(name)
    label: str | Promise = register.filter_names.get(name, column.verbose_name)
    if lookup in ENDS:
        label = ENDS[lookup] % {"field": label}
    kind = "date" if isinstance(column, models.DateField) else "number"
    words = _words(column)
    options = (("", pgettext("filter", "all")), *words.items()) if words else ()
    return FilterField(_code(column.name, lookup), str(label), value, kind, options)


def _words(column: models.Field[Any, Any]) -> Mapping[str, str]:
    """Return what a field may be narrowed to, by its names; nothing for days and numbers, which are typed."""
    if isinstance(column, models.BooleanField):
        return {"yes": _("yes"), "no": _("no")}
    return {str(value): str(label) for value, label in column.flatchoices}


def _reader(column: models.Field[Any, Any]) -> Callable[[str], Any]:
    if isinstance(column, models.BooleanField):
        return TICKS.get
    if column.choices:
        return one_of(frozenset(str(value) for value, _label in column.flatchoices))
    if isinstance(column, models.DateField):
        return day_of
    if isinstance(column, models.IntegerField):
        return number_of
    raise ImproperlyConfigured(f"{column}: a list is narrowed by choices, ticks, days and numbers")


def _code(name: str, lookup: str) -> str:
    return name if lookup == "exact" else f"{name}__{lookup}"
