"""Who may do what with a report, and in which state. Each right also as a filter in `queries.reports`.

The role must be held today (`on`); the tree is read as of the period's 1 January, so a report stays with those who
were above it then, whatever was merged or moved since.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib.auth.models import AnonymousUser

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.orgs import queries as org_queries
from birlik.orgs import rules as orgs
from birlik.statistics.enums import EDITABLE, CampaignStatus, Status, Verb, target
from birlik.statistics.models import Campaign, FigureSet, Report

NEEDS: dict[Verb, Permission] = {
    Verb.BEGIN: Permission.REPORT_EDIT,
    Verb.SEND: Permission.REPORT_SEND,
    Verb.RETURN: Permission.REPORT_ACCEPT,
    Verb.ACCEPT: Permission.REPORT_ACCEPT,
    Verb.FREEZE: Permission.CAMPAIGN_RUN,
    Verb.REOPEN: Permission.CAMPAIGN_RUN,
}


def can_view(user: User | AnonymousUser, report: Report, *, on: date) -> bool:
    return _has_permission(user, Permission.REPORT_VIEW, report, on)


def can_edit(user: User, report: Report, *, on: date) -> bool:
    """Return whether right and state allow an edit: what is sent or accepted is changed only after it was returned."""
    return Status(report.status) in EDITABLE and _has_permission(user, Permission.REPORT_EDIT, report, on)


def can(user: User, verb: Verb, report: Report, *, on: date) -> bool:
    """Return whether the table of transitions and the right both allow the verb."""
    return is_possible(verb, report) and all(
        _has_permission(user, permission, report, on) for permission in required_permissions(verb, report)
    )


def required_permissions(verb: Verb, report: Report) -> list[Permission]:
    """Return the permissions that the verb takes. A report that was missing at the freeze joins the figures only
    through who runs campaigns: nobody reopened it, and its acceptance is an edition of what was published.
    """
    is_correction = (
        verb is Verb.ACCEPT and report.campaign.status == CampaignStatus.FROZEN and not _was_published(report)
    )
    return [NEEDS[verb], Permission.CAMPAIGN_RUN] if is_correction else [NEEDS[verb]]


def _was_published(report: Report) -> bool:
    own = FigureSet.objects.filter(campaign_id=report.campaign_id, organisation_id=report.organisation_id)
    return own.filter(source__isnull=False).exists()


def is_possible(verb: Verb, report: Report) -> bool:
    """Return whether the state allows the verb: what a freeze fixed is opened only by a reopening with its reason."""
    frozen = report.campaign.status == CampaignStatus.FROZEN
    if frozen and verb is Verb.RETURN and report.status == Status.ACCEPTED:
        return False
    return target(verb, Status(report.status)) is not None


def require(user: User, verb: Verb, report: Report, *, on: date) -> None:
    """Refuse with what is missing: `right.missing`, or `report.wrong_state` naming the state."""
    for permission in required_permissions(verb, report):
        orgs.require(user, permission, report.organisation, on=on, tree=tree_of(report.campaign))
    if not is_possible(verb, report):
        raise Refusal("report.wrong_state", verb=verb.label, status=Status(report.status).label)


def verbs(user: User, report: Report, *, on: date) -> list[Verb]:
    """Return the verbs that the person may use, the buttons of the report's page, from the same table as the actions.
    Freezing is an act upon the campaign.
    """
    return verbs_allowed(report, lambda permission: _has_permission(user, permission, report, on))


def verbs_allowed(report: Report, may: Callable[[Permission], bool]) -> list[Verb]:
    """Return the same for rights known otherwise: `may` says whether a permission is held at the
    report's organisation.
    """
    candidates = (verb for verb in Verb if verb not in {Verb.BEGIN, Verb.FREEZE})
    return [
        verb for verb in candidates if is_possible(verb, report) and all(map(may, required_permissions(verb, report)))
    ]


def tree_of(campaign: Campaign) -> date:
    return Period(campaign.year).as_of


def _has_permission(user: User | AnonymousUser, permission: Permission, report: Report, on: date) -> bool:
    return orgs.can(user, permission, report.organisation, on=on, tree=tree_of(report.campaign))


def can_run_campaigns(user: User, *, on: date) -> bool:
    """Return whether the person may open, freeze and reopen, which is done at the root of the tree."""
    root = org_queries.root(on)
    return root is not None and orgs.can(user, Permission.CAMPAIGN_RUN, root, on=on)


def require_run_campaigns(user: User | None, *, on: date) -> None:
    """Require the right to run campaigns; None is the command line. Refused with `right.missing`."""
    if user is not None and not can_run_campaigns(user, on=on):
        root = org_queries.root(on)
        raise Refusal("right.missing", permission=Permission.CAMPAIGN_RUN.value, organisation=root.code if root else "")
