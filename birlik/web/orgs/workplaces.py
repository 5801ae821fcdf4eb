"""Opening and closing the workplaces that an organisation covers."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from birlik.orgs import actions
from birlik.orgs.queries import profile
from birlik.web.orgs.changes import answer, load_for_edit, today_of
from birlik.web.orgs.forms import ChangeForm, WorkplaceForm
from birlik.web.shared.action_page import FormTexts
from birlik.web.shared.page_context import language


def open_one(request: HttpRequest, code: str) -> HttpResponse:
    page = load_for_edit(request, code)
    own = {"institution_type": page.organisation.institution_type}
    form = WorkplaceForm(request.POST or None, initial=today_of(page) | own)
    words = FormTexts(
        _("Add a workplace"),
        _("An employer whose workers this organisation unites. One organisation may cover several."),
        _("Add"),
        _("The workplace is added."),
    )

    def act(at: datetime) -> None:
        values = form.cleaned_data
        actions.open_workplace(
            page.organisation,
            names=form.names,
            bin=values["bin"],
            institution_type=values["institution_type"],
            on=values["on"],
            ground=form.ground,
            by=page.user,
            at=at,
        )

    return answer(request, page, form, words, act)


def close_one(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    page = load_for_edit(request, code)
    workplace = next((one for one in profile.workplaces_of(page.organisation) if one.pk == pk), None)
    if workplace is None:
        raise Http404
    form = ChangeForm(request.POST or None, initial=today_of(page))
    name = workplace.name_kk if language() == "kk" else workplace.name_ru
    words = FormTexts(
        _("Close a workplace"),
        _("“%(workplace)s” is no longer covered from that day.") % {"workplace": name},
        _("Close the workplace"),
        _("The workplace is closed."),
        danger=True,
    )

    def act(at: datetime) -> None:
        on = form.cleaned_data["on"]
        actions.close_workplace(workplace, on=on, ground=form.ground, by=page.user, at=at)

    return answer(request, page, form, words, act)
