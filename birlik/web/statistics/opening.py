"""Opening a campaign: the days proposed, who is expected, what changed since last year, and then the one button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.orgs import kinds
from birlik.statistics import rules, spec
from birlik.statistics.actions import campaigns as actions
from birlik.statistics.models import Campaign
from birlik.statistics.queries import opening
from birlik.statistics.queries.opening import OpeningPlan, OpeningPreview
from birlik.statistics.spec.campaign_dates import DATES
from birlik.statistics.windows import Window
from birlik.web.shared import action_page, addresses
from birlik.web.shared.action_page import FormTexts
from birlik.web.shared.fields import Day
from birlik.web.shared.messages import message_for
from birlik.web.shared.page_context import language, reader

MOST = 50  # changes of one sort that are named; the others are counted
LABELS = {
    "opens": pgettext_lazy("campaign", "Opens"),
    "hand_in": gettext_lazy("Hand in by"),
    "on_time": gettext_lazy("On time until"),
    "closes": gettext_lazy("Closes on"),
}


class OpeningForm(forms.Form):
    """The days of a plan: `opens`, and three for each kind – hand_in_KIND, on_time_KIND, closes_KIND."""

    opens = Day(label=LABELS["opens"])

    def __init__(self, data: Any, plan: OpeningPlan) -> None:
        super().__init__(data, initial={"opens": plan.opens})
        self.plan = plan
        for kind, window in plan.windows.items():
            for name in DATES:
                self.fields[f"{name}_{kind}"] = Day(label=LABELS[name], initial=getattr(window, name))

    def levels(self) -> list[dict[str, Any]]:
        """Return the fields of each kind under its name, for the template."""
        return [
            {
                "name": kinds.kind(kind).plural.in_(language()),
                "fields": [self[f"{name}_{kind}"] for name in DATES],
            }
            for kind in self.plan.windows
        ]

    def typed_plan(self) -> OpeningPlan:
        values = self.cleaned_data
        windows = {kind: Window(*(values[f"{name}_{kind}"] for name in DATES)) for kind in self.plan.windows}
        return replace(self.plan, opens=values["opens"], windows=windows)


def open_(request: HttpRequest) -> HttpResponse:
    """Show what would be opened; with the button pressed, open it.

    A day that is no working day is remarked upon once: the button pressed again with the same days opens.
    """
    user, today = reader(request), timezone.localdate()
    if not rules.can_run_campaigns(user, on=today):
        raise Http404
    years = opening.years_to_open(today)
    plan, refusal = _plan(request, today)
    if plan is None:
        return _page(request, {"years": years, "refusal": refusal})
    form = OpeningForm(request.POST or None, plan)
    days_off = form.typed_plan().days_off() if request.method == "POST" and form.is_valid() else []
    days_remarked = ",".join(day.isoformat() for _kind, _name, day in days_off)
    context = {
        "years": years,
        "plan": plan,
        "forms": _form_choices(plan.year),
        "days_off": _describe_days_off(days_off),
        "remarked": days_remarked,
        **_preview_context(opening.preview(plan)),
    }
    if days_remarked != request.POST.get("remarked", ""):
        return _page(request, context | {"form": form})

    def act(at: datetime) -> Campaign:
        return actions.open_campaign(form.typed_plan(), by=user, at=at)

    return action_page.answer(
        request, form, _texts(plan.year), act,
        template="statistics/open.html", context=context, leads_to=_board_address,
    )  # fmt: skip


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    plan = context.get("plan")
    return render(request, "statistics/open.html", {"words": _texts(plan.year if plan else None), **context})


def _board_address(campaign: Campaign) -> str:
    return addresses.board_of_year(campaign.year)


def _texts(year: int | None) -> FormTexts:
    title = _("Open the campaign of %(year)s") % {"year": year} if year else _("Open a campaign")
    return FormTexts(
        title,
        _("The reports of everybody expected are made, filled with last year's closings."),
        title,
        _("The campaign of %(year)s is open.") % {"year": year},
    )


def _plan(request: HttpRequest, today: date) -> tuple[OpeningPlan | None, str]:
    """Return the plan of the year and the form in the address, or why there can be none, in words."""
    try:
        text = request.GET.get("year") or str(opening.next_year(today))
        year, code = Period.parse(text).year, request.GET.get("form", "")
        opening.require_new(year, today)
        return opening.propose_plan(year, spec.form_of_code(code, year) if code else None), ""
    except Refusal as refusal:
        return None, message_for(refusal)


def _form_choices(year: int) -> list[tuple[str, str]]:
    return [(form.name, f"{form.title.in_(language())} ({form.edition})") for form in spec.forms_in_force(year)]


def _describe_days_off(days_off: Sequence[tuple[str, str, date]]) -> list[str]:
    return [
        _("%(level)s: “%(name)s” – %(day)s")
        % {"level": kinds.kind(kind).plural.in_(language()), "name": LABELS[name], "day": f"{day:%d.%m.%Y}"}
        if kind
        else _("“%(name)s” – %(day)s") % {"name": LABELS[name], "day": f"{day:%d.%m.%Y}"}
        for kind, name, day in days_off
    ]


def _preview_context(preview: OpeningPreview) -> dict[str, Any]:
    """Return what stands beside the form: who is expected, and the changes by sort."""
    sorts = (
        (_("Opened since then"), preview.opened),
        (_("No longer expected"), preview.closed),
        (_("Renamed"), preview.renamed),
        (_("Moved"), preview.moved),
    )
    lines = (
        (_("Lines added"), preview.form.added),
        (_("Lines changed"), preview.form.changed),
        (_("Lines gone"), preview.form.gone),
    )
    return {
        "preview": preview,
        "expected": [
            (kinds.kind(kind).plural.in_(language()), number)
            for kind, number in sorted(preview.by_kind.items(), key=lambda pair: kinds.rank(pair[0]))
        ],
        "changes": [
            {
                "title": title,
                "count": len(changes),
                "rows": [(one.name.in_(language()), one.on, one.ground) for one in changes[:MOST]],
                "more": max(len(changes) - MOST, 0),
            }
            for title, changes in sorts
            if changes
        ],
        "lines": [
            (title, [(line.number, line.label.in_(language())) for line in form_lines])
            for title, form_lines in lines
            if form_lines
        ],
    }
