"""The consolidated table with drill-down; every cell leads to its figure; the same as XLSX and CSV."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.accounts.permissions import Permission
from birlik.statistics.enums import CampaignStatus
from birlik.statistics.queries import campaigns, figures, table
from birlik.statistics.queries.table import ConsolidatedTable, TableRow
from birlik.web.shared.campaign_page import CampaignPage, campaign_page
from birlik.web.shared.columns import SORT, ColumnList, address, file_asked, files_of, list_query
from birlik.web.shared.filters import query
from birlik.web.shared.fragments import format_html
from birlik.web.shared.navigation import Tab
from birlik.web.statistics.table_columns import columns, missing_mark

VIEWS = ("values", "changes")
DAY = 24 * 60 * 60


def show(request: HttpRequest, year: int | None = None, code: str | None = None) -> HttpResponse:
    """Show the children of a node against the chosen indicators."""
    page = campaign_page(request.user, Permission.FIGURE_VIEW, year, code)
    language = get_language() or "kk"
    codes = list(dict.fromkeys(request.GET.getlist("c")))
    view = request.GET.get("view", "values")
    view = view if view in VIEWS else "values"
    indicators = table.columns_of(page.campaign, codes)
    order = columns(language, page.campaign.year, indicators, "", changes=False).order_of(request.GET)
    parameters = query(c=codes, view="" if view == "values" else view, sort=order)
    if kind := file_asked(request.GET):
        return _file(page, kind, parameters)
    state = f"{page.campaign.year}/{page.campaign.revision}/{page.organisation.pk}"
    key = f"table/{state}/{view}/{order}/{'.'.join(codes)}/{language}"
    body: str | None = cache.get(key) if len(key) < 240 else None
    if body is None:
        body = str(_body(page, parameters))
        if len(key) < 240:
            cache.set(key, body, DAY)
    context = page.context("statistics:table", list_query(parameters))
    context["body"] = mark_safe(body)  # noqa: S308  # drawn by our own template
    return render(request, "statistics/table.html", context)


def _list_rows(page: CampaignPage, parameters: QueryDict) -> tuple[ColumnList[TableRow], ConsolidatedTable]:
    """Return the columns that the address asks for, and the table with its lines in the order."""
    whole_table = table.consolidated_table(page.campaign, page.organisation, parameters.getlist("c"))
    rest, changes = list_query(parameters), parameters.get("view") == "changes"
    column_list = columns(get_language() or "kk", page.campaign.year, whole_table.columns, rest, changes=changes)
    return column_list, replace(
        whole_table, lines=column_list.sort_in_memory(whole_table.lines, column_list.order_of(parameters))
    )


def _file(page: CampaignPage, kind: str, parameters: QueryDict) -> HttpResponse:
    column_list, rows = _list_rows(page, parameters)
    lines = [*rows.lines, *([rows.total] if rows.total else [])]
    name = f"birlik-{page.organisation.code}-{page.campaign.year}"
    return column_list.file(kind, lines, title=str(page.campaign.year), name=name, frozen=2)


def _body(page: CampaignPage, parameters: QueryDict) -> SafeString:
    column_list, rows = _list_rows(page, parameters)
    total = rows.total
    context = {
        "table": rows,
        "headings": column_list.head(parameters),
        "lines": column_list.body(rows.lines),
        "total": column_list.foot(total, format_html("{} {}", _("Total"), missing_mark(total))) if total else "",
        "accepted": total.accepted if total else 0,
        "expected": total.expected if total else 0,
        "frozen": page.campaign.status == CampaignStatus.FROZEN,
        "tabs": _tabs(parameters),
        "view": parameters.get("view", ""),
        "sort": parameters.get(SORT, ""),
        "files": files_of(parameters),
        "choices": _choices(page, parameters.getlist("c")),
    }
    return render_to_string("statistics/table_body.html", context)


def _tabs(parameters: QueryDict) -> list[Tab]:
    return [
        Tab(_("Values"), address(parameters, view=""), "view" not in parameters),
        Tab(_("Change against last year"), address(parameters, view="changes"), "view" in parameters),
    ]


def _choices(page: CampaignPage, codes: list[str]) -> list[dict[str, Any]]:
    """Return every indicator of the form by section, for choosing columns."""
    form = campaigns.form(page.campaign)
    language = get_language() or "kk"
    chosen_codes = set(codes) or {column.code for column in table.columns_of(page.campaign)}
    sections = [
        {
            "title": section.title.in_(language),
            "rows": [
                {
                    "code": row.code,
                    "label": f"{row.number}. {row.label.in_(language)}",
                    "chosen": row.code in chosen_codes,
                }
                for row in form.rows.values()
                if row.section == section.code and not row.never
            ],
        }
        for section in form.sections
    ]
    shares = [
        {"code": code, "label": figures.label_of(form, code).in_(language), "chosen": code in chosen_codes}
        for code in form.derived_codes
    ]
    return [*sections, {"title": _("Percentages"), "rows": shares}]
