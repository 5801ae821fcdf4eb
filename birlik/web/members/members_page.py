"""Where a page of the registry stands: the organisation asked for, or the reader's own, seen through the rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.members.queries import people_list
from birlik.members.queries.people_list import MemberScope
from birlik.orgs import kinds
from birlik.orgs import queries as orgs
from birlik.orgs.models import Assignment
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import PageContext, reader, short


@dataclass(frozen=True, slots=True)
class MembersPage(PageContext):
    """A page of the registry. `place`: the members that its reader may list there."""

    user: User
    today: date
    place: MemberScope

    def list_crumbs(self, *more: str) -> list[Crumb]:
        """Return the path as links to the lists of members, then the words given."""
        return self.crumbs(list_address, self.ids_with(Permission.MEMBER_VIEW), *more)


def members_page(request: HttpRequest, code: str = "") -> MembersPage:
    """Return the page of the code, by default the highest where the reader may see members; 404 when there is none."""
    user, today = reader(request), timezone.localdate()
    assignments = current_assignments(user)
    for candidate in [code] if code else [own for own, _name in own_places(assignments)]:
        path = orgs.path_to(candidate, today)
        place = people_list.member_scope(user, assignments, path, on=today) if path else None
        if place is not None:
            return MembersPage(assignments, path, orgs.permissions_on_path(assignments, path), user, today, place)
    raise Http404


def own_places(assignments: Sequence[Assignment]) -> list[tuple[str, str]]:
    """Return code and name of the organisations where a role shows members, the highest first."""
    organisations = {one.organisation for one in assignments if Permission.MEMBER_VIEW in role(one.role).grants}
    return [(one.code, short(one)) for one in sorted(organisations, key=lambda one: (kinds.rank(one.kind), one.pk))]


def list_address(code: str) -> str:
    return f"{reverse('members:list')}?under={code}"


def members_crumb() -> Crumb:
    return Crumb(_("Members"), reverse("members:list"))
