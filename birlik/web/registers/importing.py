"""Delivered lists of a register: kept, tried out, written down, given back with marks, taken back; each by a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from birlik.core.errors import Refusal
from birlik.orgs import queries as orgs
from birlik.orgs.entries import HIDDEN_TEXT
from birlik.orgs.kinds import kinds_by_code
from birlik.orgs.models import Organisation
from birlik.registers import imports, jobs
from birlik.registers.marked_files import marked_file
from birlik.registers.models import RUNNING_STATES, EntryImport, EntryImportState, MarkedList
from birlik.registers.problems import Correction, Outcome, Problem
from birlik.registers.sheets import NUMBER
from birlik.sheets.limits import letter
from birlik.web.registers.jobs import mark_later
from birlik.web.registers.page import RegisterPage, register_page
from birlik.web.registers.writing import AnnulForm
from birlik.web.shared.columns import TYPES
from birlik.web.shared.facts import Fact, entry_fact
from birlik.web.shared.list_work import MARKS, describe_work, describe_workbook
from birlik.web.shared.messages import message_for
from birlik.web.shared.organisation_choice import choose
from birlik.web.shared.page_context import short
from birlik.web.shared.refusals import shown_as_message

LARGEST = 10 << 20  # bytes of a list
MOST_PROBLEMS = 200  # problems on the page; the workbook has all of them
PAST = 10
WORK_LABELS: Mapping[str, Promise] = {
    EntryImportState.READING: gettext_lazy("The list is being tried out"),
    EntryImportState.APPLYING: gettext_lazy("The list is being written down"),
    EntryImportState.UNDOING: gettext_lazy("The list is being taken back"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Choose an organisation and a file; the list is kept and waits to be tried out."""
    page = _load(request, code)
    kinds = [code for code in kinds_by_code() if page.register.is_kept_under(code)]  # a list may be for all below
    choice = choose(request, page.user, page.register.edit, on=page.today, kinds=kinds)
    given = request.FILES.get("file")
    if request.method == "POST" and choice.chosen is not None:
        if given is None:
            messages.error(request, _("Choose a file first."))
        elif given.size is None or given.size > LARGEST:
            messages.error(request, _("The list is larger than %(megabytes)s MB.") % {"megabytes": LARGEST >> 20})
        else:
            with shown_as_message(request):
                batch = jobs.deliver_later(
                    page.register, choice.chosen, name=given.name or "", content=given.read(), by=page.user,
                    at=timezone.now(),
                )  # fmt: skip
                return redirect(page.url("import", batch.pk))
    past = [
        (one, short(one.organisation), page.url("import", one.pk), MARKS.get(one.state, "information"))
        for one in _mine(page)[:PAST]
    ]
    fields = [(page.register.column(name), ", ".join(_words(page, name))) for name in page.register.form_fields]
    context = {
        "crumbs": page.register_crumbs(_("New import")),
        "register": page.register,
        "choice": choice,
        "past": past,
    }
    return render(request, "registers/import_new.html", context | {"fields": fields, "cancel": page.url()})


@never_cache
@require_safe
def show(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show where the list stands: what is being done with it, or what trying it out found."""
    page = _load(request, code)
    batch = _batch(page, pk)
    context = _context(page, batch)
    if batch.state in RUNNING_STATES:
        return render(request, "registers/import_working.html", context | _work_context(batch))
    outcome = Outcome.of(batch)
    context |= _workbook_context(batch) | {
        "outcome": outcome,
        "unchanged": len(outcome.unchanged),
        "refused": len({one.row for one in outcome.problems}),
        "problems": [_draw_problem(page, one) for one in outcome.problems[:MOST_PROBLEMS]],
        "more": max(0, len(outcome.problems) - MOST_PROBLEMS),
        "corrections": [_correction(page, one) for one in outcome.corrections[:MOST_PROBLEMS]],
        "more_corrections": max(0, len(outcome.corrections) - MOST_PROBLEMS),
        "failure": message_for(Refusal.from_json(batch.failure)) if batch.failure else "",
        "undo": AnnulForm(),
    }
    return render(request, "registers/import.html", context)


@never_cache
@require_safe
def progress(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show how far the work has come, asked for every second; when it is over the page is drawn anew."""
    batch = _batch(_load(request, code), pk)
    if batch.state not in RUNNING_STATES:
        return HttpResponseClientRefresh()
    return render(request, "shared/list_progress.html", {"batch": batch, "is_polled": True, **_work_context(batch)})


@require_POST
def apply(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let the good lines be written down."""
    page = _load(request, code)
    batch = _batch(page, pk)
    with shown_as_message(request):
        jobs.apply_later(batch, by=page.user, at=timezone.now())
    return redirect(page.url("import", pk))


@require_POST
def cancel(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Put the list aside, or leave what only waits to be written or taken back as it is."""
    page = _load(request, code)
    batch = _batch(page, pk)
    with shown_as_message(request) as outcome:
        batch = jobs.cancel(batch, by=page.user, at=timezone.now())
    if not outcome.is_refused and batch.state == EntryImportState.CANCELLED:
        messages.success(request, _("The list is put aside. Nothing of it was written down."))
    return redirect(page.url("import", pk))


@require_POST
def undo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let the list be taken back, with a reason."""
    page = _load(request, code)
    batch, form = _batch(page, pk), AnnulForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["reason"][0]))
        return redirect(page.url("import", pk))
    with shown_as_message(request):
        jobs.undo_later(batch, reason=form.cleaned_data["reason"], by=page.user, at=timezone.now())
    return redirect(page.url("import", pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Make the list with its problems at the cells by POST, send it by GET once it is made."""
    page = _load(request, code)
    batch = _batch(page, pk)
    if request.method == "POST":
        with shown_as_message(request):
            mark_later(batch, language=get_language() or "kk", by=page.user, at=timezone.now())
        return redirect(page.url("import", pk))
    book = marked_file(MarkedList, batch, get_language() or "kk")
    if book is None or not book.content:
        return redirect(page.url("import", pk))
    response = HttpResponse(bytes(book.content), content_type=TYPES["xlsx"])
    response.headers["Content-Disposition"] = f'attachment; filename="birlik-{page.register.code}-{pk}.xlsx"'
    return response


@never_cache
@require_safe
def workbook_progress(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show where the workbook stands, asked for every second while it is made."""
    page = _load(request, code)
    batch = _batch(page, pk)
    return render(request, "shared/list_workbook.html", _context(page, batch) | _workbook_context(batch))


def _load(request: HttpRequest, code: str) -> RegisterPage:
    """Load the register, for who may write into it somewhere."""
    page = register_page(request, code)
    if not page.may_somewhere(page.register.edit):
        raise Http404
    return page


def _mine(page: RegisterPage) -> QuerySet[EntryImport]:
    organisations: QuerySet[Organisation] = orgs.organisations_visible_to(
        page.user, on=page.today, permission=page.register.edit
    )
    return imports.imports_of(page.register, organisations)


def _batch(page: RegisterPage, pk: int) -> EntryImport:
    batch = _mine(page).filter(pk=pk).first()
    if batch is None:
        raise Refusal("entry_import.unknown")
    return batch


def _context(page: RegisterPage, batch: EntryImport) -> dict[str, Any]:
    return {
        "crumbs": page.register_crumbs(_("Import No %(number)s") % {"number": batch.pk}),
        "register": page.register,
        "batch": batch,
        "place": short(batch.organisation),
        "is_kept": batch.uploaded_at > timezone.now() - timedelta(days=imports.KEPT_DAYS),
        "url": page.url("import", batch.pk),
        "again": page.url("import-new"),
    }


def _work_context(batch: EntryImport) -> dict[str, Any]:
    return describe_work(batch, jobs.asked_at(batch), WORK_LABELS)


def _workbook_context(batch: EntryImport) -> dict[str, Any]:
    return describe_workbook(marked_file(MarkedList, batch, get_language() or "kk"))


def _draw_problem(page: RegisterPage, problem: Problem) -> tuple[str, Any, str]:
    """Return cell, field and sentence of a problem."""
    name, column = problem.heading, letter(problem.column) if problem.column else ""
    label = page.register.column(name).verbose_name if name in {*page.register.form_fields, "organisation"} else ""
    if name == NUMBER:
        label = _("Number")
    return f"{column}{problem.row}", label, problem.sentence(page.register, message_for)


def _correction(page: RegisterPage, correction: Correction) -> tuple[int, int, str, list[Fact]]:
    """Return row, number and address of the entry, and its fields before and after; nobody is named."""
    sides = [
        {name: HIDDEN_TEXT if value and name in page.register.personal else value for name, value in values.items()}
        for values in (correction.before, correction.after)
    ]
    lines = [entry_fact(page.register, name, *sides) for name in correction.after]
    return correction.row, correction.entry, page.url("card", correction.entry), lines


def _words(page: RegisterPage, name: str) -> list[str]:
    """Return the words that a column of choices may hold."""
    return [str(label) for _code, label in page.register.column(name).flatchoices]
