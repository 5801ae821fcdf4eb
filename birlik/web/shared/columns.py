"""The columns of a list, declared once: they draw the table, sort it by the address, and write it as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Case, Choices, Expression, F, IntegerField, Model, OrderBy, QuerySet, When
from django.db.models import Value as Constant
from django.http import HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from birlik.grammar.letters import sort_key
from birlik.sheets import export as spreadsheets
from birlik.web.shared import numbers
from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.fragments import escape_value, format_html
from birlik.web.shared.templatetags.birlik import icon

Row = TypeVar("Row")
ModelRow = TypeVar("ModelRow", bound=Model)
Value = str | int | Decimal | date | None
SORT, FORMAT = "sort", "format"  # the words of the address
LONGEST_WORD = 400  # letters of one of its values: a name that is looked for
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def _no_value(_row: object) -> None:
    """Hold nothing, as a column does that is only drawn."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a list of `Row`s.

    `value`: what the file holds, and the page too unless `cell` draws it. `sort`: what the database sorts by, fields
    or expressions, ascending; of rows in memory the function that gives what is compared; none: the list can't be
    sorted by it. `is_number`: set to the right, sorted from the largest. `unit` and `css`: beside its heading, and the
    class of its cells. `empty`: what the page shows where there is no value. `is_silent`: its heading is only heard.
    `pages` and `files`: where it stands; what tells who a person is stands in no file, which goes where nobody sees it.
    """

    code: str
    label: str | Promise
    value: Callable[[Row], Value] = _no_value
    cell: Callable[[Row], str | SafeString] | None = None
    sort: tuple[str | Expression, ...] | Callable[[Row], Any] = ()
    is_number: bool = False
    unit: str = ""
    css: str = ""
    empty: str = ""
    is_silent: bool = False
    pages: bool = True
    files: bool = True

    def draw(self, row: Row) -> str:
        """Return the content of the cell as safe HTML."""
        if self.cell is not None:
            return escape_value(self.cell(row))
        value = self.value(row)
        if isinstance(value, int):
            return numbers.group_thousands(value)
        return self.empty if value is None else escape_value(_cell_text(value))

    @property
    def classes(self) -> str:
        """The attribute of its cells, with the space before it; "" where they have no class."""
        names = f"num {self.css}" if self.is_number and self.css else "num" if self.is_number else self.css
        return f' class="{names}"' if names else ""


@dataclass(frozen=True)
class ColumnList(Generic[Row]):
    """The columns of a list in their order; the first one names the row.

    `default`: how it is sorted unless asked; "" as the rows come, in memory. `mark`: the class of a row, "" for none.
    """

    columns: Sequence[Column[Row]]
    default: str = ""
    mark: Callable[[Row], str] | None = None

    def order_of(self, query: QueryDict) -> str:
        """Return the order that the address asks for, "code" or "-code"; the default for one that does not exist."""
        order = query.get(SORT, "")
        sortable = {column.code for column in self.columns if column.sort}
        return order if order.removeprefix("-") in sortable else self.default

    def sort(self, rows: QuerySet[ModelRow], order: str) -> QuerySet[ModelRow]:
        """Return the rows in the order; what has no value comes last either way, ties by the id."""
        fields = self.order_keys(order)
        if callable(fields):
            raise TypeError(f"{order}: rows of the database are sorted by fields")
        return rows.order_by(*(_direction(one, order) for one in fields), "-pk" if order[0] == "-" else "pk")

    def sort_in_memory(self, rows: Iterable[Row], order: str) -> list[Row]:
        """Return the rows in the order, "" as they come; what has no value (None) comes last either way."""
        key = self.order_keys(order) if order else None
        if key is None:
            return list(rows)
        if not callable(key):
            raise TypeError(f"{order}: rows in memory are sorted by a function")
        pairs = [(key(row), row) for row in rows]
        full_pairs = [pair for pair in pairs if pair[0] is not None]
        full_pairs.sort(key=lambda pair: pair[0], reverse=order[0] == "-")
        return [row for _key, row in full_pairs] + [row for value, row in pairs if value is None]

    def head(self, query: QueryDict) -> SafeString:
        """Return the headings, each a link that sorts by it and keeps the rest of the address."""
        order = self.order_of(query)
        return join_parts(_heading(column, order, query) for column in self._on_pages)

    def body(self, rows: Iterable[Row]) -> SafeString:
        """Return the lines of the table."""
        line, draws, mark = self._line(get_language() or "kk"), self._cell_drawers, self.mark
        lines = [
            line.format(_class_attribute(mark(row)) if mark else "", *[draw(row) for draw in draws]) for row in rows
        ]
        return SafeString("".join(lines))  # a column gives safe HTML

    def foot(self, row: Row, title: str) -> SafeString:
        """Return the line of a total, named by its title."""
        cells = [escape_value(title), *[draw(row) for draw in self._cell_drawers[1:]]]
        return SafeString(self._line(get_language() or "kk").format(TOTAL, *cells))

    def file(self, kind: str, rows: Iterable[Row], *, title: str, name: str, frozen: int = 1) -> HttpResponse:
        """Return every row as an attachment `name`.xlsx or .csv as `kind` says; `frozen` columns stay in view."""
        columns = [column for column in self.columns if column.files]
        header = [f"{column.label}, {column.unit}" if column.unit else str(column.label) for column in columns]
        lines = ([_export_value(column.value(row)) for column in columns] for row in rows)
        if kind == "csv":
            content = spreadsheets.text(header, lines, point="." if get_language() == "en" else ",")
        else:
            content = spreadsheets.workbook(title, header, lines, frozen_columns=frozen)
        response = HttpResponse(content, content_type=TYPES[kind])
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
        return response

    def order_keys(self, order: str) -> tuple[str | Expression, ...] | Callable[[Row], Any]:
        """Return what the rows are sorted by in this order."""
        return next(column.sort for column in self.columns if column.code == order.removeprefix("-"))

    @cached_property
    def _cell_drawers(self) -> list[Callable[[Row], str]]:
        return [column.draw for column in self._on_pages]

    @cached_property
    def _on_pages(self) -> list[Column[Row]]:
        return [column for column in self.columns if column.pages]

    @cached_property
    def _lines(self) -> dict[str, str]:
        return {}

    def _line(self, language: str) -> str:
        """Draw a line with its labels, which are escaped once, not fifty times a page."""
        if language not in self._lines:
            first, *others = self._on_pages
            cells = "".join(f"<td{one.classes}{_label_attribute(one)}>{{}}</td>" for one in others)
            self._lines[language] = f'<tr{{}}><th scope="row"{first.classes}>{{}}</th>{cells}</tr>'
        return self._lines[language]


NUMERIC = SafeString(' class="num"')
TOTAL = ' class="total"'


def known_words(query: QueryDict, *names: str) -> QueryDict:
    """Return the part of an address that a list knows, words of these names, its order and its page: whatever else was
    asked, or is longer than any of them can be, is drawn into no link.
    """
    parameters = QueryDict(mutable=True)
    for name in (*names, SORT, "page"):
        if 0 < len(text := query.get(name, "")) <= LONGEST_WORD:
            parameters[name] = text
    return parameters


def file_asked(query: QueryDict) -> str:
    """Return "xlsx" or "csv" where the address asks for the list as a file, else ""."""
    kind = query.get(FORMAT, "")
    return kind if kind in TYPES else ""


def address(parameters: QueryDict, **changes: str) -> str:
    """Return the query of this page with some parts changed; an empty one is left out."""
    query = parameters.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def list_query(parameters: QueryDict) -> str:
    """Return what a link to another year or organisation keeps of a list, "?…", or "" where nothing was chosen."""
    return address(parameters).removesuffix("?")


def labels_of(choices: type[Choices]) -> dict[str, str]:
    """Return what the values of a field are called in the language of now: asked once, not fifty times a page."""
    return {str(value): str(label) for value, label in choices.choices}


def by_label(field: str, labels: Iterable[tuple[str, Any]], language: str) -> Expression:
    """Return an order of the database by what the values of a field are called; a value without a label has none."""
    pairs = sorted(labels, key=lambda pair: sort_key(str(pair[1]), "ru" if language == "ru" else "kk"))
    whens = [When(**{field: value}, then=Constant(place)) for place, (value, _label) in enumerate(pairs)]
    return Case(*whens, output_field=IntegerField())


def files_of(query: QueryDict) -> list[tuple[str, str]]:
    """Return the kinds of file that a list is offered as, each with its address."""
    return [(kind.upper(), address(query, **{FORMAT: kind, "page": ""})) for kind in TYPES]


def _direction(field: str | Expression, order: str) -> OrderBy:
    expression = F(field) if isinstance(field, str) else field
    return expression.desc(nulls_last=True) if order[0] == "-" else expression.asc(nulls_last=True)


def _heading(column: Column[Any], order: str, query: QueryDict) -> SafeString:
    """Draw a heading: numbers and days sort from the largest, words from the first, another click turns it round."""
    numeric = NUMERIC if column.is_number else ""
    label = format_html('<span class="sr">{}</span>', column.label) if column.is_silent else column.label
    unit = format_html('<span class="unit">{}</span>', column.unit) if column.unit else ""
    if not column.sort:
        return format_html('<th scope="col"{}>{}{}</th>', numeric, label, unit)
    first, second = (f"-{column.code}", column.code) if column.is_number else (column.code, f"-{column.code}")
    url = address(query, **{SORT: second if order == first else first, "page": "", "after": "", "before": ""})
    link = format_html('<a class="table__sort" href="{}">{}{}</a>', url, column.label, _arrow(column, order))
    state = {column.code: "ascending", f"-{column.code}": "descending"}.get(order)
    sorted_so = format_html(' aria-sort="{}"', state) if state else ""
    return format_html('<th scope="col"{}{}>{}{}</th>', numeric, sorted_so, link, unit)


def _arrow(column: Column[Any], order: str) -> SafeString | str:
    if order.removeprefix("-") != column.code:
        return ""
    return icon("down" if order[0] == "-" else "up", "s")


def day_text(day: date) -> str:
    """Return a day as people write it (ten times quicker than strftime)."""
    return f"{day.day:02}.{day.month:02}.{day.year}"


def _cell_text(value: Value) -> str:
    return day_text(value) if isinstance(value, date) else str(value)


def _export_value(value: Value) -> str | int | Decimal | None:
    return _cell_text(value) if isinstance(value, date) else None if value == "" else value


def _class_attribute(names: str) -> str:
    return f' class="{names}"' if names else ""


def _label_attribute(column: Column[Any]) -> str:
    return "" if column.is_silent else f' data-label="{_braces(escape_value(column.label))}"'


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
