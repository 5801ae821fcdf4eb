"""The tree beside the list: the reader's own places, unfolded down to the organisation that the list is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from birlik.orgs.models import Organisation
from birlik.orgs.queries.listing import Branch
from birlik.web.shared import addresses
from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.columns import address
from birlik.web.shared.fragments import format_html
from birlik.web.shared.page_context import short
from birlik.web.shared.templatetags.birlik import icon

LINK = '<a class="tree__node" href="{}"{}><span>{}</span></a>'
SIGN = '<summary class="tree__fold">{}<span class="sr">{}</span></summary>'
LAZY_BRANCH = (
    '<details hx-get="{}" hx-trigger="toggle once" hx-target="find ul" hx-swap="innerHTML">{}<ul></ul></details>'
)
CURRENT = SafeString(' aria-current="true"')


@dataclass(slots=True)
class Node:
    """A line of the tree. `below_url` is where its branches are fetched from; empty when they are here already."""

    label: str
    url: str
    is_current: bool = False
    below_url: str = ""
    nodes: list[Node] = field(default_factory=list)


def node(branch: Branch, rest: str) -> Node:
    """Return a branch as a line; `rest` of the address: what the list is narrowed to and sorted by, see `rest_of`."""
    code = branch.organisation.code
    fragment_url = f"{addresses.organisations_below(code)}?{rest.removeprefix('&')}".removesuffix("?")
    url = f"{addresses.organisations()}?under={code}{rest}"
    return Node(short(branch.organisation), url, below_url=fragment_url if branch.folds else "")


def unfold_tree(
    path: Sequence[Organisation], branches: Iterable[Branch], roots: Iterable[Organisation], current: int, rest: str
) -> list[Node]:
    """Return the places above the current organisation with what stands right below each, and the reader's other
    places.
    """
    all_branches = list(branches)
    nodes = {one.organisation.pk: node(one, rest) for one in all_branches}
    top = Node(short(path[0]), f"?under={path[0].code}{rest}")
    nodes[path[0].pk] = top
    for one in all_branches:
        nodes[one.parent].nodes.append(nodes[one.organisation.pk])
        nodes[one.parent].below_url = ""
    if (current_node := nodes.get(current)) is not None:  # it may have stood elsewhere that day, or not yet
        current_node.is_current = True
    return [top, *(Node(short(one), f"?under={one.code}{rest}") for one in roots if one.pk not in nodes)]


def rest_of(parameters: QueryDict) -> str:
    """Return what an address of another organisation keeps of this one: all but the organisation and the page."""
    rest = address(parameters, under="", page="").removeprefix("?")
    return f"&{rest}" if rest else ""


def draw(nodes: Iterable[Node]) -> SafeString:
    """Return the lines of one level and all below it."""
    return join_parts(
        format_html(
            "<li>{}{}</li>",
            format_html(LINK, one.url, CURRENT if one.is_current else "", one.label),
            _draw_children(one),
        )
        for one in nodes
    )


def _draw_children(one: Node) -> SafeString | str:
    if not one.below_url and not one.nodes:
        return ""
    sign = format_html(SIGN, icon("right", "s"), _("Below %(name)s") % {"name": one.label})
    if one.below_url:
        return format_html(LAZY_BRANCH, one.below_url, sign)
    return format_html("<details open>{}<ul>{}</ul></details>", sign, draw(one.nodes))
