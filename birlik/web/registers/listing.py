"""The registers there are, and the list of one: narrowed, searched, sorted, as a page or as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from birlik.core.errors import Refusal
from birlik.members.queries.people_list import PageCursor
from birlik.orgs import queries as orgs
from birlik.orgs.entries import Entry
from birlik.orgs.models import Organisation
from birlik.registers import queries
from birlik.web.registers.columns import columns, order_key
from birlik.web.registers.filters import (
    HELD,
    STATE,
    TERM,
    TEXT,
    UNDER,
    fields_of,
    filters_of,
    held_on,
    term_filter,
    words_of,
)
from birlik.web.registers.page import RegisterPage, load, permissions
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.columns import SORT, address, file_asked, files_of, known_words
from birlik.web.shared.context import held_roles, seen_registers
from birlik.web.shared.filters import number_of, values_of
from birlik.web.shared.navigation import Chip, Crumb
from birlik.web.shared.page_context import reader, short


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every register that the reader may see, with what stands in it for him."""
    user, held, today = reader(request), permissions(request), timezone.localdate()
    registers = seen_registers(*held_roles(current_assignments(user)))
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
    page = load(request, code)
    asked = known_words(request.GET, *words_of(page.register))
    under = _under(page, asked.get(UNDER, ""))
    shown = columns(page.register, get_language() or "kk")
    order, narrowed = shown.order_of(asked), _narrowed(page, asked, under).select_related("organisation")
    if kind := file_asked(request.GET):
        name = f"birlik-{page.register.code}-{page.today.isoformat()}"
        rows = shown.sort(narrowed, order).iterator(chunk_size=2000)
        return shown.file(kind, rows, title=str(page.register.name), name=name)
    cursor = PageCursor(*(number_of(request.GET.get(name, "")) for name in ("after", "before")))
    found = queries.page(narrowed, order_key(shown, order), cursor, is_descending=order.startswith("-"))
    context = _context(page, asked, under) | {
        "size": narrowed.count(),
        "headings": shown.head(asked),
        "lines": shown.body(found.entries),
        "earlier": address(asked, page="", before=str(found.first)) if found.first else "",
        "later": address(asked, page="", after=str(found.last)) if found.last else "",
    }
    return render(request, "registers/list.html", context)


def _narrowed(page: RegisterPage, asked: QueryDict, under: Organisation | None) -> QuerySet[Entry]:
    found = queries.visible(page.register, page.user, on=page.today, under=under)
    found = found.filter(held_on(page.register, asked), **values_of(filters_of(page.register), asked))
    for one in (STATE, term_filter(page.register)):
        found = found.filter(one.choices[one.value_of(asked)].where or Q())
    text = asked.get(TEXT, "").strip()
    return found.filter(queries.search_condition(page.register, text)) if text and page.register.search else found


def _under(page: RegisterPage, code: str) -> Organisation | None:
    """The organisation that the list is narrowed to; 404 where the reader may not see its entries."""
    if not code:
        return None
    try:
        organisation = orgs.organisation_by_code(code)
    except Refusal as refusal:
        raise Http404 from refusal
    if not queries.may(page.user, page.register.view, organisation, on=page.today):
        raise Http404
    return organisation


def _context(page: RegisterPage, asked: QueryDict, under: Organisation | None) -> dict[str, Any]:
    """What stands around the lines."""
    return {
        "crumbs": page.crumbs(),
        "register": page.register,
        "filters": fields_of(page.register, asked),
        "states": [(value, choice.label) for value, choice in STATE.choices.items()],
        "state": STATE.value_of(asked),
        "text": asked.get(TEXT, ""),
        "under": under,
        "under_name": short(under) if under else "",
        "narrowed": any(asked.get(name) for name in words_of(page.register)),
        "kept": [(name, asked[name]) for name in (SORT, UNDER, TERM) if asked.get(name)],
        "chips": _chips(page, asked),
        "files": files_of(asked),
        "list_url": page.url(),
        "import_url": page.url("import-new") if page.register.edit in page.held else "",
        "new_url": page.url("new") if page.register.edit in page.held else "",
    }


def _chips(page: RegisterPage, asked: QueryDict) -> list[Chip]:
    """What is in force today, where entries last, and the terms that run where the reader may write: whose they are."""
    running = queries.running_timers(page.user, page.held, at=timezone.now(), registers=[page.register])
    counts = {one.timer.code: one.number for one in running}
    every, *terms = term_filter(page.register).chips(asked, counts)
    terms = [chip for chip in terms if chip.count or chip.active]
    if page.register.model.ends:
        today = page.today.isoformat()
        is_held = asked.get(HELD) == today
        every = replace(
            every, url=address(asked, **{TERM: "", HELD: "", "page": ""}), active=every.active and not is_held
        )
        terms.insert(0, Chip(_("In force today"), address(asked, **{HELD: today, "page": ""}), is_held))
    return [every, *terms] if terms else []
