"""The import a page is about, for who may import into its organisation, and the frame of such a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.imports import queries
from birlik.members.models import ImportBatch
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.web.members.imports.texts import MARKS, state_words
from birlik.web.members.members_page import list_address, members_crumb
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import PageContext, reader, short

CODE_SEPARATOR = " · "  # between the name and the code of an organisation in a field to type in


@dataclass(frozen=True, slots=True)
class ImportPage(PageContext):
    """The page of an import. Its path is that of the organisation into which people are imported."""

    user: User
    today: date
    batch: ImportBatch

    @property
    def personal(self) -> bool:
        """The reader may know what stands in the cells."""
        return self.may(Permission.MEMBER_VIEW)

    @property
    def url(self) -> str:
        return address(self.batch.pk)

    def context(self, *more: str) -> dict[str, Any]:
        """Return the frame, whose crumbs give the number of the import; a file name can hold a person's name."""
        number = _("Import No %(number)s") % {"number": self.batch.pk}
        steps = [Crumb(number, self.url if more else ""), *(Crumb(word) for word in more)]
        return {
            "crumbs": [
                members_crumb(),
                self.crumbs(list_address, self.ids_with(Permission.MEMBER_VIEW))[-1],
                Crumb(_("Imports"), reverse("members:imports")),
                *steps,
            ],
            "batch": self.batch,
            "name": short(self.organisation),
            "mark": MARKS.get(self.batch.state, ""),
            "state": state_words(self.batch),
            "personal": self.personal,
            "again": f"{reverse('members:imports-new')}?organisation={self.organisation.code}&as_of={self.batch.as_of}",
        }


def import_page(request: HttpRequest, pk: int) -> ImportPage:
    """Return the page of the import of this number; refused with `import.unknown`, a page that says so."""
    user, today = reader(request), timezone.localdate()
    batch = queries.batch_of(user, pk, on=today)
    assignments, path = current_assignments(user), orgs.path_to(batch.organisation.code, today)
    return ImportPage(assignments, path, orgs.permissions_on_path(assignments, path), user, today, batch)


def address(pk: int) -> str:
    return f"/members/imports/{pk}/"


def name_with_code(organisation: Organisation) -> str:
    """Write an organisation as it stands in a field: the name to recognise it by, the code that decides."""
    return f"{short(organisation)}{CODE_SEPARATOR}{organisation.code}"


def code_of(text: str) -> str:
    """Read the code at the end of what a field holds, or the text itself: a code typed by hand."""
    return text.rpartition(CODE_SEPARATOR)[2].strip().lower()
