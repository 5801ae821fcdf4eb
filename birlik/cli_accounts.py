"""What the `birlik` command does with accounts: the first one with its union, the others in a keeper's name."""

from __future__ import annotations

import argparse


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
