"""The columns of the list of organisations: on the page, and in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Expression
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from birlik.orgs import kinds
from birlik.orgs.enums import InstitutionType
from birlik.orgs.forms import name_language
from birlik.orgs.models import Organisation
from birlik.orgs.queries import listing
from birlik.orgs.queries.listing import SubtreeCounts
from birlik.refdata.regions import regions, regions_by_code
from birlik.web.shared import addresses, marks
from birlik.web.shared.columns import Column, ColumnList, by_label, labels_of
from birlik.web.shared.fragments import format_html
from birlik.web.shared.numbers import group_thousands
from birlik.web.shared.page_context import language, short

NOTHING = SubtreeCounts({})
NAME = "name"


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A line of the list of the day `on`. `is_readable`: its page may be read; `rest`: what a link below it keeps."""

    organisation: Organisation
    below: SubtreeCounts
    parent: Organisation | None
    is_readable: bool
    on: date
    rest: str

    @property
    def primaries(self) -> int | None:
        """How many primary organisations are below it; None where none can be."""
        return self.below.primaries if self.organisation.kind in listing.branch_kinds() else None

    @property
    def closing_day(self) -> date | None:
        """The day it was closed, if that was not after the day of the list."""
        closed = self.organisation.closed
        return closed if closed and closed <= self.on else None


def rows(
    page: Sequence[Organisation],
    counts: Mapping[int, SubtreeCounts],
    parents: Mapping[int, Organisation],
    readable: frozenset[int],
    *,
    on: date,
    rest: str = "",
) -> Iterator[OrganisationRow]:
    """Return the lines of a page or of the whole list."""
    for one in page:
        yield OrganisationRow(one, counts.get(one.pk, NOTHING), parents.get(one.pk), one.pk in readable, on, rest)


@lru_cache(maxsize=64)
def columns(language: str, on: date, *, closed: bool) -> ColumnList[OrganisationRow]:
    """Return the columns of the list as of a day, in this language; `closed`: with the day of closing on the page."""
    name, types = f"sort_{name_language(language)}", labels_of(InstitutionType)
    return ColumnList(
        (
            Column(NAME, _("Organisation"), _name, _name_cell, sort=(name,), files=False),
            Column("code", _("Code"), lambda row: row.organisation.code, pages=False),
            Column("name_kk", _("Name in Kazakh"), lambda row: row.organisation.name_kk, pages=False),
            Column("name_ru", _("Name in Russian"), lambda row: row.organisation.name_ru, pages=False),
            Column("kind", _("Kind"), _kind, pages=False),
            Column("parent", _("Stands under"), _parent, pages=False),
            Column("region", _("Region"), _region, sort=(_region_order(language), name)),
            Column("bin", _("BIN"), lambda row: row.organisation.bin, pages=False),
            Column(
                "institution", _("Type of institution"), lambda row: types.get(row.organisation.institution_type),
                pages=False,
            ),
            Column("opened", _("Opened"), lambda row: row.organisation.opened, pages=False),
            Column("closed", _("Closed"), lambda row: row.closing_day, sort=("closed",), is_number=True, pages=closed),
            Column(
                "primaries", _("Primary organisations"), lambda row: row.primaries, _primaries_cell,
                sort=(listing.primaries_on(on),), is_number=True,
            ),
            Column(
                "workplaces", _("Workplaces"), lambda row: row.below.workplaces,
                sort=(listing.workplaces_on(on),), is_number=True,
            ),
        ),
        NAME,
    )  # fmt: skip


def _name(row: OrganisationRow) -> str:
    return short(row.organisation)


def _name_cell(row: OrganisationRow) -> SafeString:
    """Draw the name, under it the kind and, where the list goes deeper than one level, what it stands under."""
    about = _kind(row) if row.parent is None else f"{_kind(row)} · {short(row.parent)}"
    under = format_html('<small class="under">{}</small>', about)
    if not row.is_readable:
        return format_html("{}{}", _name(row), under)
    return format_html('<a href="{}">{}</a>{}', addresses.organisation(row.organisation.code), _name(row), under)


def _kind(row: OrganisationRow) -> str:
    return kinds.kind(row.organisation.kind).name.in_(language())


def _parent(row: OrganisationRow) -> str | None:
    return short(row.parent) if row.parent else None


def _region(row: OrganisationRow) -> str:
    region = regions_by_code().get(row.organisation.region)
    return region.name.in_(language()) if region else ""


def _primaries_cell(row: OrganisationRow) -> SafeString | str:
    if row.primaries is None:
        return marks.number(None, na=True, language=language())
    if not row.primaries:
        return "0"
    url = f"?under={escape(row.organisation.code)}{row.rest}"
    return format_html('<a class="fig" href="{}">{}</a>', url, group_thousands(row.primaries))


def _region_order(language: str) -> Expression:
    return by_label("region", ((one.code, one.name.in_(language)) for one in regions()), language)
