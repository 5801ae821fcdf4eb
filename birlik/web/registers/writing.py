"""Writing an entry down, changing it, annulling it: one form, one verb, one message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from birlik.core.errors import Refusal
from birlik.orgs.entries import REASON_LENGTH, Entry
from birlik.registers import actions
from birlik.registers.forms import form_of
from birlik.web.registers.page import EntryPage, entry_page, register_page
from birlik.web.shared import action_page
from birlik.web.shared.messages import message_for
from birlik.web.shared.organisation_choice import Choice, choose
from birlik.web.shared.page_context import short

Act = Callable[[datetime], Entry]


class AnnulForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it annulled?"),
        max_length=REASON_LENGTH,
        help_text=gettext_lazy(
            "As “entered twice” or “happened at another organisation”. It is read by everybody who sees the entry."
        ),
        error_messages={"required": gettext_lazy("Write why: the reason stays with the entry.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the organisation, unless there is only one to choose; then show the form."""
    page = register_page(request, code)
    if not page.may_somewhere(page.register.edit):
        raise Http404
    choice = choose(request, page.user, page.register.edit, on=page.today, kinds=page.register.kinds)
    context: dict[str, Any] = {
        "crumbs": page.register_crumbs(_("New entry")),
        "register": page.register,
        "title": _("New entry"),
        "choice": choice,
        "button": _("Write down"),
        "cancel": page.url(),
    }
    if choice.chosen is None:
        return render(request, "registers/write.html", context)
    place = choice.chosen
    form = form_of(page.register)(request.POST or None, by=page.user, organisation=place, day=page.today)

    def act(moment: datetime) -> Entry:
        return actions.record(page.register, place, form.values, by=page.user, at=moment)

    entry = _run(request, form, act, _("The entry is written down."))
    return (
        redirect(page.url("card", entry.pk))
        if entry
        else render(request, "registers/write.html", context | {"form": form})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show the form with what is written down, and amend it."""
    page = _editable(request, code, pk)
    if way_back := _lead_back(request, page):
        return way_back
    place = page.entry.organisation
    form = form_of(page.register)(
        request.POST or None, by=page.user, organisation=place, day=page.today, instance=page.entry
    )

    def act(moment: datetime) -> Entry:
        version = form.cleaned_data["version"]
        return actions.amend(page.register, page.entry, form.values, version=version, by=page.user, at=moment)

    if entry := _run(request, form, act, _("The change is saved.")):
        return redirect(page.url("card", entry.pk))
    return render(request, "registers/write.html", _context(page, form, _("Change the entry"), _("Save")))


@require_http_methods(["GET", "HEAD", "POST"])
def annul(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask for a reason, and let the entry count no more."""
    page = _editable(request, code, pk)
    if way_back := _lead_back(request, page):
        return way_back
    form = AnnulForm(request.POST or None)

    def act(moment: datetime) -> Entry:
        return actions.annul(page.register, page.entry, reason=form.cleaned_data["reason"], by=page.user, at=moment)

    if entry := _run(request, form, act, _("The entry is annulled.")):
        return redirect(page.url("card", entry.pk))
    context = _context(page, form, _("Annul the entry"), _("Annul")) | {"danger": True}
    return render(request, "registers/write.html", context)


def _editable(request: HttpRequest, code: str, pk: int) -> EntryPage:
    """Load the entry, for who may change it: refused with 403 for who only sees it."""
    page = entry_page(request, code, pk)
    actions.require(page.register, page.entry.organisation, by=page.user, at=timezone.now())
    return page


def _lead_back(request: HttpRequest, page: EntryPage) -> HttpResponse | None:
    """Lead back to the card of an entry that does not change any more, and say so there; None for any other."""
    if not page.entry.is_annulled:
        return None
    messages.error(request, message_for(Refusal("entry.annulled")))
    return redirect(page.url("card", page.entry.pk))


def _context(page: EntryPage, form: forms.BaseForm, title: str, button: str) -> dict[str, Any]:
    return {
        "crumbs": page.register_crumbs(title, entry=page.entry),
        "register": page.register,
        "title": title,
        "choice": Choice(page.entry.organisation, short(page.entry.organisation), preset=True),
        "form": form,
        "button": button,
        "cancel": page.url("card", page.entry.pk),
    }


def _run(request: HttpRequest, form: forms.BaseForm, act: Act, words: str) -> Entry | None:
    """Run the verb and return its entry; None where the form is not filled in well, with the words at its field."""
    success = action_page.run(form, act) if request.method == "POST" else None
    if success is None:
        return None
    messages.success(request, words)
    return success.result
