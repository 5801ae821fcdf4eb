"""Writing the demonstration union into an empty database: people, tree, two campaigns, their figures.

Bulk inserts, because the actions would take minutes for 17,400 reports; what the actions would have kept (lineage,
search words, figures, counts of findings) is rebuilt by the functions they use themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import transaction

from birlik.accounts import actions as accounts
from birlik.accounts.models import User
from birlik.accounts.roles import role
from birlik.audit import log
from birlik.audit.subjects import Subject
from birlik.orgs import actions as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.actions.forms import load_forms
from demo import campaigns, registers, registry, tree_rows
from demo.people import bodies_of
from demo.union import build

SINCE = datetime(2024, 1, 1, tzinfo=UTC)
REGISTERS_AT = datetime(2024, 1, 10, tzinfo=UTC)
Password = Callable[[], str]

# Sign-in name, role, organisation: one account per role; the chair is of the first primary organisation of a district.
ACCOUNTS = (
    ("admin", "administrator", "union"),
    ("head", "head_of_department", "union"),
    ("controller", "controller", "union"),
    ("chair", "union_chair", "union"),
    ("audit", "audit_commission", "union"),
    ("specialist", "specialist", "aktobe"),
)


@transaction.atomic
def fill(*, password: Password, members: str = "none") -> list[str]:
    """Fill an empty database; returns a line per account: name, password, role, organisation.

    `members`: whose members the registry holds: "none", "region" or "full" (demo.people.bodies_of).
    """
    union = build()
    load_forms()
    words = {name: password() for name, _, _ in ACCOUNTS}
    admin = _user("admin", "administrator", words["admin"], by=None)
    head = _user("head", "head_of_department", words["head"], by=admin)
    ids = tree_rows.write(union, by=head, at=SINCE)
    lines = _assign(words, admin, head, ids)
    lines += _local_people(password, admin, ids)
    authors = _authors(admin)
    campaigns.write(union, ids, people=authors, by=head)
    registry.write(union, ids, bodies_of(members), by=authors.judge)
    registers.write_all(seed=union.seed, by=head, at=REGISTERS_AT)
    lines += _member(password, admin)
    log.record("demo.filled", subject=Subject("demo", union.seed, "demonstration"), by=None, at=SINCE)
    return lines


def _authors(admin: User) -> campaigns.People:
    """Who sent and who accepted the 17,400 reports: two closed accounts that stand for all of them."""
    sender = accounts.create_user(
        username="chairs", full_name="Ұйым төрағасы (көрсетілім)", password=None, by=admin, at=SINCE
    )
    judge = accounts.create_user(
        username="specialists", full_name="Жоғары тұрған ұйымның маманы (көрсетілім)", password=None, by=admin, at=SINCE
    )
    for user in (sender, judge):
        orgs.block(user, by=admin, at=SINCE)
    return campaigns.People(sender, judge)


def _user(name: str, role_code: str, word: str, *, by: User | None, language: str = "kk") -> User:
    full_name = f"{role(role_code).name.kk} (көрсетілім)"
    return accounts.create_user(username=name, full_name=full_name, password=word, language=language, by=by, at=SINCE)


def _assign(words: dict[str, str], admin: User, head: User, ids: dict[str, int]) -> list[str]:
    known = {"admin": admin, "head": head}
    lines = []
    for name, role_code, code in ACCOUNTS:
        user = known.get(name) or _user(name, role_code, words[name], by=admin)
        lines.append(_give(user, role_code, Organisation.objects.get(pk=ids[code]), words[name], admin))
    return lines


def _local_people(password: Password, admin: User, ids: dict[str, int]) -> list[str]:
    """A specialist of a district branch and the chair of a school there, under the same member organisation."""
    region = Organisation.objects.get(pk=ids["aktobe"])
    below = Organisation.objects.filter(placements__parent=region, kind="district", closed__isnull=True)
    district = below.order_by("sort_kk", "pk").first()
    lines = []
    place = district or region
    schools = Organisation.objects.filter(placements__parent=place, kind="primary", closed__isnull=True)
    school = schools.filter(institution_type="school").order_by("sort_kk", "pk")[0]
    for name, role_code, organisation in (("branch", "specialist", place), ("teacher", "chair_primary", school)):
        word = password()
        lines.append(_give(_user(name, role_code, word, by=admin), role_code, organisation, word, admin))
    return lines


def _member(password: Password, admin: User) -> list[str]:
    """The account of a plain member of the school whose chair has one; none where the registry is empty."""
    school = Organisation.objects.get(assignments__user__username="teacher")
    if not school.people.exists():
        return []
    word = password()
    user = accounts.create_user(
        username="member", full_name="Кәсіподақ мүшесі (көрсетілім)", password=word, language="kk", by=admin, at=SINCE
    )
    registry.link_member(user, school)
    return [f"  {user.username:<12}{word:<22}Член профсоюза, {school.name_ru}"]


def _give(user: User, role_code: str, organisation: Organisation, word: str, admin: User) -> str:
    orgs.assign_role(user, role_code=role_code, organisation=organisation, since=SINCE.date(), by=admin, at=SINCE)
    return f"  {user.username:<12}{word:<22}{role(role_code).name.ru}, {organisation.name_ru}"
