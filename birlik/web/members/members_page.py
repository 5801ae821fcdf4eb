"""Where a page of the registry stands: the organisation asked for, or the reader's own, seen through the rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.members.queries import people_list
from birlik.members.queries.people_list import MemberScope
from birlik.orgs import kinds
from birlik.orgs import queries as orgs
from birlik.orgs.models import Assignment, Organisation
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.navigation import Crumb


@dataclass(frozen=True, slots=True)
class MembersPage:
    """`path`: what the organisation stands under, the root first, itself last."""

    user: User
    today: date
    held: Sequence[Assignment]
    path: Sequence[Organisation]
    place: MemberScope

    @property
    def organisation(self) -> Organisation:
        return self.path[-1]

    def may(self, permission: Permission) -> bool:
        return self.organisation.pk in orgs.visible_on_path(self.held, self.path, permission)

    def seen(self) -> frozenset[int]:
        """The nodes of the path whose members the reader may list."""
        return orgs.visible_on_path(self.held, self.path, Permission.MEMBER_VIEW)

    def crumbs(self, *more: str) -> list[Crumb]:
        """The path as links to the lists of members, then the words given."""
        seen = self.seen()
        steps = [Crumb(short(one), list_address(one.code) if one.pk in seen else "") for one in self.path]
        return [*steps, *(Crumb(word) for word in more)]


def members_page(request: HttpRequest, code: str = "") -> MembersPage:
    """The place of the code, by default the highest where the reader may see members; 404 when there is none."""
    user, today = reader(request), timezone.localdate()
    held = current_assignments(user)
    for wanted in [code] if code else [own for own, _name in own_places(held)]:
        path = orgs.path_to(wanted, today)
        place = people_list.member_scope(user, held, path, on=today) if path else None
        if place is not None:
            return MembersPage(user, today, held, path, place)
    raise Http404


def own_codes(held: Sequence[Assignment]) -> list[str]:
    """Where the reader holds a role of any kind, the highest organisation first."""
    places = sorted((one.organisation for one in held), key=lambda one: (kinds.rank(one.kind), one.pk))
    return list(dict.fromkeys(place.code for place in places))


def own_places(held: Sequence[Assignment]) -> list[tuple[str, str]]:
    """Code and name of the organisations where a role shows members, the highest first."""
    seen = {one.organisation for one in held if Permission.MEMBER_VIEW in role(one.role).grants}
    return [(one.code, short(one)) for one in sorted(seen, key=lambda one: (kinds.rank(one.kind), one.pk))]


def reader(request: HttpRequest) -> User:
    """The person who reads; every page here stands behind the sign-in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def list_address(code: str) -> str:
    return f"{reverse('members:list')}?under={code}"


def language() -> str:
    return get_language() or "kk"


def short(organisation: Organisation) -> str:
    return organisation.short.in_(language())


def members_crumb() -> Crumb:
    return Crumb(_("Members"), reverse("members:list"))
