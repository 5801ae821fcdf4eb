"""What a person is in the union, and when: membership, work, mandates, dues."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from birlik.core.personal_data import MergeRule, PersonalData, UndoRule
from birlik.members.enums import Body, Category, Exit, Sex
from birlik.members.enums import Entry as Entrance
from birlik.members.models.persons import Person
from birlik.orgs.entries import IN_FORCE, Entry
from birlik.orgs.enums import InstitutionType
from birlik.orgs.models import Organisation, SpanQuerySet, Workplace, ordered_span

OPEN = Q(until__isnull=True)
DAY = timedelta(days=1)


def end_open_spans(spans: models.QuerySet[Any], day: date, **values: str) -> None:
    """End open spans on the day, with these values; one that began on it or later, a day after its beginning."""
    open_spans = spans.filter(OPEN)
    for since in set(open_spans.filter(since__gte=day).values_list("since", flat=True)):
        open_spans.filter(since=since).update(until=since + DAY, **values)
    open_spans.filter(since__lt=day).update(until=day, **values)


class Membership(models.Model):
    """A person in one organisation and category. Another category or organisation is the next span.

    The migration forbids overlapping spans of one person. `sex` and `born` repeat the person's, so that a headcount
    reads one index; of an anonymised person `born` keeps the year (see actions.privacy).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    category = models.CharField(max_length=10, choices=Category)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    entry = models.CharField(max_length=10, choices=Entrance)
    exit = models.CharField(max_length=10, choices=Exit, blank=True)
    ground_in = models.CharField(max_length=200, blank=True)
    ground_out = models.CharField(max_length=200, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    born = models.DateField(null=True, blank=True)
    transfer = models.ForeignKey(
        "members.Transfer", null=True, blank=True, on_delete=models.PROTECT, related_name="spans", db_index=False
    )
    batch = models.ForeignKey(
        "members.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        related_name="memberships",
        db_index=False,
        db_constraint=False,
    )

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ordered_span("membership_span"),
            models.UniqueConstraint(fields=["person"], condition=OPEN, name="membership_one_open"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="membership_category_known"),
            models.CheckConstraint(condition=Q(entry__in=Entrance.values), name="membership_entry_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True, exit="") | Q(until__isnull=False, exit__in=Exit.values),
                name="membership_ends_with_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "since"], name="membership_person"),
            models.Index(
                fields=["organisation", "since", "until", "category", "sex", "born", "entry", "exit"],
                name="membership_headcount",
            ),
            models.Index(fields=["since", "organisation", "person"], condition=OPEN, name="membership_began"),
        ]

    personal_data = PersonalData(MergeRule.SNAPSHOT, UndoRule.BATCH, "memberships", columns=("organisation__code",))

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """End what is open and keep the spans without grounds, with the year of birth alone.

        `born` becomes 1 July of its year, but for 1 January: on every 1 January, the day of the yearly report, as many
        are younger than 35 as before.
        """
        end_open_spans(rows, timezone.localdate(at), exit=Exit.OWN_WILL)
        rows.update(ground_in="", ground_out="")
        births = rows.filter(born__isnull=False)
        for year in {born.year for born in births.values_list("born", flat=True) if born is not None}:
            births.filter(born__year=year).exclude(born=date(year, 1, 1)).update(born=date(year, 7, 1))


class Employment(models.Model):
    """A snapshot of somebody's work, apart from membership: where, as what, in what kind of institution."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="employments", db_index=False)
    workplace = models.ForeignKey(
        Workplace, null=True, blank=True, on_delete=models.PROTECT, related_name="employments", db_index=False
    )
    employer = models.CharField(max_length=400, blank=True)
    employer_bin = models.CharField(max_length=12, blank=True)
    position = models.CharField(max_length=200, blank=True)
    institution_type = models.CharField(max_length=20, choices=InstitutionType, blank=True)
    since = models.DateField(null=True, blank=True)  # often nobody knows
    until = models.DateField(null=True, blank=True)
    batch = models.ForeignKey(
        "members.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        related_name="employments",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        constraints: ClassVar = [
            ordered_span("employment_span"),
            models.UniqueConstraint(fields=["person"], condition=OPEN, name="employment_one_open"),
        ]
        indexes: ClassVar = [models.Index(fields=["person"], name="employment_person")]

    personal_data = PersonalData(
        MergeRule.SNAPSHOT, UndoRule.BATCH, "employments", columns=("workplace__name_kk", "workplace__name_ru")
    )

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Delete the rows: of work nothing is counted."""
        rows.delete()


class MandateQuerySet(SpanQuerySet["Mandate"]):
    """Offices; those that hold on a day or are open are never annulled ones."""

    def in_force(self) -> Self:
        """Return the offices that are not annulled."""
        return self.filter(IN_FORCE)

    def on(self, day: date | Combinable) -> Self:
        return super().on(day).in_force()

    def open(self) -> Self:
        return super().open().in_force()


class Mandate(Entry):
    """An office a member holds in the union: chair, member of a committee or commission, inspector.

    It is an entry of the register of offices (birlik.activity.offices). Of one that was loaded from elsewhere nobody
    knows who wrote it down.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("Member (IIN)")
    )
    body = models.CharField(_("Office"), max_length=24, choices=Body)
    paid = models.BooleanField(_("A salaried chair"), default=False)
    since = models.DateField(_("From this day on"))
    until = models.DateField(_("First day without the office"), null=True, blank=True)
    ground = models.CharField(
        _("Ground"), max_length=200, blank=True, help_text=_("Number and date of the minutes of the election.")
    )
    recorded_at = models.DateTimeField(null=True, editable=False)  # type: ignore[assignment]  # wider than of others
    recorded_by = models.ForeignKey(  # type: ignore[assignment]  # the same
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    begins, ends = "since", "until"

    objects = MandateQuerySet.as_manager()

    class Meta(Entry.Meta):
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=True, recorded_by__isnull=True)
                | Q(recorded_at__isnull=False, recorded_by__isnull=False),
                name="mandate_recorded_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__lt=F("until")),
                name="mandate_span",
                violation_error_message=_("An office can end only after the day on which it began."),
            ),
            models.CheckConstraint(condition=Q(body__in=Body.values), name="mandate_body_known"),
            models.CheckConstraint(
                condition=Q(paid=False) | Q(body=Body.CHAIR.value),
                name="mandate_paid_is_a_chair",
                violation_error_message=_("Only a chair is marked as salaried."),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "body"], condition=OPEN & IN_FORCE, name="mandate_one_open"
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=OPEN & IN_FORCE & Q(body=Body.CHAIR.value),
                name="mandate_one_chair",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "body", "since", "until", "paid", "annulled_at"], name="mandate_counts"
            ),
        ]

    personal_data = replace(Entry.personal_data, merge=MergeRule.SNAPSHOT, part="mandates")


class DuesAgreement(models.Model):
    """The written application to withhold dues, and at what rate, in per cent of pay (domain: 1 %)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="dues")
    signed = models.DateField(null=True, blank=True)
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ordered_span("dues_span"),
            models.CheckConstraint(condition=Q(rate__gt=0, rate__lte=100), name="dues_rate"),
            models.UniqueConstraint(fields=["person"], condition=OPEN, name="dues_one_open"),
        ]

    personal_data = PersonalData(MergeRule.SNAPSHOT, UndoRule.BLOCK, "dues")

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Delete the agreements."""
        rows.delete()
