"""The columns of the trail: on the page, and in its file."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from birlik.web.audit.rows import TrailRow
from birlik.web.shared import marks
from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.columns import Column, ColumnList
from birlik.web.shared.facts import Fact
from birlik.web.shared.fragments import format_html

WHEN = "when"
NEWEST_FIRST = f"-{WHEN}"


@lru_cache(maxsize=8)
def columns(language: str) -> ColumnList[TrailRow]:
    """Return the columns in this language, the newest line first.

    Only the moment sorts: by it each table has an index within every action, account and organisation. Who, what and
    where are what the list is narrowed to.
    """
    return ColumnList(
        (
            Column(WHEN, _("When"), _moment, _moment_cell, sort=("at",)),
            Column("who", _("Who"), lambda row: row.who or "Birlik", _who_cell),
            Column("account", _("Sign-in name"), lambda row: row.line.by, pages=False),
            Column("what", _("What"), lambda row: row.what, lambda row: _what_cell(row, language)),
            Column("subject", _("About"), lambda row: row.subject, pages=False),
            Column("facts", _("What changed"), lambda row: "; ".join(map(str, row.facts)), pages=False),
            Column("code", _("Code"), lambda row: row.line.organisation, pages=False),
            Column("where", _("Where"), lambda row: _place(row, language), lambda row: _place_cell(row, language)),
            Column("ground", _("Ground"), lambda row: row.ground),
            Column("number", _("Number in the chain"), lambda row: row.line.sequence, is_number=True, pages=False),
        ),
        NEWEST_FIRST,
    )


def _moment(row: TrailRow) -> str:
    return f"{row.at:%d.%m.%Y %H:%M:%S}"


def _moment_cell(row: TrailRow) -> SafeString:
    """Draw the moment, and by which number `birlik audit verify` calls the line."""
    number = "" if row.line.sequence is None else format_html('<small class="under">№ {}</small>', row.line.sequence)
    return format_html('<span class="nowrap">{}</span>{}', _moment(row), number)


def _who_cell(row: TrailRow) -> SafeString | str:
    """Draw the name; it leads to all that this account did."""
    if row.account is None:
        return row.who or "Birlik"
    return format_html('<a href="{}">{}</a>', f"{row.base}&by={row.account}", row.who)


def _what_cell(row: TrailRow, language: str) -> SafeString:
    about = row.subject and (format_html('<a href="{}">{}</a>', row.url, row.subject) if row.url else row.subject)
    facts = join_parts(_fact(fact, language) for fact in row.facts)
    return format_html("<strong>{}</strong>{}{}", row.what, format_html("<br>{}", about) if about else "", facts)


def _fact(fact: Fact, language: str) -> SafeString:
    value = marks.diff(fact.before, fact.after, language) if fact.before else fact.after
    return format_html('<span class="fact"><span class="muted">{}:</span> {}</span>', fact.name, value)


def _place(row: TrailRow, language: str) -> str:
    return row.organisation.short.in_(language) if row.organisation else ""


def _place_cell(row: TrailRow, language: str) -> SafeString | str:
    name = _place(row, language)
    return format_html('<a href="{}">{}</a>', row.place_url, name) if row.place_url else name
