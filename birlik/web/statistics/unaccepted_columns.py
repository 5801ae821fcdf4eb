"""The columns of the reports that are not accepted: on the page, and in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from birlik.orgs.forms import name_language
from birlik.orgs.models import Organisation
from birlik.statistics.enums import Status
from birlik.statistics.models import Report
from birlik.web.shared import addresses, marks
from birlik.web.shared.columns import Column, ColumnList, by_label
from birlik.web.shared.fragments import format_html


@dataclass(frozen=True, slots=True)
class UnacceptedRow:
    """A report that is not accepted, with what its organisation stands under."""

    report: Report
    parent: Organisation | None


@lru_cache(maxsize=64)
def columns(language: str, year: int) -> ColumnList[UnacceptedRow]:
    """Return the columns; what a school stands under is beside its name, for many are called alike."""
    sort_name, names = f"sort_{name_language(language)}", marks.STATUS_NAMES
    statuses = {status.value: marks.status(status.value) for status in Status}
    labels = [(status.value, str(names[status.value])) for status in Status]

    def name(row: UnacceptedRow) -> SafeString:
        one = row.report.organisation
        return format_html('<a href="{}">{}</a>', addresses.report(year, one.code), one.name.in_(language))

    return ColumnList(
        (
            Column("code", _("Code"), lambda row: row.report.organisation.code, pages=False),
            Column(
                "name", _("Organisation"), lambda row: row.report.organisation.name.in_(language), name,
                sort=(f"organisation__{sort_name}",),
            ),
            Column(
                "parent", _("Stands under"), lambda row: row.parent.short.in_(language) if row.parent else None,
                sort=(f"parent_{sort_name}",),
            ),
            Column(
                "status", _("State"), lambda row: str(names[row.report.status]),
                lambda row: statuses[Status(row.report.status)], sort=(by_label("status", labels, language),),
            ),
            Column("sent", _("Sent"), _sent_day, sort=("sent_at",), css="nowrap"),
        ),
        "name",
    )  # fmt: skip


def _sent_day(row: UnacceptedRow) -> date | None:
    return localdate(row.report.sent_at) if row.report.sent_at else None


def rows(reports: list[Report], parents: Mapping[int, Organisation]) -> list[UnacceptedRow]:
    """Return the lines of a page or of the whole list."""
    return [UnacceptedRow(one, parents.get(one.organisation_id)) for one in reports]
