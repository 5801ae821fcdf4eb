"""The words of a campaign's life, and the one table of what may follow what."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    NOT_BEGUN = "not_begun", _("Not begun")
    BEGUN = "begun", _("Begun")
    SENT = "sent", _("Sent")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    FROZEN = "frozen", _("Frozen")


class Origin(TextChoices):
    """Where the figure of a cell that the registry of members once filled comes from now."""

    REGISTRY = "registry", _("from the registry, not confirmed yet")
    CONFIRMED = "confirmed", _("from the registry, confirmed")
    TYPED = "typed", _("corrected by hand")


class Verb(TextChoices):
    BEGIN = "begin", _("Begin")
    SEND = "send", _("Send")
    RETURN = "return", _("Return")
    ACCEPT = "accept", _("Accept")
    FREEZE = "freeze", _("Freeze")
    REOPEN = "reopen", _("Reopen for correction")


TRANSITIONS: dict[Verb, dict[Status, Status]] = {
    Verb.BEGIN: {Status.NOT_BEGUN: Status.BEGUN},
    Verb.SEND: {Status.BEGUN: Status.SENT, Status.RETURNED: Status.SENT},
    Verb.RETURN: {Status.SENT: Status.RETURNED, Status.ACCEPTED: Status.RETURNED},
    Verb.ACCEPT: {Status.SENT: Status.ACCEPTED},
    Verb.FREEZE: {Status.ACCEPTED: Status.FROZEN},
    Verb.REOPEN: {Status.FROZEN: Status.RETURNED},
}

EDITABLE = frozenset({Status.NOT_BEGUN, Status.BEGUN, Status.RETURNED})
COUNTED_STATUSES = frozenset({Status.ACCEPTED, Status.FROZEN})


def target(verb: Verb, status: Status) -> Status | None:
    """Return where the verb leads from this status; None when it leads nowhere."""
    return TRANSITIONS[verb].get(status)


class CampaignStatus(TextChoices):
    OPEN = "open", pgettext_lazy("campaign", "Open")
    FROZEN = "frozen", pgettext_lazy("campaign", "Frozen")
