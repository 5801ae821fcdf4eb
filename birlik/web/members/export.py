"""The narrowed list as a file: asked what for, the password typed again, numbers masked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members.actions import exports
from birlik.members.queries import people_list
from birlik.members.queries.people_list import PersonRow
from birlik.web.members.listing import filters_of, query_of, short_list
from birlik.web.members.members_page import MembersPage, list_address, members_crumb, members_page
from birlik.web.shared.action_page import show_refusal
from birlik.web.shared.columns import TYPES, ColumnList, file_asked
from birlik.web.shared.page_context import short


class ExportForm(forms.Form):
    purpose = forms.CharField(
        label=gettext_lazy("What the list is needed for"),
        max_length=300,
        help_text=gettext_lazy("It is kept with your name, and the people on the list can read it was taken."),
        error_messages={"required": gettext_lazy("Write what the list is needed for.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Your password once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        error_messages={"required": gettext_lazy("Type your password.")},
    )

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request

    def clean_password(self) -> str:
        """Check the reader's password; wrong ones count as at the sign-in page, and close the door alike."""
        password = str(self.cleaned_data["password"])
        name = self.request.user.get_username()
        if authenticate(self.request, username=name, password=password) != self.request.user:
            raise forms.ValidationError(_("This is not your password."))
        return password


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Write the members of an organisation as the address narrows them: first the questions, then the file."""
    page = members_page(request, code)
    if not page.may(Permission.MEMBER_EXPORT):
        raise Refusal("right.missing", permission=Permission.MEMBER_EXPORT.value, organisation=page.organisation.code)
    filters = filters_of(request)
    form = ExportForm(request, request.POST or None)
    ids = people_list.first_ids(page.place, filters, exports.MOST_ROWS + 1)
    if form.is_valid() and ids:
        try:
            column_list, sorted_people = short_list(page, filters, request.GET)
            rows = sorted_people or people_list.rows(ids, edits=page.place.edits)
            exports.record(
                page.organisation,
                [row.pk for row in rows],
                filters=query_of(filters),
                purpose=form.cleaned_data["purpose"],
                by=page.user,
                at=timezone.now(),
            )
            return _file(page, column_list, rows, file_asked(request.POST) or "xlsx")
        except Refusal as refusal:
            show_refusal(form, refusal)
    return render(request, "members/export.html", _context(page, form, len(ids), urlencode(query_of(filters))))


def _context(page: MembersPage, form: ExportForm, people: int, query: str) -> dict[str, Any]:
    list_url = list_address(page.organisation.code) + (f"&{query}" if query else "")
    return {
        "crumbs": [*page.list_crumbs(), members_crumb(), *page.list_crumbs(_("The list as a file"))[-1:]],
        "organisation": page.organisation,
        "name": short(page.organisation),
        "form": form,
        "people": min(people, exports.MOST_ROWS),
        "too_many": people > exports.MOST_ROWS,
        "most": exports.MOST_ROWS,
        "files": exports.FILES_A_DAY,
        "kinds": TYPES,
        "back": list_url,
    }


def _file(page: MembersPage, column_list: ColumnList[PersonRow], rows: Iterable[PersonRow], kind: str) -> HttpResponse:
    name = f"birlik-members-{page.organisation.code}-{page.today.isoformat()}"
    response = column_list.file(kind, rows, title=_("Members"), name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
