"""The trail of an organisation in words: who changed what, and what it was before."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse

from birlik.accounts.permissions import Permission
from birlik.audit.models import Event
from birlik.audit.queries import events_of_organisations
from birlik.registers.declare import REGISTERS
from birlik.web.orgs.organisation_page import OrganisationPage
from birlik.web.shared import addresses
from birlik.web.shared.acts import ACTIONS
from birlik.web.shared.facts import facts

A_PAGE = 20
SUBJECTS = ("organisation", "user")
STATISTICS = ("report", "campaign")  # only for those who may read the reports themselves


def context(request: HttpRequest, listing_page: OrganisationPage) -> dict[str, Any]:
    """Return what the trail shows. `trail`: the events of one page, the newest first; nothing for those without the
    right.
    """
    if not listing_page.may(Permission.AUDIT_VIEW):
        return {}
    subjects = SUBJECTS + (STATISTICS if listing_page.may(Permission.REPORT_VIEW) else ())
    subjects += tuple(one.code for one in REGISTERS.values() if listing_page.may(one.view))
    events = events_of_organisations([listing_page.organisation.code]).filter(subject_type__in=subjects)
    page = Paginator(events, A_PAGE).get_page(request.GET.get("page"))
    return {"trail": [_line(event) for event in page], "page": page}


def _line(event: Event) -> dict[str, Any]:
    return {
        "at": event.at,
        "who": event.by_label or event.by_name,
        "whom": _whom(event),
        "url": _url(event),
        "what": ACTIONS.get(event.action, event.action),
        "facts": facts(event.subject_type, event.before or {}, event.after or {}),
    }


def _whom(event: Event) -> str:
    """Name the person, or the year, that the event is about; nothing for the organisation of this page itself."""
    if event.subject_type == "organisation":
        return ""
    if event.subject_type in REGISTERS:
        return f"{REGISTERS[event.subject_type].name} № {event.subject_id}"
    return event.subject_label.rpartition(" ")[2] if event.subject_type == "report" else event.subject_label


def _url(event: Event) -> str:
    """Return where an entry of a register, a report or a campaign is read.

    The subject label of a report is its organisation's code and the year.
    """
    if event.subject_type in REGISTERS:
        return addresses.entry(event.subject_type, event.subject_id)
    if event.subject_type == "report":
        code, _space, year = event.subject_label.rpartition(" ")
        return reverse("statistics:report", args=[int(year), code])
    if event.subject_type == "campaign":
        return reverse("statistics:board-year", args=[int(event.subject_label)])
    return ""
