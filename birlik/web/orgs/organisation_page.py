"""The organisation a page is about, loaded through the reader's rights; what may not be seen does not exist (404)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.orgs.models import Organisation
from birlik.web.shared import addresses, filters
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import PageContext, load_path, reader


@dataclass(frozen=True, slots=True)
class OrganisationPage(PageContext):
    """The page of an organisation. Its path is that of today, or of its last or first day."""

    user: User
    today: date

    @property
    def parent(self) -> Organisation | None:
        return self.path[-2] if len(self.path) > 1 else None

    @property
    def is_open(self) -> bool:
        return self.organisation.is_open_on(self.today)

    @property
    def may_edit(self) -> bool:
        """The right to change it is held over its parent: nobody reorganises his own organisation."""
        over = self.parent or self.organisation
        return self.is_open and Permission.ORG_EDIT in self.permissions[over.pk]

    def require_edit(self) -> None:
        """Refuse who may not change the organisation, or where it is closed already. Refused with `right.missing`."""
        one = self.organisation
        if one.closed is not None and not self.is_open:
            raise Refusal("orgs.closed", organisation=one.code, closed=one.closed)
        if not self.may_edit:
            raise Refusal("right.missing", permission=Permission.ORG_EDIT.value, organisation=one.code)

    @property
    def may_open_below(self) -> bool:
        return self.is_open and self.may(Permission.ORG_EDIT)

    def tree_crumbs(self, *more: str) -> list[Crumb]:
        """Return the path as links to the pages of organisations, then the words given."""
        return self.crumbs(addresses.organisation, self.ids_with(Permission.ORG_VIEW), *more)


def organisation_page(request: HttpRequest, code: str) -> OrganisationPage:
    """Return the organisation of the code if the reader may see it, open or closed."""
    user, today = reader(request), timezone.localdate()
    assignments, path, permissions = load_path(user, code, today)
    if Permission.ORG_VIEW not in permissions[path[-1].pk]:
        raise Http404
    return OrganisationPage(assignments, path, permissions, user, today)


def day_asked(request: HttpRequest, today: date) -> date:
    """Return the day of ?on=2025-01-01; today where it is not given or is no day."""
    return filters.day_asked(request.GET, "on") or today
