"""Imports within one's right, and a new one: the organisation, the file, the day whose members it lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members.imports import jobs, queries
from birlik.members.imports import page_queries as pages
from birlik.members.models import ImportBatch
from birlik.orgs.models import Organisation
from birlik.orgs.rules import lineage_with_permission
from birlik.sheets.file_kinds import LARGEST_FILE, MEGABYTE
from birlik.web.members.imports.list_columns import STATE, columns
from birlik.web.members.imports.page import address, code_of, import_page, name_with_code
from birlik.web.members.listing import number
from birlik.web.members.members_page import members_crumb
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.columns import file_asked, files_of, known_words
from birlik.web.shared.fields import Day
from birlik.web.shared.messages import message_for
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import language, own_codes, reader

A_PAGE = 50
KINDS = ".xlsx,.xls,.xlsb,.ods,.csv,.txt"


class UploadForm(forms.Form):
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("Whose members are listed: one organisation, or all below it. Type a part of the name."),
        error_messages={"required": gettext_lazy("Choose the organisation.")},
        widget=forms.TextInput(
            attrs={
                "list": "import-places",
                "autocomplete": "off",
                "spellcheck": "false",
                "hx-get": "/members/imports/places/",
                "hx-trigger": "input changed delay:200ms",
                "hx-target": "#import-places",
                "hx-sync": "this:replace",
            }
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        error_messages={
            "required": gettext_lazy("Choose the file."),
            "missing": gettext_lazy("Choose the file."),
            "empty": gettext_lazy("The file is empty."),
            "invalid": gettext_lazy("Choose the file."),
        },
        widget=forms.FileInput(attrs={"accept": KINDS}),
    )
    as_of = Day(
        label=gettext_lazy("The list shows the members as of"),
        help_text=gettext_lazy("Who has no date of joining in the list is a member since this day."),
    )

    def __init__(self, user: User, **given: Any) -> None:
        super().__init__(**given)
        self.user = user
        self.fields["file"].help_text = _(
            "XLSX, XLS, ODS or CSV up to %(limit)s MB, as it is: titles above the list and empty rows do not matter."
        ) % {"limit": LARGEST_FILE // MEGABYTE}
        self.fields["file"].widget.attrs |= {
            "data-largest": LARGEST_FILE,
            "data-too-large": _("The file is larger than %(limit)s MB. Divide the list and upload its parts.")
            % {"limit": LARGEST_FILE // MEGABYTE},
        }

    def clean_organisation(self) -> Organisation:
        text = str(self.cleaned_data["organisation"])
        try:
            return pages.importable(self.user, code_of(text), on=timezone.localdate())
        except Refusal as refusal:
            raise forms.ValidationError(_("Choose an organisation from the list under the field.")) from refusal

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file that is too large before it is read into memory."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        megabytes = (file.size or 0) // MEGABYTE
        if (file.size or 0) > LARGEST_FILE:
            refusal = Refusal("import.too_large", megabytes=megabytes, limit=LARGEST_FILE // MEGABYTE)
            raise forms.ValidationError(message_for(refusal))
        return file

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(message_for(Refusal("member.day_ahead", on=day)))
        return day


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show all imports that one may see, newest first; they stay after they were taken back."""
    user, today = _importer(request), timezone.localdate()
    column_list, state = columns(language()), STATE.value_of(request.GET)
    batches = queries.batches(user, on=today).select_related("organisation", "uploaded_by")
    batches = column_list.sort(batches.filter(STATE.choices[state].where or Q()), column_list.order_of(request.GET))
    if kind := file_asked(request.GET):
        return column_list.file(kind, batches, title=_("Imports"), name=f"birlik-imports-{today.isoformat()}")
    page = Paginator(batches, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [members_crumb(), Crumb(_("Imports"))],
        "page": page,
        "headings": column_list.head(_parameters(request)),
        "lines": column_list.body(page),
        "chips": STATE.chips(_parameters(request), {}),
        "narrowed": state != "all",
        "files": files_of(_parameters(request)),
    }
    return render(request, "members/imports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the form, and after it the page that tells how far reading the file has come."""
    user = _importer(request)
    if request.method == "POST":
        form = UploadForm(user, data=request.POST, files=request.FILES)
        batch = _upload(form, user) if form.is_valid() else None
        if batch is not None:
            return redirect(address(batch.pk))
    else:
        form = UploadForm(user, initial=_initial(request, user))
    context = {
        "crumbs": [members_crumb(), Crumb(_("Imports"), reverse("members:imports")), Crumb(_("New import"))],
        "form": form,
    }
    return render(request, "members/imports/new.html", context, status=422 if form.errors else 200)


def _parameters(request: HttpRequest) -> QueryDict:
    return known_words(request.GET, STATE.code)


def _upload(form: UploadForm, user: User) -> ImportBatch | None:
    given = form.cleaned_data
    try:
        return jobs.deliver_later(
            organisation=given["organisation"],
            name=given["file"].name,
            parts=given["file"].chunks(MEGABYTE),
            as_of=given["as_of"],
            by=user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error("as_of" if refusal.code == "import.organisation_closed" else "file", message_for(refusal))
        return None


def _initial(request: HttpRequest, user: User) -> dict[str, Any]:
    """Return the organisation of the address or the reader's own, the day of the address or today."""
    today = timezone.localdate()
    try:
        day = parse_date(request.GET.get("as_of", ""))
    except ValueError:  # well formed, but no such day
        day = None
    own = _own(user, request.GET.get("organisation", ""))
    return {"organisation": name_with_code(own) if own else "", "as_of": day or today}


def _own(user: User, code_asked: str) -> Organisation | None:
    for code in [code_asked, *own_codes(current_assignments(user))]:
        try:
            return pages.importable(user, code, on=timezone.localdate())
        except Refusal:
            continue
    return None


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Offer options of a field to choose an organisation in: for a new import, or for the rows of ?batch=."""
    user = _importer(request)
    pk = number(request.GET.get("batch"))
    batch = import_page(request, pk).batch if pk is not None else None
    text = next((str(value) for name, value in request.GET.items() if name != "batch"), "").strip()
    options = (
        pages.places(user, code_of(text), on=timezone.localdate(), language=language(), batch=batch) if text else []
    )
    return render(request, "members/imports/options.html", {"options": [name_with_code(one) for one in options]})


def _importer(request: HttpRequest) -> User:
    """Return who reads, where he may import somewhere; for others there is no such page."""
    user = reader(request)
    if not lineage_with_permission(user, Permission.MEMBER_IMPORT, timezone.localdate()).exists():
        raise Http404
    return user
