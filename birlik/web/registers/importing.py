"""Delivered lists of a register: tried out, written down, given back with marks, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from birlik.core.errors import Refusal
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.registers import imports
from birlik.registers.imports import Outcome
from birlik.registers.marked_workbook import workbook as marked
from birlik.registers.models import EntryImport
from birlik.sheets.limits import letter
from birlik.web.registers.choosing import choose
from birlik.web.registers.page import RegisterPage, load
from birlik.web.registers.writing import AnnulForm
from birlik.web.shared.columns import TYPES
from birlik.web.shared.messages import message_for
from birlik.web.shared.page_context import short
from birlik.web.shared.refusals import shown_as_message

LARGEST = 10 << 20  # bytes of a list
SHOWN = 200  # problems on the page; the workbook has all of them
PAST = 10


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Choose an organisation and a file; the list is tried out at once."""
    page = _load(request, code)
    choice = choose(request, page)
    given = request.FILES.get("file")
    if request.method == "POST" and choice.chosen is not None:
        if given is None:
            messages.error(request, _("Choose a file first."))
        elif given.size is None or given.size > LARGEST:
            messages.error(request, _("The list is larger than %(megabytes)s MB.") % {"megabytes": LARGEST >> 20})
        else:
            with shown_as_message(request):
                batch = imports.upload(
                    page.register, choice.chosen, name=given.name or "", content=given.read(), say=message_for,
                    by=page.user, at=timezone.now(),
                )  # fmt: skip
                return redirect(page.url("import", batch.pk))
    past = [(one, short(one.organisation), page.url("import", one.pk)) for one in _mine(page)[:PAST]]
    fields = [(page.register.column(name), ", ".join(_words(page, name))) for name in page.register.typed]
    context = {"crumbs": page.crumbs(_("New import")), "register": page.register, "choice": choice, "past": past}
    return render(request, "registers/import_new.html", context | {"fields": fields, "cancel": page.url()})


@require_safe
def show(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What trying the list out found, and what can be done with it now."""
    page = _load(request, code)
    batch = _batch(page, pk)
    outcome = Outcome.of(batch)
    context = {
        "crumbs": page.crumbs(_("Import No %(number)s") % {"number": batch.pk}),
        "register": page.register,
        "batch": batch,
        "place": short(batch.organisation),
        "outcome": outcome,
        "problems": [
            (one, letter(one.column) if one.column else "", _label(page, one.heading))
            for one in outcome.problems[:SHOWN]
        ],
        "more": max(0, len(outcome.problems) - SHOWN),
        "undo": AnnulForm(),
        "url": page.url("import", pk),
        "again": page.url("import-new"),
    }
    return render(request, "registers/import.html", context)


@require_POST
def apply(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    page = _load(request, code)
    batch = _batch(page, pk)
    with shown_as_message(request) as outcome:
        written = imports.apply(page.register, batch, say=message_for, by=page.user, at=timezone.now()).good
    if not outcome.is_refused:
        said = ngettext("%(number)s entry is written down.", "%(number)s entries are written down.", written)
        messages.success(request, said % {"number": written})
    return redirect(page.url("import", pk))


@require_POST
def undo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    page = _load(request, code)
    batch, form = _batch(page, pk), AnnulForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["reason"][0]))
        return redirect(page.url("import", pk))
    with shown_as_message(request) as outcome:
        number = imports.undo(page.register, batch, reason=form.cleaned_data["reason"], by=page.user, at=timezone.now())
    if not outcome.is_refused:
        said = ngettext("%(number)s entry is annulled.", "%(number)s entries are annulled.", number)
        messages.success(request, said % {"number": number})
    return redirect(page.url("import", pk))


@require_safe
def workbook(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The list with its problems at the cells; 404 once it is emptied."""
    page = _load(request, code)
    batch = _batch(page, pk)
    if not batch.content:
        raise Http404
    response = HttpResponse(marked(batch, _("What is wrong")), content_type=TYPES["xlsx"])
    response.headers["Content-Disposition"] = f'attachment; filename="birlik-{page.register.code}-{pk}.xlsx"'
    return response


def _load(request: HttpRequest, code: str) -> RegisterPage:
    """The register, for who may write into it somewhere."""
    page = load(request, code)
    if page.register.edit not in page.held:
        raise Http404
    return page


def _mine(page: RegisterPage) -> QuerySet[EntryImport]:
    here: QuerySet[Organisation] = orgs.organisations_visible_to(
        page.user, on=page.today, permission=page.register.edit
    )
    return imports.imports_of(page.register, here)


def _batch(page: RegisterPage, pk: int) -> EntryImport:
    found = _mine(page).filter(pk=pk).first()
    if found is None:
        raise Refusal("entry_import.unknown")
    return found


def _words(page: RegisterPage, name: str) -> list[str]:
    """The words that a column of choices may hold."""
    return [str(label) for _code, label in page.register.column(name).flatchoices]


def _label(page: RegisterPage, name: str) -> Any:
    return page.register.column(name).verbose_name if name in {*page.register.typed, "organisation"} else ""
