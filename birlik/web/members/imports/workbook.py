"""The delivered list back with its marks: asked for, made in the background, downloaded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from birlik.core.errors import Refusal
from birlik.members.imports import files, jobs, queries
from birlik.web.members.imports.page import ImportPage, import_page
from birlik.web.shared.messages import message_for
from birlik.web.shared.page_context import language
from birlik.web.shared.refusals import shown_as_message

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_context(page: ImportPage) -> dict[str, Any]:
    """Tell whether the workbook is there, being made, or why it could not be; nothing for who may not know the
    cells.
    """
    if not _may_know(page):
        return {}
    book = files.marked_workbook_of(page.batch, language())
    failure = book.failure if book else None
    return {
        "workbook": "none" if book is None or failure else "ready" if book.content else "made",
        "workbook_failure": message_for(Refusal.from_json(failure)) if failure else "",
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make the workbook by POST, send it by GET; named by number, not by the file's own name."""
    page = _page(request, pk)
    if request.method == "POST":
        with shown_as_message(request):
            jobs.mark_later(page.batch, language=language(), by=page.user, at=timezone.now())
        return redirect(page.url)
    book = files.marked_workbook_of(page.batch, language())
    if book is None or book.content is None:
        return redirect(page.url)
    response = StreamingHttpResponse(files.parts(book.content), content_type=XLSX)
    response.headers["Content-Length"] = str(book.content.size)
    response.headers["Content-Disposition"] = f'attachment; filename="birlik-import-{pk}.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response


@never_cache
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the workbook stands, asked for every second while it is made."""
    page = _page(request, pk)
    return render(request, "members/imports/workbook.html", page.context() | workbook_context(page))


def _page(request: HttpRequest, pk: int) -> ImportPage:
    page = import_page(request, pk)
    if not _may_know(page):
        raise Refusal("import.unknown")
    return page


def _may_know(page: ImportPage) -> bool:
    return bool(page.personal and page.batch.states) and queries.may_read_rows(page.user, page.batch, on=page.today)
