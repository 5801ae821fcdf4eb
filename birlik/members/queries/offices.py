"""Who holds which office in an organisation, and where a person may be given one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.enums import Body
from birlik.members.models import Mandate, Person
from birlik.members.queries.scope import people
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation


@dataclass(frozen=True, slots=True)
class Holder:
    """An office on a day; `person` is None where the reader may not see who it is."""

    mandate: Mandate
    person: Person | None


def place(user: User, code: str, *, on: date) -> Organisation | None:
    """Return the organisation, where the user may see members of it."""
    visible_organisations = orgs.organisations_visible_to(user, on=on, permission=Permission.MEMBER_VIEW)
    return visible_organisations.filter(code=code).first()


def holders(organisation: Organisation, user: User, *, on: date, today: date) -> dict[Body, list[Holder]]:
    """Return every body with those who hold an office in it on the day `on`, in the order of names; rights are of
    today.
    """
    mandates = Mandate.objects.on(on).filter(organisation=organisation).select_related("person")
    rows = list(mandates.order_by("person__sort_key", "pk"))
    visible_people = people(user, Permission.MEMBER_VIEW, on=today).filter(pk__in=[row.person_id for row in rows])
    ids = set(visible_people.values_list("pk", flat=True))
    holders_by_body: dict[Body, list[Holder]] = {body: [] for body in Body}
    for row in rows:
        holders_by_body[Body(row.body)].append(Holder(row, row.person if row.person_id in ids else None))
    return holders_by_body


def mandates(person: Person) -> Sequence[Mandate]:
    """Return every office of the person, those held now first, then the newest."""
    offices = Mandate.objects.in_force().filter(person=person).select_related("organisation", "person")
    rows = list(offices.order_by("-since", "-pk"))
    return sorted(rows, key=lambda one: one.until is not None)


def places(user: User, person: Person, *, on: date) -> list[Organisation]:
    """Return where the user may give the person an office: the own organisation first, then what stands above it."""
    if person.organisation is None:
        return []
    path = orgs.path_to(person.organisation.code, on)
    editable = orgs.visible_among(user, [one.pk for one in path], Permission.MEMBER_EDIT, on=on, tree=on)
    return [one for one in reversed(path) if one.pk in editable]
