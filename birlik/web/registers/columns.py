"""The columns of a register's list and of its file, made from the declaration."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Expression, Value
from django.db.models.functions import NullIf
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from birlik.db.alphabet import AlphabeticKey
from birlik.orgs.entries import Entry
from birlik.orgs.forms import name_language
from birlik.orgs.models import Organisation
from birlik.registers.declare import Register
from birlik.web.shared import addresses
from birlik.web.shared import columns as shared_columns
from birlik.web.shared.columns import Column, ColumnList, by_label, day_text
from birlik.web.shared.fragments import format_html

Reading = Callable[[Entry], shared_columns.Value]


@lru_cache(maxsize=64)
def columns(register: Register, language: str) -> ColumnList[Entry]:
    """Declare the day, which leads to the card, then the fields; a file has every field but personal ones."""
    day = register.day
    others = [name for name in register.form_fields[1:] if name not in {*register.columns, *register.personal}]
    return ColumnList(
        (
            Column("number", _("Number"), lambda entry: entry.pk, pages=False),
            Column(day, register.column(day).verbose_name, lambda entry: entry.day, _day, sort=(day,), css="nowrap"),
            Column("code", _("Code of the organisation"), lambda entry: entry.organisation.code, pages=False),
            *(_column(register, name, language) for name in (*register.columns, *others)),
            Column("annulled", _("Annulled"), lambda entry: entry.annulled_reason or None, pages=False),
        ),
        f"-{day}",
    )


def order_key(column_list: ColumnList[Entry], order: str) -> str | Expression:
    """Return the one thing that a column of a register is sorted by."""
    keys = column_list.order_keys(order)
    if callable(keys):
        raise TypeError(f"{order}: entries are sorted by the database")
    return keys[0]


def reading(register: Register, name: str, language: str) -> Reading:
    """Return what reads a field of an entry as people do: a choice by its label, a tick as a word; None for nothing."""
    labels = _labels(register, name)
    if name == "organisation":
        return lambda entry: entry.organisation.short.in_(language)
    if labels:
        return lambda entry: labels.get(getattr(entry, name))
    return lambda entry: None if (value := getattr(entry, name)) == "" else value


def _column(register: Register, name: str, language: str) -> Column[Entry]:
    field = register.column(name)
    return Column(
        name,
        field.verbose_name,
        reading(register, name, language),
        sort=(_order(register, name, language),),
        is_number=isinstance(field, models.IntegerField | models.DecimalField),
        css="nowrap" if isinstance(field, models.DateField) else "",
        pages=name in register.columns,
    )


def _order(register: Register, name: str, language: str) -> str | Expression:
    """Return what the database sorts by: names and labels by the alphabet, an empty text as nothing."""
    labels, field = _labels(register, name), register.column(name)
    if field.related_model is Organisation:
        return f"{name}__sort_{name_language(language)}"
    if labels:
        return by_label(name, labels.items(), language)
    return AlphabeticKey(NullIf(name, Value(""))) if isinstance(field, models.CharField) else name


def _labels(register: Register, name: str) -> dict[Any, str]:
    field = register.column(name)
    if isinstance(field, models.BooleanField):
        return {True: _("yes"), False: _("no")}
    return {value: str(label) for value, label in field.flatchoices}


def _day(entry: Entry) -> SafeString:
    link = format_html('<a href="{}">{}</a>', addresses.entry(entry.declaration.code, entry.pk), day_text(entry.day))
    if not entry.is_annulled:
        return link
    return format_html('{} <span class="mark mark--warning">{}</span>', link, pgettext("entry", "annulled"))
