"""The page of a year and an organisation: its figures, reports and papers, loaded through the reader's rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.core.periods import Period
from birlik.orgs import queries as orgs
from birlik.orgs.models import Assignment
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns
from birlik.web.shared.absence import Absence, NothingYet
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.page_context import PageContext, own_codes


@dataclass(frozen=True, slots=True)
class CampaignPage(PageContext):
    """A page of a campaign. `visible`: what of its path the reader may see; by that the page was asked for.
    `campaigns`: all there are, the newest first.

    `state` changes with every change of any campaign: part of the key under which drawn pages are kept.
    """

    campaign: Campaign
    visible: frozenset[int]
    campaigns: Sequence[Campaign]
    state: str

    @property
    def years(self) -> list[int]:
        """The years that have a campaign, the newest first."""
        return [one.year for one in self.campaigns]

    @property
    def period(self) -> Period:
        return Period(self.campaign.year)

    @property
    def as_of(self) -> date:
        return self.period.as_of

    def context(self, view_name: str, rest: str = "") -> dict[str, Any]:
        """Return what the frame of the page needs: crumbs, the period switch, the picker's target.

        `rest`: what the list is narrowed to and sorted by, "?…" or "", which stays in another year and further up.
        """

        def address(year: int, code: str) -> str:
            return reverse(view_name, args=[year, code]) + rest

        return {
            "place": self,
            "campaign": self.campaign,
            "organisation": self.organisation,
            "period": self.period,
            "crumbs": self.crumbs(lambda code: address(self.campaign.year, code), self.visible),
            "period_urls": [(year, address(year, self.organisation.code)) for year in self.years],
            "picker_to": view_name.partition(":")[2],
        }


def campaign_page(
    user: User | AnonymousUser, permission: Permission, year: int | None, code: str | None
) -> CampaignPage:
    """Return the page asked for, or that of the current campaign and the reader's own organisation; 404 for what
    doesn't exist and for what the reader may not see, `NothingYet` where there is nothing to be seen yet.
    """
    all_campaigns, assignments = campaigns.campaigns(), current_assignments(user)
    campaign = campaigns.current_campaign(all_campaigns, timezone.localdate())
    if year is not None:
        campaign = next((one for one in all_campaigns if one.year == year), None)
    if campaign is None:
        raise _absence(assignments, permission, None) if year is None else Http404
    on = campaigns.period(campaign).as_of
    state = ".".join(f"{one.year}-{one.revision}" for one in all_campaigns)
    for candidate in [code] if code is not None else own_codes(assignments):
        path = orgs.path_to(candidate, on)
        permissions = orgs.permissions_on_path(assignments, path)
        visible = frozenset(pk for pk, rights in permissions.items() if permission in rights)
        if path and path[-1].pk in visible:
            return CampaignPage(assignments, path, permissions, campaign, visible, all_campaigns, state)
    raise _absence(assignments, permission, campaign) if year is None and code is None else Http404


def _absence(assignments: Sequence[Assignment], permission: Permission, campaign: Campaign | None) -> Http404:
    """Return what a section with nothing to show says; for who has no right to it anywhere, that it is not there."""
    if not any(permission in role(one.role).grants for one in assignments):
        return Http404()
    return NothingYet(Absence.CAMPAIGN if campaign is None else Absence.PLACE_IN_CAMPAIGN)
