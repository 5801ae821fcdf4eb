"""Links under which workers apply by telephone: made for a time, shown once with a sheet to print, closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from birlik.accounts.models import User
from birlik.members.actions import joining
from birlik.members.queries import joining as queries
from birlik.web.members import choosing
from birlik.web.members.application_forms import LinkUntilForm
from birlik.web.members.choosing import Choice
from birlik.web.members.members_page import members_crumb
from birlik.web.shared import action_page
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import reader, short
from birlik.web.shared.refusals import shown_as_message

USUALLY = timedelta(days=30)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """Show the links that are good, and the form of a new one, whose answer shows the new address, once."""
    user, today = reader(request), timezone.localdate()
    choice = choosing.of_own(request)
    form = LinkUntilForm(request.POST or None if choice.chosen else None, initial={"until": today + USUALLY})

    if success := action_page.run(form, lambda now: _make(user, choice, form, now)):
        return _sheet(request, choice, success.result)
    own_links = queries.links(user, on=today)
    context = {
        "crumbs": [members_crumb(), Crumb(_("Applications"), reverse("members:joining")), Crumb(_("Links"))],
        "choice": choice,
        "form": form,
        "links": [(one, short(one.organisation)) for one in own_links],
    }
    return render(request, "members/joining_links.html", context)


def _make(user: User, choice: choosing.Choice, form: LinkUntilForm, now: datetime) -> str:
    _link, secret = joining.make_link(choice.target, **form.cleaned_data, by=user, at=now)
    return secret


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the link: from now on nobody applies by it."""
    user = reader(request)
    link = queries.links(user, on=timezone.localdate()).filter(pk=pk).first()
    if link is None:
        raise Http404
    with shown_as_message(request) as outcome:
        joining.close_link(link, by=user, at=timezone.now())
    if not outcome.is_refused:
        messages.success(request, _("The link is closed. Nobody applies by it any more."))
    return redirect("members:joining-links")


def _sheet(request: HttpRequest, choice: Choice, secret: str) -> HttpResponse:
    """Draw the new address in words and as a QR code, on a sheet of A5 in both languages."""
    address = request.build_absolute_uri(reverse("members:apply", args=[secret]))
    context = {
        "crumbs": [members_crumb(), Crumb(_("Links"), reverse("members:joining-links")), Crumb(_("New link"))],
        "organisation": choice.chosen,
        "address": address,
        "code": qr(address),
    }
    return render(request, "members/joining_sheet.html", context)


def qr(text: str) -> SafeString:
    """Draw the QR code as SVG here, so that no other server learns the address; black on white in every theme."""
    import segno  # slow import, for this one act

    image: str = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=4, svgclass="join-code")
    return mark_safe(image)  # noqa: S308  # modules of a code, no text in it
