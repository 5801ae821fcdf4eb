"""The very first organisation and the very first keeper of accounts: each needs the other, so they are made at once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from birlik.accounts import actions as accounts
from birlik.accounts.models import Language, User
from birlik.accounts.roles import Administrator
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.db.locks import wait_for_turn
from birlik.orgs import kinds
from birlik.orgs.actions import common, organisations, roles
from birlik.orgs.actions.derived import refresh_lineage
from birlik.orgs.models import Organisation
from birlik.orgs.values import Names, NewOrganisation

LONGEST_CODE, LONGEST_NAME, LONGEST_SHORT_NAME = 80, 400, 200  # of the columns
SINCE = date(1992, 1, 1)  # unless said otherwise: before any tree or figure that a union brings along


def is_empty() -> bool:
    """Return whether nothing was begun in this database: it has no account and no organisation."""
    return not (User.objects.exists() or Organisation.objects.exists())


@transaction.atomic
def begin(
    *,
    code: str,
    names: Names,
    username: str,
    full_name: str,
    password: str,
    language: str = Language.KAZAKH,
    since: date = SINCE,
    at: datetime,
) -> User:
    """Open the union itself in an empty database, and make the first keeper of accounts; returns the keeper.

    The password has to be changed at the first sign-in. `since`: the day from which the union is known; nothing can be
    written down before it. Refused with `begin.not_empty`, `begin.since_future`, and as accounts and organisations are.
    """
    wait_for_turn("accounts")
    if not is_empty():
        raise Refusal("begin.not_empty")
    today = common.local_day(at)
    if since > today:
        raise Refusal("begin.since_future", field="since")
    root = _root(code, names)
    keeper = accounts.create_user(
        username=username, full_name=full_name, password=password, language=language, one_time=True, by=None, at=at
    )
    union = organisations.create(root, parent=None, on=since, by=keeper, at=at)
    refresh_lineage([union.pk])
    facts = {"code": union.code, "kind": union.kind, "parent": None, "on": since}
    log.record("organisation.opened", subject=union, by=keeper, at=at, after=facts)
    roles.assign_role(keeper, role_code=Administrator.code, organisation=union, since=today, by=keeper, at=at)
    return keeper


def _root(code: str, names: Names) -> NewOrganisation:
    names = Names(
        text_within(names.kk, LONGEST_NAME),
        text_within(names.ru, LONGEST_NAME),
        text_within(names.short_kk, LONGEST_SHORT_NAME),
        text_within(names.short_ru, LONGEST_SHORT_NAME),
    )
    return NewOrganisation(text_within(code, LONGEST_CODE), kinds.root_kind().code, names)
