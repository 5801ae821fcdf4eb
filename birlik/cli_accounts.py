"""What the `birlik` command does with accounts: the first one with its union, the others in a keeper's name."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from birlik.core.errors import Refusal
from birlik.core.passwords import password
from birlik.core.periods import parse_day

if TYPE_CHECKING:
    from birlik.accounts.models import User


def add_begin(one: argparse.ArgumentParser) -> None:
    """Declare the arguments of `birlik begin`."""
    one.add_argument("--code", required=True, metavar="CODE", help="of the union: small Latin letters, digits, hyphens")
    one.add_argument("--name-kk", required=True, metavar="TEXT")
    one.add_argument("--name-ru", required=True, metavar="TEXT")
    one.add_argument("--short-kk", default="", metavar="TEXT", help="the short name, where there is one")
    one.add_argument("--short-ru", default="", metavar="TEXT")
    one.add_argument("--keeper", required=True, metavar="NAME", help="the sign-in name of the first keeper of accounts")
    one.add_argument("--full-name", required=True, metavar="TEXT")
    one.add_argument("--since", metavar="YYYY-MM-DD", help="since when the union is known; 1992-01-01 without it")


def begin(options: argparse.Namespace) -> int:
    """Begin in an empty database: the union and the first keeper of accounts, whose password is printed once."""
    from django.utils import timezone

    from birlik import server
    from birlik.accounts import begin_code
    from birlik.core.passwords import password
    from birlik.core.periods import parse_day
    from birlik.orgs.actions import foundation
    from birlik.orgs.values import Names

    since = parse_day(options.since) if options.since else foundation.SINCE
    server.migrate()
    word = password()
    keeper = foundation.begin(
        code=options.code,
        names=Names(options.name_kk, options.name_ru, options.short_kk, options.short_ru),
        username=options.keeper,
        full_name=options.full_name,
        password=word,
        since=since,
        at=timezone.now(),
    )
    begin_code.forget()
    print(f"{keeper.username}  {word}")
    return 0


def add_account(one: argparse.ArgumentParser) -> None:
    """Declare the arguments of `birlik account`; without a verb an account is made, as ever."""
    one.add_argument("username")
    one.add_argument("verb", nargs="?", choices=list(VERBS), default="make", help="make without it")
    one.add_argument("--name", metavar="TEXT", help="the full name: make, invite")
    one.add_argument("--role", help="make, invite, role, end-role")
    one.add_argument("--organisation", metavar="CODE", help="where the role is held")
    one.add_argument("--since", metavar="YYYY-MM-DD", help="the first day of the role; today without it")
    one.add_argument("--until", metavar="YYYY-MM-DD", help="the day the role ends: role, end-role (today without it)")
    one.add_argument("--lang", choices=("kk", "ru", "en"), default="kk", help="of a new account")
    one.add_argument("--end", action="store_true", help="sessions: end them all")
    one.add_argument("--by", metavar="USERNAME", help="the keeper of accounts who does it; not for the very first")


def account(options: argparse.Namespace) -> int:
    """Do one thing with an account, in the name of its keeper.

    Refused with `account.option_missing`, `user.keeper_missing`, `user.unknown`, and as the pages are.
    """
    from django.utils import timezone

    right, act = VERBS[options.verb]
    for name in right:
        if getattr(options, name) is None:
            raise Refusal("account.option_missing", option=f"--{name}", verb=options.verb)
    keeper = _user(options.by) if options.by else None
    if keeper is None and options.verb != "make":
        raise Refusal("user.keeper_missing")
    print(act(options, keeper, timezone.now()))
    return 0


def make(options: argparse.Namespace, keeper: User | None, now: datetime) -> str:
    """Make an account with a role; the very first one needs nobody and keeps the accounts of others."""
    from django.db import transaction

    from birlik.accounts import actions as accounts
    from birlik.orgs import actions as orgs

    word, role = password(), _role(options, now)
    if keeper is not None:
        user = orgs.open_account(
            username=options.username, full_name=options.name, password=word, language=options.lang,
            by=keeper, at=now, **role,
        )  # fmt: skip
    else:
        with transaction.atomic():
            user = accounts.create_user(
                username=options.username, full_name=options.name, password=word, language=options.lang,
                by=None, at=now,
            )  # fmt: skip
            orgs.assign_role(user, by=user, at=now, **role)
    return f"{user.username}  {word}"


def invite(options: argparse.Namespace, keeper: User, now: datetime) -> str:
    """Make an account and a link by which the person sets the password."""
    from birlik.orgs import actions as orgs

    user, key = orgs.invite(
        username=options.username, full_name=options.name, language=options.lang, by=keeper, at=now,
        **_role(options, now),
    )  # fmt: skip
    return f"{user.username}  {_address(key)}"


def renew(options: argparse.Namespace, keeper: User, now: datetime) -> str:
    """Make a link by which the person sets another password, or the first one."""
    from birlik.orgs import actions as orgs

    user = _user(options.username)
    return f"{user.username}  {_address(orgs.make_link(user, by=keeper, at=now))}"


def give_role(options: argparse.Namespace, keeper: User, now: datetime) -> str:
    """Give one more role."""
    from birlik.orgs import actions as orgs

    user = _user(options.username)
    given = orgs.assign_role(user, by=keeper, at=now, **_role(options, now))
    return f"{user.username}  {given.role}  {given.organisation.code}"


def end_role(options: argparse.Namespace, keeper: User, now: datetime) -> str:
    """End the role that is held, or is to be held, at the organisation. Refused with `role.not_held`."""
    from django.utils import timezone

    from birlik.orgs import actions as orgs
    from birlik.orgs import queries
    from birlik.orgs.queries import organisation_by_code

    user, place, today = _user(options.username), organisation_by_code(options.organisation), timezone.localdate(now)
    assignments = queries.assignments_not_over([user], on=today).get(user.pk, [])
    assignment = next((one for one in assignments if (one.role, one.organisation) == (options.role, place)), None)
    if assignment is None:
        raise Refusal("role.not_held", user=user.full_name, role=options.role, organisation=options.organisation)
    orgs.revoke_role(assignment, on=parse_day(options.until) if options.until else today, by=keeper, at=now)
    return f"{user.username}  {options.role}  {options.organisation}  ended"


def block(options: argparse.Namespace, keeper: User, now: datetime) -> str:
    """Block the account."""
    from birlik.orgs import actions as orgs

    orgs.block(_user(options.username), by=keeper, at=now)
    return f"{options.username}  blocked"


def unblock(options: argparse.Namespace, keeper: User, now: datetime) -> str:
    """Open a blocked account."""
    from birlik.orgs import actions as orgs

    orgs.unblock(_user(options.username), by=keeper, at=now)
    return f"{options.username}  unblocked"


def sessions(options: argparse.Namespace, keeper: User, now: datetime) -> str:
    """Return the sessions of an account as JSON; with --end they are over afterwards."""
    from django.utils import timezone

    from birlik.accounts import user_sessions
    from birlik.orgs import actions as orgs
    from birlik.orgs import rules

    user = _user(options.username)
    rules.require_keeping(keeper, user, on=timezone.localdate(now))
    rows = [
        {"device": one.device, "began": one.began_at.isoformat(), "seen": one.seen_at.isoformat()}
        for one in user_sessions.sessions_of(user, at=now)
    ]
    if options.end:
        orgs.end_sessions(user, by=keeper, at=now)
    return json.dumps(rows, ensure_ascii=False, indent=2)


Act = Callable[..., str]
ROLE = ("role", "organisation")
VERBS: dict[str, tuple[tuple[str, ...], Act]] = {
    "make": (("name", *ROLE), make),
    "invite": (("name", *ROLE), invite),
    "role": (ROLE, give_role),
    "end-role": (ROLE, end_role),
    "block": ((), block),
    "unblock": ((), unblock),
    "renew": ((), renew),
    "sessions": ((), sessions),
}


def _role(options: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """Return what the options say of a role, as the actions take it."""
    from django.utils import timezone

    from birlik.orgs.queries import organisation_by_code

    return {
        "role_code": options.role,
        "organisation": organisation_by_code(options.organisation),
        "since": parse_day(options.since) if options.since else timezone.localdate(now),
        "until": parse_day(options.until) if options.until else None,
    }


def _user(username: str) -> User:
    from birlik.accounts.models import User

    user = User.objects.filter(username=username.strip().lower()).first()
    if user is None:
        raise Refusal("user.unknown", username=username)
    return user


def _address(key: str) -> str:
    """Return the link as a person opens it: at the first origin that is trusted, else where the server listens."""
    from django.conf import settings
    from django.urls import reverse

    from birlik import server
    from birlik.config import environment

    origins = [one for one in settings.CSRF_TRUSTED_ORIGINS if "*" not in one]
    origin = origins[0] if origins else server.address_of(environment.host(), environment.port())
    return f"{origin}{reverse('accounts:link')}?key={key}"
