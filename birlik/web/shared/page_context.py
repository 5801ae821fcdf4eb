"""What every page of an organisation begins with: who reads, what stands above it, what may be done there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.orgs import kinds, queries
from birlik.orgs.models import Assignment, Organisation
from birlik.web.shared.assignments import current_assignments, permissions_of
from birlik.web.shared.navigation import Crumb

AddressOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PageContext:
    """An organisation that the reader may see, and the rights there; a particular page adds its own record to it.

    `path`: what the organisation stands under, the root first, itself last; `permissions`: what may be done at each
    of them, told from the roles already read. A page of no organisation, as of a whole register, has neither.
    """

    assignments: Sequence[Assignment]
    path: Sequence[Organisation]
    permissions: Mapping[int, frozenset[Permission]]

    @property
    def organisation(self) -> Organisation:
        return self.path[-1]

    def may(self, permission: Permission) -> bool:
        """Answer as `orgs.rules.can` for the organisation of this page; nothing may be done at none."""
        return bool(self.path) and permission in self.permissions[self.organisation.pk]

    def may_somewhere(self, permission: Permission) -> bool:
        """Return whether a role of the reader grants this right, wherever it is held."""
        return permission in permissions_of(self.assignments)

    def may_at_root(self, permission: Permission) -> bool:
        """Return whether the reader holds this right over the whole tree; the action asks again by `orgs.rules`."""
        return permission in self.permissions[self.path[0].pk]

    def ids_with(self, permission: Permission) -> frozenset[int]:
        """Return the organisations of the path where the reader has this right."""
        return frozenset(pk for pk, rights in self.permissions.items() if permission in rights)

    def crumbs(self, address: AddressOf, link_ids: Collection[int], *more: str) -> list[Crumb]:
        """Return the path as links where the reader may go, as words where not; then the words given."""
        steps = [Crumb(short(node), address(node.code) if node.pk in link_ids else "") for node in self.path]
        return [*steps, *(Crumb(word) for word in more)]


def load_path(
    user: User, code: str, today: date
) -> tuple[Sequence[Assignment], Sequence[Organisation], Mapping[int, frozenset[Permission]]]:
    """Return what a PageContext begins with: the reader's roles, the path to the organisation, the rights on it.

    Whether it may be seen is for the caller to ask. One that is closed or not open yet stands where it stood on its
    last day, or will stand on its first; 404 for a code that nobody has.
    """
    assignments, path = current_assignments(user), queries.path_to(code, today)
    if path:
        return assignments, path, queries.permissions_on_path(assignments, path)
    path = _path_of_another_day(code, today)
    return assignments, path, queries.permissions_over(user, path, on=today)


def load_no_path(
    user: User,
) -> tuple[Sequence[Assignment], Sequence[Organisation], Mapping[int, frozenset[Permission]]]:
    """Return the same for a page of no organisation: the reader's roles, an empty path, no rights on it."""
    return current_assignments(user), (), {}


def _path_of_another_day(code: str, today: date) -> list[Organisation]:
    try:
        organisation = queries.organisation_by_code(code)
    except Refusal as refusal:
        raise Http404 from refusal
    return list(queries.ancestors(organisation, _day_of(organisation, today))) or [organisation]


def _day_of(organisation: Organisation, today: date) -> date:
    if organisation.closed is not None and organisation.closed <= today:
        return organisation.closed - timedelta(days=1)
    return max(today, organisation.opened)


def reader(request: HttpRequest) -> User:
    """Return the person who reads; every page stands behind the sign-in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def own_codes(assignments: Sequence[Assignment]) -> list[str]:
    """Return where the reader holds a role of any kind, the highest organisation first, each once."""
    places = sorted((one.organisation for one in assignments), key=lambda one: (kinds.rank(one.kind), one.pk))
    return list(dict.fromkeys(place.code for place in places))


def language() -> str:
    """Return the language of the page."""
    return get_language() or "kk"


def short(organisation: Organisation) -> str:
    """Return the short name of an organisation in the language of the page."""
    return organisation.short.in_(language())
