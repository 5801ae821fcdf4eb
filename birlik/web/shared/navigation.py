"""Small values that pages hand to the shared templates: crumbs, chips, tabs, results of the picker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.fragments import format_html


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the path to this page; the last one has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter above a list; the one that holds now is `active`."""

    label: str
    url: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A line of the picker: an organisation, what it stands under, where it leads."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RailItem:
    """A section. `is_in_menu`: on a phone, whose bar holds six, it stands in the person's own menu."""

    icon: str
    label: str
    url: str
    active: bool
    is_in_menu: bool = False


def breadcrumbs(crumbs: Sequence[Crumb]) -> SafeString:
    """Draw the path to a page: links, but for the page itself and for where the reader may not go."""
    *ancestors, last = crumbs
    steps = [
        format_html('<li><a href="{}">{}</a></li>', crumb.url, crumb.label)
        if crumb.url
        else format_html("<li><span>{}</span></li>", crumb.label)
        for crumb in ancestors
    ]
    steps.append(format_html('<li><span aria-current="location">{}</span></li>', last.label))
    return format_html('<nav aria-label="{}"><ol class="crumbs">{}</ol></nav>', _("You are here"), join_parts(steps))
