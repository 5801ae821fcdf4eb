"""The columns of a list, declared once: they draw the table, sort it by the address, and write it as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Expression, F, Model, OrderBy, QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from birlik.sheets import xlsx_export as spreadsheets
from birlik.web.shared import numbers
from birlik.web.shared.charts.svg import joined
from birlik.web.shared.fragments import escaped, format_html
from birlik.web.shared.templatetags.birlik import icon

Row = TypeVar("Row")
Stored = TypeVar("Stored", bound=Model)
Value = str | int | Decimal | date | None
SORT, FORMAT = "sort", "format"  # the words of the address
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a list of `Row`s.

    `value`: what the file holds, and the page too unless `cell` draws it; `sort`: what the database sorts by, fields
    or expressions, ascending (none: the list can't be sorted by it); `is_number`: set to the right, sorted from the
    largest; `pages` and `files`: where it stands.
    """

    code: str
    label: str | Promise
    value: Callable[[Row], Value]
    cell: Callable[[Row], str | SafeString] | None = None
    sort: tuple[str | Expression, ...] = ()
    is_number: bool = False
    pages: bool = True
    files: bool = True

    def draw(self, row: Row) -> str:
        """Return the content of the cell as safe HTML."""
        if self.cell is not None:
            return escaped(self.cell(row))
        value = self.value(row)
        return "" if value is None else numbers.grouped(value) if isinstance(value, int) else escaped(_shown(value))


@dataclass(frozen=True)
class ColumnList(Generic[Row]):
    """The columns of a list in their order; the first one names the row. `default`: how it is sorted unless asked."""

    columns: Sequence[Column[Row]]
    default: str

    def order_of(self, asked: QueryDict) -> str:
        """Return the order that the address asks for, "code" or "-code"; the default for one that does not exist."""
        order = asked.get(SORT, "")
        sortable = {column.code for column in self.columns if column.sort}
        return order if order.removeprefix("-") in sortable else self.default

    def sort(self, rows: QuerySet[Stored], order: str) -> QuerySet[Stored]:
        """Return the rows in the order; what has no value comes last either way, ties by the id."""
        column = next(column for column in self.columns if column.code == order.removeprefix("-"))
        return rows.order_by(*(_direction(one, order) for one in column.sort), "-pk" if order[0] == "-" else "pk")

    def head(self, asked: QueryDict) -> SafeString:
        """Return the headings, each a link that sorts by it and keeps the rest of the address."""
        order = self.order_of(asked)
        return joined(_heading(column, order, asked) for column in self._on_pages)

    def body(self, rows: Iterable[Row]) -> SafeString:
        """Return the lines of the table."""
        line, columns = self._line(get_language() or "kk"), self._on_pages
        lines = [line.format(*[column.draw(row) for column in columns]) for row in rows]
        return mark_safe("".join(lines))  # noqa: S308 - a column gives safe HTML

    def file(self, kind: str, rows: Iterable[Row], *, title: str, name: str) -> HttpResponse:
        """Return every row as an attachment `name`.xlsx or .csv, as `kind` says."""
        columns = [column for column in self.columns if column.files]
        lines = ([_filed(column.value(row)) for column in columns] for row in rows)
        header = [str(column.label) for column in columns]
        content = spreadsheets.text(header, lines) if kind == "csv" else spreadsheets.workbook(title, header, lines)
        response = HttpResponse(content, content_type=TYPES[kind])
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
        return response

    @cached_property
    def _on_pages(self) -> list[Column[Row]]:
        return [column for column in self.columns if column.pages]

    @cached_property
    def _lines(self) -> dict[str, str]:
        return {}

    def _line(self, language: str) -> str:
        """A line with its labels, which are escaped once, not fifty times a page."""
        if language not in self._lines:
            first, *others = self._on_pages
            cells = "".join(
                f'<td{NUMERIC * one.is_number} data-label="{_braces(escaped(one.label))}">{{}}</td>' for one in others
            )
            self._lines[language] = f'<tr><th scope="row"{NUMERIC * first.is_number}>{{}}</th>{cells}</tr>'
        return self._lines[language]


NUMERIC = SafeString(' class="num"')


def file_asked(asked: QueryDict) -> str:
    """Return "xlsx" or "csv" where the address asks for the list as a file, else ""."""
    kind = asked.get(FORMAT, "")
    return kind if kind in TYPES else ""


def address(asked: QueryDict, **changes: str) -> str:
    """Return the query of this page with some parts changed; an empty one is left out."""
    query = asked.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _direction(field: str | Expression, order: str) -> OrderBy:
    found = F(field) if isinstance(field, str) else field
    return found.desc(nulls_last=True) if order[0] == "-" else found.asc(nulls_last=True)


def _heading(column: Column[Any], order: str, asked: QueryDict) -> SafeString:
    """Numbers and days begin with the largest, words with the first; another click turns the order round."""
    numeric = NUMERIC if column.is_number else ""
    if not column.sort:
        return format_html('<th scope="col"{}>{}</th>', numeric, column.label)
    first, second = (f"-{column.code}", column.code) if column.is_number else (column.code, f"-{column.code}")
    url = address(asked, **{SORT: second if order == first else first, "page": "", "after": "", "before": ""})
    link = format_html('<a class="table__sort" href="{}">{}{}</a>', url, column.label, _arrow(column, order))
    state = {column.code: "ascending", f"-{column.code}": "descending"}.get(order)
    sorted_so = format_html(' aria-sort="{}"', state) if state else ""
    return format_html('<th scope="col"{}{}>{}</th>', numeric, sorted_so, link)


def _arrow(column: Column[Any], order: str) -> SafeString | str:
    if order.removeprefix("-") != column.code:
        return ""
    return icon("down" if order[0] == "-" else "up", "s")


def _shown(value: Value) -> str:
    """A day as people write it (ten times quicker than strftime); all else as it is."""
    return f"{value.day:02}.{value.month:02}.{value.year}" if isinstance(value, date) else str(value)


def _filed(value: Value) -> str | int | Decimal | None:
    return _shown(value) if isinstance(value, date) else None if value == "" else value


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
