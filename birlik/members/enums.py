"""Words of the registry that the database keeps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    FEMALE = "f", pgettext_lazy("sex", "female")
    MALE = "m", pgettext_lazy("sex", "male")


class Category(models.TextChoices):
    """As in the law on trade unions of 27.06.2014; the yearly report counts `temporary` as working."""

    WORKING = "working", pgettext_lazy("member", "working")
    STUDENT = "student", pgettext_lazy("member", "student")
    PENSIONER = "pensioner", _("non-working pensioner")
    TEMPORARY = "temporary", _("temporarily not working")


class Entry(models.TextChoices):
    """How a membership span began. `registered`: was a member already when the registry began to know of it."""

    ACCEPTED = "accepted", pgettext_lazy("membership", "accepted")
    ARRIVED = "arrived", pgettext_lazy("membership", "arrived by transfer")
    REGISTERED = "registered", _("entered in the registry as a member")
    CORRECTED = "corrected", _("correction of the registry")


class Exit(models.TextChoices):
    """How it ended. Only `departed` goes on elsewhere; `corrected` is no leaving."""

    DEPARTED = "departed", _("departed by transfer")
    EMPLOYMENT = "employment", _("end of employment")
    RETIREMENT = "retirement", _("retirement")
    GRADUATION = "graduation", _("graduation")
    OWN_WILL = "own_will", _("at own will")
    EXPELLED = "expelled", _("expelled")
    DEATH = "death", _("death")
    OTHER = "other", pgettext_lazy("reason of leaving", "other")
    CORRECTED = "corrected", _("correction of the registry")


LEAVINGS = (Exit.EMPLOYMENT, Exit.RETIREMENT, Exit.GRADUATION, Exit.OWN_WILL, Exit.EXPELLED, Exit.DEATH, Exit.OTHER)


class PersonState(models.TextChoices):
    """Law 94-V of 21.05.2013, article 8: after a withdrawal data are blocked, then made anonymous."""

    ACTIVE = "active", pgettext_lazy("person", "active")
    BLOCKED = "blocked", pgettext_lazy("person", "blocked")
    ANONYMISED = "anonymised", pgettext_lazy("person", "anonymised")
    MERGED = "merged", pgettext_lazy("person", "merged into another")


class Body(models.TextChoices):
    CHAIR = "chair", _("chair")
    COMMITTEE = "committee", _("committee")
    AUDIT_COMMISSION = "audit_commission", _("audit commission")
    CONCILIATION_COMMISSION = "conciliation_commission", _("conciliation commission")
    INSPECTOR = "inspector", _("technical inspector")


class Channel(models.TextChoices):
    """How a consent or an application came."""

    PAPER = "paper", pgettext_lazy("channel", "on paper")
    LINK = "link", pgettext_lazy("channel", "by link")
    PAGE = "page", pgettext_lazy("channel", "on a page of the system")


class ApplicationState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("application", "received")
    ACCEPTED = "accepted", pgettext_lazy("application", "accepted")
    REFUSED = "refused", pgettext_lazy("application", "refused")


class TransferState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("transfer", "waits for both sides")
    RELEASED = "released", pgettext_lazy("transfer", "released, waits to be received")
    RECEIVED = "received", pgettext_lazy("transfer", "received, waits to be released")
    DONE = "done", pgettext_lazy("transfer", "done")
    REFUSED = "refused", pgettext_lazy("transfer", "refused")


class BatchState(models.TextChoices):
    """An import: reading → uploaded → checking → ready → applying → applied → undoing → undone. What ends in -ing waits
    for the worker or is at work."""

    READING = "reading", pgettext_lazy("import", "being read")
    UPLOADED = "uploaded", pgettext_lazy("import", "uploaded")
    CHECKING = "checking", pgettext_lazy("import", "being checked")
    READY = "ready", pgettext_lazy("import", "checked, not applied")
    APPLYING = "applying", pgettext_lazy("import", "being applied")
    APPLIED = "applied", pgettext_lazy("import", "applied")
    UNDOING = "undoing", pgettext_lazy("import", "being taken back")
    CANCELLED = "cancelled", pgettext_lazy("import", "cancelled")
    FAILED = "failed", pgettext_lazy("import", "not possible")
    UNDONE = "undone", pgettext_lazy("import", "undone")


EDITABLE_STATES = (BatchState.UPLOADED, BatchState.READY, BatchState.FAILED)
RUNNING_STATES = (BatchState.READING, BatchState.CHECKING, BatchState.APPLYING, BatchState.UNDOING)
APPLIED_STATES = (BatchState.APPLIED, BatchState.UNDOING)  # what the list brought is in the registry
ENDED_STATES = (BatchState.APPLIED, BatchState.CANCELLED, BatchState.FAILED, BatchState.UNDONE)


class Severity(models.TextChoices):
    ERROR = "error", _("error")
    WARNING = "warning", _("warning")
    INFO = "info", _("information")
