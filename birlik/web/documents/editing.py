"""What an editor does to a paper: each address is one action; a refused text stays in its field."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from birlik.core.errors import Refusal
from birlik.documents.models import PaperVersion
from birlik.statistics.papers import actions
from birlik.web.documents import desk, page
from birlik.web.documents.blocks import OpenField, block_url
from birlik.web.shared.messages import message_for
from birlik.web.shared.page_context import reader
from birlik.web.shared.paper_addresses import PaperAddress
from birlik.web.shared.refusals import shown_as_message


@require_POST
def generate(request: HttpRequest, address: PaperAddress) -> HttpResponseRedirect:
    """Write the paper from today's figures, for the first time or anew."""
    spot = desk.spot(request, address)
    before = spot.paper.last_number if spot.paper else 0
    with shown_as_message(request) as outcome:
        by, at = reader(request), timezone.now()
        version = actions.generate(
            address.kind, spot.desk.campaign, address.language, spot.desk.organisation, by=by, at=at
        )
    if outcome.is_refused:
        return redirect(spot.url())
    if version.number == before:
        messages.info(request, _("Nothing has changed: the paper says what the figures say today."))
    else:
        words = _("The paper is written from the figures of today: version %(number)s.")
        messages.success(request, words % {"number": version.number})
    return redirect(spot.url())


@require_POST
def edit(request: HttpRequest, address: PaperAddress, key: str) -> HttpResponse:
    text = request.POST.get("text", "")
    spot, paper = desk.existing_paper(request, address)
    try:
        actions.edit(paper, key, text, by=reader(request), at=timezone.now(), seen_version=_seen_version(request))
    except Refusal as refusal:
        _require_right(refusal)
        open_block = OpenField(key, adds=False, text=text, error=message_for(refusal))
        return page.draw_page(request, spot, paper, open_block=open_block)
    messages.success(request, _("The paragraph is saved."))
    return redirect(block_url(spot, key))


@require_POST
def add(request: HttpRequest, address: PaperAddress) -> HttpResponse:
    """Add a paragraph behind the block `after`; "" is the place before everything."""
    text, after = request.POST.get("text", ""), request.POST.get("after", "")
    spot, paper = desk.existing_paper(request, address)
    try:
        version = actions.add_paragraph(
            paper, after, text, by=reader(request), at=timezone.now(), seen_version=_seen_version(request)
        )
    except Refusal as refusal:
        _require_right(refusal)
        open_block = OpenField(after, adds=True, text=text, error=message_for(refusal))
        return page.draw_page(request, spot, paper, open_block=open_block)
    messages.success(request, _("The paragraph is added."))
    keys = [block.key for block in version.blocks]
    return redirect(block_url(spot, keys[keys.index(after) + 1 if after else 0]))


@require_POST
def remove(request: HttpRequest, address: PaperAddress, key: str) -> HttpResponseRedirect:
    return _run_action(request, address, key, actions.remove_paragraph, _("The paragraph is removed."))


@require_POST
def restore(request: HttpRequest, address: PaperAddress, key: str) -> HttpResponseRedirect:
    return _run_action(request, address, key, actions.restore_generated, _("The generated text is back."))


@require_POST
def confirm(request: HttpRequest, address: PaperAddress, key: str) -> HttpResponseRedirect:
    return _run_action(request, address, key, actions.confirm_override, _("Your own text stays."))


@require_POST
def adopt(request: HttpRequest, address: PaperAddress) -> HttpResponseRedirect:
    spot, paper = desk.existing_paper(request, address)
    with shown_as_message(request) as outcome:
        actions.adopt(paper, by=reader(request), at=timezone.now())
    if not outcome.is_refused:
        messages.success(request, _("The paper is adopted and does not change any more."))
    return redirect(spot.url())


def _run_action(
    request: HttpRequest,
    address: PaperAddress,
    key: str,
    act: Callable[..., PaperVersion],
    message: str,
) -> HttpResponseRedirect:
    """Run one action on one block, and lead back to its place."""
    spot, paper = desk.existing_paper(request, address)
    with shown_as_message(request) as outcome:
        act(paper, key, by=reader(request), at=timezone.now(), seen_version=_seen_version(request))
    if not outcome.is_refused:
        messages.success(request, message)
    return redirect(block_url(spot, key))


def _seen_version(request: HttpRequest) -> int | None:
    """Return the version that stood on the editor's screen."""
    return desk.number(request.POST.get("seen"))


def _require_right(refusal: Refusal) -> None:
    """Raise a missing right as it is; any other refused text is shown again in its field."""
    if refusal.code.startswith("right."):
        raise refusal
