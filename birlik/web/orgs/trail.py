"""The trail of an organisation in words: who changed what, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from birlik.accounts.permissions import Permission
from birlik.accounts.roles import ROLES
from birlik.audit.models import Event
from birlik.audit.queries import events_of_organisations
from birlik.web.orgs.organisation_page import OrganisationPage, language

A_PAGE = 20
SUBJECTS = ("organisation", "user")
UNSAID = ("workplace", "cells")  # codes that say nothing to a reader; the cells stand marked in the report
STATISTICS = ("report", "campaign")  # only for those who may read the reports themselves

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
    "report.sent": pgettext_lazy("event", "Report sent"),
    "report.returned": pgettext_lazy("event", "Report returned"),
    "report.accepted": pgettext_lazy("event", "Report accepted"),
    "report.reopened": pgettext_lazy("event", "Report reopened for correction"),
    "report.prefilled": pgettext_lazy("event", "Cells filled in from the registry"),
    "report.confirmed": pgettext_lazy("event", "Figures of the registry confirmed"),
    "delivery.agreed": pgettext_lazy("event", "Delivery of the member base written down"),
    "campaign.opened": pgettext_lazy("event", "Campaign opened"),
    "campaign.expected_changed": pgettext_lazy("event", "List of expected reports changed"),
    "campaign.frozen": pgettext_lazy("event", "Campaign frozen"),
}

FACTS: dict[str, str | Promise] = {
    "kk": _("name in Kazakh"),
    "ru": _("name in Russian"),
    "short_kk": _("short name in Kazakh"),
    "short_ru": _("short name in Russian"),
    "on": _("from"),
    "since": _("from"),
    "until": _("until"),
    "due": _("due"),
    "delivered": _("delivered"),
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
    "errors": _("errors"),
    "warnings": _("warnings"),
    "version": _("version"),
    "edition": _("edition"),
    "reason": _("reason"),
    "remark": _("remark"),
    "ground": _("ground"),
    "missing": _("missing reports"),
    "expected": _("expected reports"),
    "joined": _("added"),
    "left": _("removed"),
}


def context(request: HttpRequest, listing_page: OrganisationPage) -> dict[str, Any]:
    """`trail`: the events of one page, the newest first; nothing for those without the right."""
    if not listing_page.may(Permission.AUDIT_VIEW):
        return {}
    subjects = SUBJECTS + (STATISTICS if listing_page.may(Permission.REPORT_VIEW) else ())
    events = events_of_organisations([listing_page.organisation.code]).filter(subject_type__in=subjects)
    page = Paginator(events, A_PAGE).get_page(request.GET.get("page"))
    return {"trail": [_line(event) for event in page], "page": page}


def _line(event: Event) -> dict[str, Any]:
    before, after = event.before or {}, event.after or {}
    names = [name for name in {**before, **after} if name not in UNSAID and before.get(name) != after.get(name)]
    return {
        "at": event.at,
        "who": event.by_label or event.by_name,
        "whom": _whom(event),
        "url": _url(event),
        "what": ACTIONS.get(event.action, event.action),
        "facts": [
            {"name": FACTS.get(name, name), "before": _written(name, before), "after": _written(name, after)}
            for name in names
            if before.get(name) or after.get(name)
        ],
    }


def _whom(event: Event) -> str:
    """The person, or the year, that the event is about; nothing for the organisation of this page itself."""
    if event.subject_type == "organisation":
        return ""
    return event.subject_label.rpartition(" ")[2] if event.subject_type == "report" else event.subject_label


def _url(event: Event) -> str:
    """Where a report or a campaign is read; the subject label of a report is its organisation's code and the year."""
    if event.subject_type == "report":
        code, _space, year = event.subject_label.rpartition(" ")
        return reverse("statistics:report", args=[int(year), code])
    if event.subject_type == "campaign":
        return reverse("statistics:board-year", args=[int(event.subject_label)])
    return ""


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
