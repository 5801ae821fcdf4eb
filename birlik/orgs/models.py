"""The organisation tree through time. Every span is half-open, [since, until); an open one has `until` NULL.

Nothing with a history is overwritten: a parent, a former name, a role end on a day, and the next one begins.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable

from birlik.accounts.roles import ROLES
from birlik.audit.subjects import Subject
from birlik.core.bilingual import Bilingual
from birlik.orgs.enums import GrammaticalCase, InstitutionType, NameKind, NameLanguage, ReorganisationKind
from birlik.orgs.kinds import kind_choices

KINDS = [code for code, _label in kind_choices()]
BIN_PATTERN = r"^([0-9]{12})?$"
REGION_PATTERN = r"^([0-9]{2})?$"
SORT_LENGTH = 600  # a name of 400 with its figures widened

Row = TypeVar("Row", bound=models.Model, covariant=True)


def valid_on(day: date | Combinable, prefix: str = "") -> Q:
    """Return the condition that a span holds on this day; `prefix` leads to the span's table ("placements__")."""
    ends_later = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day})
    return Q(**{f"{prefix}since__lte": day}) & ends_later


def ordered_span(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(until__isnull=True) | Q(since__lt=F("until")), name=name)


class SpanQuerySet(models.QuerySet[Row]):
    def on(self, day: date | Combinable) -> Self:
        """Return the spans that hold on this day."""
        return self.filter(valid_on(day))

    def open(self) -> Self:
        return self.filter(until__isnull=True)

    def not_over(self, day: date) -> Self:
        """Return the spans that hold on this day or begin later."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def open_on(self, day: date | Combinable) -> Self:
        return self.filter(Q(closed__isnull=True) | Q(closed__gt=day), opened__lte=day)


class Organisation(models.Model):
    """A union body of any level. `code` never changes; names do (FormerName keeps the old ones)."""

    code = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=kind_choices)
    name_kk = models.CharField(max_length=400)
    name_ru = models.CharField(max_length=400)
    short_kk = models.CharField(max_length=200, blank=True)
    short_ru = models.CharField(max_length=200, blank=True)
    # grammar.letters.sort_key: the order of the 42 letters, compared by code point
    sort_kk = models.CharField(max_length=SORT_LENGTH, editable=False)
    sort_ru = models.CharField(max_length=SORT_LENGTH, editable=False)
    bin = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=2, blank=True)  # KATO, first two digits
    institution_type = models.CharField(max_length=20, choices=InstitutionType, blank=True)
    opened = models.DateField()
    closed = models.DateField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(opened__lt=F("closed")), name="organisation_closes_after_opening"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="organisation_kind_known"),
            models.CheckConstraint(condition=Q(bin__regex=BIN_PATTERN), name="organisation_bin_digits"),
            models.CheckConstraint(condition=Q(region__regex=REGION_PATTERN), name="organisation_region_digits"),
            models.CheckConstraint(
                condition=Q(institution_type__in=["", *InstitutionType.values]), name="organisation_type_known"
            ),
            models.CheckConstraint(
                condition=~Q(name_kk="") & ~Q(name_ru="") & ~Q(code=""), name="organisation_has_names"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sort_kk", "id"], name="organisation_sort_kk"),
            models.Index(fields=["kind", "opened"], name="organisation_kind"),  # the root is one of its kind
            models.Index(fields=["sort_ru", "id"], name="organisation_sort_ru"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Bilingual:
        return Bilingual(self.name_kk, self.name_ru)

    @property
    def short(self) -> Bilingual:
        """The short name where there is one, else the full name."""
        return Bilingual(self.short_kk or self.name_kk, self.short_ru or self.name_ru)

    def is_open_on(self, day: date) -> bool:
        return self.opened <= day and (self.closed is None or day < self.closed)

    def as_subject(self) -> Subject:
        return Subject("organisation", self.pk, f"{self.name_kk} / {self.name_ru}", self.code)


class FormerName(models.Model):
    """A name the organisation bore before (former: the spans follow each other), or is also known by (alias)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="other_names")
    kind = models.CharField(max_length=6, choices=NameKind)
    name_kk = models.CharField(max_length=400, blank=True)
    name_ru = models.CharField(max_length=400, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ordered_span("former_name_span"),
            models.CheckConstraint(condition=Q(kind__in=NameKind.values), name="former_name_kind_known"),
            models.CheckConstraint(condition=~Q(name_kk="") | ~Q(name_ru=""), name="former_name_not_empty"),
            models.CheckConstraint(
                condition=~Q(kind=NameKind.FORMER.value) | Q(until__isnull=False), name="former_name_has_ended"
            ),
            models.UniqueConstraint(
                fields=["organisation", "since"], condition=Q(kind=NameKind.FORMER.value), name="former_name_once_a_day"
            ),
        ]


class NameForm(models.Model):
    """The full name in a grammatical case, as an editor reviewed it; not reviewed, it is only a proposal."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="name_forms")
    language = models.CharField(max_length=2, choices=NameLanguage)
    grammatical_case = models.CharField(max_length=14, choices=GrammaticalCase)
    text = models.CharField(max_length=420)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "language", "grammatical_case"], name="name_form_once_a_case"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="name_form_reviewed_at_and_by",
            ),
            models.CheckConstraint(condition=Q(language__in=NameLanguage.values), name="name_form_language_known"),
            models.CheckConstraint(
                condition=Q(grammatical_case__in=GrammaticalCase.values), name="name_form_case_known"
            ),
        ]


class SearchWord(models.Model):
    """One folded word of any name, code or BIN of an organisation: searched by ranges of a byte-ordered column."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="search_words")
    word = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["word", "organisation"], name="search_word_once")]


class Placement(models.Model):
    """Who stands directly under whom, and when. The migration forbids overlapping spans of one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="placements", db_index=False)
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="child_placements", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ordered_span("placement_span"),
            models.CheckConstraint(condition=~Q(organisation=F("parent")), name="placement_not_under_itself"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(until__isnull=True), name="placement_one_open"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "since"], name="placement_organisation"),
            models.Index(fields=["parent", "since"], name="placement_parent"),
        ]


class Lineage(models.Model):
    """Who is above whom, at any distance and any time, each above itself at depth 0.

    Derived from Placement (orgs.lineage); kept by the actions, rebuilt by `actions.rebuild_lineage`.
    """

    ancestor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="lineage_down", db_index=False)
    descendant = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="lineage_up", db_index=False)
    depth = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ordered_span("lineage_span"),
            models.UniqueConstraint(fields=["ancestor", "descendant", "since"], name="lineage_once_a_day"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ancestor", "since", "until", "depth", "descendant"], name="lineage_downwards"),
            models.Index(fields=["descendant", "since", "until", "depth", "ancestor"], name="lineage_upwards"),
        ]


class Workplace(models.Model):
    """An employer where the union is present. One primary organisation may cover several."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="workplaces")
    name_kk = models.CharField(max_length=400)
    name_ru = models.CharField(max_length=400)
    bin = models.CharField(max_length=12, blank=True)
    institution_type = models.CharField(max_length=20, choices=InstitutionType, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ordered_span("workplace_span"),
            models.CheckConstraint(condition=Q(bin__regex=BIN_PATTERN), name="workplace_bin_digits"),
            models.CheckConstraint(
                condition=Q(institution_type__in=["", *InstitutionType.values]), name="workplace_type_known"
            ),
            models.CheckConstraint(condition=~Q(name_kk="") & ~Q(name_ru=""), name="workplace_has_names"),
        ]


class Reorganisation(models.Model):
    """A change of the tree that a document orders. `organisation`: what was opened, renamed, split, merged into …"""

    kind = models.CharField(max_length=6, choices=ReorganisationKind)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reorganisations")
    on = models.DateField()
    document_number = models.CharField(max_length=60)
    document_date = models.DateField()
    document_title = models.CharField(max_length=400)
    at = models.DateTimeField()
    # nobody: the command line
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ReorganisationKind.values), name="reorganisation_kind_known"),
            models.CheckConstraint(
                condition=~Q(document_number="") & ~Q(document_title=""), name="reorganisation_has_ground"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["on", "id"], name="reorganisation_on")]


class Succession(models.Model):
    """What part of the predecessor went to the successor; one who goes on after a split is its own successor."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="successions")
    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions_from")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions_to")
    share = models.DecimalField(max_digits=9, decimal_places=8)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="succession_share"),
            models.UniqueConstraint(
                fields=["reorganisation", "predecessor", "successor"], name="succession_once_a_pair"
            ),
        ]


class Assignment(models.Model):
    """Who holds which role (accounts.roles), at which organisation, and when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=30)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ordered_span("assignment_span"),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="assignment_role_known"),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"], condition=Q(until__isnull=True), name="assignment_one_open"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "since"], name="assignment_user")]

    def as_subject(self) -> Subject:
        """Name the person who holds the role, at the organisation where it is held."""
        return self.user.as_subject()._replace(organisation=self.organisation.code)
