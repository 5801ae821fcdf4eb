"""Campaigns, reports with their versions, and the figures that come of them.

A figure is (indicator, organisation, period, edition). Values are kept together per organisation in one JSON object,
code → integer: an absent code is empty, which is not zero.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from birlik.audit.subjects import Subject
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.orgs import queries as orgs
from birlik.orgs.kinds import kind_choices
from birlik.orgs.models import Organisation
from birlik.statistics.enums import CampaignStatus, Status
from birlik.statistics.windows import Window


class FormEdition(models.Model):
    """The immutable copy of a form of the rulebook, under which reports are filled."""

    code = models.SlugField(max_length=60)
    edition = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new row; one that is there is never changed. Refused with `form.immutable`."""
        if self.pk:
            raise Refusal("form.immutable")
        super().save(*args, **kwargs)


class Campaign(models.Model):
    """The collection of one year's reports. `revision` grows with every change, so that pages know when to redraw.

    `closes` is the last of the closing days; `closed_on` the day on which it was closed before them. `source`: where
    the figures of a year were taken from that was not reported here; such a campaign has no reports.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    form = models.ForeignKey(FormEdition, on_delete=models.PROTECT)
    opens = models.DateField()
    closes = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=CampaignStatus, default=CampaignStatus.OPEN)
    edition = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    ground = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(opens__lt=models.F("closes")), name="campaign_opens_before_it_closes"),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, frozen_by__isnull=True, status="open")
                | Q(frozen_at__isnull=False, frozen_by__isnull=False)
                | Q(frozen_at__isnull=False, status="frozen") & ~Q(source=""),  # brought along by the command line
                name="campaign_frozen_at_and_by",
            ),
        ]

    def has_begun(self, today: date) -> bool:
        """Return whether its opening day has come: before it nobody is asked for a report."""
        return self.opens <= today

    def as_subject(self) -> Subject:
        """Name the campaign at the root of the tree, where campaigns are run."""
        root = orgs.root(Period(self.year).as_of)
        return Subject("campaign", self.pk, str(self.year), root.code if root else "")


class CampaignDeadline(models.Model):
    """The days of a kind of organisations in a campaign (`windows.Window` says what each of them means)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=20, choices=kind_choices)
    hand_in = models.DateField()
    on_time = models.DateField()
    closes = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "kind"], name="deadline_once_a_kind"),
            models.CheckConstraint(
                condition=Q(hand_in__lte=models.F("on_time"), on_time__lte=models.F("closes")),
                name="deadline_days_in_order",
            ),
        ]

    @property
    def window(self) -> Window:
        return Window(self.hand_in, self.on_time, self.closes)


class ClosingException(models.Model):
    """A later closing day, for one organisation with everybody below it, or for all: who asked, why, until when."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="exceptions")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="closing_exceptions"
    )
    requester = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    until = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(requester="") & ~Q(reason=""), name="exception_has_reason"),
        ]


class ExpectationChange(models.Model):
    """An organisation that was added to those expected after the opening, or taken from them, and why.

    `by_hand`: a decision of who runs the campaign, which later changes of the tree leave as it is.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="expectation_changes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    expected = models.BooleanField()
    by_hand = models.BooleanField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")


class Content(models.Model):
    """What a person writes into a report."""

    values = models.JSONField(default=dict)
    not_applicable = models.JSONField(default=list)
    causes = models.JSONField(default=dict)
    explanations = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    origins = models.JSONField(default=dict)  # code → Origin, of the cells that the registry filled

    class Meta:
        abstract = True

    CONTENT_FIELDS: ClassVar = ("values", "not_applicable", "causes", "explanations", "note", "origins")

    def content(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.CONTENT_FIELDS}


class Report(Content):
    """One organisation's report in one campaign: the working copy and where it stands.

    The rows of a campaign are made when it opens, so they are also the list of who is expected.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    status = models.CharField(max_length=10, choices=Status, default=Status.NOT_BEGUN)
    saved = models.PositiveIntegerField(default=0)  # counts autosaves: a stale page is told so
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)
    remark = models.TextField(blank=True)
    remark_cells = models.JSONField(default=dict)
    changed_at = models.DateTimeField(null=True, blank=True)
    first_sent = models.DateTimeField(null=True, blank=True)  # timeliness: a return does not make a report late
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_version = models.ForeignKey(
        "ReportVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "organisation"], name="report_once_a_campaign"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="report_sent_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True, accepted_version__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, accepted_version__isnull=False),
                name="report_accepted_at_by_version",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "frozen"]) | Q(accepted_version__isnull=False),
                name="report_accepted_has_version",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["campaign", "status"])]

    def as_subject(self) -> Subject:
        code = self.organisation.code
        return Subject("report", self.pk, f"{code} {self.campaign.year}", code)


class VersionQuerySet(models.QuerySet["ReportVersion"]):
    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse: a version is appended and never changed. Refused with `version.immutable`."""
        raise Refusal("version.immutable")

    def delete(self) -> NoReturn:
        """Refuse: a version is never taken away. Refused with `version.immutable`."""
        raise Refusal("version.immutable")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: a version is appended and never changed. Refused with `version.immutable`."""
        raise Refusal("version.immutable")


class ReportVersion(Content):
    """What was sent, word for word. Versions are appended, never changed."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "number"], name="report_version_number")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new row; one that is there is never changed. Refused with `version.immutable`."""
        if self.pk:
            raise Refusal("version.immutable")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: a version is never taken away. Refused with `version.immutable`."""
        raise Refusal("version.immutable")


class FigureSet(models.Model):
    """All figures of one organisation in one period and edition: exact sums of accepted reports plus its own rows.

    `expected` and `accepted` count the primary organisations below (and itself, when it is one). An edition after a
    freeze holds rows only for the organisations whose figures changed; the figures of edition n are the newest rows
    with edition ≤ n.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="figure_sets")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="figure_sets")
    edition = models.PositiveIntegerField()
    values = models.JSONField()
    causes = models.JSONField(default=dict)
    expected = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    source = models.ForeignKey(ReportVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "organisation", "edition"], name="figure_set_once_an_edition"),
            models.CheckConstraint(condition=Q(accepted__lte=models.F("expected")), name="figure_set_coverage"),
        ]
