"""Merging and splitting: the two changes after which figures are compared by shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from birlik.orgs import actions, queries
from birlik.orgs.queries import profile
from birlik.web.orgs.changes import answer, load_for_edit, today_of
from birlik.web.orgs.forms import MergeForm
from birlik.web.orgs.organisation_page import OrganisationPage
from birlik.web.orgs.split_form import MOST, SplitForm
from birlik.web.shared.action_page import FormTexts
from birlik.web.shared.page_context import language, short


def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Merge others of the same parent and kind into this organisation; they close."""
    page = load_for_edit(request, code)
    others = {one.code: one for one in profile.siblings(page.organisation, page.today)}
    choices = [(one.code, short(one)) for one in others.values()]
    form = MergeForm(request.POST or None, initial=today_of(page), siblings=choices)
    words = FormTexts(
        _("Merge others into it"),
        _("Those you mark close on that day; what stands below them and their workplaces come here whole."),
        _("Merge"),
        _("The organisations are merged."),
        danger=True,
    )

    def act(at: datetime) -> None:
        predecessors = [others[other] for other in form.cleaned_data["predecessors"]]
        on = form.cleaned_data["on"]
        actions.merge(predecessors, into=page.organisation, on=on, ground=form.ground, by=page.user, at=at)

    return answer(request, page, form, words, act, borders=True)


def split(request: HttpRequest, code: str) -> HttpResponse:
    """Divide the organisation into parts; «one more part» asks for the form again with what is typed."""
    page = load_for_edit(request, code)
    form = _split_form(request, page)
    words = FormTexts(
        _("Split"),
        _("New organisations open beside it. By the shares the figures of earlier years are compared on new borders."),
        _("Split"),
        _("The organisation is split."),
        danger=True,
    )

    def act(at: datetime) -> None:
        on = form.cleaned_data["on"]
        actions.split(page.organisation, form.parts(), on=on, ground=form.ground, by=page.user, at=at)

    return answer(request, page, form, words, act, template="orgs/split.html", borders=True)


def _split_form(request: HttpRequest, page: OrganisationPage) -> SplitForm:
    one, parameters = page.organisation, request.POST
    parts = _number(parameters.get("parts", ""))
    details: dict[str, Any] = {
        "organisation": one,
        "children": [(child, short(child)) for child in queries.children(one, page.today)],
        "workplaces": [
            (place, place.name_kk if language() == "kk" else place.name_ru)
            for place in profile.workplaces_on(one, page.today)
        ],
    }
    change = {"more": 1, "fewer": -1}
    step = next((change[name] for name in change if name in parameters), 0)
    if step:
        parts = _number(str(parts + step))
        texts = {name: value for name, value in parameters.items() if name != "goes_on"}
        return SplitForm(initial=texts | {"goes_on": "goes_on" in parameters}, parts=parts, **details)
    first = profile.next_code(page.parent or one)
    return SplitForm(parameters or None, initial=today_of(page) | {"code_1": first}, parts=parts, **details)


def _number(text: str) -> int:
    return min(max(int(text), 1), MOST) if text.isdecimal() else 1
