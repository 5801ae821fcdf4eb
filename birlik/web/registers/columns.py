"""The columns of a register's list and of its file, made from the declaration."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from birlik.orgs.forms import name_language
from birlik.registers.declare import Register
from birlik.registers.models import Entry
from birlik.web.registers.page import shown
from birlik.web.shared.addresses import UrlTemplate
from birlik.web.shared.columns import Column, ColumnList
from birlik.web.shared.fragments import format_html

card = UrlTemplate("registers:card", 2)


@lru_cache(maxsize=64)
def columns(register: Register, language: str) -> ColumnList[Entry]:
    """The day, which leads to the card, then what the declaration names; a file has every field but personal ones."""
    others = [name for name in register.fields if name not in {*register.columns, *register.personal}]
    return ColumnList(
        (
            Column("number", _("Number"), lambda entry: entry.pk, pages=False),
            Column(
                "on", register.column("on").verbose_name, lambda entry: entry.on, _day, sort=("on",), is_number=True
            ),
            Column("code", _("Code of the organisation"), lambda entry: entry.organisation.code, pages=False),
            *(_column(register, name, language) for name in (*register.columns, *others)),
            Column("annulled", _("Annulled"), lambda entry: entry.annulled_reason, pages=False),
        ),
        "-on",
    )


def _column(register: Register, name: str, language: str) -> Column[Entry]:
    field = register.column(name)
    is_number = isinstance(field, models.IntegerField | models.DecimalField)
    order = f"organisation__sort_{name_language(language)}" if name == "organisation" else name

    def value(entry: Entry) -> Any:
        return shown(entry, name)

    pages = name in register.columns
    return Column(name, field.verbose_name, value, sort=(order,) if pages else (), is_number=is_number, pages=pages)


def _day(entry: Entry) -> SafeString:
    link = format_html('<a href="{}">{}</a>', card(entry.declaration.code, entry.pk), f"{entry.on:%d.%m.%Y}")
    if not entry.is_annulled:
        return link
    return format_html('{} <span class="mark mark--warning">{}</span>', link, pgettext("entry", "annulled"))
