"""A form that somebody overtook: what is typed stays, and beside each field stands what the other wrote meanwhile."""

from __future__ import annotations

from typing import cast

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from birlik.audit.models import Event
from birlik.audit.queries import events_about
from birlik.orgs.entries import HIDDEN_TEXT, Entry
from birlik.registers import queries
from birlik.registers.forms import EntryForm
from birlik.web.shared.facts import entry_fact

STALE = "entry.stale"


def show_changes(form: EntryForm) -> None:
    """Say at each field that differs by now what stands there, who wrote it and when; saved once more, the form writes
    over it, for now its person knows.
    """
    drawn_version = form.cleaned_data["version"]
    entry = queries.entry(form.instance.declaration, form.by, form.instance.pk, on=form.day)
    form_values = form.values
    for name, event in _changes_since(entry, drawn_version).items():
        if name in form.fields and form_values.get(name) != getattr(entry, name):
            form.add_error(name, _describe(form, entry, name, event))
    data = cast(QueryDict, form.data).copy()
    data["version"] = str(entry.version)
    form.data = data


def _changes_since(entry: Entry, version: int) -> dict[str, Event]:
    """Return field → the last line of the trail that changed it; each version has one."""
    amendments = events_about(entry.declaration.code, entry.pk).filter(action="entry.amended")
    changes: dict[str, Event] = {}
    for event in amendments[: max(entry.version - version, 0)]:
        for name in event.after or {}:
            changes.setdefault(name, event)
    return changes


def _describe(form: EntryForm, entry: Entry, name: str, event: Event) -> str:
    after = dict(event.after or {})
    if after.get(name) == HIDDEN_TEXT:
        after[name] = form.personal_text(entry, name)  # the form has no field of what its person may not read
    value = entry_fact(entry.declaration, name, {}, after).after
    facts = {"value": value or _("empty"), "who": event.by_label or event.by_name}
    facts["when"] = f"{timezone.localtime(event.at):%d.%m.%Y %H:%M}"
    return _("Here stands by now: %(value)s (%(who)s, %(when)s).") % facts
