"""The registers there are, and the list of one: narrowed, searched, sorted, as a page or as a file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from birlik.core.errors import Refusal
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.registers import queries
from birlik.registers.declare import Timer
from birlik.registers.models import Entry
from birlik.web.registers.columns import columns
from birlik.web.registers.filters import EntryFilters, filters_of
from birlik.web.registers.page import RegisterPage, load, permissions, reader, seen_registers, short
from birlik.web.shared.columns import SORT, TYPES, address, file_asked
from birlik.web.shared.navigation import Chip, Crumb

A_PAGE = 50
STANDING, ANNULLED, ALL = "standing", "annulled", "all"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every register that the reader may see, with what stands in it for him."""
    user, held, today = reader(request), permissions(request), timezone.localdate()
    registers = seen_registers(held)
    if not registers:
        raise Http404
    rows = [
        (one, queries.visible(one, user, on=today).filter(annulled_at__isnull=True).count(), one.edit in held)
        for one in registers
    ]
    return render(request, "registers/index.html", {"crumbs": [Crumb(_("Registers"))], "rows": rows})


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The entries that the reader may see, as the address narrows and sorts them."""
    at, asked = load(request, code), request.GET
    under = _under(at, asked.get("under", ""))
    term = next((one for one in at.register.timers if one.code == asked.get("term")), None)
    filters = filters_of(at.register)(asked, queries.visible(at.register, at.user, on=at.today, under=under))
    found = _narrowed(at, filters, term, asked.get("state", STANDING), asked.get("q", "").strip())
    shown = columns(at.register, get_language() or "kk")
    found = shown.sort(found.select_related("organisation"), shown.order_of(asked))
    if kind := file_asked(asked):
        name = f"birlik-{at.register.code}-{at.today.isoformat()}"
        return shown.file(kind, found.iterator(chunk_size=2000), title=str(at.register.name), name=name)
    page = Paginator(found, A_PAGE).get_page(asked.get("page"))
    context = _context(request, at, under, filters) | {
        "page": page,
        "headings": shown.head(asked),
        "lines": shown.body(page),
        "chips": _chips(request, at, term),
    }
    return render(request, "registers/list.html", context)


def _narrowed(at: RegisterPage, filters: EntryFilters, term: Timer | None, state: str, text: str) -> QuerySet[Entry]:
    found: QuerySet[Entry] = filters.qs
    if state != ALL:
        found = found.filter(annulled_at__isnull=state != ANNULLED)
    if term is not None:
        found = found.filter(term.runs)
    return found.filter(queries.searched(at.register, text)) if text and at.register.search else found


def _under(at: RegisterPage, code: str) -> Organisation | None:
    """The organisation that the list is narrowed to; 404 where the reader may not see its entries."""
    if not code:
        return None
    try:
        organisation = orgs.organisation_by_code(code)
    except Refusal as refusal:
        raise Http404 from refusal
    if not queries.may(at.user, at.register.view, organisation, on=at.today):
        raise Http404
    return organisation


def _context(
    request: HttpRequest, at: RegisterPage, under: Organisation | None, filters: EntryFilters
) -> dict[str, Any]:
    """What stands around the lines."""
    asked = request.GET
    narrowing = {name for name, text in asked.items() if text} - {SORT, "page", "format"}
    return {
        "crumbs": at.crumbs(),
        "register": at.register,
        "filters": filters.form,
        "states": [
            (STANDING, pgettext("entries", "In force")),
            (ANNULLED, pgettext("entries", "Annulled")),
            (ALL, pgettext("entries", "All of them")),
        ],
        "state": asked.get("state", STANDING),
        "text": asked.get("q", ""),
        "under": under,
        "under_name": short(under) if under else "",
        "narrowed": bool(narrowing),
        "kept": [(name, asked[name]) for name in (SORT, "under", "term") if asked.get(name)],
        "files": [(kind.upper(), address(asked, format=kind, page="")) for kind in TYPES],
        "list_url": at.url(),
        "import_url": at.url("import-new") if at.register.edit in at.held else "",
        "new_url": at.url("new") if at.register.edit in at.held else "",
    }


def _chips(request: HttpRequest, at: RegisterPage, term: Timer | None) -> list[Chip]:
    """The terms that run where the reader may write: a click shows whose."""
    running = [one for one in queries.running_timers(at.user, at.held, on=at.today) if one.register is at.register]
    if not running:
        return []
    chips = [Chip(_("All entries"), address(request.GET, term="", page=""), term is None)]
    return chips + [
        Chip(
            str(one.timer.label).capitalize(),
            address(request.GET, term=one.timer.code, page=""),
            one.timer is term,
            one.number,
        )
        for one in running
    ]
