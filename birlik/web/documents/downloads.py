"""A paper as a file: HTML, DOCX or PDF/A, the newest version or an earlier one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from birlik.core.errors import Refusal
from birlik.documents import queries, rendering
from birlik.documents.enums import Format
from birlik.documents.models import Paper, PaperVersion
from birlik.web.documents import desk
from birlik.web.shared.paper_addresses import PaperAddress


@require_safe
def download(request: HttpRequest, address: PaperAddress) -> HttpResponse:
    """Send the paper as a file: ?format=html|docx|pdf, and ?version=N for another than the newest."""
    fmt = request.GET.get("format", "")
    if fmt not in set(Format):
        raise Http404
    spot, paper = desk.existing_paper(request, address)
    paper_version = version(paper, request.GET.get("version"))
    home = request.build_absolute_uri("/").rstrip("/")
    response = HttpResponse(rendering.render(paper_version, fmt, base_url=home), rendering.MEDIA_TYPES[Format(fmt)])
    name = " ".join(filter(None, [spot.kind.name.in_(address.language), address.code, str(address.year)]))
    if paper_version.number != paper.last_number:
        name += f" ({paper_version.number})"
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{fmt}")
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def version(paper: Paper, requested_number: str | None) -> PaperVersion:
    """Return the version of that number, the newest without one; 404 for what is none."""
    number = desk.number(requested_number)
    if requested_number and number is None:
        raise Http404
    try:
        return queries.version(paper, number)
    except Refusal as refusal:
        raise Http404 from refusal
