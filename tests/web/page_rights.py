"""What the table of rights (test_rights) says of an address: who sees it, who acts there, what the others are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from birlik.accounts.permissions import Permission

GET, HEAD, POST = "GET", "HEAD", "POST"
YEAR = 2025
AS_OF = date(2026, 1, 1)


@dataclass(frozen=True)
class Page:
    """`sees` at `at` lets a person in (None: everybody who is signed in); `does` at `acts_at` lets him act.

    `methods`: what the address answers to. `refused`: the answer to one who sees the place and may not act there.
    `tree`: the day whose tree the rights are read by; None is today. `own`: the place is the reader's own.
    `somewhere`: the right is asked of any organisation: accounts are kept below the own one.
    `leads_on`: a chair, with nothing to list, goes on to the page of the own organisation.
    `for_members`: only for the account of a member with a card, which none of these people has.
    """

    args: tuple[Any, ...] = ()
    sees: Permission | None = None
    at: str = "union"
    does: Permission | None = None
    acts_at: str = ""
    methods: tuple[str, ...] = (GET,)
    refused: int = 403
    tree: date | None = AS_OF
    own: bool = False
    somewhere: bool = False
    leads_on: bool = False
    for_members: bool = False
    data: dict[str, str] = field(default_factory=dict)
    html: bool = True


def report_verb(does: Permission) -> Page:
    return Page((YEAR, "school-1"), Permission.REPORT_VIEW, "school-1", does, methods=(POST,), refused=302)


def org_change(at: str = "school-1", acts_at: str = "north-east", *more: object) -> Page:
    return Page((at, *more), Permission.ORG_VIEW, at, Permission.ORG_EDIT, acts_at, (GET, POST), tree=None)


def member_page(*more: str, methods: tuple[str, ...] = (GET, POST)) -> Page:
    """A page about a person of school-1, for who may edit there; the others are told that there is nobody."""
    args = more or ("person",)
    return Page(args, Permission.MEMBER_EDIT, "school-1", Permission.MEMBER_EDIT, "school-1", methods, tree=None)


def paper(*more: str, does: Permission | None = None, methods: tuple[str, ...] = (GET,), refused: int = 302) -> Page:
    return Page((f"note/{YEAR}/kk", *more), Permission.PAPER_VIEW, does=does, methods=methods, refused=refused)


def import_page(methods: tuple[str, ...] = (GET,), *, html: bool = True) -> Page:
    """A page about a list that was checked for north."""
    return Page(("batch",), Permission.MEMBER_IMPORT, "north", methods=methods, tree=None, html=html)


def entries_page(methods: tuple[str, ...], *, html: bool = True) -> Page:
    """A page about a delivered list of entries of school-1."""
    args = ("injuries", "entries")
    return Page(args, Permission.SAFETY_EDIT, "school-1", methods=methods, tree=None, html=html)


def entry_page(*more: str, methods: tuple[str, ...] = (GET, POST)) -> Page:
    """A page that changes an entry of a register of school-1."""
    args = ("injuries", "entry", *more)
    return Page(args, Permission.SAFETY_VIEW, "school-1", Permission.SAFETY_EDIT, methods=methods, tree=None)


def load_page(methods: tuple[str, ...] = (GET,), *, html: bool = True) -> Page:
    """A page about a delivered list of organisations, for who keeps the whole tree."""
    return Page(("tree", "load"), Permission.ORG_EDIT, "union", methods=methods, tree=None, html=html)


def account_page(*more: str) -> Page:
    """A page about the account of the chair of school-1, for who keeps accounts there."""
    return Page(("account", *more), Permission.USER_MANAGE, "school-1", methods=(GET, POST), tree=None)
