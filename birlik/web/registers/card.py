"""The card of one entry: what is written down, the terms that run, who changed what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from birlik.audit.models import Event
from birlik.audit.queries import events_about
from birlik.members.enums import PersonState
from birlik.members.models import Person
from birlik.members.queries.scope import named_among
from birlik.registers import evidence
from birlik.registers.actions import HIDDEN
from birlik.registers.declare import Register
from birlik.registers.models import Evidence
from birlik.web.registers.columns import reading
from birlik.web.registers.page import EntryPage, load_entry, short
from birlik.web.shared import addresses


@require_safe
def show(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Everything that is kept of the entry and that the reader may see."""
    page = load_entry(request, code, pk)
    organisation = page.entry.organisation
    context = {
        "crumbs": page.crumbs(entry=page.entry),
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
    """Label and content of each field that is filled in and names nobody."""
    language = get_language() or "kk"
    names = [name for name in page.register.typed if name not in page.register.personal]
    found = [
        (page.register.column(name).verbose_name, reading(page.register, name, language)(page.entry)) for name in names
    ]
    return [(str(label), _written(value)) for label, value in found if value is not None]


def _personal(page: EntryPage) -> list[tuple[str, str, str]] | None:
    """Label, content and address of each field that names somebody; None for who may not read them."""
    if not page.register.personal:
        return None
    if not page.shows_personal:
        return None
    found = []
    for name in page.register.fields:
        value = getattr(page.entry, name) if name in page.register.personal else None
        if value in (None, ""):
            continue
        found.append((str(page.register.column(name).verbose_name), *_named(page, value)))
    return found


def _named(page: EntryPage, value: Any) -> tuple[str, str]:
    """The text of a personal field with the address of a card; of a member whose card one may see alone."""
    if not isinstance(value, Person):
        return str(value), ""
    if value.state == PersonState.ANONYMISED:
        return _("made anonymous"), ""
    name = named_among(page.user, [value.pk], on=page.today).get(value.pk)
    return (name, addresses.card(value.pk)) if name else (_("Somebody whose card you do not see"), "")


def _terms(page: EntryPage) -> list[dict[str, Any]]:
    """The terms that run, the first to end first; nothing of an annulled entry."""
    running = [
        (timer, timer.due(getattr(page.entry, timer.since)))
        for timer in page.register.timers
        if getattr(page.entry, timer.since) and not getattr(page.entry, timer.done) and not page.entry.is_annulled
    ]
    terms = [{"label": timer.label, "due": due, "late": due < page.today} for timer, due in running]
    return sorted(terms, key=lambda one: str(one["due"]))


def _line(register: Register, event: Event) -> dict[str, Any]:
    before, after = event.before or {}, event.after or {}
    return {
        "at": event.at,
        "who": event.by_label or event.by_name,
        "words": _words(event.action),
        "reason": after.get("reason", "") if event.action == "entry.annulled" else "",
        "lines": [
            {
                "name": register.column(name).verbose_name,
                "old": _kept(register, name, before),
                "new": _kept(register, name, after),
            }
            for name in {**before, **after}
            if event.action == "entry.amended" and name in register.typed
        ],
    }


def _words(action: str) -> str:
    return {
        "entry.recorded": pgettext("entry", "Written down"),
        "entry.amended": pgettext("entry", "Changed"),
        "entry.annulled": pgettext("entry", "Annulled"),
        "entry.file_added": pgettext("entry", "File attached"),
        "entry.file_removed": pgettext("entry", "File removed"),
    }.get(action, action)


def _kept(register: Register, name: str, values: Mapping[str, Any]) -> str:
    """A value of the trail as people read it; of a personal one that it is filled in."""
    value = values.get(name)
    if value in (None, ""):
        return ""
    if value == HIDDEN:
        return _("filled in")
    words = dict(register.column(name).flatchoices)
    return str(words.get(value) or _written(_day(value)))


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)
