"""The term of a campaign: an exception to its closing day, closing before it, who is expected after the opening."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from birlik.accounts.permissions import Permission
from birlik.statistics.actions import closing, expectation
from birlik.statistics.queries import reports
from birlik.web.shared import action_page, addresses
from birlik.web.shared.action_page import FormTexts
from birlik.web.shared.campaign_page import CampaignPage, campaign_page
from birlik.web.shared.fields import Day
from birlik.web.shared.page_context import language, reader


class ExceptionForm(forms.Form):
    until = Day(label=gettext_lazy("Until which day"), help_text=gettext_lazy("The last day, inclusive."))
    requester = forms.CharField(
        label=gettext_lazy("Who asked for it"), max_length=closing.REQUESTER, required=False,
        help_text=gettext_lazy("Organisation or person, with the number of the letter where there is one."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=closing.REASON, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=closing.REASON, required=False)


def extend(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Make an exception for the organisation with everybody below it; at the root, for all."""
    page = _page(request, year, code)
    everybody = len(page.path) == 1
    form = ExceptionForm(request.POST or None)
    intro = (
        _("All may hand in until this day, and what comes by then is in time.")
        if everybody
        else _("The organisation, with everybody below it, may hand in until this day; what comes by then is in time.")
    )
    texts = FormTexts(_("Exception to the closing day"), intro, _("Make the exception"), _("The exception is made."))

    def act(at: datetime) -> None:
        organisation = None if everybody else page.organisation
        closing.extend(page.campaign, organisation=organisation, **form.cleaned_data, by=reader(request), at=at)

    return _answer(request, page, form, texts, act)


def close(request: HttpRequest, year: int) -> HttpResponse:
    page = _page(request, year, None)
    form = ReasonForm(request.POST or None)
    texts = FormTexts(
        _("Close the campaign"),
        _(
            "From today on no report is received that was never sent, but under an exception. What was returned can "
            "still be corrected."
        ),
        _("Close the campaign"),
        _("The campaign is closed."),
        danger=True,
    )

    def act(at: datetime) -> None:
        closing.close(page.campaign, **form.cleaned_data, by=reader(request), at=at)

    return _answer(request, page, form, texts, act)


def expect(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Leave an organisation out of those expected, or put it back: whichever it is not now."""
    page = _page(request, year, code)
    form = ReasonForm(request.POST or None)
    is_expected = reports.report_at(page.campaign, page.organisation) is not None
    texts = (
        FormTexts(
            _("Leave out of the expected"),
            _("Its report, which nobody began, is removed, and coverage is counted without it."),
            _("Leave out"),
            _("The organisation is left out of the expected."),
            danger=True,
        )
        if is_expected
        else FormTexts(
            _("Add to the expected"),
            _("Its report is made, filled with last year's closings, and coverage is counted with it."),
            _("Add"),
            _("The organisation is added to the expected."),
        )
    )

    def act(at: datetime) -> None:
        expectation.change_expectation(
            page.campaign,
            page.organisation,
            is_expected=not is_expected,
            **form.cleaned_data,
            by=reader(request),
            at=at,
        )

    return _answer(request, page, form, texts, act)


def _page(request: HttpRequest, year: int, code: str | None) -> CampaignPage:
    """Load the page, for who runs campaigns; 404 for everybody else."""
    return campaign_page(request.user, Permission.CAMPAIGN_RUN, year, code)


def _answer(request: HttpRequest, page: CampaignPage, form: forms.Form, texts: FormTexts, act: Any) -> HttpResponse:
    board_url = addresses.board(page.campaign.year, page.organisation.code)
    context = page.context("statistics:board") | {
        "back": board_url,
        "name": page.organisation.name.in_(language()),
    }
    return action_page.answer(
        request, form, texts, act,
        template="statistics/term.html", context=context, leads_to=lambda _result: board_url,
    )  # fmt: skip
