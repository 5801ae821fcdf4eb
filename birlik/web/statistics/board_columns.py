"""The columns and the filter of the campaign board: on the page, and in its file."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from birlik.orgs.forms import name_language
from birlik.statistics.enums import Status
from birlik.statistics.queries.board import ORDER, BoardRow
from birlik.web.shared import addresses, marks
from birlik.web.shared.columns import Column, ColumnList
from birlik.web.shared.filters import Choice, ChoiceFilter
from birlik.web.shared.fragments import escape_value, format_html
from birlik.web.shared.numbers import group_thousands

OPEN = (Status.NOT_BEGUN, Status.BEGUN, Status.SENT, Status.RETURNED)
UNDER_WAY = (Status.SENT, Status.RETURNED, Status.BEGUN)
STATES: ChoiceFilter[BoardRow] = ChoiceFilter(
    "show",
    {
        "all": Choice(gettext_lazy("All")),
        "incomplete": Choice(gettext_lazy("Not complete"), lambda line: line.tally.accepted != line.tally.expected),
        "sent": Choice(gettext_lazy("Waiting for acceptance"), lambda line: bool(line.tally.statuses.get(Status.SENT))),
        "returned": Choice(gettext_lazy("Returned"), lambda line: bool(line.tally.statuses.get(Status.RETURNED))),
        "late": Choice(gettext_lazy("Late"), lambda line: bool(line.tally.late)),
        "errors": Choice(gettext_lazy("With errors"), lambda line: bool(line.tally.errors)),
    },
)


@lru_cache(maxsize=64)
def columns(language: str, year: int, rest: str) -> ColumnList[BoardRow]:
    """Return the columns of a year's board; `rest`: what the way down keeps of the address, with its "?"."""
    sort_name = f"sort_{name_language(language)}"
    cells = _Cells(language, year, SafeString(escape_value(rest)))
    return ColumnList(
        (
            Column("code", _("Code"), lambda line: line.organisation.code, pages=False),
            Column(
                "name", _("Organisation"), lambda line: line.organisation.short.in_(language), cells.name,
                sort=lambda line: getattr(line.organisation, sort_name),
            ),
            Column("reports", _("Reports"), cell=cells.bar, sort=_progress, css="board-bar", files=False),
            *(_number(one.value, marks.STATUS_NAMES[one.value], _in_state(one), pages=False) for one in OPEN),
            _number("accepted", pgettext("number of reports", "Accepted"), lambda line: line.tally.accepted),
            _number("expected", _("Expected"), lambda line: line.tally.expected),
            _share("coverage", _("Coverage"), _coverage, language),
            _share("in_time", _("In time"), _in_time, language),
            _number("late", _("Late"), lambda line: line.tally.late),
            _number("errors", _("Errors"), lambda line: line.tally.errors),
            _number("warnings", _("Warnings"), lambda line: line.tally.warnings),
            Column(
                "own", _("Own report"), lambda line: str(marks.STATUS_NAMES[line.own.value]) if line.own else None,
                cells.own_report_cell, sort=lambda line: ORDER.index(line.own) if line.own else None,
            ),
        )
    )  # fmt: skip


class _Cells:
    """The cells with links and signs, in one language."""

    def __init__(self, language: str, year: int, rest: SafeString) -> None:
        self.language, self.year, self.rest = language, year, rest
        self.statuses = {status: marks.status(status.value) for status in ORDER}
        self.opened = _("Open")

    def name(self, line: BoardRow) -> SafeString:
        address, rest = (addresses.report, "") if line.leaf else (addresses.board, self.rest)
        url, text = address(self.year, line.organisation.code), line.organisation.short.in_(self.language)
        return format_html('<a href="{}{}">{}</a>', url, rest, text)

    def bar(self, line: BoardRow) -> SafeString:
        if line.leaf and line.own:
            return self.statuses[line.own]
        return marks.progress_bar({status.value: number for status, number in line.tally.statuses.items() if number})

    def own_report_cell(self, line: BoardRow) -> SafeString | str:
        if line.own is None:
            return ""
        text = self.opened if line.leaf else self.statuses[line.own]
        return format_html('<a href="{}">{}</a>', addresses.report(self.year, line.organisation.code), text)


def _number(
    code: str, label: str | Promise, value: Callable[[BoardRow], int], *, pages: bool = True
) -> Column[BoardRow]:
    return Column(code, str(label), value, sort=value, is_number=True, pages=pages)


def _share(code: str, label: str, value: Callable[[BoardRow], int | None], language: str) -> Column[BoardRow]:
    """Declare a column of shares in per cent; of no reports there is none."""
    none = marks.number(None, na=True, language=language)

    def cell(line: BoardRow) -> str:
        share = value(line)
        return none if share is None else group_thousands(share)

    return Column(code, label, value, cell, sort=value, is_number=True, unit="%")


def _coverage(line: BoardRow) -> int | None:
    return round(100 * line.tally.accepted / line.tally.expected) if line.tally.expected else None


def _in_time(line: BoardRow) -> int | None:
    return round(100 * line.tally.in_time / line.tally.expected) if line.tally.expected else None


def _in_state(status: Status) -> Callable[[BoardRow], int]:
    return lambda line: line.tally.statuses.get(status, 0)


def _progress(line: BoardRow) -> tuple[float, ...] | None:
    """Tell how far the reports have come: those that are done decide, then those that were sent, and so on."""
    tally = line.tally
    if not tally.expected:
        return None
    return tally.accepted / tally.expected, *(tally.statuses.get(one, 0) / tally.expected for one in UNDER_WAY)
