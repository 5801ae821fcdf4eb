"""Applications, links and transfers that a user may see, each in the scope of the right to edit members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.prepared_query import Parameter, PreparedQuery, Row
from birlik.members.enums import ApplicationState, TransferState
from birlik.members.models import Application, JoinLink, Transfer
from birlik.orgs import queries as orgs
from birlik.orgs.models import Lineage, Organisation
from birlik.orgs.rules import carried_by, lineage_with_permission

# the name has gone to the new organisation with the person
NAMING_STATES = (TransferState.RELEASED, TransferState.DONE)
UNCONFIRMED_STATES = (TransferState.ASKED, TransferState.RELEASED, TransferState.RECEIVED)


def applications(user: User, *, on: date) -> QuerySet[Application]:
    """Return all applications to organisations whose members the user keeps, the newest first."""
    rows = Application.objects.filter(_keeps(lineage_with_permission(user, Permission.MEMBER_EDIT, on), "organisation"))
    return rows.select_related("organisation", "decided_by", "received_by").order_by("-received_at", "-pk")


def waiting_applications(user: User, *, on: date) -> QuerySet[Application]:
    """Return those that the committee has not decided, the oldest first."""
    rows = _undecided_applications(lineage_with_permission(user, Permission.MEMBER_EDIT, on))
    return rows.select_related("organisation", "decided_by", "received_by").order_by("received_at", "pk")


def links(user: User, *, on: date) -> QuerySet[JoinLink]:
    """Return the links that are still good."""
    lines = lineage_with_permission(user, Permission.MEMBER_EDIT, on)
    rows = JoinLink.objects.filter(_keeps(lines, "organisation"), until__gt=on)
    return rows.select_related("organisation", "made_by").order_by("-made_at")


def link(digest: str, *, on: date) -> JoinLink | None:
    """Return the link of this digest while it is good: read by an applicant, who has no account."""
    return JoinLink.objects.select_related("organisation").filter(digest=digest, until__gt=on).first()


def transfers(user: User, *, on: date) -> QuerySet[Transfer]:
    """Return transfers from or to organisations whose members the user keeps, the newest first."""
    lines = lineage_with_permission(user, Permission.MEMBER_EDIT, on)
    return _in_order(Transfer.objects.filter(_keeps(lines, "source__organisation") | _keeps(lines, "target")))


def waiting_transfers(user: User, *, on: date) -> QuerySet[Transfer]:
    """Return those that wait for a side which the user can confirm."""
    return _in_order(_unconfirmed_transfers(lineage_with_permission(user, Permission.MEMBER_EDIT, on)))


def _numbers_that_wait() -> QuerySet[User, Row]:
    user, on = Parameter("user", BigIntegerField()), Parameter("on", DateField())
    lines = Lineage.objects.on(on).filter(carried_by(user, Permission.MEMBER_EDIT, on))
    number = Func("pk", function="COUNT", output_field=IntegerField())  # Count would group
    subqueries = [
        Subquery(rows.values_list(number)) for rows in (_undecided_applications(lines), _unconfirmed_transfers(lines))
    ]
    return User.objects.filter(pk=user, is_active=True).values_list(*subqueries)


NUMBERS_THAT_WAIT = PreparedQuery(_numbers_that_wait)


def numbers_that_wait(user: User, *, on: date) -> tuple[int, int]:
    """Return how many `waiting_applications` and `waiting_transfers` there are, in one query."""
    applications, transfers = next(iter(NUMBERS_THAT_WAIT.rows(user=user.pk, on=on)), (0, 0))
    return applications, transfers


def _undecided_applications(lines: QuerySet[Lineage]) -> QuerySet[Application]:
    """Return applications to the organisations at the lower end of these lines that no committee has decided."""
    return Application.objects.filter(_keeps(lines, "organisation"), state=ApplicationState.RECEIVED)


def _unconfirmed_transfers(lines: QuerySet[Lineage]) -> QuerySet[Transfer]:
    """Return transfers of which the organisations at the lower end of these lines have a side to confirm."""
    release = Q(_keeps(lines, "source__organisation"), released_at__isnull=True)
    receive = Q(_keeps(lines, "target"), received_at__isnull=True)
    return Transfer.objects.filter(release | receive, state__in=UNCONFIRMED_STATES)


def told_name(user: User, *, on: date) -> Case:
    """Return the key by which a transfer's member is sorted; none where the reader is not told who it is (see
    `TOLD`).
    """
    lines = lineage_with_permission(user, Permission.MEMBER_EDIT, on)
    waits_for_target = Q(_keeps(lines, "target"), state__in=NAMING_STATES)
    return Case(When(Q(_keeps(lines, "source__organisation")) | waits_for_target, then=F("source__person__sort_key")))


def told_source(user: User, field: str, *, on: date) -> Case:
    """Return this field of the organisation that a transfer goes from; none where the reader is
    not told which it is.
    """
    lines = lineage_with_permission(user, Permission.MEMBER_EDIT, on)
    may_be_told = Q(_keeps(lines, "source__organisation")) | Q(released_at__isnull=False)
    return Case(When(may_be_told, then=F(f"source__organisation__{field}")))


def _in_order(transfers: QuerySet[Transfer]) -> QuerySet[Transfer]:
    people = ("source__person", "asked_by", "released_by", "received_by")
    return transfers.select_related("source__organisation", "target", *people).order_by("-asked_at", "-pk")


def kept_primaries(user: User, *, on: date) -> QuerySet[Organisation]:
    """Return the primary organisations whose members the user keeps, in no order."""
    return orgs.organisations_visible_to(user, on=on, permission=Permission.MEMBER_EDIT).filter(kind="primary")


def kept_among(user: User, organisations: Iterable[int], *, on: date) -> frozenset[int]:
    """Return which of these few organisations are among those whose members the user keeps."""
    return orgs.visible_among(user, list(organisations), Permission.MEMBER_EDIT, on=on, tree=on)


def _keeps(lines: QuerySet[Lineage], field: str) -> Exists:
    """Ask of each row whether the organisation that it names is kept: a wide scope need not be listed for a few."""
    return Exists(lines.filter(descendant=OuterRef(field)))
