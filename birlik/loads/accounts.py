"""The accounts of a union as a list: who is to hold which role where; nobody gets a password by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from birlik.accounts.actions import NewAccount, require_full_name, require_username
from birlik.accounts.models import Language, User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import ROLES
from birlik.core.errors import Refusal
from birlik.core.texts import is_storable
from birlik.grammar.letters import fold
from birlik.loads import cells
from birlik.loads.columns import DeliveredRows, ListColumn
from birlik.loads.declare import Effects, ListKind, Plan, Terms
from birlik.loads.problems import Findings
from birlik.members.imports.parse.vocabulary import plain
from birlik.orgs.actions import account_loads
from birlik.orgs.actions.account_loads import RoleOpening
from birlik.orgs.models import Assignment, Organisation
from birlik.orgs.rules import KEEPERS

LONGEST_DERIVED = 56  # letters of a sign-in name that is made from a code, with room for a number behind it
DIGITS_OF_TELEPHONE = 11  # with the 7 of the country
LANGUAGE_WORDS = {
    **{plain(value): value for value in Language.values},
    **{plain(str(label)): value for value, label in Language.choices},
    "казахский": "kk", "русский": "ru", "каз": "kk", "рус": "ru", "орысша": "ru", "орыс": "ru",
}  # fmt: skip

COLUMNS = (
    ListColumn(
        "full_name", _("Full name"),
        ("аты-жөні", "тегі, аты, әкесінің аты", "тегі аты", "фио", "ф.и.о.", "фамилия, имя, отчество", "төраға",
         "председатель"),
        is_needed=True,
    ),
    ListColumn("role", _("Role"), ("рөлі", "рөл", "лауазымы", "роль", "должность"), is_needed=True),
    ListColumn(
        "organisation", _("Code of the organisation"),
        ("ұйымның коды", "ұйым", "код организации", "организация", "код"), is_needed=True,
    ),
    ListColumn(
        "username", _("Sign-in name"), ("логин", "кіру аты", "имя для входа"),
        _("empty: the e-mail, the telephone, else the code of the organisation"),
    ),
    ListColumn("email", _("E-mail"), ("электрондық пошта", "пошта", "электронная почта", "почта", "e-mail", "email")),
    ListColumn("telephone", _("Telephone"), ("телефон", "ұялы телефон", "мобильный телефон", "телефоны")),
    ListColumn("since", _("Since"), ("басталуы", "қашаннан", "бастап", "с", "с какого дня", "начало", "дата начала")),
    ListColumn("until", _("Until"), ("аяқталуы", "дейін", "до", "по какой день", "окончание", "дата окончания")),
    ListColumn("language", _("Language of the pages"), ("тілі", "тіл", "язык")),
)  # fmt: skip


@dataclass
class AccountRow:
    """A row as values."""

    number: int
    cells: dict[str, str]
    organisation: Organisation | None = None
    since: date | None = None
    until: date | None = None
    username: str = ""


@dataclass
class AccountPlan:
    new: list[NewAccount] = field(default_factory=list)
    openings: list[RoleOpening] = field(default_factory=list)


def require(by: User | None, at: datetime) -> None:
    """Require to keep accounts somewhere; refused with `right.missing`."""
    today = timezone.localdate(at)
    if by is not None and not any(
        Permission.USER_MANAGE in ROLES[one.role].grants for one in Assignment.objects.on(today).filter(user=by)
    ):
        raise Refusal("right.missing", permission=Permission.USER_MANAGE.value, organisation="")


def check(delivered: DeliveredRows, terms: Terms, by: User | None, at: datetime) -> Plan:
    """Look through the accounts: who is new, who gets one more role, what holds already."""
    del terms
    findings, today = Findings(), timezone.localdate(at)
    rows = _read_rows(delivered.rows, today, findings)
    _check_places(rows, by, at, findings)
    users = dict(User.objects.values_list("username", "full_name"))
    _name_accounts([row for row in rows if row.number not in findings.rows], users, findings)
    _check_repeats(rows, findings)
    held_roles, known_names, rejected_rows = _held_roles(today), set(users), findings.rows
    plan, unchanged_rows, created_count = AccountPlan(), [], 0
    for row in rows:
        if row.number in rejected_rows or row.organisation is None:
            continue
        if (row.username, row.cells["role"], row.organisation.pk) in held_roles:
            unchanged_rows.append(row.number)
            continue
        if row.username not in known_names:
            known_names.add(row.username)
            created_count += 1
            plan.new.append(NewAccount(row.username, row.cells["full_name"], row.cells.get("language", "kk")))
        since = row.since or max(today, row.organisation.opened)
        plan.openings.append(RoleOpening(row.username, row.cells["role"], row.organisation, since, row.until))
    problems = tuple(sorted(findings.problems, key=lambda one: (one.row, one.field)))
    return Plan(created_count, len(plan.openings) - created_count, tuple(unchanged_rows), problems, plan)


def _read_rows(texts: Mapping[int, Mapping[str, str]], today: date, findings: Findings) -> list[AccountRow]:
    known_days = cells.days((row[name] for row in texts.values() for name in ("since", "until") if name in row), today)
    places = {one.code: one for one in Organisation.objects.all()}
    return [_read_row(number, row, known_days, places, findings) for number, row in texts.items()]


def _read_row(
    number: int,
    texts: Mapping[str, str],
    known_days: Mapping[str, date],
    places: Mapping[str, Organisation],
    findings: Findings,
) -> AccountRow:
    row = AccountRow(number, {})
    for name, text in texts.items():
        try:
            row.cells[name] = _value(name, text, known_days)
        except Refusal as refusal:
            findings.add(number, name, refusal)
    for name in ("full_name", "role", "organisation"):
        if name not in texts:
            findings.add(number, name, Refusal("load.cell_empty"))
    row.since, row.until = (known_days.get(texts.get(name, "")) for name in ("since", "until"))
    row.organisation = places.get(row.cells.get("organisation", ""))
    if "organisation" in row.cells and row.organisation is None:
        unknown_place = Refusal("load.organisation_unknown", organisation=row.cells["organisation"])
        findings.add(number, "organisation", unknown_place)
    return row


def _value(name: str, text: str, known_days: Mapping[str, date]) -> str:
    if not is_storable(text):
        raise Refusal("text.unstorable")
    if name in READERS:
        return READERS[name](text)
    if text not in known_days:
        raise Refusal("load.day_unknown", text=text)
    return text


def _role(text: str) -> str:
    code = cells.role_words().get(plain(text))
    if code is None:
        raise Refusal("role.unknown", role=text)
    return code


def _language(text: str) -> str:
    language = LANGUAGE_WORDS.get(plain(text))
    if language is None:
        raise Refusal("user.language_unknown")
    return language


def _telephone(text: str) -> str:
    """Return the digits of a number of the country's plan, which begins with 7 however it is written."""
    digits = "".join(sign for sign in text.removesuffix(".0") if sign.isdigit())
    if len(digits) == DIGITS_OF_TELEPHONE - 1 and digits.startswith("7"):
        digits = f"7{digits}"
    if len(digits) == DIGITS_OF_TELEPHONE and digits[0] in "78":
        return f"7{digits[1:]}"
    raise Refusal("load.telephone_unknown", text=text)


READERS: Mapping[str, Callable[[str], str]] = {
    "full_name": lambda text: require_full_name(" ".join(text.split())),
    "role": _role,
    "username": require_username,
    "email": require_username,
    "telephone": _telephone,
    "language": _language,
    "organisation": str.lower,
}


def _check_places(rows: list[AccountRow], by: User | None, at: datetime, findings: Findings) -> None:
    """Check that the role is held at such an organisation, that `by` may give it there, and its span."""
    allowed_places = {
        code: account_loads.places_to_give(by, code, at=at)
        for code in {row.cells["role"] for row in rows if "role" in row.cells}
        if by is not None and code not in KEEPERS
    }
    today = timezone.localdate(at)
    for row in rows:
        role, place = row.cells.get("role"), row.organisation
        if role is None or place is None:
            continue
        if role in KEEPERS:
            findings.add(row.number, "role", Refusal("role.by_hand", role=ROLES[role].name))
        elif place.kind not in ROLES[role].kinds:
            findings.add(row.number, "role", Refusal("orgs.role_not_here"))
        elif by is not None and place.pk not in allowed_places[role]:
            findings.add(row.number, "organisation", Refusal("load.organisation_unknown", organisation=place.code))
        if place.closed is not None:
            findings.add(row.number, "organisation", Refusal("orgs.closed", closed=place.closed))
        elif row.since is not None and row.since < place.opened:
            findings.add(row.number, "since", Refusal("load.before_parent", parent=place.code, opened=place.opened))
        since = row.since or max(today, place.opened)
        if row.until is not None and row.until <= since:
            findings.add(row.number, "until", Refusal("orgs.span_empty", since=since))


def _name_accounts(rows: list[AccountRow], users: Mapping[str, str], findings: Findings) -> None:
    """Give each row its sign-in name; a name that belongs to somebody else is a problem, or gets a number behind it."""
    names: dict[str, tuple[str, int]] = {name: (fold(full_name), 0) for name, full_name in users.items()}
    for row in rows:
        person, told_field = fold(row.cells["full_name"]), _told_name(row)
        if told_field:
            name, (owner, other_row) = row.cells[told_field], names.get(row.cells[told_field], (person, 0))
            if owner != person:
                refusal = (
                    Refusal("load.username_twice", username=name, row=other_row)
                    if other_row else Refusal("load.username_taken", username=name, user=users[name])
                )  # fmt: skip
                findings.add(row.number, told_field, refusal)
        else:
            name = next(
                one for one in _derived_names(row.cells["organisation"]) if names.get(one, (person, 0))[0] == person
            )
        names.setdefault(name, (person, row.number))
        row.username = name


def _told_name(row: AccountRow) -> str:
    return next((name for name in ("username", "email", "telephone") if name in row.cells), "")


def _derived_names(code: str) -> Iterator[str]:
    base = code[:LONGEST_DERIVED].ljust(2, "0")
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _check_repeats(rows: list[AccountRow], findings: Findings) -> None:
    """Check that one role of one account at one organisation stands in one row."""
    first: dict[tuple[str, ...], AccountRow] = {}
    for row in rows:
        if not row.username or row.organisation is None or "role" not in row.cells:
            continue
        other = first.setdefault((row.username, row.cells["role"], row.organisation.code), row)
        if other is not row:
            findings.add(row.number, "full_name", Refusal("load.role_twice", row=other.number))


def _held_roles(today: date) -> set[tuple[str, str, int]]:
    rows = Assignment.objects.not_over(today).values_list("user__username", "role", "organisation_id")
    return {(username, role, place) for username, role, place in rows}


def write(plan: Plan, terms: Terms, by: User | None, at: datetime) -> Effects:
    """Make the accounts and give the roles."""
    del terms
    content: AccountPlan = plan.content
    users, assignments = account_loads.open_accounts(content.new, content.openings, by=by, at=at)
    return {"users": users, "roles": assignments}


def undo(effects: Mapping[str, Any], by: User | None, loaded_at: datetime, at: datetime) -> None:
    """Take the accounts and roles back while nobody has used them; refused with `accounts.load_used`."""
    del loaded_at
    account_loads.take_accounts_back(effects["users"], effects["roles"], by=by, at=at)


ACCOUNTS = ListKind(code="accounts", columns=COLUMNS, require=require, check=check, write=write, undo=undo)
