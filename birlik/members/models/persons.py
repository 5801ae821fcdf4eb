"""Who a person is. One row a person; a merged duplicate keeps its row and points to the one that goes on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from birlik.audit.subjects import Subject
from birlik.core.personal_data import MergeRule, PersonalData, UndoRule
from birlik.members.enums import Category, PersonState, Sex
from birlik.members.values import PERSON_FIELD_NAMES, PLAIN_FIELDS
from birlik.orgs.models import Organisation

# a regular expression would call Python for every row of SQLite
TWELVE = Q(Q(iin="") | Exact(Length("iin"), 12))
NAME_LENGTH = 100
KEY_LENGTH = 3 * NAME_LENGTH + 2
NAMELESS = {
    **dict.fromkeys((*PERSON_FIELD_NAMES, "fold_key", "given_key", "sort_key", "category"), ""),
    "born": None,
    "organisation": None,
}


class Person(models.Model):
    """`iin` and `card` are unique where they are known.

    `fold_key` ("surname given patronymic") and `given_key` ("given surname") are grammar.letters.fold of the names,
    for searches by ranges; `sort_key` is their order. `organisation` and `category` repeat the open membership, so
    that a list of 600 thousand needs no join; `actions` and imports keep them, a test holds them equal.
    """

    iin = models.CharField(max_length=12, blank=True)
    surname = models.CharField(max_length=NAME_LENGTH, blank=True)
    given = models.CharField(max_length=NAME_LENGTH, blank=True)
    patronymic = models.CharField(max_length=NAME_LENGTH, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    born = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    card = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=PersonState, default=PersonState.ACTIVE)
    fold_key = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    given_key = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    sort_key = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="people", db_index=False
    )
    category = models.CharField(max_length=10, choices=Category, blank=True)
    # Merge holds the fact; a constraint without an index would scan the table for every person deleted
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_from",
        db_index=False,
        db_constraint=False,
    )
    # the import that made the row; no constraint, so that a load of 600 thousand rows does not look it up each time
    batch = models.ForeignKey(
        "members.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        related_name="people",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["iin"], condition=~Q(iin=""), name="person_iin_once"),
            models.UniqueConstraint(fields=["card"], condition=~Q(card=""), name="person_card_once"),
            models.CheckConstraint(condition=TWELVE, name="person_iin_length"),
            models.CheckConstraint(condition=Q(sex__in=["", *Sex.values]), name="person_sex_known"),
            models.CheckConstraint(condition=Q(state__in=PersonState.values), name="person_state_known"),
            models.CheckConstraint(
                condition=Q(state=PersonState.ANONYMISED.value) | ~Q(surname="") | ~Q(given=""), name="person_has_name"
            ),
            models.CheckConstraint(
                condition=~Q(state=PersonState.ANONYMISED.value)
                | Q(iin="", surname="", given="", patronymic="", born__isnull=True, phone="", email="", card="")
                & Q(**{one.name: "" for one in PLAIN_FIELDS}),
                name="person_anonymous_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(state=PersonState.MERGED.value, merged_into__isnull=False)
                | ~Q(state=PersonState.MERGED.value) & Q(merged_into__isnull=True),
                name="person_merged_into_one",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, category="") | Q(organisation__isnull=False) & ~Q(category=""),
                name="person_current_membership",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sort_key", "id", "organisation", "category", "sex"], name="person_sort"),
            models.Index(fields=["organisation", "sort_key", "id", "category", "sex"], name="person_organisation"),
            models.Index(fields=["fold_key", "id", "organisation", "state"], name="person_fold"),
            models.Index(fields=["given_key", "id", "organisation", "state"], name="person_given"),
            # deleting a person looks whether another was merged into it
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged"),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="person_batch"),
            # the few a list is asked for by what hardly anybody has
            models.Index(fields=["sort_key", "id", "organisation"], condition=Q(iin=""), name="person_without_iin"),
            models.Index(
                fields=["sort_key", "id", "organisation"],
                condition=Q(state=PersonState.BLOCKED.value),
                name="person_blocked",
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"  # a name would reach logs

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part)

    def as_subject(self, organisation_code: str = "") -> Subject:
        """Name the person at the organisation of this code; without one, where the person is a member."""
        code = organisation_code or (self.organisation.code if self.organisation else "")
        return Subject("person", self.pk, str(self), code)

    personal_data = PersonalData(MergeRule.SNAPSHOT, UndoRule.BATCH, "person", columns=("organisation__code",))

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Empty everything but the number of the row."""
        rows.update(state=PersonState.ANONYMISED, merged_into=None, **NAMELESS)


class PersonPair(models.Model):
    """Two rows that a reader found to be different people: the search for duplicates does not show them again."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_ordered"),
        ]

    personal_data = PersonalData(MergeRule.LEAVE, UndoRule.DELETE, "pairs")

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Delete the pairs."""
        rows.delete()


class Merge(models.Model):
    """One person made of two. `before` holds both rows and what hung on them, so that the merge can be taken back."""

    survivor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_at_and_by",
            ),
        ]

    # one that was taken back holds the data of somebody else
    personal_data = PersonalData(MergeRule.LEAVE, UndoRule.BLOCK, "merges", hidden=frozenset({"before"}))

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Empty both rows as they were."""
        rows.update(before={})
