"""Where a page stands: which year, which organisation, what is above it; loaded through the reader's rights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.periods import Period
from birlik.orgs import kinds
from birlik.orgs import queries as orgs
from birlik.orgs.models import Assignment, Organisation
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.navigation import Crumb

AddressOf = Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class PageContext:
    """A year and an organisation that the reader may see. `path` is what stands above it, the root first.

    `state` changes with every change of any campaign: part of the key under which drawn pages are kept.
    """

    campaign: Campaign
    organisation: Organisation
    path: Sequence[Organisation]
    visible: frozenset[int]
    years: Sequence[int] = field(default=())
    assignments: Sequence[Assignment] = field(default=())
    state: str = ""

    @property
    def period(self) -> Period:
        return Period(self.campaign.year)

    @property
    def as_of(self) -> date:
        return self.period.as_of

    def may(self, permission: Permission) -> bool:
        """Answer as `orgs.rules.can` for the organisation of this page, told from the roles already read."""
        return self.organisation.pk in orgs.visible_on_path(self.assignments, self.path, permission)

    def may_at_root(self, permission: Permission) -> bool:
        """Return whether the reader holds this right over the whole tree; the action asks again by `orgs.rules`."""
        return bool(orgs.visible_on_path(self.assignments, self.path[:1], permission))

    def crumbs(self, address: AddressOf) -> list[Crumb]:
        """Return the path as links where the reader may go, as words where not."""
        language = get_language() or "kk"
        return [
            Crumb(node.short.in_(language), address(self.campaign.year, node.code) if node.pk in self.visible else "")
            for node in self.path
        ]

    def context(self, view_name: str) -> dict[str, Any]:
        """Return what the frame of the page needs: crumbs, the period switch, the picker's target."""

        def address(year: int, code: str) -> str:
            return reverse(view_name, args=[year, code])

        return {
            "place": self,
            "campaign": self.campaign,
            "organisation": self.organisation,
            "period": self.period,
            "crumbs": self.crumbs(address),
            "period_urls": [(year, address(year, self.organisation.code)) for year in self.years],
            "picker_to": view_name.partition(":")[2],
        }


def page_context(user: User | AnonymousUser, permission: Permission, year: int | None, code: str | None) -> PageContext:
    """Return the place asked for, or the reader's own; 404 for what doesn't exist and for what the
    reader may not see.
    """
    years = campaigns.campaigns()
    campaign = next((one for one in years if year in (None, one.year)), None)
    if campaign is None:
        raise Http404
    on = campaigns.period(campaign).as_of
    assignments = current_assignments(user)
    for candidate in _candidates(assignments, code):
        path = orgs.path_to(candidate, on)
        visible = orgs.visible_on_path(assignments, path, permission)
        if path and path[-1].pk in visible:
            state = ".".join(f"{one.year}-{one.revision}" for one in years)
            return PageContext(campaign, path[-1], path, visible, [one.year for one in years], assignments, state)
    raise Http404


def _candidates(assignments: Sequence[Assignment], code: str | None) -> list[str]:
    """The code asked for; without one, those of the organisations where the reader holds a role, the highest first."""
    if code is not None:
        return [code]
    places = sorted((one.organisation for one in assignments), key=lambda one: (kinds.kind(one.kind).level, one.pk))
    return [place.code for place in places]
