"""Applications, links and transfers that a user may see, each in the scope of the right to edit members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.enums import ApplicationState, TransferState
from birlik.members.models import Application, JoinLink, Transfer
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.orgs.rules import granted

WAITING = (TransferState.ASKED, TransferState.RELEASED, TransferState.RECEIVED)


def applications(user: User, *, on: date) -> QuerySet[Application]:
    """All applications to organisations whose members the user keeps, the newest first."""
    found = Application.objects.filter(organisation__in=_kept(user, on))
    return found.select_related("organisation", "decided_by", "received_by").order_by("-received_at", "-pk")


def waiting_applications(user: User, *, on: date) -> QuerySet[Application]:
    """Those that the committee has not decided, the oldest first."""
    found = Application.objects.filter(_keeps(user, on, "organisation"), state=ApplicationState.RECEIVED)
    return found.select_related("organisation", "decided_by", "received_by").order_by("received_at", "pk")


def links(user: User, *, on: date) -> QuerySet[JoinLink]:
    """The links that are still good."""
    found = JoinLink.objects.filter(organisation__in=_kept(user, on), until__gt=on)
    return found.select_related("organisation", "made_by").order_by("-made_at")


def link(digest: str, *, on: date) -> JoinLink | None:
    """The link of this digest while it is good: read by an applicant, who has no account."""
    return JoinLink.objects.select_related("organisation").filter(digest=digest, until__gt=on).first()


def transfers(user: User, *, on: date) -> QuerySet[Transfer]:
    """Transfers from or to organisations whose members the user keeps, the newest first."""
    kept = _kept(user, on)
    return _told(Transfer.objects.filter(Q(source__organisation__in=kept) | Q(target__in=kept)))


def waiting_transfers(user: User, *, on: date) -> QuerySet[Transfer]:
    """Those that wait for a side which the user can confirm."""
    release = Q(_keeps(user, on, "source__organisation"), released_at__isnull=True)
    receive = Q(_keeps(user, on, "target"), received_at__isnull=True)
    return _told(Transfer.objects.filter(release | receive, state__in=WAITING))


def _told(found: QuerySet[Transfer]) -> QuerySet[Transfer]:
    people = ("source__person", "asked_by", "released_by", "received_by")
    return found.select_related("source__organisation", "target", *people).order_by("-asked_at", "-pk")


def kept_primaries(user: User, *, on: date) -> QuerySet[Organisation]:
    """The primary organisations whose members the user keeps."""
    return _kept(user, on).filter(kind="primary")


def kept_among(user: User, organisations: Iterable[int], *, on: date) -> frozenset[int]:
    """Which of these few organisations are among those whose members the user keeps."""
    return orgs.visible_among(user, list(organisations), Permission.MEMBER_EDIT, on=on, tree=on)


def _keeps(user: User, on: date, field: str) -> Exists:
    """The same as `_kept`, asked for each row: few wait, and a wide scope need not be listed for them."""
    return Exists(granted(user, Permission.MEMBER_EDIT, on).filter(descendant=OuterRef(field)))


def _kept(user: User, on: date) -> QuerySet[Organisation]:
    lines = granted(user, Permission.MEMBER_EDIT, on).values("descendant")
    return Organisation.objects.filter(pk__in=lines)
