"""The report page: the paper form on the screen, read or filled in, with what the checks say; and its verbs."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.statistics.actions import reports as actions
from birlik.statistics.models import Report
from birlik.statistics.queries import campaigns
from birlik.statistics.queries import reports as queries
from birlik.web.shared.campaign_page import campaign_page
from birlik.web.shared.messages import message_for
from birlik.web.shared.page_context import reader
from birlik.web.shared.refusals import shown_as_message
from birlik.web.statistics import report_cells, report_page, report_parts
from birlik.web.statistics.report_form import Drawing


@require_safe
def show(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Show the form with its figures; cells are inputs for those who may type in this state, numbers for all others."""
    page = campaign_page(request.user, Permission.REPORT_VIEW, year, code)
    context = page.context("statistics:report")
    report = queries.report_at(page.campaign, page.organisation)
    if report is None:
        return render(request, "statistics/report_none.html", context)
    return render(request, "statistics/report.html", context | report_page.context(reader(request), report, page))


@require_POST
def save(request: HttpRequest, year: int, code: str) -> JsonResponse:
    """Save what was typed or pasted: JSON in, JSON out. Cells that are no numbers are named, the others are kept.

    In: {"saved": count of saves the page knows, "near": cell one is in, "cells": {code: [text, text shown before]},
    "causes": {code: text}, "explanations": {check: text}, "note": text}.
    Out: `report_parts.answer`; a refusal is 409 with its sentence.
    """
    report = _visible_report(request, year, code)
    try:
        content = json.loads(request.body)
        typed_input = report_cells.read(content, campaigns.form(report.campaign), report.organisation)
    except (ValueError, TypeError, RecursionError):
        return JsonResponse({"words": _("The page sent something that cannot be read. Refresh it.")}, status=400)
    except Refusal as refusal:
        return JsonResponse({"words": message_for(refusal)}, status=400)
    try:
        saved_report = actions.save(
            report,
            cells=typed_input.cells,
            causes=typed_input.causes,
            explanations=typed_input.explanations,
            note=typed_input.note,
            by=reader(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        return JsonResponse({"words": message_for(refusal)}, status=409)
    form = campaigns.form(report.campaign)
    sheet = queries.ReportSheet(
        saved_report.report, form, saved_report.previous, saved_report.findings, saved_report.registry
    )
    typed_input.compare_computed(sheet)
    drawing = Drawing(sheet, get_language() or "kk", editable=True, near=str(content.get("near", "")))
    saves_known = content.get("saved")
    theirs = report_parts.overwritten_cells(drawing, saved_report.was, typed_input.expected)
    return JsonResponse(
        report_parts.answer(drawing, known_texts=saves_known) | {"bad": typed_input.bad, "theirs": theirs}
    )


@require_POST
def send(request: HttpRequest, year: int, code: str) -> HttpResponseRedirect:
    """Hand the report up, provided nobody saved anything since the page was drawn."""
    seen_saves = _number(request, "saved")
    return _run_action(
        request,
        year,
        code,
        lambda report: actions.send(report, seen_saves=seen_saves, by=reader(request), at=timezone.now()),
        _("The report is sent. It waits for acceptance."),
    )


@require_POST
def accept(request: HttpRequest, year: int, code: str) -> HttpResponseRedirect:
    """Take the report into the sums, provided it is still the version that was read."""
    seen_version = _number(request, "version")
    return _run_action(
        request,
        year,
        code,
        lambda report: actions.accept(report, seen_version=seen_version, by=reader(request), at=timezone.now()),
        _("The report is accepted; the sums above hold it."),
    )


@require_POST
def return_(request: HttpRequest, year: int, code: str) -> HttpResponseRedirect:
    """Give the report back with a remark; a chosen cell without words of its own carries the remark."""
    remark = request.POST.get("remark", "")
    cells = {cell: request.POST.get(f"remark-{cell}", "").strip() or remark for cell in request.POST.getlist("cell")}
    return _run_action(
        request,
        year,
        code,
        lambda report: actions.return_(report, remark=remark, cells=cells, by=reader(request), at=timezone.now()),
        _("The report is returned with your remark."),
    )


@require_POST
def reopen(request: HttpRequest, year: int, code: str) -> HttpResponseRedirect:
    """Open a frozen report for a correction."""
    reason = request.POST.get("reason", "")
    return _run_action(
        request,
        year,
        code,
        lambda report: actions.reopen(report, reason=reason, by=reader(request), at=timezone.now()),
        _("The report is open for correction. What was published stays until the correction is accepted."),
    )


def _run_action(
    request: HttpRequest, year: int, code: str, act: Callable[[Report], object], message: str
) -> HttpResponseRedirect:
    """Run one action on a report that the person may see and go back to its page, with what happened in words."""
    report = _visible_report(request, year, code)
    with shown_as_message(request) as outcome:
        act(report)
    if not outcome.is_refused:
        messages.success(request, message)
    return redirect("statistics:report", year, code)


def _visible_report(request: HttpRequest, year: int, code: str) -> Report:
    report = queries.visible_report(request.user, year, code, on=timezone.localdate())
    if report is None:
        raise Http404
    return report


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
