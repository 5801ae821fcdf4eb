"""Coming in and moving on: applications with their decision, and transfers with their two sides."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from birlik.core.personal_data import MergeRule, PersonalData, UndoRule
from birlik.members.enums import ApplicationState, Category, Channel, Sex, TransferState
from birlik.members.models.membership import Membership
from birlik.members.models.persons import KEY_LENGTH, NAME_LENGTH, TWELVE, Person
from birlik.orgs.models import Organisation

NAMELESS_APPLICATION = {
    **dict.fromkeys(("iin", "surname", "given", "patronymic", "sort_key"), ""),
    **dict.fromkeys(("phone", "email", "position", "sex", "decision"), ""),
    "born": None,
}


class JoinLink(models.Model):
    """A link under which a worker applies by telephone. Only the digest of its secret is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="join_links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()


class Application(models.Model):
    """Somebody asks to be a member. The committee decides; acceptance makes the person and the membership."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    channel = models.CharField(max_length=5, choices=Channel)
    iin = models.CharField(max_length=12, blank=True)
    surname = models.CharField(max_length=NAME_LENGTH)
    given = models.CharField(max_length=NAME_LENGTH)
    patronymic = models.CharField(max_length=NAME_LENGTH, blank=True)
    sort_key = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)  # the order of the name, in Kazakh
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    born = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    category = models.CharField(max_length=10, choices=Category)
    position = models.CharField(max_length=200, blank=True)
    dues_agreed = models.BooleanField(default=False)
    consent = models.ForeignKey(
        "members.ConsentText", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=ApplicationState, default=ApplicationState.RECEIVED)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=200, blank=True)  # number of the committee's minutes, or why not
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="applications")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=TWELVE, name="application_iin_length"),
            models.CheckConstraint(
                condition=Q(state="received", decided_on__isnull=True, person__isnull=True)
                | Q(state="refused", decided_on__isnull=False, person__isnull=True)
                | Q(state="accepted", decided_on__isnull=False, person__isnull=False),
                name="application_decided",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="application_waiting")]

    personal_data = PersonalData(
        MergeRule.MOVE, UndoRule.BLOCK, "applications", columns=("organisation__code", "consent__version")
    )

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Empty who applied and what was decided; that somebody applied there stays."""
        rows.update(**NAMELESS_APPLICATION)


class Transfer(models.Model):
    """One act with two sides: the old organisation releases, the new one receives; then both spans change at once."""

    source = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="transfers")
    target = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="transfers_in")
    category = models.CharField(max_length=10, choices=Category)
    on = models.DateField()
    ground = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=TransferState, default=TransferState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["asked", "released", "received"]),
                name="transfer_one_open",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{side}_at__isnull": True, f"{side}_by__isnull": True})
                    | Q(**{f"{side}_at__isnull": False, f"{side}_by__isnull": False}),
                    name=f"transfer_{side}_at_and_by",
                )
                for side in ("released", "received")
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(released_at__isnull=False, received_at__isnull=False),
                name="transfer_done_by_both",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["target", "state"], name="transfer_target")]

    personal_data = PersonalData(
        MergeRule.SNAPSHOT,
        UndoRule.BLOCK,
        "transfers",
        columns=("source__organisation__code", "target__code"),
        lookups=("source__person",),
    )

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Refuse the transfers under way and empty the grounds of all."""
        rows.exclude(state=TransferState.DONE).update(state=TransferState.REFUSED, refusal="")
        rows.update(ground="")
