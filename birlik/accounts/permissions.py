"""Everything that a person may be allowed to do, and how far down the tree a permission reaches."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    REPORT_VIEW = "report.view"
    REPORT_EDIT = "report.edit"
    REPORT_SEND = "report.send"
    REPORT_ACCEPT = "report.accept"  # accept and return
    CAMPAIGN_RUN = "campaign.run"  # open, freeze, correct
    FIGURE_VIEW = "figure.view"
    PAPER_VIEW = "paper.view"
    PAPER_EDIT = "paper.edit"
    ORG_VIEW = "org.view"
    ORG_EDIT = "org.edit"
    MEMBER_VIEW = "member.view"  # names, lists and cards; counts need figure.view only
    MEMBER_EDIT = "member.edit"
    MEMBER_IMPORT = "member.import"
    MEMBER_EXPORT = "member.export"
    SAFETY_VIEW = "safety.view"  # the registers of safety at work
    SAFETY_EDIT = "safety.edit"
    AUDIT_VIEW = "audit.view"  # what was changed in an organisation and its reports
    TRAIL_VIEW = "trail.view"  # all that was done, with sign-ins and who read whose data
    USER_MANAGE = "user.manage"


class Reach(StrEnum):
    """From the organisation where the role is held: that one alone, that one and all below, all below but not it."""

    HERE = "here"
    HERE_AND_BELOW = "here and below"
    BELOW = "below"

    def covers(self, depth: int) -> bool:
        """Return whether a role that reaches so far is felt `depth` steps below the organisation where it is held."""
        return depth == 0 if self is Reach.HERE else self is Reach.HERE_AND_BELOW or depth > 0
