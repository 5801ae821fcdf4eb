"""Where a page stands: which year, which organisation, what is above it; loaded through the reader's rights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.orgs import kinds
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns
from birlik.web.shared.navigation import Crumb

AddressOf = Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class Place:
    """A year and an organisation that the reader may see. `path` is what stands above it, the root first."""

    campaign: Campaign
    organisation: Organisation
    path: Sequence[Organisation]
    visible: frozenset[int]
    years: Sequence[int] = field(default=())

    @property
    def period(self) -> Period:
        return Period(self.campaign.year)

    @property
    def as_of(self) -> date:
        return self.period.as_of

    def crumbs(self, address: AddressOf) -> list[Crumb]:
        """The path as links where the reader may go, as words where not."""
        language = get_language() or "kk"
        return [
            Crumb(node.short.in_(language), address(self.campaign.year, node.code) if node.pk in self.visible else "")
            for node in self.path
        ]

    def context(self, view_name: str) -> dict[str, Any]:
        """What the frame of the page needs: crumbs, the period switch, the picker's target."""

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


def find(user: User | AnonymousUser, permission: Permission, year: int | None, code: str | None) -> Place:
    """The place asked for, or the reader's own; 404 for what doesn't exist and for what the reader may not see."""
    today = timezone.localdate()
    years = campaigns.campaigns()
    campaign = next((one for one in years if year in (None, one.year)), None)
    if campaign is None:
        raise Http404
    on = campaigns.period(campaign).as_of
    for node in _candidates(user, code, today):
        path = list(orgs.ancestors(node, on))
        seen = orgs.visible_among(user, [one.pk for one in path], permission, on=today, tree=on)
        if node.pk in seen:
            return Place(campaign, node, path, seen, [one.year for one in years])
    raise Http404


def _candidates(user: User | AnonymousUser, code: str | None, today: date) -> list[Organisation]:
    """The organisation of the code; without one, those where the reader holds a role, the highest first."""
    if code is not None:
        try:
            return [orgs.organisation_by_code(code)]
        except Refusal as refusal:
            raise Http404 from refusal
    if not isinstance(user, User):
        return []
    held = [assignment.organisation for assignment in orgs.assignments_of(user, on=today)]
    return sorted(held, key=lambda one: (kinds.kind(one.kind).level, one.pk))
