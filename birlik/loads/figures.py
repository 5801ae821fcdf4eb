"""The figures of past years as a list: a line of the form a row, or a row an organisation with lines as columns.

A figure is what the consolidated table of that year showed: an organisation's with everybody below it. What is given at
several heights of the tree has to agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from birlik.accounts.models import User
from birlik.core.bilingual import LANGUAGES
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.core.texts import BEGINNING, shorten_text
from birlik.loads.columns import DeliveredRows, ListColumn
from birlik.loads.declare import Effects, ListKind, Plan, Terms
from birlik.loads.problems import Findings
from birlik.members.imports.parse.vocabulary import plain
from birlik.orgs.models import Lineage, Organisation
from birlik.statistics import rules, spec
from birlik.statistics.actions import past_figures
from birlik.statistics.models import Campaign, FigureSet

LINE = "line:"  # begins the field of a column whose heading is a line of the form
MOST = 10**15  # no figure is greater

COLUMNS = (
    ListColumn(
        "organisation", _("Code of the organisation"),
        ("ұйымның коды", "ұйым", "код организации", "организация", "код"), is_needed=True,
    ),
    ListColumn("year", _("Year"), ("жыл", "есепті жыл", "год", "отчетный год", "отчётный год"), _("of the report")),
    ListColumn(
        "line", _("Line of the form"), ("жол", "жолдың коды", "көрсеткіш", "строка", "код строки", "показатель"),
        _("code, number or name; or a column for each line instead"),
    ),
    ListColumn("value", _("Value"), ("мәні", "саны", "значение", "количество", "число")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One figure of the list and where it stands: row and field."""

    row: int
    field: str
    organisation: Organisation
    code: str
    value: int


@dataclass
class FigurePlan:
    """Year → organisation id → code → value, sums included."""

    years: dict[int, dict[int, dict[str, int]]] = field(default_factory=dict)


@cache
def line_words(year: int) -> Mapping[str, str]:
    """Return plain word → code of a line of the form of a year: by its code, its number, its name."""
    form, words = spec.default_form(year), dict[str, str]()
    for row in form.rows.values():
        for text in (row.number, *(row.label.in_(language) for language in LANGUAGES), row.code):
            words.setdefault(plain(text), row.code)
    return words | {plain(code): code for code in form.rows}


@cache
def line_headings() -> Mapping[str, str]:
    """Return plain heading → field of a column that holds a line of any form."""
    headings: dict[str, str] = {}
    for form in spec.load_all().forms:
        for row in form.rows.values():
            for text in (row.code, *(row.label.in_(language) for language in LANGUAGES)):
                headings[plain(text)] = LINE + row.code
    return headings


def require(by: User | None, at: datetime) -> None:
    """Require the right to run campaigns; refused with `right.missing`."""
    rules.require_run_campaigns(by, on=timezone.localdate(at))


def check(delivered: DeliveredRows, terms: Terms, by: User | None, at: datetime) -> Plan:
    """Look through the figures; the year is in a column, or one for the whole list (`terms`)."""
    del by
    findings, today = Findings(), timezone.localdate(at)
    years: dict[int, list[FigureCell]] = defaultdict(list)
    places = {one.code: one for one in Organisation.objects.all()}
    for number, texts in delivered.rows.items():
        try:
            year = _year(texts.get("year", "") or str(terms.get("year", "")), today)
            years[year] += _cells(number, texts, year, places, findings)
        except Refusal as refusal:
            findings.add(number, refusal.field, refusal)
    plan, same_rows = FigurePlan(), set[int]()
    for year, cells in sorted(years.items()):
        campaign = Campaign.objects.filter(year=year).first()
        if campaign is not None or Campaign.objects.filter(year__lt=year, source="").exists():
            same_rows |= _compare(campaign, cells, findings)
        elif cells:
            plan.years[year] = _add_up(year, cells, findings)
    rejected_rows, same = findings.rows, same_rows - findings.rows
    created_count = len({row for row in delivered.rows if row not in rejected_rows and row not in same})
    problems = tuple(sorted(findings.problems, key=lambda one: (one.row, one.field)))
    return Plan(created_count, 0, tuple(sorted(same)), problems, plan)


def _year(text: str, today: date) -> int:
    """Return a year that has ended and of which the rulebook has a form."""
    if not text:
        raise Refusal("load.year_missing", field="year")
    first, last = min(form.valid_from for form in spec.load_all().forms).year, today.year - 1
    plain_text = text.removesuffix(".0")
    if not (plain_text.isascii() and plain_text.isdigit() and first <= int(plain_text[:4]) <= last):
        raise Refusal("load.year_unknown", text=shorten_text(text, BEGINNING), first=first, last=last, field="year")
    return Period.parse(plain_text).year


def _cells(
    number: int, texts: Mapping[str, str], year: int, places: Mapping[str, Organisation], findings: Findings
) -> Iterator[FigureCell]:
    code = texts.get("organisation", "")
    if not code:
        raise Refusal("load.cell_empty", field="organisation")
    place = places.get(code.lower())
    if place is None or not place.is_open_on(Period(year).as_of):
        raise Refusal("load.organisation_not_then", organisation=code, day=Period(year).as_of, field="organisation")
    given = {name: text for name, text in texts.items() if name.startswith(LINE)}
    if not given and not {"line", "value"} <= texts.keys():
        raise Refusal("load.cell_empty", field="value" if "line" in texts else "line")
    for name, text in (given or {"value": texts["value"]}).items():
        try:
            line = _line(name.removeprefix(LINE) if given else texts["line"], year, "" if given else "line")
            yield FigureCell(number, name, place, line, _value(text))
        except Refusal as refusal:
            findings.add(number, refusal.field or name, refusal)


def _line(text: str, year: int, name: str) -> str:
    code, form = line_words(year).get(plain(text)), spec.default_form(year)
    if code is None or form.rows[code].never:
        raise Refusal("load.line_unknown", line=shorten_text(text, BEGINNING), form=form.name, field=name)
    return code


def _value(text: str) -> int:
    digits = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    whole_part, _point, fraction = digits.replace(",", ".").partition(".")
    if not (whole_part.isascii() and whole_part.isdigit()) or fraction.strip("0") or int(whole_part) > MOST:
        raise Refusal("load.number_wrong", text=shorten_text(text, BEGINNING))
    return int(whole_part)


def _compare(campaign: Campaign | None, cells: list[FigureCell], findings: Findings) -> set[int]:
    """Return the rows that say what stands; a year that was reported here, or is loaded, stays as it is."""
    if campaign is None or not campaign.source:
        for row in {one.row for one in cells}:
            findings.add(row, "year", Refusal("load.year_reported"))
        return set()
    known_figures = dict(FigureSet.objects.filter(campaign=campaign).values_list("organisation_id", "values"))
    for one in cells:
        if known_figures.get(one.organisation.pk, {}).get(one.code) != one.value:
            findings.add(one.row, one.field, Refusal("load.year_loaded", year=campaign.year))
    return {one.row for one in cells}


def _add_up(year: int, cells: list[FigureCell], findings: Findings) -> dict[int, dict[str, int]]:
    """Return organisation id → code → figure for everybody of whom something is given, and everybody above them."""
    own = _by_organisation(cells, findings)
    _check_sums(year, own, findings)
    ancestors, depths = _ancestors(year)
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    form = spec.default_form(year)
    for pk in sorted(own, key=lambda each: -depths.get(each, 0)):
        for code, cell in own[pk].items():
            sum_below = sums[pk].get(code)
            rest = cell.value - (sum_below or 0)
            is_own = form.is_applicable(form.rows[code], cell.organisation.kind, cell.organisation.institution_type)
            if sum_below is not None and rest and (rest < 0 or not is_own):
                findings.add(cell.row, cell.field, Refusal("load.sum_below", given=cell.value, below=sum_below))
                continue
            for node in (pk, *ancestors.get(pk, ())):
                sums[node][code] = sums[node].get(code, 0) + rest
    for pk, figures in sums.items():
        _drop_partial_sums(form, figures, own.get(pk, {}))
    return dict(sums)


def _drop_partial_sums(form: spec.FormSpec, figures: dict[str, int], given: Mapping[str, FigureCell]) -> None:
    """Leave out a line that adds up others where it is not their sum: some below gave the parts and no sum."""
    for code in form.auto_codes:
        parts = sum(figures.get(part, 0) for part in form.rows[code].sum)
        if code not in given and figures.get(code, parts) != parts:
            del figures[code]


def _by_organisation(cells: list[FigureCell], findings: Findings) -> dict[int, dict[str, FigureCell]]:
    own: dict[int, dict[str, FigureCell]] = defaultdict(dict)
    for one in cells:
        other = own[one.organisation.pk].setdefault(one.code, one)
        if other is not one:
            findings.add(one.row, one.field, Refusal("load.figure_twice", row=other.row))
    return own


def _check_sums(year: int, own: dict[int, dict[str, FigureCell]], findings: Findings) -> None:
    """Check that a line of the form that adds up others is their sum, and is added where all of them are given."""
    form = spec.default_form(year)
    for figures in own.values():
        first = next(iter(figures.values()))
        values = {code: cell.value for code, cell in figures.items()}
        sums = form.compute_autos(values, institution_type=first.organisation.institution_type)
        for code, value in sums.items():
            cell = figures.get(code)
            if cell is None:
                figures[code] = FigureCell(first.row, first.field, first.organisation, code, value)
            elif cell.value != value:
                findings.add(cell.row, cell.field, Refusal("load.sum_wrong", given=cell.value, sum=value))


def _ancestors(year: int) -> tuple[dict[int, list[int]], dict[int, int]]:
    """Return organisation id → the ids of those above it, and → how far below the root it stood then."""
    ancestors: dict[int, list[int]] = defaultdict(list)
    depths: dict[int, int] = {}
    rows = Lineage.objects.on(Period(year).as_of).values_list("ancestor_id", "descendant_id", "depth")
    for ancestor, descendant, depth in rows:
        depths[descendant] = max(depths.get(descendant, 0), depth)
        if depth:
            ancestors[descendant].append(ancestor)
    return ancestors, depths


def write(plan: Plan, terms: Terms, by: User | None, at: datetime) -> Effects:
    """Keep the figures of each year with their source."""
    content: FigurePlan = plan.content
    for year, figures in content.years.items():
        past_figures.load_year(year, figures, source=terms["source"], by=by, at=at)
    return {"years": sorted(content.years)}


def undo(effects: Mapping[str, Any], by: User | None, loaded_at: datetime, at: datetime) -> None:
    """Forget the years, the newest first; refused with `campaign.figures_built_upon`."""
    del loaded_at
    for campaign in Campaign.objects.filter(year__in=effects["years"]).exclude(source="").order_by("-year"):
        past_figures.take_year_back(campaign, by=by, at=at)


FIGURES = ListKind(
    code="figures", columns=COLUMNS, require=require, check=check, write=write, undo=undo, more_headings=line_headings
)
