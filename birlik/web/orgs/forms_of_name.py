"""Reviewing the case forms of a name: one row, one form, one action."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from birlik.orgs import actions
from birlik.orgs.queries import profile
from birlik.web.orgs.changes import load_for_edit
from birlik.web.shared.page_context import language as reading
from birlik.web.shared.refusals import shown_as_message


def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show the forms of both languages; what an editor confirms is taken by the papers from then on."""
    page = load_for_edit(request, code)
    one = page.organisation
    if request.method == "POST":
        language, case, text = (request.POST.get(name, "") for name in ("language", "case", "text"))
        with shown_as_message(request) as outcome:
            actions.review_name_form(
                one, language=language, grammatical_case=case, text=text, by=page.user, at=timezone.now()
            )
        if not outcome.is_refused:
            messages.success(request, _("The form is reviewed."))
            return redirect(f"{reverse('orgs:name-forms', args=[one.code])}#{language}-{case}")
    context = {
        "crumbs": page.tree_crumbs(_("Case forms")),
        "organisation": one,
        "name": one.name.in_(reading()),
        "forms": profile.case_forms(one),
        "languages": (("kk", "Қазақша"), ("ru", "Русский")),
    }
    return render(request, "orgs/name_forms.html", context)
