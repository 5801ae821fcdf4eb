"""The page of one organisation: what it is now, what it was, and what it may become."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.orgs import kinds, queries
from birlik.orgs.models import Organisation, Reorganisation
from birlik.orgs.queries import listing, profile
from birlik.orgs.queries.listing import SubtreeCounts
from birlik.refdata.regions import regions_by_code
from birlik.statistics.papers.kinds import kinds_for
from birlik.web.orgs import trail
from birlik.web.orgs.organisation_page import OrganisationPage, organisation_page
from birlik.web.shared import addresses, highlights
from birlik.web.shared.campaign_page import campaign_page
from birlik.web.shared.navigation import Tab
from birlik.web.shared.page_context import language, short

CHILDREN_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Link:
    """An organisation by name; `url` is empty where the reader may not go."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What part of the predecessor went to the successor, in per cent."""

    predecessor: Link
    successor: Link
    share: Any


def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything that is kept of the organisation; its figures and its trail for those who may read them."""
    page = organisation_page(request, code)
    one = page.organisation
    context = {
        "crumbs": page.tree_crumbs(),
        "subject": page,
        "organisation": one,
        "kind": kinds.kind(one.kind).name.in_(language()),
        "region": regions_by_code()[one.region].name.in_(language()) if one.region else "",
        "names": profile.names_of(one),
        "languages": _case_forms(one),
        "workplaces": profile.workplaces_of(one),
        "people": _people(page),
        "changes": _changes(page),
        **_tree(page),
        **_history(page),
        **_figures(request, page),
        **trail.context(request, page),
    }
    return render(request, "orgs/page.html", context)


def _case_forms(organisation: Organisation) -> list[dict[str, Any]]:
    forms = profile.case_forms(organisation)
    return [
        {"code": code, "name": name, "forms": [form for form in forms if form.language == code]}
        for code, name in (("kk", "Қазақша"), ("ru", "Русский"))
    ]


def _tree(page: OrganisationPage) -> dict[str, Any]:
    """Return what stands right below today: the first of them, and how many there are of each kind further down."""
    one = page.organisation
    if one.kind not in listing.branch_kinds():
        return {"numbers": SubtreeCounts({}), "children": [], "kinds_below": []}
    numbers = listing.below_of([one.pk], page.today).get(one.pk, SubtreeCounts({}))
    children = list(queries.children(one, page.today)[: CHILDREN_SHOWN + 1])
    visible = queries.known_among(page.user, [child.pk for child in children], on=page.today)
    branches = [
        (
            kind.plural.in_(language()),
            numbers.kinds[kind.code],
            f"{reverse('orgs:list')}?under={one.code}&kind={kind.code}",
        )
        for kind in kinds.kinds()
        if kind.code in numbers.kinds
    ]
    return {
        "numbers": numbers,
        "children": [_link(child, visible) for child in children[:CHILDREN_SHOWN]],
        "more_children": len(children) > CHILDREN_SHOWN,
        "kinds_below": branches,
    }


def _history(page: OrganisationPage) -> dict[str, Any]:
    """Return places and reorganisations, each organisation a link where its page may be read."""
    placements = profile.placements_of(page.organisation)
    reorganisations = profile.reorganisations_of(page.organisation)
    organisations = {placement.parent_id for placement in placements} | set(_touched_organisations(reorganisations))
    # The page does not lead to itself.
    visible = queries.known_among(page.user, organisations, on=page.today) - {page.organisation.pk}
    return {
        "placements": [(_link(row.parent, visible), row.since, row.until) for row in placements],
        "reorganisations": [
            {
                "row": row,
                "what": _link(row.organisation, visible) if row.organisation_id != page.organisation.pk else None,
                "passages": [
                    Passage(_link(step.predecessor, visible), _link(step.successor, visible), step.share * 100)
                    for step in row.successions.all()
                ],
            }
            for row in reorganisations
        ],
    }


def _touched_organisations(reorganisations: Iterable[Reorganisation]) -> Iterable[int]:
    for row in reorganisations:
        yield row.organisation_id
        for step in row.successions.all():
            yield from (step.predecessor_id, step.successor_id)


def _link(organisation: Organisation, visible: frozenset[int]) -> Link:
    return Link(short(organisation), addresses.organisation(organisation.code) if organisation.pk in visible else "")


def _people(page: OrganisationPage) -> list[dict[str, Any]]:
    """List who holds which role here today; everybody who may read the page may know whom to turn to."""
    assignments = queries.assignments_at(page.organisation, on=page.today)
    return [
        {
            "name": one.user.full_name,
            "role": role(one.role).name.in_(language()),
            "since": one.since,
            "until": one.until,
        }
        for one in assignments
    ]


def _figures(request: HttpRequest, page: OrganisationPage) -> dict[str, Any]:
    """Return the five main figures of the newest year and the pages that tell more, where the reader's rights reach."""
    if not page.may(Permission.FIGURE_VIEW):
        return {}
    try:
        figures_page = campaign_page(request.user, Permission.FIGURE_VIEW, None, page.organisation.code)
    except Http404:  # no campaign yet, or the organisation was not open on its day
        return {}
    year, code = figures_page.campaign.year, figures_page.organisation.code
    report = Tab(_("Report"), addresses.report(year, code))
    further = [
        Tab(_("Campaign board"), addresses.board(year, code)),
        Tab(_("Consolidated table"), addresses.table(year, code)),
        Tab(_("Dynamics"), addresses.dynamics(year, code)),
    ]
    leaf = figures_page.organisation.kind not in listing.branch_kinds()
    links = [report] if page.may(Permission.REPORT_VIEW) else []
    if page.parent is not None and kinds_for(page.organisation) and page.may(Permission.PAPER_VIEW):
        links.append(Tab(_("Papers"), addresses.papers(year, code)))
    return {
        "campaign": figures_page.campaign,
        "as_of": figures_page.as_of,
        "figures": highlights.five(figures_page),
        "figure_links": links + ([] if leaf else further),
    }


def _changes(page: OrganisationPage) -> list[tuple[str, str]]:
    """Return the actions open to the reader here: (label, address)."""
    code = page.organisation.code
    own = [("rename", _("Rename")), ("alias", _("Add an alias")), ("name-forms", _("Review the case forms"))]
    if page.parent is not None:
        own.append(("move", _("Move")))
    if page.organisation.kind == listing.PRIMARY:
        own.append(("workplace-open", _("Add a workplace")))
    last = [("merge", _("Merge others into it")), ("split", _("Split")), ("close", _("Close"))]
    changes = own if page.may_edit else []
    if page.may_open_below and page.organisation.kind in listing.branch_kinds():
        changes = [*changes, ("open", _("Open a new one below"))]
    if page.may_edit and page.parent is not None:
        changes = [*changes, *last]
    return [(label, reverse(f"orgs:{name}", args=[code])) for name, label in changes]
