"""The list of accounts that the reader keeps: narrowed and sorted by the address; a name is looked for by a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import ROLES
from birlik.core.errors import Refusal
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.web.accounts.columns import STATE, columns, rows
from birlik.web.shared.assignments import current_assignments, permissions_of
from birlik.web.shared.columns import SORT, address, file_asked, files_of, known_words
from birlik.web.shared.filters import Filter, one_of, values_of
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import PageContext, language, load_no_path, reader, short

A_PAGE = 50
LONGEST_TEXT = 100
CHUNK = 500
UNDER, ROLE = "under", "role"


@dataclass(frozen=True, slots=True)
class AccountsPage(PageContext):
    """What is asked of the list. `asked`: the part of the address that it knows; `text`: the name looked for."""

    user: User
    today: date
    asked: QueryDict
    under: Organisation | None
    role: str
    text: str

    @property
    def accounts(self) -> QuerySet[User]:
        """The accounts that the reader keeps, as they are narrowed, in no order."""
        accounts = orgs.accounts_of_keeper(self.user, on=self.today)
        accounts = orgs.narrow_accounts(accounts, on=self.today, under=self.under, role=self.role, text=self.text)
        return accounts.filter(STATE.choices[STATE.value_of(self.asked)].where or Q())


def keeper_of(request: HttpRequest) -> User:
    """Return the reader, who keeps accounts somewhere; 404 for everybody else."""
    user = reader(request)
    if Permission.USER_MANAGE not in permissions_of(current_assignments(user)):
        raise Http404
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show the list as a page or as a file; what is sent is a name, which stands in no address."""
    page = _page(request)
    column_list = columns(language())
    accounts = column_list.sort(page.accounts, column_list.order_of(page.asked))
    if kind := file_asked(request.GET):
        every = list(accounts)
        lines = rows(every, _assignments(every, page.today))
        return column_list.file(kind, lines, title=_("Accounts"), name=f"birlik-accounts-{page.today.isoformat()}")
    sheet = Paginator(accounts, A_PAGE).get_page(page.asked.get("page"))
    context = _context(page) | {
        "page": sheet,
        "headings": column_list.head(page.asked),
        "lines": column_list.body(rows(list(sheet), orgs.assignments_not_over(list(sheet), on=page.today))),
    }
    return render(request, "accounts/list.html", context)


def _assignments(accounts: list[User], today: date) -> dict[int, Any]:
    """Load the roles of many accounts, some at a time: a query carries so many ids and no more."""
    by_account: dict[int, Any] = {}
    for start in range(0, len(accounts), CHUNK):
        by_account |= orgs.assignments_not_over(accounts[start : start + CHUNK], on=today)
    return by_account


def _page(request: HttpRequest) -> AccountsPage:
    user, today = keeper_of(request), timezone.localdate()
    parameters = known_words(request.GET, UNDER, ROLE, STATE.code)
    if ROLE not in values_of((Filter(ROLE, one_of({*ROLES, orgs.NO_ROLE})),), parameters):
        parameters.pop(ROLE, None)
    if STATE.value_of(parameters) != parameters.get(STATE.code):
        parameters.pop(STATE.code, None)
    text = request.POST.get("who", "").strip()[:LONGEST_TEXT]
    under = _under(user, parameters.get(UNDER, ""), today)
    return AccountsPage(*load_no_path(user), user, today, parameters, under, parameters.get(ROLE, ""), text)


def _under(user: User, code: str, today: date) -> Organisation | None:
    if not code:
        return None
    try:
        organisation = orgs.organisation_by_code(code)
    except Refusal as refusal:
        raise Http404 from refusal
    if not orgs.known_among(user, [organisation.pk], on=today):
        raise Http404
    return organisation


def _context(page: AccountsPage) -> dict[str, Any]:
    """Return what stands around the lines."""
    given = [one for one in ROLES.values() if orgs.organisations_to_give(page.user, one.code, on=page.today).exists()]
    return {
        "crumbs": [Crumb(_("Accounts"))],
        "picker_to": "accounts",
        "roles": [(one.code, one.name.in_(language())) for one in given] + [(orgs.NO_ROLE, _("No role"))],
        "role": page.role,
        "states": [(value, choice.label) for value, choice in STATE.choices.items()],
        "state": STATE.value_of(page.asked),
        "text": page.text,
        "under": short(page.under) if page.under else "",
        "everywhere": address(page.asked, under="", page=""),
        "narrowed": bool(page.text) or any(page.asked.get(name) for name in (UNDER, ROLE, STATE.code)),
        "kept": [(name, page.asked[name]) for name in (SORT, UNDER) if page.asked.get(name)],
        "files": files_of(page.asked),
    }
