"""The small pages by which the tree is changed: one form, one document, one action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.orgs import actions, kinds
from birlik.orgs.models import Organisation
from birlik.orgs.queries import listing, profile
from birlik.refdata.regions import regions
from birlik.statistics.actions import tree
from birlik.web.orgs.forms import AliasForm, ChangeForm, MoveForm, NamesForm, OpenForm
from birlik.web.orgs.organisation_page import OrganisationPage, organisation_page
from birlik.web.shared import action_page, addresses
from birlik.web.shared.action_page import FormTexts
from birlik.web.shared.page_context import language, short

Action = Callable[[datetime], Organisation | None]


def rename(request: HttpRequest, code: str) -> HttpResponse:
    page = load_for_edit(request, code)
    one = page.organisation
    names = {"kk": one.name_kk, "ru": one.name_ru, "short_kk": one.short_kk, "short_ru": one.short_ru}
    form = NamesForm(request.POST or None, initial=today_of(page) | names)
    words = FormTexts(
        _("Rename"),
        _("The old name is kept with its dates; the case forms of the new one wait for review."),
        _("Rename"),
        _("The organisation is renamed."),
    )

    def act(at: datetime) -> None:
        on = form.cleaned_data["on"]
        actions.rename(one, form.names, on=on, ground=form.ground, by=page.user, at=at)

    return answer(request, page, form, words, act)


def add_alias(request: HttpRequest, code: str) -> HttpResponse:
    page = load_for_edit(request, code)
    form = AliasForm(request.POST or None)
    words = FormTexts(
        _("Add an alias"),
        _("Papers and imports that use this name find the organisation by it."),
        _("Add"),
        _("The alias is added."),
    )

    def act(at: datetime) -> None:
        actions.add_alias(page.organisation, **form.cleaned_data, by=page.user, at=at)

    return answer(request, page, form, words, act)


def move(request: HttpRequest, code: str) -> HttpResponse:
    page = load_for_edit(request, code)
    places = {
        one.code: (one, grandparent)
        for one, grandparent in profile.possible_parents(page.user, page.organisation, page.today)
    }
    groups: dict[str, list[tuple[str, str]]] = {}
    for one, grandparent in places.values():
        groups.setdefault(short(grandparent) if grandparent else "", []).append((one.code, short(one)))
    form = MoveForm(request.POST or None, initial=today_of(page), parents=list(groups.items()))
    words = FormTexts(
        _("Move"),
        _("It moves with everything below it. Earlier years keep it where it stood."),
        _("Move"),
        _("The organisation is moved."),
    )

    def act(at: datetime) -> None:
        parent, _grandparent = places[form.cleaned_data["parent"]]
        on = form.cleaned_data["on"]
        actions.move(page.organisation, parent=parent, on=on, ground=form.ground, by=page.user, at=at)

    return answer(request, page, form, words, act, borders=True)


def close(request: HttpRequest, code: str) -> HttpResponse:
    page = load_for_edit(request, code)
    form = ChangeForm(request.POST or None, initial=today_of(page))
    words = FormTexts(
        _("Close"),
        _("Its workplaces and roles end on that day, too; what was reported stays. Move those below it first."),
        _("Close the organisation"),
        _("The organisation is closed."),
        danger=True,
    )

    def act(at: datetime) -> None:
        on = form.cleaned_data["on"]
        actions.close(page.organisation, on=on, ground=form.ground, by=page.user, at=at)

    return answer(request, page, form, words, act, borders=True)


def open_below(request: HttpRequest, code: str) -> HttpResponse:
    page = organisation_page(request, code)
    one = page.organisation
    if not page.may_open_below or one.kind not in listing.branch_kinds():
        raise Refusal("right.missing", permission=Permission.ORG_EDIT.value, organisation=one.code)
    choices = [(kind.code, kind.name.in_(language())) for kind in kinds.kinds() if one.kind in kind.parents]
    initial = today_of(page) | {"code": profile.next_code(one), "region": one.region, "kind": choices[-1][0]}
    form = OpenForm(
        request.POST or None,
        initial=initial,
        kinds=choices,
        regions=[(region.code, region.name.in_(language())) for region in regions()],
    )
    words = FormTexts(
        _("Open a new organisation"),
        _("It will stand right below %(parent)s.") % {"parent": short(one)},
        _("Open"),
        _("The organisation is opened."),
    )

    def act(at: datetime) -> Organisation:
        on = form.cleaned_data["on"]
        return actions.open_organisation(form.organisation, parent=one, on=on, ground=form.ground, by=page.user, at=at)

    return answer(request, page, form, words, act, borders=True)


def load_for_edit(request: HttpRequest, code: str) -> OrganisationPage:
    """Return the organisation, for those who may change it."""
    page = organisation_page(request, code)
    page.require_edit()
    return page


def today_of(page: OrganisationPage) -> dict[str, Any]:
    return {"on": page.today, "document_date": page.today}


def answer(
    request: HttpRequest,
    page: OrganisationPage,
    form: Form,
    words: FormTexts,
    act: Action,
    *,
    template: str = "orgs/change.html",
    borders: bool = False,
) -> HttpResponse:
    """Answer with the form, or lead on to the organisation that the action was about.

    `borders`: the change moves borders of the tree, so campaigns follow it.
    """

    def change(at: datetime) -> Organisation | None:
        on = form.cleaned_data["on"] if borders else None
        return tree.change(act, on=on, by=page.user, at=at)

    context = {
        "crumbs": page.tree_crumbs(words.title),
        "organisation": page.organisation,
        "name": page.organisation.name.in_(language()),
    }

    def leads_to(opened: Organisation | None) -> str:
        return addresses.organisation((opened or page.organisation).code)

    return action_page.answer(request, form, words, change, template=template, context=context, leads_to=leads_to)
