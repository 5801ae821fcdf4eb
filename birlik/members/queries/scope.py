"""Which people a user may see: the list form of members.rules.can."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.enums import PersonState
from birlik.members.models import Membership, Person
from birlik.orgs.rules import granted


def people(user: User, permission: Permission, *, on: date) -> QuerySet[Person]:
    """The people for whom `rules.can(user, permission, …)` is true, in no order."""
    here = granted(user, permission, on).values("descendant")
    last = Membership.objects.filter(person=OuterRef("pk")).order_by("-since").values("organisation")[:1]
    found = Person.objects.alias(last_organisation=last).filter(
        Q(organisation__in=here) | Q(organisation__isnull=True, last_organisation__in=here),
        state__in=[PersonState.ACTIVE, PersonState.BLOCKED],
    )
    if permission == Permission.MEMBER_EDIT:
        return found
    editable = people(user, Permission.MEMBER_EDIT, on=on).filter(pk=OuterRef("pk"))
    return found.filter(~Q(state=PersonState.BLOCKED) | Exists(editable))
