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
    IN_FORCE,
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
from birlik.web.registers.page import RegisterPage, register_page
from birlik.web.shared.assignments import current_assignments, permissions_of
from birlik.web.shared.columns import SORT, address, file_asked, files_of, known_words
from birlik.web.shared.context import held_roles, seen_registers
from birlik.web.shared.filters import number_of, values_of
from birlik.web.shared.navigation import Chip, Crumb
from birlik.web.shared.page_context import reader, short


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every register that the reader may see, with what stands in it for him."""
    user, today = reader(request), timezone.localdate()
    assignments = current_assignments(user)
    registers, permissions = seen_registers(*held_roles(assignments)), permissions_of(assignments)
    if not registers:
        raise Http404
    rows = [
        (one, queries.visible(one, user, on=today).filter(annulled_at__isnull=True).count(), one.edit in permissions)
        for one in registers
    ]
    return render(request, "registers/index.html", {"crumbs": [Crumb(_("Registers"))], "rows": rows})


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show the entries that the reader may see, as the address narrows and sorts them."""
    page = register_page(request, code)
    parameters = known_words(request.GET, *words_of(page.register))
    under = _under(page, parameters.get(UNDER, ""))
    column_list = columns(page.register, get_language() or "kk")
    order, narrowed = (
        column_list.order_of(parameters),
        _narrow(page, parameters, under).select_related("organisation"),
    )
    if kind := file_asked(request.GET):
        name = f"birlik-{page.register.code}-{page.today.isoformat()}"
        rows = column_list.sort(narrowed, order).iterator(chunk_size=2000)
        return column_list.file(kind, rows, title=str(page.register.name), name=name)
    cursor = PageCursor(*(number_of(request.GET.get(name, "")) for name in ("after", "before")))
    entries = queries.page(narrowed, order_key(column_list, order), cursor, is_descending=order.startswith("-"))
    context = _context(page, parameters, under) | {
        "size": narrowed.count(),
        "headings": column_list.head(parameters),
        "lines": column_list.body(entries.entries),
        "earlier": address(parameters, page="", before=str(entries.first)) if entries.first else "",
        "later": address(parameters, page="", after=str(entries.last)) if entries.last else "",
    }
    return render(request, "registers/list.html", context)


def _narrow(page: RegisterPage, parameters: QueryDict, under: Organisation | None) -> QuerySet[Entry]:
    entries = queries.visible(page.register, page.user, on=page.today, under=under)
    entries = entries.filter(held_on(page.register, parameters), **values_of(filters_of(page.register), parameters))
    for one in (STATE, term_filter(page.register)):
        entries = entries.filter(one.choices[one.value_of(parameters)].where or Q())
    text = parameters.get(TEXT, "").strip()
    return entries.filter(queries.search_condition(page.register, text)) if text and page.register.search else entries


def _under(page: RegisterPage, code: str) -> Organisation | None:
    """Load the organisation that the list is narrowed to; 404 where the reader may not see its entries."""
    if not code:
        return None
    try:
        organisation = orgs.organisation_by_code(code)
    except Refusal as refusal:
        raise Http404 from refusal
    if not queries.may(page.user, page.register.view, organisation, on=page.today):
        raise Http404
    return organisation


def _context(page: RegisterPage, parameters: QueryDict, under: Organisation | None) -> dict[str, Any]:
    """Return what stands around the lines."""
    return {
        "crumbs": page.register_crumbs(),
        "register": page.register,
        "filters": fields_of(page.register, parameters),
        "states": [(value, choice.label) for value, choice in STATE.choices.items()],
        "state": STATE.value_of(parameters),
        "text": parameters.get(TEXT, ""),
        "under": under,
        "under_name": short(under) if under else "",
        "narrowed": any(parameters.get(name) for name in words_of(page.register)),
        "kept": [(name, parameters[name]) for name in (SORT, UNDER, TERM) if parameters.get(name)],
        "chips": _chips(page, parameters),
        "files": files_of(parameters),
        "list_url": page.url(),
        "import_url": page.url("import-new") if page.may_somewhere(page.register.edit) else "",
        "new_url": page.url("new") if page.may_somewhere(page.register.edit) else "",
    }


def _chips(page: RegisterPage, parameters: QueryDict) -> list[Chip]:
    """Return what is in force today, where entries last, and the terms that run where the reader may write."""
    permissions = permissions_of(page.assignments)
    terms = queries.running_timers(page.user, permissions, at=timezone.now(), registers=[page.register])
    counts = {one.timer.code: one.number for one in terms}
    every, *chips = term_filter(page.register).chips(parameters, counts)
    chips = [chip for chip in chips if chip.count or chip.active]
    if page.register.model.ends:
        today = page.today.isoformat()
        is_held = parameters.get(IN_FORCE) == today
        every = replace(
            every, url=address(parameters, **{TERM: "", IN_FORCE: "", "page": ""}), active=every.active and not is_held
        )
        chips.insert(0, Chip(_("In force today"), address(parameters, **{IN_FORCE: today, "page": ""}), is_held))
    return [every, *chips] if chips else []
