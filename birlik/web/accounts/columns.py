"""The columns of the list of accounts: on the page, and in its file, in which no full name stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from birlik.accounts.models import User
from birlik.accounts.roles import role
from birlik.db.alphabet import AlphabeticKey
from birlik.orgs.models import Assignment
from birlik.web.shared import addresses
from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.columns import Column, ColumnList, day_text
from birlik.web.shared.filters import Choice, ChoiceFilter
from birlik.web.shared.fragments import format_html

NAME = "full_name"
IS_BLOCKED, NEVER_SIGNED_IN = Q(is_active=False), Q(is_active=True, last_login__isnull=True)
STATE: ChoiceFilter[User] = ChoiceFilter(
    "state",
    {
        "all": Choice(gettext_lazy("All"), where=Q()),
        "active": Choice(pgettext_lazy("accounts", "In use"), where=Q(is_active=True, last_login__isnull=False)),
        "never": Choice(pgettext_lazy("accounts", "Never signed in"), where=NEVER_SIGNED_IN),
        "blocked": Choice(pgettext_lazy("accounts", "Blocked"), where=IS_BLOCKED),
    },
)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A line of the list: an account with the roles that it holds or is to hold."""

    user: User
    assignments: Sequence[Assignment]

    @property
    def state(self) -> str:
        """The value of `STATE` that this account has."""
        if not self.user.is_active:
            return "blocked"
        return "active" if self.user.last_login else "never"


def rows(accounts: Sequence[User], assignments: Mapping[int, Sequence[Assignment]]) -> Iterator[AccountRow]:
    """Return the lines of a page or of the whole list."""
    return (AccountRow(one, assignments.get(one.pk, ())) for one in accounts)


@lru_cache(maxsize=8)
def columns(language: str) -> ColumnList[AccountRow]:
    """Return the columns of the list in this language."""
    return ColumnList(
        (
            Column(
                NAME, _("Full name"), lambda row: row.user.full_name, _name_cell,
                sort=("sort_ru" if language == "ru" else "sort_kk",), files=False,
            ),
            Column("number", _("Number"), lambda row: row.user.pk, pages=False),
            Column("username", _("Sign-in name"), lambda row: row.user.username, sort=(AlphabeticKey("username"),)),
            Column(
                "roles", _("Roles"), lambda row: "; ".join(role_words(one, language) for one in row.assignments),
                lambda row: _roles_cell(row, language),
            ),
            Column("state", _("State"), lambda row: str(STATE.choices[row.state].label)),
            Column("signed_in", _("Last sign-in"), _last_day, sort=("last_login",), is_number=True, empty="–"),
        ),
        NAME,
    )  # fmt: skip


def role_words(assignment: Assignment, language: str) -> str:
    """Return the role, where, and from or until when it is held where that is not always."""
    words = f"{role(assignment.role).name.in_(language)}, {assignment.organisation.short.in_(language)}"
    if assignment.since > timezone.localdate():
        words = _("%(role)s (from %(day)s)") % {"role": words, "day": day_text(assignment.since)}
    if assignment.until is not None:
        words = _("%(role)s (until %(day)s)") % {"role": words, "day": day_text(assignment.until)}
    return words


def _name_cell(row: AccountRow) -> SafeString:
    return format_html('<a href="{}">{}</a>', addresses.account(row.user.pk), row.user.full_name)


def _roles_cell(row: AccountRow, language: str) -> SafeString | str:
    return join_parts(format_html("<div>{}</div>", role_words(one, language)) for one in row.assignments)


def _last_day(row: AccountRow) -> str | None:
    return f"{timezone.localtime(row.user.last_login):%d.%m.%Y %H:%M}" if row.user.last_login else None
