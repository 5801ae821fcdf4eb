"""The columns of the consolidated table, which depend on its form: on the page, and in its file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from birlik.orgs.forms import name_language
from birlik.statistics.queries import table
from birlik.statistics.queries.figures import Number
from birlik.statistics.queries.table import TableRow
from birlik.web.shared import addresses, marks, numbers
from birlik.web.shared.columns import Column, ColumnList
from birlik.web.shared.fragments import escape_value, format_html

UNITS = {"percent": "%", "tenge": "₸"}


def columns(
    language: str, year: int, indicators: Sequence[table.Column], rest: str, *, changes: bool
) -> ColumnList[TableRow]:
    """Return a column for each indicator; `rest`: what the way down keeps of the address; `changes`: in a year."""
    sort_name, query = f"sort_{name_language(language)}", SafeString(escape_value(rest))

    def name(line: TableRow) -> SafeString:
        leaf = line.organisation.kind == "primary"
        url = (addresses.report if leaf else addresses.table)(year, line.organisation.code)
        link = format_html('<a href="{}{}">{}</a>', url, "" if leaf else query, line.organisation.short.in_(language))
        return format_html("{} {}", link, missing_mark(line))

    columns = [
        Column("code", _("Code"), lambda line: line.organisation.code, pages=False),
        Column("organisation", _("Organisation"), lambda line: line.organisation.name.in_(language), pages=False),
        Column(
            "name", _("Organisation"), lambda line: line.organisation.short.in_(language), name,
            sort=lambda line: getattr(line.organisation, sort_name), files=False,
        ),
    ]  # fmt: skip
    for place, indicator in enumerate(indicators):
        columns += _indicator(place, indicator, language, year, changes=changes)
    return ColumnList(columns, mark=lambda line: "" if line.accepted == line.expected else "missing")


def missing_mark(line: TableRow) -> SafeString | str:
    """Return the mark of a line whose reports are not all accepted."""
    if line.accepted == line.expected:
        return ""
    words = _("%(accepted)s of %(expected)s accepted") % {"accepted": line.accepted, "expected": line.expected}
    return format_html('<span class="mark mark--warning">{}</span>', words)


def _indicator(
    place: int, indicator: table.Column, language: str, year: int, *, changes: bool
) -> list[Column[TableRow]]:
    """Declare one column of the page; in a file of changes three: last year, this year, the difference."""
    code, label, unit = indicator.code, indicator.label.in_(language), UNITS.get(indicator.unit, "")
    percent, empty = unit == "%", marks.number(None, language=language)

    def value(line: TableRow) -> Number | None:
        return line.cells[place].change if changes else line.cells[place].value

    start, end = (escape_value(part) for part in addresses.figure(year, "\0", code).split("\0"))

    def draw(line: TableRow) -> SafeString:
        """Draw a figure as a link; there may be a thousand of them on a page."""
        number = line.cells[place].value
        if number is None:
            return empty
        text = numbers.percent(number, language) if percent else numbers.group_thousands(number, 0, language)
        return SafeString(
            f'<a class="fig" href="{start}{line.organisation.code}{end}"><span class="num">{text}</span></a>'
        )

    def draw_change(line: TableRow) -> SafeString:
        change_mark = marks.change(value(line), unit=_("pp") if percent else "", language=language)
        if line.cells[place].value is None:
            return change_mark
        return SafeString(f'<a class="fig" href="{start}{line.organisation.code}{end}">{change_mark}</a>')

    cell = draw_change if changes else draw
    column = Column(code, label, value, cell, sort=value, is_number=True, unit=unit, files=not changes)
    if not changes:
        return [column]
    return [
        column,
        Column(f"{code}-last", f"{label}, {year - 1}", lambda line: line.cells[place].previous, pages=False),
        Column(f"{code}-now", label, lambda line: line.cells[place].value, pages=False),
        Column(f"{code}-change", "±", value, pages=False),
    ]
