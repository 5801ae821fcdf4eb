"""Which people a user may see: the list form of members.rules.can."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

import birlik.db.lookups  # noqa: F401 - the look-up `among`
from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.enums import PersonState
from birlik.members.models import Membership, Person
from birlik.orgs.queries import visible_among
from birlik.orgs.rules import lineage_with_permission


def people(user: User, permission: Permission, *, on: date) -> QuerySet[Person]:
    """Return the people for whom `rules.can(user, permission, …)` is true, in no order."""
    organisations = lineage_with_permission(user, permission, on).values("descendant")
    last = Membership.objects.filter(person=OuterRef("pk")).order_by("-since").values("organisation")[:1]
    rows = Person.objects.alias(last_organisation=last).filter(
        Q(organisation__in=organisations) | Q(organisation__isnull=True, last_organisation__in=organisations),
        state__in=[PersonState.ACTIVE, PersonState.BLOCKED],
    )
    if permission == Permission.MEMBER_EDIT:
        return rows
    editable = people(user, Permission.MEMBER_EDIT, on=on).filter(pk=OuterRef("pk"))
    return rows.filter(~Q(state=PersonState.BLOCKED) | Exists(editable))


def named_among(user: User, ids: Collection[int], *, on: date) -> dict[int, str]:
    """Return id → full name of those of these few whom the user may see: `people` for MEMBER_VIEW, quicker for few."""
    active = [PersonState.ACTIVE, PersonState.BLOCKED]
    active_people = list(
        _people_with_place(ids).filter(state__in=active).only("surname", "given", "patronymic", "state")
    )
    places = {one.place for one in active_people} - {None}
    visible_places = visible_among(user, places, Permission.MEMBER_VIEW, on=on, tree=on) if places else frozenset()
    if any(one.state == PersonState.BLOCKED for one in active_people):
        editable = visible_among(user, places, Permission.MEMBER_EDIT, on=on, tree=on)
        active_people = [one for one in active_people if one.state == PersonState.ACTIVE or one.place in editable]
    return {one.pk: one.full_name for one in active_people if one.place in visible_places}


def places_of(people: Collection[int]) -> dict[int, int | None]:
    """Return the organisation of each person: that of the open membership, or of the last one (`rules.home`)."""
    return dict(_people_with_place(people).values_list("pk", "place"))


def _people_with_place(people: Collection[int]) -> QuerySet[Any]:
    last = Membership.objects.filter(person=OuterRef("pk")).order_by("-since").values("organisation")[:1]
    place = Coalesce("organisation", last, output_field=BigIntegerField())
    return Person.objects.filter(pk__among=frozenset(people)).annotate(place=place)
