"""Report and registry side by side: a primary organisation line by line and name by name, others child by child.

From here, too, the empty cells of a report are filled from the registry, and what it filled is confirmed.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.indicators import indicator_set
from birlik.members.queries import roster
from birlik.statistics.actions import reports as actions
from birlik.statistics.enums import EDITABLE, Origin
from birlik.statistics.models import Report
from birlik.statistics.queries import campaigns, deliveries, reports
from birlik.statistics.queries import reconciliation as queries
from birlik.statistics.queries.reconciliation import Child, Part, Reconciliation, ReconciliationRow
from birlik.statistics.queries.registry_counts import SIDE_FLOWS
from birlik.web.shared import addresses
from birlik.web.shared.campaign_page import CampaignPage, campaign_page
from birlik.web.shared.columns import SORT, ColumnList, file_asked, files_of, list_query
from birlik.web.shared.filters import query
from birlik.web.shared.refusals import shown_as_message
from birlik.web.statistics.reconciliation_columns import columns

PRIMARY = "primary"
A_WHILE = 5 * 60

STEPS: dict[str, Promise] = {
    "opening": gettext_lazy("the members at the beginning of the year differ"),
    "accepted": gettext_lazy("the accepted differ"),
    "arrived": gettext_lazy("those who arrived from other organisations differ"),
    "left": gettext_lazy("those who left differ"),
    "registered": gettext_lazy("members the registry came to know within the year: the report has no line for them"),
    "corrected": gettext_lazy("corrections of the registry: neither accepted nor left"),
    "report": gettext_lazy("the movement of the report itself does not add up"),
    "unknown": gettext_lazy("organisations that the registry came to know only within the year"),
}
ONLY_REGISTRY: dict[str, Promise] = dict(
    zip(
        SIDE_FLOWS,
        (
            gettext_lazy("Entered in the registry as members"),
            gettext_lazy("Corrections of the registry: entered"),
            gettext_lazy("Corrections of the registry: taken out"),
        ),
        strict=True,
    )
)


@require_safe
def show(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Show the reconciliation of one organisation, for whoever sees its report. Names only with the right to see
    members.
    """
    page = campaign_page(request.user, Permission.REPORT_VIEW, year, code)
    parameters = query(sort=_columns(page, "").order_of(request.GET))
    context = page.context("statistics:reconciliation", list_query(parameters)) | {
        "report_url": addresses.report(year, code)
    }
    if page.organisation.kind == PRIMARY:
        return render(request, "statistics/reconciliation.html", context | _of_primary(page))
    if kind := file_asked(request.GET):
        return _file(page, kind, parameters)
    context |= {"body": _of_node(page, parameters), "files": files_of(parameters)}
    return render(request, "statistics/reconciliation_node.html", context)


def _of_primary(page: CampaignPage) -> dict[str, Any]:
    report = reports.report_at(page.campaign, page.organisation)
    if report is None:
        return {"report": None}
    sheet = reports.sheet(report)
    context = {
        "report": report,
        "known": bool(sheet.registry),
        "parts": [_part(part) for part in queries.parts(sheet.form, report.values, sheet.registry)],
        "offered": len(sheet.offered_codes),
        "unconfirmed": sheet.unconfirmed_count,
        "editable": report.status in EDITABLE and page.may(Permission.REPORT_EDIT),
    }
    if sheet.registry and report.first_sent:
        context["late"] = roster.entered_late(page.organisation, page.period.start, page.as_of, after=report.first_sent)
    if page.may(Permission.MEMBER_VIEW):
        blocked = page.may(Permission.MEMBER_EDIT)
        context["roster"] = roster.roster(page.organisation, page.period.start, page.as_of, blocked=blocked)
    return context


def _part(part: Part) -> dict[str, Any]:
    lines = [_line(line) for line in part.lines]
    return {
        "category": part.category,
        "title": _title(part.category),
        "lines": lines,
        "closing": part.closing if part.category else None,
        "steps": None
        if part.steps is None
        else [{"words": STEPS[step.part], "difference": step.difference} for step in part.steps],
    }


def _title(category: str) -> str:
    """Name a category as the registry of the rulebook does; what has none is the rest of the form."""
    name = next((one.label for one in indicator_set().columns if one.code == category), None)
    return capfirst(name.in_(get_language() or "kk")) if name else _("Composition and bodies")


def _line(line: ReconciliationRow) -> dict[str, Any]:
    if line.row is None:
        name, _underscore, _category = line.code.rpartition("_")
        indicator = next((one for one in indicator_set().indicators if one.code == line.code), None)
        label = indicator.label.in_(get_language() or "kk") if indicator else ONLY_REGISTRY[name]
        return {"line": line, "number": "", "label": label}
    return {"line": line, "number": line.row.number, "label": line.row.label.in_(get_language() or "kk")}


def _of_node(page: CampaignPage, parameters: QueryDict) -> SafeString:
    """Draw what everybody sees of a node: counts only. Of the whole union they take a second, so they are kept a while,
    and the page says when they were counted."""
    state = f"{page.state}/{page.campaign.year}/{page.organisation.pk}/{deliveries.base_revision()}"
    key = f"reconciliation/{state}/{parameters.get(SORT, '')}/{get_language()}"
    body: str | None = cache.get(key)
    if body is None:
        body = str(render_to_string("statistics/reconciliation_body.html", _node_context(page, parameters)))
        cache.set(key, body, A_WHILE)
    return mark_safe(body)  # noqa: S308  # drawn by our own template


def _columns(page: CampaignPage, rest: str) -> ColumnList[Child]:
    return columns(get_language() or "kk", page.campaign.year, campaigns.form(page.campaign), rest)


def _list_children(
    page: CampaignPage, node: Reconciliation, parameters: QueryDict
) -> tuple[ColumnList[Child], list[Child]]:
    """Return the columns, and the children in the order of the address."""
    column_list = _columns(page, list_query(parameters))
    return column_list, column_list.sort_in_memory(node.children, column_list.order_of(parameters))


def _file(page: CampaignPage, kind: str, parameters: QueryDict) -> HttpResponse:
    node = queries.of_node(page.campaign, page.organisation)
    column_list, children = _list_children(page, node, parameters)
    name = f"birlik-registry-{page.organisation.code}-{page.campaign.year}"
    return column_list.file(kind, [*children, node.node], title=str(page.campaign.year), name=name, frozen=2)


def _node_context(page: CampaignPage, parameters: QueryDict) -> dict[str, Any]:
    node = queries.of_node(page.campaign, page.organisation)
    column_list, children = _list_children(page, node, parameters)
    return {
        "found": node,
        "period": page.period,
        "organisation": page.organisation,
        "parts": [_part(part) for part in node.parts],
        "headings": column_list.head(parameters),
        "lines": column_list.body(children),
        "total": column_list.foot(node.node, _("Total")),
        "net": node.inside.arrived - node.inside.departed,
        "counted": timezone.localtime(),
    }


@require_POST
def fill(request: HttpRequest, year: int, code: str) -> HttpResponseRedirect:
    """Fill the empty cells of a report with what the registry counts."""
    report = _visible_report(request, year, code)
    with shown_as_message(request) as outcome:
        codes = actions.prefill(report, by=cast("User", request.user), at=timezone.now())
    if not outcome.is_refused:
        number = sum(origin == Origin.REGISTRY for origin in codes.report.origins.values())
        words = ngettext(
            "%(count)s cell is filled in from the registry. Look at it, then confirm or correct it.",
            "%(count)s cells are filled in from the registry. Look at them, then confirm or correct them.",
            number,
        )
        messages.success(request, words % {"count": number})
    return redirect("statistics:report", year, code)


@require_POST
def confirm(request: HttpRequest, year: int, code: str) -> HttpResponseRedirect:
    """Say that the figures which the registry filled in are right."""
    report = _visible_report(request, year, code)
    with shown_as_message(request) as outcome:
        actions.confirm(report, by=cast("User", request.user), at=timezone.now())
    if not outcome.is_refused:
        messages.success(request, _("The figures from the registry are confirmed."))
    return redirect("statistics:report", year, code)


def _visible_report(request: HttpRequest, year: int, code: str) -> Report:
    """Load the report of an organisation that the person may see; 404 else."""
    page = campaign_page(request.user, Permission.REPORT_VIEW, year, code)
    report = reports.report_at(page.campaign, page.organisation)
    if report is None:
        raise Http404
    return report
