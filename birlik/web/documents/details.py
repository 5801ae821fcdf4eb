"""What stands around the text of a paper: title, date, number, who signs, who controls."""

from __future__ import annotations

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
from birlik.core.validators import validate_day
from birlik.documents import queries
from birlik.documents.actions import LONGEST_TITLE
from birlik.documents.details import LONGEST
from birlik.documents.models import PaperVersion
from birlik.statistics.papers import actions
from birlik.web.documents import desk
from birlik.web.shared.action_page import show_refusal
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import reader
from birlik.web.shared.paper_addresses import PaperAddress

PLAIN_NUMBER = r"^[1-9][0-9]{0,3}\Z"


class NoteForm(forms.Form):
    """An explanatory note has a title and a signature."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("Each line of the field is a line on the page."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    signatory_position = forms.CharField(
        label=gettext_lazy("Position of the person who signs"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    signatory_name = forms.CharField(label=gettext_lazy("Name of the person who signs"), max_length=60, required=False)

    def changes(self) -> tuple[dict[str, str], str]:
        """Return the details that the editor has changed, and the new title or ""."""
        new_values = {
            name: _normalise_text(self.cleaned_data[name])
            for name in self.fields
            if _normalise_text(self.cleaned_data[name]) != _normalise_text(self.initial.get(name))
        }
        return new_values, new_values.pop("title", "")


class ResolutionForm(NoteForm):
    """A resolution has a date and a number, too, and somebody who controls it."""

    document_date = forms.DateField(
        label=gettext_lazy("Date of the resolution"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        validators=[validate_day],
    )
    minutes_number = forms.RegexField(
        PLAIN_NUMBER,
        label=gettext_lazy("Number of the minutes"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "maxlength": 4}),
        error_messages={"invalid": gettext_lazy("Digits only: 9.")},
    )
    item_number = forms.RegexField(
        PLAIN_NUMBER,
        label=gettext_lazy("Item of the agenda"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "maxlength": 4}),
        error_messages={"invalid": gettext_lazy("Digits only: 1.")},
    )
    controller_position = forms.CharField(
        label=gettext_lazy("Position of the person who controls the execution"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("In the nominative: the paper puts it into the case it needs."),
    )
    controller_name = forms.CharField(
        label=gettext_lazy("Name of the person who controls the execution"), max_length=60, required=False
    )
    field_order = ["document_date", "minutes_number", "item_number", "title"]


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, address: PaperAddress) -> HttpResponse:
    """Show the form, or do one action with what was changed in it."""
    spot, paper = desk.existing_paper(request, address)
    if not spot.may_edit:
        raise Http404
    version = queries.version(paper)
    fields = ResolutionForm if spot.kind.is_resolution else NoteForm
    form = fields(request.POST or None, initial=_initial_values(version), label_suffix="")
    if request.method == "POST" and form.is_valid():
        meta, title = form.changes()
        if not meta and not title:
            messages.info(request, _("Nothing was changed."))
            return redirect(spot.url())
        try:
            seen_version = desk.number(request.POST.get("seen"))
            by = reader(request)
            actions.set_meta(paper, meta, title=title, by=by, at=timezone.now(), seen_version=seen_version)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The details are saved."))
            return redirect(spot.url())
    context = spot.context(Crumb(_("Details"))) | {"form": form, "version": version}
    return render(request, "documents/details.html", context)


def _initial_values(version: PaperVersion) -> dict[str, Any]:
    return {**version.details.as_json(), "title": version.title}


def _normalise_text(value: object) -> str:
    """Spell in one way what a browser, a date and the stored text each write in their own."""
    return "\n".join(line.strip() for line in str(value or "").splitlines()).strip()
