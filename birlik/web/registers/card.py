"""The card of one entry: what is written down, the terms that run, who changed what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from birlik.audit.models import Event
from birlik.audit.queries import events_about
from birlik.members.enums import PersonState
from birlik.members.models import Person
from birlik.registers import evidence, queries
from birlik.registers.declare import Register
from birlik.registers.models import Evidence
from birlik.web.registers.columns import reading
from birlik.web.registers.page import EntryPage, entry_page
from birlik.web.shared import addresses
from birlik.web.shared.acts import ACTIONS
from birlik.web.shared.facts import entry_fact
from birlik.web.shared.page_context import short


@require_safe
def show(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show everything that is kept of the entry and that the reader may see."""
    page = entry_page(request, code, pk)
    organisation = page.entry.organisation
    context = {
        "crumbs": page.register_crumbs(entry=page.entry),
        "page": page,
        "register": page.register,
        "entry": page.entry,
        "place": short(organisation),
        "place_url": addresses.organisation(organisation.code),
        "facts": _facts(page),
        "personal": _personal(page),
        "terms": _terms(page),
        "history": [_line(page.register, event) for event in events_about(page.register.code, pk)],
        "files": [(one, page.url("file", pk, one.pk)) for one in _files(page)],
        "amend_url": page.url("amend", pk) if page.is_editable else "",
        "annul_url": page.url("annul", pk) if page.is_editable else "",
    }
    return render(request, "registers/card.html", context)


def _files(page: EntryPage) -> list[Evidence]:
    return list(evidence.files_of(page.register, page.entry)) if page.register.files and page.reads_files else []


def _facts(page: EntryPage) -> list[tuple[str, Any]]:
    """Return label and content of each field that is filled in and names nobody."""
    language = get_language() or "kk"
    names = [name for name in page.register.form_fields if name not in page.register.personal]
    contents = [
        (page.register.column(name).verbose_name, reading(page.register, name, language)(page.entry)) for name in names
    ]
    return [(str(label), _write_value(value)) for label, value in contents if value is not None]


def _personal(page: EntryPage) -> list[tuple[str, str, str]] | None:
    """Return label, content and address of each field that names somebody; None for who may not read them."""
    if not page.register.personal:
        return None
    if not page.shows_personal:
        return None
    lines = []
    for name in page.register.fields:
        value = getattr(page.entry, name) if name in page.register.personal else None
        if value in (None, ""):
            continue
        person = queries.member_named(page.entry, name) if isinstance(value, Person) else None
        text, url = _member(page, person) if person else (str(value), "")
        lines.append((str(page.register.column(name).verbose_name), text, url))
    return lines


def _member(page: EntryPage, person: Person) -> tuple[str, str]:
    """Return the name and the address of a member; of one who is elsewhere by now the name, of blocked data that."""
    if person.pk in page.seen_members:
        return person.full_name, addresses.card(person.pk)
    if person.state == PersonState.BLOCKED:
        return pgettext("person", "blocked"), ""
    if page.register.guard and person.full_name:
        return _("Somebody whose card you do not see"), ""  # who is the subject is shown by the rules of members
    return person.full_name or _("made anonymous"), ""


def _terms(page: EntryPage) -> list[dict[str, Any]]:
    """Return the terms that run, the first to end first; nothing of an annulled entry."""
    deadlines = [(timer, due) for timer in page.register.timers if (due := timer.due_of(page.entry))]
    deadlines.sort(key=lambda one: one[1])
    return [{"label": timer.label, "due": due, "late": due.is_late(timezone.now())} for timer, due in deadlines]


def _line(register: Register, event: Event) -> dict[str, Any]:
    before, after = event.before or {}, event.after or {}
    names = [name for name in {**before, **after} if event.action == "entry.amended" and name in register.form_fields]
    return {
        "at": event.at,
        "who": event.by_label or event.by_name,
        "words": capfirst(str(ACTIONS.get(event.action, event.action))),
        "reason": after.get("reason", "") if event.action == "entry.annulled" else "",
        "lines": [entry_fact(register, name, before, after) for name in names],
    }


def _write_value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)
