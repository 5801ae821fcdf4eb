"""The files of an entry: given, read, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from birlik.registers import actions, evidence
from birlik.registers.models import Evidence
from birlik.web.registers.page import EntryPage, entry_page
from birlik.web.shared.refusals import shown_as_message


@require_POST
def add(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Attach the file that the form brings; what is wrong with it is said on the card."""
    page = entry_page(request, code, pk)
    actions.require(page.register, page.entry.organisation, by=page.user, at=timezone.now())
    given = request.FILES.get("file")
    if given is None:
        messages.error(request, _("Choose a file first."))
        return redirect(page.url("card", pk))
    content = given.read(evidence.LARGEST + 1)
    with shown_as_message(request) as outcome:
        evidence.add(page.register, page.entry, name=given.name or "", content=content, by=page.user, at=timezone.now())
    if not outcome.is_refused:
        messages.success(request, _("The file is attached."))
    return redirect(page.url("card", pk))


@require_safe
def show(request: HttpRequest, code: str, pk: int, file: int) -> HttpResponse:
    """Send the file as an attachment, which no browser shows as a page of ours."""
    page = entry_page(request, code, pk)
    evidence_file = _file(page, file)
    content = bytes(evidence_file.content)
    response = HttpResponse(content, content_type=evidence.kind_of(content))
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=evidence_file.name
    )
    return response


@require_POST
def remove(request: HttpRequest, code: str, pk: int, file: int) -> HttpResponse:
    page = entry_page(request, code, pk)
    actions.require(page.register, page.entry.organisation, by=page.user, at=timezone.now())
    evidence_file = _file(page, file)
    with shown_as_message(request) as outcome:
        evidence.remove(page.register, page.entry, evidence_file, by=page.user, at=timezone.now())
    if not outcome.is_refused:
        messages.success(request, _("The file is removed."))
    return redirect(page.url("card", pk))


def _file(page: EntryPage, pk: int) -> Evidence:
    """Load the file of the entry; 404 for who may not read whom it may name."""
    evidence_file = evidence.files_of(page.register, page.entry).defer(None).filter(pk=pk).first()
    if evidence_file is None or not page.reads_files:
        raise Http404
    return evidence_file
