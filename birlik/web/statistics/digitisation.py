"""The digitisation board: how far the member base has come in, organisation by organisation, and who is late."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.actions import deliveries as actions
from birlik.members.queries import deliveries
from birlik.statistics.queries import digitisation as queries
from birlik.statistics.queries.digitisation import Digitisation, Line
from birlik.web.shared import addresses, place
from birlik.web.shared.navigation import Chip
from birlik.web.shared.place import Place
from birlik.web.shared.refusals import shown_as_message
from birlik.web.statistics.digitisation_map import tiles
from birlik.web.statistics.sorting import Heading, sorted_by

FILTERS = ("all", "late", "delivered", "agreed")
PRIMARY = "primary"
A_WHILE = 5 * 60  # the registry changes all day long; the board says when it was counted


def show(request: HttpRequest, year: int | None = None, code: str | None = None) -> HttpResponse:
    """The board of one node: counts only, for whoever sees its figures."""
    here = place.find(request.user, Permission.FIGURE_VIEW, year, code)
    wanted = request.GET.get("show", "all")
    wanted = wanted if wanted in FILTERS else "all"
    order = request.GET.get("sort", "")
    order = order if order.removeprefix("-") in COLUMNS else ""
    runs = here.may_at_root(Permission.CAMPAIGN_RUN)
    state = f"{here.state}/{here.campaign.year}/{here.organisation.pk}/{deliveries.base_revision()}"
    key = f"digitisation/{state}/{wanted}/{order}/{runs}/{timezone.localdate()}/{get_language()}"
    body: str | None = cache.get(key)
    if body is None:
        found = queries.digitisation(here.campaign, here.organisation, today=timezone.localdate())
        body = str(render_to_string("statistics/digitisation_body.html", _context(found, wanted, order, runs=runs)))
        cache.set(key, body, A_WHILE)
    context = here.context("statistics:digitisation") | {"body": mark_safe(body)}  # noqa: S308  # our own template
    return render(request, "statistics/digitisation.html", context)


def _context(found: Digitisation, wanted: str, order: str, *, runs: bool) -> dict[str, Any]:
    shown = [line for line in found.lines if _wanted(line, wanted)]
    if order:
        shown = sorted_by(shown, COLUMNS[order.removeprefix("-")], descending=order.startswith("-"))
    return {
        "board": found,
        "node": found.node,
        "year": found.campaign.year,
        "rows": [_row(found, line, runs=runs) for line in shown],
        "chips": _chips(found, wanted),
        "late": [_row(found, line, runs=runs) for line in found.late],
        "headings": _headings(wanted, order),
        "map": tiles(found),
        "counted": timezone.localtime(),
        "runs": runs,
        "leaf": found.node.organisation.kind == PRIMARY,
    }


def _name(line: Line) -> str:
    return str(getattr(line.organisation, "sort_ru" if get_language() == "ru" else "sort_kk"))


def _due(line: Line) -> date | None:
    return line.delivery.due if line.delivery else None


# What a column is sorted by; None goes last.
COLUMNS: dict[str, Any] = {
    "name": _name,
    "reported": lambda line: line.reported,
    "people": lambda line: line.registered.people,
    "unchecked": lambda line: line.registered.unchecked,
    "coverage": lambda line: line.coverage,
    "imported": lambda line: line.registered.imported,
    "due": _due,
}


def _headings(wanted: str, order: str) -> list[Heading]:
    labels = {
        "name": _("Organisation"),
        "reported": _("Reported members"),
        "people": _("In the registry"),
        "unchecked": _("Without an IIN"),
        "coverage": _("Coverage of the registry"),
        "imported": _("Last import"),
        "due": _("Delivery of the member base"),
    }
    extra = f"show={wanted}&" if wanted != "all" else ""
    numeric = {"reported", "people", "unchecked", "coverage"}
    return [
        Heading(name, label, order, extra, numeric=name in numeric, unit="%" if name == "coverage" else "")
        for name, label in labels.items()
    ]


def _row(found: Digitisation, line: Line, *, runs: bool) -> dict[str, Any]:
    year, one = found.campaign.year, line.organisation
    leaf = one.kind == PRIMARY
    return {
        "line": line,
        "name": one.short.in_(get_language() or "kk"),
        "url": addresses.reconciliation(year, one.code) if leaf else addresses.digitisation(year, one.code),
        "due_url": f"{addresses.digitisation(year, one.code)}delivery/" if runs and _delivers(line) else "",
    }


def _delivers(line: Line) -> bool:
    return line.organisation.kind in actions.WHO_DELIVERS


def _wanted(line: Line, wanted: str) -> bool:
    return {
        "all": True,
        "late": bool(line.days_late),
        "delivered": line.is_delivered,
        "agreed": line.delivery is not None and not line.is_delivered and not line.days_late,
    }[wanted]


def _chips(found: Digitisation, wanted: str) -> list[Chip]:
    labels = {"all": _("All"), "late": _("Late"), "delivered": _("Delivered"), "agreed": _("Not due yet")}
    return [
        Chip(label, f"?show={name}", name == wanted, sum(_wanted(line, name) for line in found.lines))
        for name, label in labels.items()
    ]


class DeliveryForm(forms.Form):
    """Until when the member base is due, when it came, and which paper says so."""

    due = forms.DateField(
        label=gettext_lazy("To be delivered by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose the day."),
            "invalid": gettext_lazy("There is no such day. Choose another."),
        },
    )
    delivered = forms.DateField(
        label=gettext_lazy("Delivered on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Leave it empty until the whole member base stands in the registry."),
        error_messages={"invalid": gettext_lazy("There is no such day. Choose another.")},
    )
    ground = forms.CharField(
        label=gettext_lazy("Resolution: number and date"), required=False, max_length=actions.GROUND_LENGTH
    )


def delivery(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The form of one organisation's delivery; the day of the first applied import is proposed, never simply taken."""
    here = place.find(request.user, Permission.FIGURE_VIEW, year, code)
    if not here.may(Permission.CAMPAIGN_RUN):
        raise PermissionDenied
    today = timezone.localdate()
    line = queries.line_of(here.campaign, here.organisation, today=today)
    form = DeliveryForm(request.POST or None, initial=_agreed(line))
    if request.method == "POST" and form.is_valid():
        with shown_as_message(request) as outcome:
            actions.agree(here.organisation, **form.cleaned_data, by=cast("User", request.user), at=timezone.now())
        if not outcome.refused:
            messages.success(request, _("The delivery of the member base is written down."))
            return redirect("statistics:digitisation", year, _board_of(here))
    context = here.context("statistics:digitisation") | {
        "form": form,
        "line": line,
        "first": timezone.localtime(line.registered.first).date() if line.registered.first else None,
        "back": addresses.digitisation(year, _board_of(here)),
    }
    return render(request, "statistics/digitisation_delivery.html", context)


def _agreed(line: Line) -> dict[str, object]:
    known = line.delivery
    return {"due": known.due, "delivered": known.delivered, "ground": known.ground} if known else {}


def _board_of(here: Place) -> str:
    """The board on which the organisation is a line, where the reader may see it."""
    above = here.path[-2] if len(here.path) > 1 else here.organisation
    return above.code if above.pk in here.visible else here.organisation.code
