"""Small values that pages hand to the shared templates: crumbs, chips, tabs, results of the picker."""

from __future__ import annotations

from dataclasses import dataclass


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
    """A section. `is_in_menu`: on a phone, whose bar holds seven, it stands in the person's own menu."""

    icon: str
    label: str
    url: str
    active: bool
    is_in_menu: bool = False
