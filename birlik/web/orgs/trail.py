"""The trail of an organisation in words: who changed what, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from birlik.accounts.permissions import Permission
from birlik.accounts.roles import ROLES
from birlik.audit.models import Event
from birlik.audit.queries import events_of_organisations
from birlik.web.orgs.loader import Subject, language

A_PAGE = 20
SUBJECTS = ("organisation", "user")  # what happened to reports stands on their own pages

ACTIONS: dict[str, str | Promise] = {
    "organisation.opened": _("Opened"),
    "organisation.renamed": _("Renamed"),
    "organisation.moved": _("Moved"),
    "organisation.closed": _("Closed"),
    "organisation.merged": _("Merged"),
    "organisation.split": pgettext_lazy("event", "Split"),
    "organisation.alias_added": _("Alias added"),
    "organisation.form_reviewed": _("Case form reviewed"),
    "workplace.opened": _("Workplace added"),
    "workplace.closed": _("Workplace closed"),
    "role.assigned": _("Role given"),
    "role.revoked": _("Role ended"),
}

FACTS: dict[str, str | Promise] = {
    "kk": _("name in Kazakh"),
    "ru": _("name in Russian"),
    "short_kk": _("short name in Kazakh"),
    "short_ru": _("short name in Russian"),
    "on": _("from"),
    "since": _("from"),
    "until": _("until"),
    "document": _("document"),
    "parent": _("stands under"),
    "code": _("code"),
    "kind": _("kind"),
    "bin": _("BIN"),
    "role": _("role"),
    "successor": _("successor"),
    "predecessor": _("predecessor"),
    "predecessors": _("predecessors"),
    "shares": _("shares"),
}


def context(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    """`trail`: the events of one page, the newest first; nothing for those without the right."""
    if not subject.may(Permission.AUDIT_VIEW):
        return {}
    events = events_of_organisations([subject.organisation.code]).filter(subject_type__in=SUBJECTS)
    page = Paginator(events, A_PAGE).get_page(request.GET.get("page"))
    return {"trail": [_line(event) for event in page], "page": page}


def _line(event: Event) -> dict[str, Any]:
    before, after = event.before or {}, event.after or {}
    names = [name for name in {**before, **after} if name != "workplace" and before.get(name) != after.get(name)]
    return {
        "at": event.at,
        "who": event.by_label or event.by_name,
        "whom": event.subject_label if event.subject_type == "user" else "",
        "what": ACTIONS.get(event.action, event.action),
        "facts": [
            {"name": FACTS.get(name, name), "before": _written(name, before), "after": _written(name, after)}
            for name in names
            if before.get(name) or after.get(name)
        ],
    }


def _written(name: str, values: Mapping[str, Any]) -> str:
    """A kept value as people read it."""
    value = values.get(name)
    if value in (None, ""):
        return ""
    if name == "role" and value in ROLES:
        return ROLES[value].name.in_(language())
    if isinstance(value, Mapping):
        if name == "document":
            return f"{value['number']}, {_day(value['date'])}, «{value['title']}»"
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return _day(str(value)) if name in ("on", "since", "until") else str(value)


def _day(text: str) -> str:
    """2026-02-01 → 01.02.2026."""
    return ".".join(reversed(text[:10].split("-")))
