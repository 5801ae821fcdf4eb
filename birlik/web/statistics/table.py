"""The consolidated table with drill-down; every cell leads to its figure; the same as XLSX and CSV."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.accounts.permissions import Permission
from birlik.sheets import xlsx_export
from birlik.sheets.tables import comma_separated
from birlik.statistics.enums import CampaignStatus
from birlik.statistics.queries import campaigns, figures, table
from birlik.statistics.queries.table import Cell, Column, Consolidated, Line
from birlik.web.shared import addresses, marks, place
from birlik.web.shared.charts.svg import joined
from birlik.web.shared.fragments import format_html
from birlik.web.shared.navigation import Tab
from birlik.web.shared.place import Place

VIEWS = ("values", "changes")
DAY = 24 * 60 * 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(request: HttpRequest, year: int | None = None, code: str | None = None) -> HttpResponse:
    """The children of a node against the chosen indicators."""
    here = place.find(request.user, Permission.FIGURE_VIEW, year, code)
    codes = list(dict.fromkeys(request.GET.getlist("c")))
    view = request.GET.get("view", "values")
    view = view if view in VIEWS else "values"
    if (kind := request.GET.get("format")) in ("xlsx", "csv"):
        return _file(here, codes, kind, changes=view == "changes")
    state = f"{here.campaign.year}/{here.campaign.revision}/{here.organisation.pk}"
    key = f"table/{state}/{view}/{'.'.join(codes)}/{get_language()}"
    body: str | None = cache.get(key) if len(key) < 240 else None
    if body is None:
        body = str(_body(here, codes, view))
        if len(key) < 240:
            cache.set(key, body, DAY)
    context = here.context("statistics:table") | {"body": mark_safe(body)}  # noqa: S308  # drawn by our own template
    return render(request, "statistics/table.html", context)


def _file(here: Place, codes: list[str], kind: str, *, changes: bool) -> HttpResponse:
    language = get_language() or "kk"
    result = table.as_table(table.consolidated(here.campaign, here.organisation, codes), language, changes=changes)
    name = f"birlik-{here.organisation.code}-{here.campaign.year}.{kind}"
    if kind == "xlsx":
        data = xlsx_export.workbook(str(here.campaign.year), result.header, result.rows, frozen_columns=2)
        response = HttpResponse(data, content_type=XLSX)
    else:
        # The mark at the start tells Excel that the letters are UTF-8.
        text = "\ufeff" + comma_separated(result.header, result.rows)
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _body(here: Place, codes: list[str], view: str) -> SafeString:
    found = table.consolidated(here.campaign, here.organisation, codes)
    total = found.total
    context = {
        "table": found,
        "columns": [_heading(column) for column in found.columns],
        "rows": joined(_row(found, line, view) for line in found.lines),
        "total": _row(found, total, view) if total else "",
        "accepted": total.accepted if total else 0,
        "expected": total.expected if total else 0,
        "frozen": here.campaign.status == CampaignStatus.FROZEN,
        "tabs": _tabs(codes, view),
        "view": view,
        "query": _query(codes, view),
        "choices": _choices(here, codes),
    }
    return render_to_string("statistics/table_body.html", context)


def _heading(column: Column) -> dict[str, Any]:
    units = {"percent": "%", "tenge": "₸"}
    return {"label": column.label.in_(get_language() or "kk"), "unit": units.get(column.unit, "")}


def _row(found: Consolidated, line: Line, view: str) -> SafeString:
    """One line as HTML. Built here and not in the template: a table may have thousands of cells."""
    organisation, year = line.organisation, found.campaign.year
    leaf = organisation.kind == "primary"
    name = organisation.short.in_(get_language() or "kk") if line.kind != "total" else _("Total")
    target = (addresses.report if leaf else addresses.table)(year, organisation.code)
    head = name if line.kind == "total" else format_html('<a href="{}">{}</a>', target, name)
    partial = "" if line.accepted == line.expected else _missing(line)
    cells = joined(
        _cell(found, line, column, cell, view) for column, cell in zip(found.columns, line.cells, strict=True)
    )
    css = "total" if line.kind == "total" else "missing" if partial else ""
    return format_html('<tr class="{}"><th scope="row">{} {}</th>{}</tr>', css, head, partial, cells)


def _missing(line: Line) -> SafeString:
    words = _("%(accepted)s of %(expected)s accepted") % {"accepted": line.accepted, "expected": line.expected}
    return format_html('<span class="mark mark--warning">{}</span>', words)


def _cell(found: Consolidated, line: Line, column: Column, cell: Cell, view: str) -> SafeString:
    language = get_language() or "kk"
    unit = "%" if column.unit == "percent" else ""
    if view == "changes":
        shown = marks.change(cell.change, tone="", unit=_("pp") if unit else "", language=language)
    else:
        shown = marks.number(cell.value, unit, language=language)
    if cell.value is None:
        return format_html('<td class="num">{}</td>', shown)
    url = addresses.figure(found.campaign.year, line.organisation.code, column.code)
    return format_html('<td class="num"><a class="fig" href="{}">{}</a></td>', url, shown)


def _query(codes: list[str], view: str) -> str:
    query = QueryDict(mutable=True)
    query.setlist("c", codes)
    query["view"] = view
    return query.urlencode()


def _tabs(codes: list[str], view: str) -> list[Tab]:
    labels = {"values": _("Values"), "changes": _("Change against last year")}
    return [Tab(label, f"?{_query(codes, name)}", name == view) for name, label in labels.items()]


def _choices(here: Place, codes: list[str]) -> list[dict[str, Any]]:
    """Every indicator of the form by section, for choosing columns."""
    form = campaigns.form(here.campaign)
    language = get_language() or "kk"
    chosen = set(codes) or {column.code for column in table.columns_of(here.campaign)}
    sections = [
        {
            "title": section.title.in_(language),
            "rows": [
                {"code": row.code, "label": f"{row.number}. {row.label.in_(language)}", "chosen": row.code in chosen}
                for row in form.rows.values()
                if row.section == section.code and not row.never
            ],
        }
        for section in form.sections
    ]
    shares = [
        {"code": code, "label": figures.label_of(form, code).in_(language), "chosen": code in chosen}
        for code in figures.derived_codes(form)
    ]
    return [*sections, {"title": _("Percentages"), "rows": shares}]
