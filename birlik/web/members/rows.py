"""The columns of the list of members: on the page, and in the file that is asked for with a purpose."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from birlik.grammar.letters import sort_key
from birlik.members.enums import Category, PersonState
from birlik.members.queries.people_list import LIST_FIELDS, PersonRow
from birlik.orgs.forms import name_language
from birlik.web.members.extracts import CHOICES
from birlik.web.shared import addresses
from birlik.web.shared.columns import Column, ColumnList, day_text, labels_of
from birlik.web.shared.facts import FIELDS
from birlik.web.shared.fragments import format_html

NAME = "name"
MOST_SORTED = 1_000  # people; a longer list is read page by page along the index of names, and has that order alone


@lru_cache(maxsize=16)
def columns(language: str, *, sorts: bool) -> ColumnList[PersonRow]:
    """Return the columns; `sorts`: the list is short enough to be sorted by them, but never by a number of a person,
    which comes masked already."""
    tongue, categories = name_language(language), labels_of(Category)
    blocked = format_html(' <span class="mark mark--warning">{}</span>', _("data blocked"))

    def name(row: PersonRow) -> SafeString:
        mark = blocked if row.state == PersonState.BLOCKED else ""
        return format_html('<a href="{}">{}</a>{}', addresses.card(row.pk), row.name, mark)

    def year(row: PersonRow) -> int | None:
        return row.born.year if row.born else None

    person_columns: list[Column[PersonRow]] = [
        Column(
            NAME, _("Surname, name, patronymic"), lambda row: row.name, name, sort=lambda row: sort_key(row.name, "kk")
        ),
        Column(
            "organisation", _("Organisation"), lambda row: row.organisation.in_(language),
            sort=lambda row: sort_key(row.organisation.in_(language), tongue),
        ),
        Column(
            "category", pgettext("member", "Category"), lambda row: categories.get(row.category),
            sort=lambda row: sort_key(categories[row.category], tongue) if row.category in categories else None,
        ),
        Column(
            "born", _("Year of birth"), year, lambda row: str(year(row) or ""), sort=lambda row: row.born,
            is_number=True,
        ),
        Column("iin", _("IIN"), lambda row: row.iin or None, is_number=True),
        Column("since", _("Member since"), lambda row: row.since, _span, sort=lambda row: row.since, is_number=True),
        Column(
            "card", _("Card"), lambda row: row.card or None, sort=lambda row: sort_key(row.card, tongue) or None,
            is_number=True,
        ),
        *(_field_column(name, place) for place, name in enumerate(LIST_FIELDS)),
    ]  # fmt: skip
    return ColumnList(person_columns if sorts else [replace(one, sort=()) for one in person_columns], NAME)


def _field_column(name: str, place: int) -> Column[PersonRow]:
    """Return a column of a declared field of a person, its choices in words and sorted in their order."""
    words = {value: str(label) for value, label in CHOICES[name].items()}
    order = {value: number for number, value in enumerate(words)}

    def sort(row: PersonRow) -> int | str | None:
        value = row.field_values[place]
        return order.get(value) if words else value or None

    def text(row: PersonRow) -> str | None:
        value = row.field_values[place]
        return words.get(value, value) or None

    return Column(name, str(FIELDS[name]), text, sort=sort)


def _span(row: PersonRow) -> str:
    since = day_text(row.since) if row.since else ""
    return f"{since} – {day_text(row.until)}" if row.until else since
