"""The lists that begin a union: delivered, looked through, written down whole, given back with marks, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from birlik.core.errors import Refusal
from birlik.loads import actions, jobs
from birlik.loads.columns import FileColumn
from birlik.loads.figures import LINE
from birlik.loads.models import Load, MarkedLoad
from birlik.loads.problems import Outcome, Problem
from birlik.registers.marked_files import marked_file
from birlik.registers.models import RUNNING_STATES, EntryImportState
from birlik.sheets.limits import letter
from birlik.web.loads.forms import FiguresTermsForm, TreeTermsForm
from birlik.web.loads.jobs import mark_later
from birlik.web.loads.page import ListPage, load_batch, load_list_page
from birlik.web.shared.columns import TYPES
from birlik.web.shared.list_work import MARKS, describe_work, describe_workbook
from birlik.web.shared.messages import message_for
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.refusals import shown_as_message

LARGEST = 20 << 20  # bytes of a list
MOST_PROBLEMS = 200  # problems on the page; the workbook has all of them
PAST = 10
COLUMN = "column-"  # begins the name of what is chosen for a column
WORK_LABELS: Mapping[str, Promise] = {
    EntryImportState.READING: gettext_lazy("The list is being looked through"),
    EntryImportState.APPLYING: gettext_lazy("The list is being written down"),
    EntryImportState.UNDOING: gettext_lazy("The list is being taken back"),
}
HINTS: Mapping[str, Promise] = {
    "tree": gettext_lazy(
        "One row an organisation; the row of the union itself may stand among them. What stands already is compared: a "
        "new name or a new place becomes a dated change, nothing is overwritten."
    ),
    "accounts": gettext_lazy(
        "One row a role of a person. Nobody gets a password by it: invitations are printed afterwards, and each person "
        "sets the own password."
    ),
    "figures": gettext_lazy(
        "A row for each line of the form, or a row for each organisation with the lines as columns. A figure is what "
        "the consolidated table showed: with everybody below."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file; the list is kept and waits to be looked through."""
    page = load_list_page(request, kind)
    sent_fields = request.POST if request.method == "POST" else None
    form = FiguresTermsForm(sent_fields, today=page.today) if kind == "figures" else None
    given = request.FILES.get("file")
    if request.method == "POST" and (form is None or form.is_valid()):
        if given is None:
            messages.error(request, _("Choose a file first."))
        elif given.size is None or given.size > LARGEST:
            messages.error(request, _("The list is larger than %(megabytes)s MB.") % {"megabytes": LARGEST >> 20})
        else:
            terms, now = form.terms() if form else {}, timezone.now()
            with shown_as_message(request):
                batch = jobs.deliver_later(
                    kind, name=given.name or "", content=given.read(), terms=terms, by=page.user, at=now
                )
                return redirect(page.url("list", batch.pk))
    past = [(one, page.url("list", one.pk), MARKS.get(one.state, "information")) for one in page.loads[:PAST]]
    context = {
        "crumbs": page.load_crumbs(Crumb(page.title)), "title": page.title, "hint": HINTS[kind], "form": form,
        "past": past,
        "columns": [(one, one.headings[:4]) for one in page.kind.columns], "kind": kind,
    }  # fmt: skip
    return render(request, "loads/new.html", context)


@never_cache
@require_safe
def show(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show where the list stands: what is being done with it, or what looking through it found."""
    page = load_list_page(request, kind)
    batch = load_batch(page, pk)
    context = _context(page, batch)
    if batch.state in RUNNING_STATES:
        return render(request, "loads/working.html", context | _work_context(batch))
    outcome = Outcome.of(batch.outcome)
    context |= describe_workbook(marked_file(MarkedLoad, batch, get_language() or "kk")) | {
        "outcome": outcome,
        "unchanged": len(outcome.unchanged),
        "missing": [_label(page, name) for name in outcome.missing],
        "problems": [_problem_row(page, outcome, one) for one in outcome.problems[:MOST_PROBLEMS]],
        "more": max(0, len(outcome.problems) - MOST_PROBLEMS),
        "failure": message_for(Refusal.from_json(batch.failure)) if batch.failure else "",
        "form": TreeTermsForm() if kind == "tree" and outcome.changed else None,
        "is_writable": outcome.is_writable,
    }
    return render(request, "loads/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Say what each column holds; the list is looked through anew."""
    page = load_list_page(request, kind)
    batch = load_batch(page, pk)
    if request.method == "POST":
        fields = {
            name.removeprefix(COLUMN): str(text) for name, text in request.POST.items() if name.startswith(COLUMN)
        }
        with shown_as_message(request) as outcome:
            jobs.look_again(batch, fields, by=page.user, at=timezone.now())
        return redirect(page.url("columns" if outcome.is_refused else "list", pk))
    choices = [("", _("is not read")), *((one.name, one.label) for one in page.kind.columns)]
    rows: list[dict[str, Any]] = []
    with shown_as_message(request):
        rows = [_column_row(page, one, choices) for one in actions.delivered_rows(batch).columns]
    if not rows:
        return redirect(page.url("list", pk))
    return render(request, "loads/columns.html", _context(page, batch) | {"rows": rows})


def _column_row(page: ListPage, column: FileColumn, choices: list[tuple[str, Any]]) -> dict[str, Any]:
    known_fields = {name for name, _text in choices}
    more = [(column.field, _label(page, column.field))] if column.field not in known_fields else []
    field = forms.Select(choices=[*choices, *more], attrs={"class": "input", "id": f"{COLUMN}{column.place}"})
    return {
        "column": column,
        "letter": letter(column.place),
        "select": field.render(f"{COLUMN}{column.place}", column.field),
    }


@never_cache
@require_safe
def progress(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show how far the work has come, asked for every second; when it is over the page is drawn anew."""
    batch = load_batch(load_list_page(request, kind), pk)
    if batch.state not in RUNNING_STATES:
        return HttpResponseClientRefresh()
    return render(request, "shared/list_progress.html", {"batch": batch, "is_polled": True, **_work_context(batch)})


@require_POST
def apply(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let the list be written down, with what is said of it."""
    page = load_list_page(request, kind)
    batch, form = load_batch(page, pk), TreeTermsForm(request.POST)
    if kind == "tree" and not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect(page.url("list", pk))
    with shown_as_message(request):
        jobs.apply_later(batch, terms=form.terms() if kind == "tree" else {}, by=page.user, at=timezone.now())
    return redirect(page.url("list", pk))


@require_POST
def cancel(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Put the list aside, or leave what only waits to be written or taken back as it is."""
    page = load_list_page(request, kind)
    batch = load_batch(page, pk)
    with shown_as_message(request) as outcome:
        batch = jobs.cancel(batch, by=page.user, at=timezone.now())
    if not outcome.is_refused and batch.state == EntryImportState.CANCELLED:
        messages.success(request, _("The list is put aside. Nothing of it was written down."))
    return redirect(page.url("list", pk))


@require_POST
def undo(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let what the list brought be taken back."""
    page = load_list_page(request, kind)
    batch = load_batch(page, pk)
    with shown_as_message(request):
        jobs.undo_later(batch, by=page.user, at=timezone.now())
    return redirect(page.url("list", pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Give the list with its problems at the cells: asked for by POST, downloaded by GET once it is made."""
    page = load_list_page(request, kind)
    batch = load_batch(page, pk)
    if request.method == "POST":
        with shown_as_message(request):
            mark_later(batch, language=get_language() or "kk", by=page.user, at=timezone.now())
        return redirect(page.url("list", pk))
    book = marked_file(MarkedLoad, batch, get_language() or "kk")
    if book is None or not book.content:
        return redirect(page.url("list", pk))
    response = HttpResponse(bytes(book.content), content_type=TYPES["xlsx"])
    response.headers["Content-Disposition"] = f'attachment; filename="birlik-{kind}-{pk}.xlsx"'
    return response


@never_cache
@require_safe
def workbook_progress(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show where the workbook stands, asked for every second while it is made."""
    page = load_list_page(request, kind)
    batch = load_batch(page, pk)
    workbook_context = describe_workbook(marked_file(MarkedLoad, batch, get_language() or "kk"))
    return render(request, "shared/list_workbook.html", _context(page, batch) | workbook_context)


def _context(page: ListPage, batch: Load) -> dict[str, Any]:
    number = _("List No %(number)s") % {"number": batch.pk}
    return {
        "crumbs": page.load_crumbs(Crumb(page.title, page.url("new")), Crumb(number)),
        "title": page.title,
        "batch": batch,
        "kind": page.kind.code,
        "is_kept": batch.uploaded_at > timezone.now() - timedelta(days=actions.KEPT_DAYS),
        "url": page.url("list", batch.pk),
        "again": page.url("new"),
    }


def _work_context(batch: Load) -> dict[str, Any]:
    return describe_work(batch, jobs.asked_at(batch), WORK_LABELS)


def _label(page: ListPage, name: str) -> str:
    """Return what a field is called; a column that holds a line of the form by the line's code."""
    label = next((one.label for one in page.kind.columns if one.name == name), name.removeprefix(LINE))
    return str(label)


def _problem_row(page: ListPage, outcome: Outcome, problem: Problem) -> tuple[str, str, str]:
    """Return cell, field and sentence of a problem."""
    place = outcome.columns.get(problem.field, 0)
    label = _label(page, problem.field) if problem.field else ""
    return f"{letter(place)}{problem.row}", label, message_for(problem.refusal)
