"""A line of the trail as its reader may see it: who, what, about whom, where, on what ground.

That something was done is told to everybody whose right to read the trail reaches the organisation; what it says of a
report, a paper or a list only to who may read those; a person by name only to who may see that person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.queries import scope, trail_names
from birlik.members.queries.trail import READING, TrailLine
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.registers.declare import REGISTERS, Register
from birlik.statistics.papers.kinds import UNION, kinds
from birlik.web.shared import addresses
from birlik.web.shared.acts import ACTIONS, READINGS
from birlik.web.shared.facts import GROUNDS, Fact, facts, ground
from birlik.web.shared.paper_addresses import PaperAddress

RIGHTS_TO_OPEN = {
    "report": Permission.REPORT_VIEW,
    "campaign": Permission.REPORT_VIEW,
    "paper": Permission.PAPER_VIEW,
    "list_export": Permission.MEMBER_VIEW,
}
NUMBERED_SUBJECTS = ("import", "list_export", "token")


@dataclass(frozen=True, slots=True)
class TrailRow:
    """A line in words. `account`: the id behind the sign-in name, None for the system; `url`: that of the subject;
    `base`: what a link that narrows the list keeps of its address.
    """

    line: TrailLine
    at: datetime
    who: str
    account: int | None
    what: str
    subject: str
    url: str
    organisation: Organisation | None
    place_url: str
    facts: Sequence[Fact]
    ground: str
    base: str


@dataclass(frozen=True, slots=True)
class Lookups:
    """What is looked up once for all lines of a page or a file."""

    accounts: Mapping[str, int]
    organisations: Mapping[str, Organisation]
    permissions: Mapping[int, frozenset[Permission]]
    root: int | None
    people: Mapping[int, str]

    def may(self, line: TrailLine, permission: Permission) -> bool:
        """Return whether the reader holds the right where the line belongs; at the root where it belongs nowhere."""
        organisation = self.organisations.get(line.organisation)
        place = organisation.pk if organisation else self.root
        return place is not None and permission in self.permissions.get(place, ())


def rows(lines: Sequence[TrailLine], user: User, *, names: bool, base: str = "?") -> Iterator[TrailRow]:
    """Draw the lines as rows; `names`: with the names of the people whom the reader may see."""
    lookups = _look_up(lines, user, names=names)
    for line in lines:
        may = lookups.may(line, _permission_for(line))
        organisation = lookups.organisations.get(line.organisation)
        kind, subject, url = line.subject[0], *_subject(line, lookups, may=may)
        is_visible = organisation is not None and Permission.ORG_VIEW in lookups.permissions[organisation.pk]
        yield TrailRow(
            line=line,
            at=timezone.localtime(line.position.at),
            who=line.by_label or line.by,
            account=lookups.accounts.get(line.by),
            what=_what(line.action),
            subject=subject,
            url=url,
            organisation=organisation,
            place_url=addresses.organisation(organisation.code) if organisation and is_visible else "",
            facts=facts(kind, line.before, line.after, but=GROUNDS) if may else (),
            ground=ground(line.after) if may else "",
            base=base,
        )


def _look_up(lines: Sequence[TrailLine], user: User, *, names: bool) -> Lookups:
    today = timezone.localdate()
    root = orgs.root(today)
    organisations = trail_names.organisations({line.organisation for line in lines} - {""})
    places = {one.pk: one for one in [*organisations.values(), *([root] if root else [])]}
    people = {line.subject[1] for line in lines if line.subject[0] == "person"} if names else set()
    return Lookups(
        trail_names.account_ids({line.by for line in lines} - {""}),
        organisations,
        orgs.permissions_over(user, places.values(), on=today),
        root.pk if root else None,
        scope.named_among(user, [int(pk) for pk in people], on=today),
    )


def _register(line: TrailLine) -> Register | None:
    """Return the register whose entry or list of entries the line is about; a list is labelled "injuries import 7"."""
    kind, code = line.subject[0], line.subject_label.partition(" ")[0]
    return REGISTERS.get(code if kind == "entry_import" else kind)


def _permission_for(line: TrailLine) -> Permission:
    """Return the right that opens what the line says beside that it was done."""
    register = _register(line)
    return register.view if register else RIGHTS_TO_OPEN.get(line.subject[0], Permission.TRAIL_VIEW)


def _what(action: str) -> str:
    kind, _dot, act = action.partition(".")
    return capfirst(str(READINGS.get(act, act) if kind == READING else ACTIONS.get(action, action)))


def _subject(line: TrailLine, lookups: Lookups, *, may: bool) -> tuple[str, str]:
    """Return about whom or what it is, and where that is read; nothing for the organisation, that has a column."""
    kind, pk = line.subject
    if kind == "person":
        name = lookups.people.get(int(pk))
        return (name, addresses.card(pk)) if name else (f"№ {pk}", "")
    if kind == "report":
        code, _space, year = line.subject_label.rpartition(" ")
        return year, addresses.report(year, code) if may else ""
    if kind == "campaign":
        return line.subject_label, addresses.board(line.subject_label, line.organisation) if may else ""
    if kind == "paper":
        return _paper(line.subject_label, may=may)
    if register := _register(line):
        return f"{register.name} № {pk}", addresses.entry(kind, pk) if may and kind in REGISTERS else ""
    return {"user": line.subject_label, **dict.fromkeys(NUMBERED_SUBJECTS, f"№ {pk}")}.get(kind, ""), ""


def _paper(label: str, *, may: bool) -> tuple[str, str]:
    """Read what the label of a paper says: "note 2025/union kk"."""
    kind, _space, rest = label.partition(" ")
    about, _space, language = rest.rpartition(" ")
    year, _slash, code = about.partition("/")
    title = kinds()[kind].name.in_(get_language() or "kk") if kind in kinds() else kind
    if not may or kind not in kinds():
        return f"{title} {year}, {language}", ""
    own = "" if UNION & kinds()[kind].levels else code  # of the union's papers the address need not say whose
    return f"{title} {year}, {language}", reverse(
        "documents:paper", args=[PaperAddress(kind, int(year), language, own)]
    )
