"""One import: under way, checked, applied or taken back; the page shows where it stands, whenever it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from birlik.core.errors import Refusal
from birlik.members.enums import RUNNING_STATES, BatchState, Severity
from birlik.members.imports import jobs, queries
from birlik.members.imports import page_queries as pages
from birlik.members.imports.batches import WRITING
from birlik.members.imports.undo import people_built_upon
from birlik.members.imports.write import MOST_KEPT
from birlik.members.models import ImportBatch, ImportProblem
from birlik.web.members.imports.page import ImportPage, import_page
from birlik.web.members.imports.texts import PHASES, STEPS, ProblemKind, cells, how_to_fix, what
from birlik.web.members.imports.workbook import workbook_context
from birlik.web.members.listing import number
from birlik.web.members.members_page import list_address
from birlik.web.shared import addresses
from birlik.web.shared.messages import message_for
from birlik.web.shared.navigation import Chip
from birlik.web.shared.numbers import group_thousands
from birlik.web.shared.page_context import language
from birlik.web.shared.refusals import shown_as_message

A_PAGE = 25
LONG_WAIT = timedelta(seconds=20)
MOST_NAMES = 10
ALL = "all"


@never_cache
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the import stands; one whose columns are still to be chosen leads there."""
    page = import_page(request, pk)
    state = page.batch.state
    if state in (BatchState.UPLOADED, BatchState.FAILED):
        return redirect("members:import-columns", pk)
    if state in RUNNING_STATES:
        return render(request, "members/imports/working.html", page.context() | _work_context(page.batch))
    context = page.context() | _findings(request, page) | workbook_context(page)
    if state == BatchState.APPLIED:
        context |= _undo_context(page)
    return render(request, "members/imports/batch.html", context)


@never_cache
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the step that the work has come to, asked for every second; when it is over the page is drawn anew."""
    page = import_page(request, pk)
    if page.batch.state not in RUNNING_STATES:
        return HttpResponseClientRefresh()
    context = {"batch": page.batch, "is_polled": True, **_work_context(page.batch)}
    return render(request, "members/imports/progress.html", context)


def _work_context(batch: ImportBatch) -> dict[str, Any]:
    steps = STEPS[batch.state]
    step = steps.index(batch.phase) if batch.phase in steps else 0
    request_time = jobs.asked_at(batch)
    time_since = max(timedelta(), timezone.now() - request_time) if request_time else None
    return {
        "phase": str(PHASES.get(batch.phase, "")),
        "is_stoppable": not batch.phase or not (batch.state == BatchState.UNDOING or batch.phase == WRITING),
        "is_waiting_long": not batch.phase and time_since is not None and time_since > LONG_WAIT,
        "step": step + 1 if batch.phase else 0,
        "steps": len(steps),
        "elapsed": ""
        if time_since is None
        else f"{int(time_since.total_seconds()) // 60}:{int(time_since.total_seconds()) % 60:02d}",
    }


def _findings(request: HttpRequest, page: ImportPage) -> dict[str, Any]:
    """Return what the last check found: kinds of problems, and the cells of those the address asks for."""
    batch, tongue = page.batch, language()
    is_open = queries.may_read_rows(page.user, batch, on=page.today)
    kinds = [
        ProblemKind(one.code, one.severity, one.rows, what(one.code, tongue), how_to_fix(one.code, tongue))
        for one in (queries.problem_counts(batch) if is_open else [])
    ]
    severity_asked = _severity_asked(request, kinds)
    severity, code = ("" if severity_asked == ALL else severity_asked), request.GET.get("kind", "")
    code = code if code in {kind.code for kind in kinds} else ""
    after = number(request.GET.get("after")) or 0
    problems = (
        queries.problems(batch, code=code, severity=severity, after_row=after, limit=A_PAGE + 1) if is_open else []
    )
    rows, last = _page(problems)
    base = {"show": severity_asked, **({"kind": code} if code else {})}
    return {
        "is_open": is_open,
        "is_for_another": _is_for_another(page, is_open=is_open),
        "kinds": [kind for kind in kinds if not severity or kind.severity == severity],
        "kind": code,
        "show": severity_asked,
        "chips": _chips(kinds, severity_asked),
        "cells": cells(rows, pages.columns_of(batch), tongue, personal=page.personal),
        "first_url": f"?{urlencode(base)}#cells" if after else "",
        "next_url": f"?{urlencode({**base, 'after': last})}#cells" if last else "",
        "apply_label": _apply_label(batch),
        "seen": counts_key(batch),
        "undecided": len(queries.undecided_texts(batch)) if batch.state == BatchState.READY else 0,
        "most": MOST_KEPT if batch.rejected > MOST_KEPT else 0,
        "errors_url": _show(Severity.ERROR),
        "warnings_url": _show(Severity.WARNING),
    }


def _is_for_another(page: ImportPage, *, is_open: bool) -> bool:
    """Return whether somebody else's right checked the list, so that a check in the reader's own name may tell more."""
    batch = page.batch
    is_for_reader = batch.told_to_id == page.user.pk
    return batch.state == BatchState.READY and not is_for_reader and bool(batch.waiting or not is_open)


def _page(problems: Sequence[ImportProblem]) -> tuple[Sequence[ImportProblem], int]:
    """Return a page that ends with the last problem of a row, and that row; 0 when nothing follows."""
    if len(problems) <= A_PAGE:
        return problems, 0
    full_rows = [one for one in problems if one.row != problems[-1].row]
    return (full_rows or problems), (full_rows or problems)[-1].row


def _severity_asked(request: HttpRequest, kinds: Sequence[ProblemKind]) -> str:
    """Return the severity that the address asks for; by default errors, where there are any."""
    severity = request.GET.get("show", "")
    if severity in (ALL, *Severity.values):
        return severity
    return Severity.ERROR.value if any(kind.severity == Severity.ERROR for kind in kinds) else ALL


def _show(severity: str) -> str:
    return f"?show={severity}#problems"


def _chips(kinds: Sequence[ProblemKind], severity_asked: str) -> list[Chip]:
    labels = {Severity.ERROR: _("Errors"), Severity.WARNING: _("Warnings"), Severity.INFO: _("Mended by itself")}
    severities = [value for value in Severity.values if any(kind.severity == value for kind in kinds)]
    if len(severities) < 2:
        return []
    chips = [Chip(labels[Severity(value)], _show(value), value == severity_asked) for value in severities]
    return [*chips, Chip(_("All"), _show(ALL), severity_asked == ALL)]


def _apply_label(batch: ImportBatch) -> str:
    """Say on the button exactly what it will do. Of a list with nothing new there may be people to decide about."""
    if not batch.created and not batch.changed:
        return _("Finish: nobody is new or changed")
    tongue = language()
    number_created = ngettext("%(n)s new", "%(n)s new", batch.created) % {
        "n": group_thousands(batch.created, 0, tongue)
    }
    number_changed = ngettext("%(n)s changed", "%(n)s changed", batch.changed) % {
        "n": group_thousands(batch.changed, 0, tongue)
    }
    return _("Apply: %(created)s, %(changed)s") % {"created": number_created, "changed": number_changed}


def _undo_context(page: ImportPage) -> dict[str, Any]:
    """Return whether it can be taken back; else whose data were changed since."""
    ids = people_built_upon(page.batch)
    people = pages.people_named(ids, most=MOST_NAMES) if page.personal else []
    organisation = page.batch.organisation.code
    return {
        "failure": "" if ids else _failure(page.batch),
        "built_upon": len(ids),
        "built_people": [(one.full_name, addresses.card(one.pk)) for one in people],
        "created_url": f"{list_address(organisation)}&batch={page.batch.pk}",
        "undecided_people": queries.unlisted_members(page.batch, decided=False).count(),
        "missing_people": queries.unlisted_members(page.batch).count(),
    }


def _failure(batch: ImportBatch) -> str:
    """Tell why it was not possible to take it back, when somebody asked for it. What was built upon it may be gone."""
    if not batch.failure or batch.failure["code"] == "import.built_upon":
        return ""
    return message_for(Refusal.from_json(batch.failure))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the work, or put a checked list aside: nothing of it goes to the registry. Or leave there what only waits to
    be taken back."""
    page = import_page(request, pk)
    with shown_as_message(request) as outcome:
        batch = jobs.cancel(page.batch, by=page.user, at=timezone.now())
    if not outcome.is_refused and batch.state == BatchState.CANCELLED:
        message = _("The list is put aside. Nothing of it went to the registry.")
        messages.success(
            request, message if batch.mapping else _("The upload is stopped. Nothing went to the registry.")
        )
    elif not outcome.is_refused and batch.state == BatchState.APPLIED:
        messages.success(request, _("The import stays in the registry."))
    return redirect(page.url)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the list be checked once more, in the name and by the right of the reader."""
    page = import_page(request, pk)
    with shown_as_message(request):
        jobs.check_later(page.batch, by=page.user, at=timezone.now())
    return redirect(page.url)


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the checked list be written to the registry. `seen`: the counts the reader agreed to."""
    page = import_page(request, pk)
    with shown_as_message(request):
        if page.batch.state == BatchState.READY and request.POST.get("seen") != counts_key(page.batch):
            raise Refusal("import.not_ready", state=page.batch.state)
        jobs.apply_later(page.batch, by=page.user, at=timezone.now())
    return redirect(page.url)


def counts_key(batch: ImportBatch) -> str:
    return f"{batch.created}-{batch.changed}-{batch.rejected}"


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the whole import be taken back: the registry will stand as before it."""
    page = import_page(request, pk)
    with shown_as_message(request):
        jobs.undo_later(page.batch, by=page.user, at=timezone.now())
    return redirect(page.url)
