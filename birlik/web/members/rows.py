"""Lines of the list as HTML, put together by the page: a template would take longer than the search itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from birlik.members.enums import Category, PersonState
from birlik.members.queries.people_list import Row
from birlik.web.shared import addresses
from birlik.web.shared.charts.svg import joined
from birlik.web.shared.fragments import format_html

LINE = (
    '<tr><th scope="row"><a href="{{}}">{{}}</a>{{}}</th><td data-label="{}">{{}}</td><td data-label="{}">{{}}</td>'
    '<td class="num" data-label="{}">{{}}</td><td class="num" data-label="{}">{{}}</td>'
    '<td class="num" data-label="{}">{{}}</td><td class="num" data-label="{}">{{}}</td></tr>'
)


def headings() -> tuple[str, ...]:
    return (
        _("Organisation"),
        pgettext("member", "Category"),
        _("Year of birth"),
        _("IIN"),
        _("Member since"),
        _("Card"),
    )


@lru_cache(maxsize=8)
def _line(_language: str) -> SafeString:
    """A line with its headings, which are escaped once, not fifty times a page."""
    return format_html(LINE, *headings())


def drawn(rows: Iterable[Row]) -> SafeString:
    """The body of the table. An IIN comes masked already, and stays so."""
    language = get_language() or "kk"
    line = _line(language)
    categories = {value: str(label) for value, label in Category.choices}
    blocked = format_html(' <span class="mark mark--warning">{}</span>', _("data blocked"))
    return joined(
        format_html(
            line,
            addresses.card(row.pk),
            row.name,
            blocked if row.state == PersonState.BLOCKED else "",
            row.organisation.in_(language),
            categories.get(row.category, ""),
            row.born.year if row.born else "",
            row.iin,
            _span(row),
            row.card,
        )
        for row in rows
    )


def _span(row: Row) -> str:
    return f"{_day(row.since)} – {_day(row.until)}" if row.until else _day(row.since)


def _day(day: date | None) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year}" if day else ""  # ten times quicker than strftime
