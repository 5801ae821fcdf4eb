"""The tree of a union as a list: what it would open and change, written down through the verbs of the tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.loads.columns import DeliveredRows, ListColumn
from birlik.loads.declare import Effects, ListKind, Plan, Terms
from birlik.loads.problems import Findings
from birlik.loads.standing_tree import standing_tree
from birlik.loads.tree_rows import NAMES, TreeCheck, TreeRow, order_from_the_top, read_tree_rows
from birlik.orgs import actions as orgs
from birlik.orgs.actions.loads import DETAILS, LoadedChange, Opening, require_whole_tree
from birlik.orgs.models import FormerName, Organisation, Placement
from birlik.orgs.values import LegalBasis, Names, NewOrganisation
from birlik.statistics.actions import tree as campaigns_tree

COLUMNS = (
    ListColumn(
        "code", _("Code"), ("код", "ұйымның коды", "код организации", "code"),
        _("small Latin letters, digits and hyphens; it never changes"), is_needed=True,
    ),
    ListColumn(
        "parent", _("Code of the one above"),
        ("жоғары тұрған ұйым", "жоғары тұрған ұйымның коды", "код вышестоящей организации", "вышестоящая организация",
         "код вышестоящей", "вышестоящая"),
        _("empty for the union alone"), is_needed=True,
    ),
    ListColumn(
        "kind", _("Kind"), ("түрі", "ұйымның түрі", "вид", "вид организации", "тип организации"), is_needed=True
    ),
    ListColumn(
        "name_kk", _("Name in Kazakh"),
        ("атауы", "қазақша атауы", "толық атауы", "атауы (қазақша)", "наименование на казахском",
         "название на казахском"),
        is_needed=True,
    ),
    ListColumn(
        "name_ru", _("Name in Russian"),
        ("орысша атауы", "атауы (орысша)", "наименование", "название", "наименование на русском", "название на русском",
         "полное наименование"),
        is_needed=True,
    ),
    ListColumn(
        "short_kk", _("Short name in Kazakh"),
        ("қысқаша атауы", "қысқаша атауы (қазақша)", "қазақша қысқаша атауы", "краткое наименование на казахском"),
    ),
    ListColumn(
        "short_ru", _("Short name in Russian"),
        ("орысша қысқаша атауы", "қысқаша атауы (орысша)", "краткое наименование", "краткое наименование на русском"),
    ),
    ListColumn("bin", _("BIN"), ("бсн", "бин")),
    ListColumn("region", _("Region"), ("облыс", "өңір", "аймақ", "область", "регион"), _("code or name")),
    ListColumn(
        "institution_type", _("Type of institution"),
        ("мекеме түрі", "ұйым мекемесінің түрі", "тип учреждения", "тип организации образования", "вид учреждения"),
    ),
    ListColumn(
        "since", _("Since"),
        ("құрылған күні", "қашаннан бері", "бастап", "дата создания", "дата образования", "с какого дня"),
        _("the day of its opening; empty: since the one above is known"),
    ),
)  # fmt: skip


@dataclass
class Change:
    """What a row changes of an organisation that stands; None or nothing where it is left."""

    organisation: Organisation
    row: TreeRow
    names: Names | None = None
    parent: str = ""
    details: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names or self.parent or self.details)


@dataclass
class TreePlan:
    openings: list[Opening]
    changes: list[Change]


def check(delivered: DeliveredRows, terms: Terms, by: User | None, at: datetime) -> Plan:
    """Look through a tree; refused with `orgs.no_root` where the union was not begun."""
    del by
    today = timezone.localdate(at)
    tree = standing_tree(today)
    findings = Findings()
    rows = read_tree_rows(delivered.rows, tree, findings, today)
    tree_check = TreeCheck(rows, tree, findings)
    tree_check.run()
    good = [row for row in rows if row.number not in findings.rows]
    changes = [_change(row, tree.parents.get(row.code, "")) for row in good if row.standing is not None]
    _check_days(changes, _day_of(terms, today), findings)
    rejected_rows = findings.rows
    openings = [
        Opening(_new(row), row.parent, tree_check.openings[row.code])
        for row in order_from_the_top(good, tree_check.parent_code)
        if row.standing is None
    ]
    real = [one for one in changes if one and one.row.number not in rejected_rows]
    unchanged_rows = tuple(one.row.number for one in changes if not one and one.row.number not in rejected_rows)
    order = {row.code: place for place, row in enumerate(order_from_the_top(good, tree_check.parent_code))}
    real.sort(key=lambda one: order[one.row.code])
    problems = tuple(sorted(findings.problems, key=lambda one: (one.row, one.field)))
    return Plan(len(openings), len(real), unchanged_rows, problems, TreePlan(openings, real))


def _new(row: TreeRow) -> NewOrganisation:
    names = Names(*(row.cells.get(name, "") for name in NAMES))
    return NewOrganisation(row.code, row.kind, names, **{name: row.cells.get(name, "") for name in DETAILS})


def _change(row: TreeRow, parent: str) -> Change:
    organisation = row.standing
    if organisation is None:
        raise ValueError(row.code)
    change = Change(organisation, row)
    present = Names(*(getattr(organisation, name) for name in NAMES))
    told_names = Names(*(row.cells.get(name, getattr(organisation, name)) for name in NAMES))
    if told_names != present:
        change.names = told_names
    if row.parent and row.parent != parent:
        change.parent = row.parent
    change.details = {
        name: row.cells[name]
        for name in DETAILS
        if name in row.cells and row.cells[name] != getattr(organisation, name)
    }
    return change


def _check_days(changes: list[Change], on: date, findings: Findings) -> None:
    """Refuse a change before something that is written down already: a history is only added to."""
    renamed_ids = [one.organisation.pk for one in changes if one.names]
    moved_ids = [one.organisation.pk for one in changes if one.parent]
    last_names = dict(
        FormerName.objects.filter(until__isnull=False).order_by("until").values_list("organisation_id", "until")
        if renamed_ids else []
    )  # fmt: skip
    last_places = dict(Placement.objects.order_by("since").values_list("organisation_id", "since") if moved_ids else [])
    for one in changes:
        pk, opened = one.organisation.pk, one.organisation.opened
        for name, is_changed, last in (
            ("name_kk", one.names, last_names.get(pk, opened)), ("parent", one.parent, last_places.get(pk, opened)),
        ):  # fmt: skip
            if is_changed and last is not None and last >= on:
                refusal = Refusal("orgs.overlaps", organisation=one.row.code, since=last, on=on)
                findings.add(one.row.number, name, refusal)


def _day_of(terms: Terms, today: date) -> date:
    return date.fromisoformat(terms["on"]) if terms.get("on") else today


def _ground(terms: Terms, today: date) -> LegalBasis:
    document_day = date.fromisoformat(terms["date"]) if terms.get("date") else today
    return LegalBasis(terms["number"], document_day, terms["title"])


def write(plan: Plan, terms: Terms, by: User | None, at: datetime) -> Effects:
    """Open what is new, then move, rename and correct what stands; campaigns follow the tree as they always do."""
    content: TreePlan = plan.content
    today = timezone.localdate(at)
    on, ground = _day_of(terms, today), _ground(terms, today)
    days = [one.on for one in content.openings] + [on for one in content.changes if one.parent]

    def act(moment: datetime) -> Effects:
        organisations = orgs.open_many(content.openings, ground=ground, by=by, at=moment) if content.openings else {}
        change_records = [_write_change(one, on, ground, by, moment) for one in content.changes]
        return {
            "created": [one.pk for one in organisations.values()],
            "changed": change_records,
            "on": min(days, default=on).isoformat(),
        }

    return campaigns_tree.change(act, on=min(days, default=None), by=by, at=at)


def _write_change(change: Change, on: date, ground: LegalBasis, by: User | None, at: datetime) -> dict[str, Any]:
    organisation = change.organisation
    before: dict[str, Any] = {"organisation": organisation.pk, "names": None, "parent": None, "details": {}}
    if change.parent:
        parent = Organisation.objects.get(code=change.parent)
        before["parent"] = Placement.objects.open().get(organisation=organisation).parent_id
        orgs.move(organisation, parent=parent, on=on, ground=ground, by=by, at=at)
    if change.names:
        before["names"] = [getattr(organisation, name) for name in NAMES]
        orgs.rename(organisation, change.names, on=on, ground=ground, by=by, at=at)
    if change.details:
        before["details"] = {name: getattr(organisation, name) for name in change.details}
        orgs.correct_details(organisation, change.details, by=by, at=at)
    return before


def undo(effects: Mapping[str, Any], by: User | None, loaded_at: datetime, at: datetime) -> None:
    """Take a tree back while nothing was built on it; refused with `orgs.load_built_upon`, `campaign.tree_frozen`."""
    changes = [
        LoadedChange(one["organisation"], Names(*one["names"]) if one["names"] else None, one["parent"], one["details"])
        for one in effects["changed"]
    ]
    campaigns_tree.change(
        lambda moment: orgs.take_back(effects["created"], changes, loaded_at=loaded_at, by=by, at=moment),
        on=date.fromisoformat(effects["on"]), by=by, at=at,
    )  # fmt: skip


TREE = ListKind(code="tree", columns=COLUMNS, require=require_whole_tree, check=check, write=write, undo=undo)
