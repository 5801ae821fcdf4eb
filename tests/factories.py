"""Small unions for tests: users, trees, roles. Everything goes through the same actions as in life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from birlik.accounts.models import User
from birlik.orgs import actions
from birlik.orgs.models import Assignment, Organisation
from birlik.orgs.values import LegalBasis, Names, NewOrganisation
from tests.recalled import recalled

OPENED = date(2020, 1, 1)
TODAY = date(2026, 2, 1)
NOW = datetime(2026, 2, 1, 6, 0, tzinfo=UTC)
GROUND = LegalBasis("№ 1 п. 1", date(2019, 12, 20), "Бұйрық / Распоряжение")
PASSWORD = "correct horse battery staple"  # a test's own, never a demonstration account's

_number = count(1)


def make_user(
    username: str = "", *, full_name: str = "", language: str = "kk", staff: bool = False, password: str | None = None
) -> User:
    """An active person; without `password` nobody can sign in as him."""
    username = username or f"user-{next(_number)}"
    user = User(username=username, full_name=full_name or username.title(), language=language, is_staff=staff)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    return user


def give_role(
    user: User, role: str, organisation: Organisation, *, since: date = OPENED, until: date | None = None
) -> Assignment:
    """The role as a plain row, without asking who gives it."""
    return Assignment.objects.create(user=user, role=role, organisation=organisation, since=since, until=until)


def make_holder(role: str, organisation: Organisation, *, since: date = OPENED, password: str | None = None) -> User:
    """A new person who holds the role at the organisation."""
    user = make_user(f"{role}-{next(_number)}", password=password, staff=role == "administrator")
    give_role(user, role, organisation, since=since)
    return user


def new(code: str, kind: str, *, kk: str = "", ru: str = "", institution_type: str = "") -> NewOrganisation:
    names = Names(kk or f"«{code}» ұйымы", ru or f"Организация «{code}»")
    return NewOrganisation(code, kind, names, institution_type=institution_type)


@dataclass
class UnionTree:
    """A union of two members, one with two districts, and a directly served university; an administrator runs it.

    union ─ north ─ north-east ─ school-1, school-2
          │       └ north-west ─ school-3
          ├ south ─ school-4, college-1
          └ campus ─ university-1
    """

    organisations: dict[str, Organisation]
    administrator: User

    def __getitem__(self, code: str) -> Organisation:
        return self.organisations[code]

    def __len__(self) -> int:
        return len(self.organisations)

    def open(self, code: str, kind: str, parent: str | None, *, on: date = OPENED, **details: str) -> Organisation:
        opened = actions.open_organisation(
            new(code, kind, **details),
            parent=self.organisations[parent] if parent else None,
            on=on,
            ground=GROUND,
            by=self.administrator,
            at=NOW,
        )
        self.organisations[code] = opened
        return opened

    def refresh(self) -> None:
        self.organisations = {each.code: each for each in Organisation.objects.all()}


SHAPE: tuple[tuple[str, str, str, str], ...] = (
    ("north", "member", "union", ""),
    ("south", "member", "union", ""),
    ("campus", "direct", "union", "university"),
    ("north-east", "district", "north", ""),
    ("north-west", "district", "north", ""),
    ("school-1", "primary", "north-east", "school"),
    ("school-2", "primary", "north-east", "school"),
    ("school-3", "primary", "north-west", "school"),
    ("school-4", "primary", "south", "school"),
    ("college-1", "primary", "south", "college"),
    ("university-1", "primary", "campus", "university"),
)


@recalled
def make_union_tree(shape: tuple[tuple[str, str, str, str], ...] = SHAPE, *, on: date = OPENED) -> UnionTree:
    """The tree of UnionTree, opened on the day `on`; `shape` is (code, kind, parent, institution type) from the top."""
    tree = UnionTree({}, make_user(f"administrator-{next(_number)}", staff=True))
    union = tree.open("union", "union", None, on=on)
    give_role(tree.administrator, "administrator", union, since=on)
    for code, kind, parent, institution_type in shape:
        tree.open(code, kind, parent, on=on, institution_type=institution_type)
    return tree
