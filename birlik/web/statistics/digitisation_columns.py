"""The columns and the filter of the digitisation board: on the page, and in its file."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from birlik.activity.deliveries import DELIVERIES
from birlik.orgs.forms import name_language
from birlik.statistics.queries.digitisation import DigitisationRow
from birlik.web.shared import addresses, charts, numbers
from birlik.web.shared.columns import Column, ColumnList, day_text
from birlik.web.shared.filters import Choice, ChoiceFilter
from birlik.web.shared.fragments import escape_value, format_html
from birlik.web.shared.templatetags.birlik import icon

PRIMARY = "primary"
STATES: ChoiceFilter[DigitisationRow] = ChoiceFilter(
    "show",
    {
        "all": Choice(gettext_lazy("All")),
        "late": Choice(gettext_lazy("Late"), lambda line: bool(line.days_late)),
        "delivered": Choice(gettext_lazy("Delivered"), lambda line: line.is_delivered),
        "agreed": Choice(
            gettext_lazy("Not due yet"),
            lambda line: line.deadline is not None and not line.is_delivered and not line.days_late,
        ),
    },
)


@lru_cache(maxsize=64)
def columns(language: str, year: int, rest: str, *, runs: bool) -> ColumnList[DigitisationRow]:
    """Return the columns; `rest`: what the way down keeps of the address; `runs`: the reader agrees the days."""
    sort_name, cells = f"sort_{name_language(language)}", _Cells(language, year, SafeString(escape_value(rest)))
    return ColumnList(
        (
            Column("code", _("Code"), lambda line: line.organisation.code, pages=False),
            Column(
                "name", _("Organisation"), lambda line: line.organisation.short.in_(language), cells.name,
                sort=lambda line: getattr(line.organisation, sort_name),
            ),
            Column(
                "reported", _("Reported members"), _reported_members, sort=_reported_members, is_number=True,
                empty=numbers.EMPTY,
            ),
            Column("people", _("In the registry"), _people, sort=_people, is_number=True),
            Column("unchecked", _("Without an IIN"), _unchecked_members, sort=_unchecked_members, is_number=True),
            Column(
                "coverage", _("Coverage of the registry"), lambda line: line.coverage, cells.coverage,
                sort=lambda line: line.coverage, is_number=True, unit="%", css="registry-cover",
            ),
            Column("imported", _("Last import"), _import_day, cells.import_cell, sort=_import_day),
            Column("due", _("Delivery of the member base"), _due_day, cells.due_cell, sort=_due_day),
            Column("delivered", _("Delivered"), _delivery_day, pages=False),
            Column(
                "change", pgettext("verb", "Change"), cell=cells.change, is_silent=True, pages=runs, files=False
            ),
        )
    )  # fmt: skip


class _Cells:
    """The cells with links and signs, in one language."""

    def __init__(self, language: str, year: int, rest: SafeString) -> None:
        self.language, self.year, self.rest = language, year, rest
        self.of, self.until = _("%(done)s of %(total)s"), _("in time until %(day)s")
        self.delivered, self.days = _("delivered on %(day)s"), pgettext("of delivery", "Days")
        self.check, self.warning, self.calendar = icon("check", "s"), icon("warning", "s"), icon("calendar", "s")
        self.none = format_html('<span class="muted">{}</span>', _("none yet"))

    def name(self, line: DigitisationRow) -> SafeString:
        one = line.organisation
        address, rest = (addresses.reconciliation, "") if one.kind == PRIMARY else (addresses.digitisation, self.rest)
        return format_html('<a href="{}{}">{}</a>', address(self.year, one.code), rest, one.short.in_(self.language))

    def coverage(self, line: DigitisationRow) -> SafeString:
        share = numbers.percent(line.coverage, self.language)
        if not line.reported:
            return format_html("<span>{}</span>", share)
        number, total = line.registered.checked, line.reported
        bar = charts.meter(number, total, self.of % {"done": number, "total": total})
        return format_html('<span class="registry-cover__bar">{}</span><span>{}</span>', bar, share)

    def import_cell(self, line: DigitisationRow) -> SafeString | str:
        day = _import_day(line)
        return self.none if day is None else day_text(day)

    def due_cell(self, line: DigitisationRow) -> SafeString | str:
        if line.deadline is None:
            return ""
        if line.deadline.delivered is not None:
            text = self.delivered % {"day": day_text(line.deadline.delivered)}
            return format_html('<span class="mark mark--growth">{}{}</span>', self.check, text)
        if not line.days_late:
            return self.until % {"day": day_text(line.deadline.due)}
        days = ngettext("late by %(days)s day", "late by %(days)s days", line.days_late) % {"days": line.days_late}
        return format_html(
            '<span class="mark mark--decline">{}{}</span> <span class="muted small">{}</span>',
            self.warning, days, day_text(line.deadline.due),
        )  # fmt: skip

    def change(self, line: DigitisationRow) -> SafeString | str:
        if line.organisation.kind not in DELIVERIES.kinds:
            return ""
        return format_html(
            '<a class="button button--small" href="{}delivery/">{}{}<span class="sr">: {}</span></a>',
            addresses.digitisation(self.year, line.organisation.code),
            self.calendar,
            self.days,
            line.organisation.short.in_(self.language),
        )


def _reported_members(line: DigitisationRow) -> int | None:
    return line.reported


def _people(line: DigitisationRow) -> int:
    return line.registered.people


def _unchecked_members(line: DigitisationRow) -> int:
    return line.registered.without_number


def _import_day(line: DigitisationRow) -> date | None:
    return localdate(line.registered.imported) if line.registered.imported else None


def _due_day(line: DigitisationRow) -> date | None:
    return line.deadline.due if line.deadline else None


def _delivery_day(line: DigitisationRow) -> date | None:
    return line.deadline.delivered if line.deadline else None
