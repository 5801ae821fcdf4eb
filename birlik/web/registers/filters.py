"""What the list of a register may be narrowed by: the filters of its declaration, read from the address."""

from __future__ import annotations

from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters.filterset import filterset_factory

from birlik.registers.declare import Register

ENDS = {"gte": gettext_lazy("%(field)s, from"), "lte": gettext_lazy("%(field)s, to")}
YES_OR_NO = [("True", gettext_lazy("yes")), ("False", gettext_lazy("no"))]


class EntryFilters(django_filters.FilterSet):
    """A value that does not exist narrows nothing."""

    class Meta:
        filter_overrides = {
            models.BooleanField: {
                "filter_class": django_filters.ChoiceFilter,
                "extra": lambda _field: {"choices": YES_OR_NO},
            },
        }

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for one in self.filters.values():
            label = self.Meta.model._meta.get_field(one.field_name).verbose_name  # type: ignore[attr-defined]  # noqa: SLF001 - set by `filters_of`
            one.label = ENDS[one.lookup_expr] % {"field": label} if one.lookup_expr in ENDS else label
            if isinstance(one, django_filters.ChoiceFilter):
                one.extra["empty_label"] = pgettext_lazy("filter", "all")
                one.extra["widget"] = forms.Select(attrs={"class": "input"})
            if isinstance(one, django_filters.DateFilter):
                one.extra["widget"] = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")


@cache
def filters_of(register: Register) -> type[EntryFilters]:
    """Return the filters of the register."""
    made: type[EntryFilters] = filterset_factory(register.model, filterset=EntryFilters, fields=dict(register.filters))
    return made
