"""The list of organisations: the tree on the left, what stands in it on a day on the right, the same as XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.orgs import kinds, queries
from birlik.orgs.models import Organisation
from birlik.orgs.queries import listing
from birlik.orgs.queries.listing import Below, Branch, Wanted
from birlik.refdata.regions import regions, regions_by_code
from birlik.sheets import xlsx_export as spreadsheets
from birlik.web.orgs.loader import Subject, day_asked, language, load, page_address, reader, short
from birlik.web.shared.navigation import Chip, Crumb

A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOTHING = Below({})


@dataclass(slots=True)
class Node:
    """A line of the tree. `below_url` is where its branches are fetched from; empty when they are here already."""

    label: str
    url: str
    current: bool = False
    below_url: str = ""
    nodes: list[Node] = field(default_factory=list)


def show(request: HttpRequest) -> HttpResponse:
    """What stands below one organisation, by default the reader's own, as of a day, by default today."""
    user, today = reader(request), timezone.localdate()
    roots = own_places(user, today)
    code = request.GET.get("under") or (roots[0].code if roots else "")
    if not code:
        return render(request, "orgs/nothing.html")
    subject = load(request, code)
    if subject.organisation.kind not in listing.branch_kinds():
        if request.GET.get("under") or len(roots) == 1:
            return redirect("orgs:page", code)
        return render(request, "orgs/own.html", {"organisations": [_own(one) for one in roots]})
    wanted = _wanted(request, subject)
    if request.GET.get("format") == "xlsx":
        return _file(user, wanted, today)
    return render(request, "orgs/list.html", _context(request, subject, wanted, roots))


def below(request: HttpRequest, code: str) -> HttpResponse:
    """One more level of the tree, fetched when it is unfolded."""
    subject = load(request, code)
    on = day_asked(request, subject.today)
    found = listing.branches(subject.user, [subject.organisation.pk], on=on, today=subject.today, language=language())
    return render(
        request, "orgs/tree_level.html", {"nodes": [_node(one, _day_query(on, subject.today)) for one in found]}
    )


def own_places(user: User, today: date) -> list[Organisation]:
    """Where the reader holds a role that shows organisations, the highest first, each once."""
    held = queries.assignments_of(user, on=today)
    places = {one.organisation for one in held if Permission.ORG_VIEW in role(one.role).grants}
    return sorted(places, key=lambda one: (kinds.rank(one.kind), one.pk))


def _own(organisation: Organisation) -> dict[str, str]:
    return {"label": short(organisation), "url": page_address(organisation.code)}


def _wanted(request: HttpRequest, subject: Subject) -> Wanted:
    """What the address asks for; a value that does not exist narrows nothing."""
    asked = request.GET
    kind = asked.get("kind", "")
    text, region, state = asked.get("q", "").strip(), asked.get("region", ""), asked.get("state", "")
    return Wanted(
        subject.organisation,
        day_asked(request, subject.today),
        direct=not (kind or text or region or state in ("closed", "all")),
        kind=kind if kind in kinds.kinds_by_code() else "",
        region=region if region in regions_by_code() else "",
        state="closed" if state == "closed" else "all" if state == "all" else "open",
        text=text,
    )


def _context(request: HttpRequest, subject: Subject, wanted: Wanted, roots: Sequence[Organisation]) -> dict[str, Any]:
    found = listing.listed(subject.user, wanted, today=subject.today, language=language())
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    ids = [one.pk for one in page]
    numbers = listing.below_of([*ids, wanted.under.pk], wanted.on)
    return {
        "crumbs": [*subject.crumbs(), Crumb(_("Organisations"))],
        "organisation": wanted.under,
        "name": short(wanted.under),
        "wanted": wanted,
        "today": subject.today,
        "exists": wanted.under.is_open_on(wanted.on),
        "numbers": numbers.get(wanted.under.pk, NOTHING),
        "page": page,
        "rows": _rows(subject, wanted, page, numbers),
        "chips": _chips(request.GET, subject, wanted, numbers.get(wanted.under.pk, NOTHING)),
        "regions": [(region.code, region.name.in_(language())) for region in regions()],
        "states": [
            ("open", pgettext("organisations", "Open")),
            ("closed", pgettext("organisations", "Closed")),
            ("all", _("Open and closed")),
        ],
        "narrowed": bool(wanted.text or wanted.region or wanted.state != "open"),
        "nodes": _tree(subject, wanted.on, roots),
        "export": _query(request.GET, format="xlsx", page=""),
        "page_url": page_address(wanted.under.code),
    }


def _rows(
    subject: Subject, wanted: Wanted, page: Page[Organisation], numbers: dict[int, Below]
) -> list[dict[str, Any]]:
    ids = [one.pk for one in page]
    parents = {} if wanted.direct else listing.parents_of(ids, wanted.on)
    readable = frozenset(ids)
    if wanted.on != subject.today:  # seen in the tree of that day, but the page is read by the rights of today
        readable = queries.known_among(subject.user, ids, on=subject.today)
    return [
        {
            "organisation": one,
            "label": short(one),
            "url": page_address(one.code) if one.pk in readable else "",
            "kind": kinds.kind(one.kind).name.in_(language()),
            "region": _region(one),
            "parent": short(parents[one.pk]) if one.pk in parents else "",
            "numbers": numbers.get(one.pk, NOTHING),
            "list_url": f"?under={one.code}{_day_query(wanted.on, subject.today)}",
            "leaf": one.kind not in listing.branch_kinds(),
            "closed": one.closed if one.closed and one.closed <= wanted.on else None,
        }
        for one in page
    ]


def _region(organisation: Organisation) -> str:
    found = regions_by_code().get(organisation.region)
    return found.name.in_(language()) if found else ""


def _chips(asked: QueryDict, subject: Subject, wanted: Wanted, numbers: Below) -> list[Chip]:
    """Right below, everything below, or one kind; the counts are those of the list under its other filters."""
    counts = numbers.kinds
    narrowed = bool(wanted.text or wanted.region or wanted.state != "open")
    if narrowed:
        every = Wanted(wanted.under, wanted.on, False, "", wanted.region, wanted.state, wanted.text)
        rows = listing.listed(subject.user, every, today=subject.today, language=language())
        counts = listing.numbers_by_kind(rows)
    chips = [] if narrowed else [Chip(_("Right below"), _query(asked, kind="", page=""), wanted.direct)]
    every_one = not wanted.direct and not wanted.kind
    chips.append(Chip(_("All below"), _query(asked, kind="all", page=""), every_one, sum(counts.values())))
    return chips + [
        Chip(
            kind.plural.in_(language()),
            _query(asked, kind=kind.code, page=""),
            wanted.kind == kind.code,
            counts[kind.code],
        )
        for kind in kinds.kinds()
        if counts.get(kind.code)
    ]


def _query(asked: QueryDict, **changes: str) -> str:
    """The address of this page with some parts changed; an empty one is left out."""
    query = asked.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _day_query(on: date, today: date) -> str:
    return "" if on == today else f"&on={on.isoformat()}"


def _tree(subject: Subject, on: date, roots: Sequence[Organisation]) -> list[Node]:
    """The reader's own places, unfolded down to the organisation the list is about."""
    path = [one for one in subject.path if Permission.ORG_VIEW in subject.permissions[one.pk]]
    found = listing.branches(subject.user, [one.pk for one in path], on=on, today=subject.today, language=language())
    day = _day_query(on, subject.today)
    nodes = {one.organisation.pk: _node(one, day) for one in found}
    top = Node(short(path[0]), f"?under={path[0].code}{day}")
    nodes[path[0].pk] = top
    for one in found:
        nodes[one.parent].nodes.append(nodes[one.organisation.pk])
        nodes[one.parent].below_url = ""
    if (here := nodes.get(subject.organisation.pk)) is not None:  # it may have stood elsewhere that day, or not yet
        here.current = True
    others = [one for one in roots if one.pk not in nodes]
    return [top, *(Node(short(one), f"?under={one.code}{day}") for one in others)]


def _node(branch: Branch, day: str) -> Node:
    code = branch.organisation.code
    address = reverse("orgs:below", args=[code])
    fetched = f"{address}?{day.removeprefix('&')}" if day else address
    return Node(
        short(branch.organisation),
        f"{reverse('orgs:list')}?under={code}{day}",
        below_url=fetched if branch.folds else "",
    )


def _file(user: User, wanted: Wanted, today: date) -> HttpResponse:
    """Every line of the list as it is narrowed, not only those of one page."""
    found = listing.listed(user, wanted, today=today, language=language())
    numbers = listing.below_of(found.order_by(), wanted.on)
    parents = listing.parents_of(found.order_by(), wanted.on)
    header = [
        _("Code"), _("Name in Kazakh"), _("Name in Russian"), _("Kind"), _("Stands under"), _("Region"), _("BIN"),
        _("Type of institution"), _("Opened"), _("Closed"), _("Primary organisations"), _("Workplaces"),
    ]  # fmt: skip
    rows = (_line(one, parents.get(one.pk), numbers.get(one.pk, NOTHING)) for one in found)
    response = HttpResponse(
        spreadsheets.workbook(_("Organisations"), header, rows, frozen_columns=2), content_type=XLSX
    )
    name = f"birlik-{wanted.under.code}-{wanted.on.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _line(one: Organisation, parent: Organisation | None, numbers: Below) -> list[str | int | None]:
    return [
        one.code,
        one.name_kk,
        one.name_ru,
        kinds.kind(one.kind).name.in_(language()),
        short(parent) if parent else None,
        _region(one) or None,
        one.bin or None,
        str(one.get_institution_type_display()) or None,
        _day(one.opened),
        _day(one.closed),
        None if one.kind == listing.PRIMARY else numbers.primaries,
        numbers.workplaces,
    ]


def _day(day: date | None) -> str | None:
    return formats.date_format(day, "d.m.Y") if day else None
