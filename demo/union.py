"""The door of the package: `build(seed)` makes the whole demonstration union in memory."""

from __future__ import annotations

from datetime import date

import numpy as np

from demo import causes, facts, history, indicators, membership, notes, timing, tree
from demo.apportion import Flags, Integers, Random
from demo.facts import NEWCOMER, YEARS, Body
from demo.indicators import Rows
from demo.membership import Membership, added
from demo.model import DemoUnion, NameForm, OtherName, YearReports
from demo.rows import CATEGORIES, COLUMN, OWN, REASONS_OF, ROW_CODES, STUDENT_CODES, STUDENT_TYPES
from demo.tree import TYPES, Forest

SEED = 2026
NOTABLE = 0.05  # a change of working members that needs a word


def build(seed: int = SEED) -> DemoUnion:
    """The tree through time and the reports for 2024 and 2025. The same seed gives the same union, number by number."""
    random = np.random.default_rng(seed)
    bodies, places = facts.bodies(), facts.places()
    forest = tree.grow(random, bodies, places)
    members = membership.draw(random, forest, bodies)
    rows = indicators.draw(random, forest, bodies, members)
    grown = history.write(random, forest, bodies, places)
    staff = indicators.staff(bodies)
    reports = {
        year: _year(random, year, forest, bodies, members, rows[year], staff[year], grown.primaries) for year in YEARS
    }
    return DemoUnion(
        seed,
        grown.organisations,
        grown.placements,
        _other_names(),
        [NameForm(body.code, "kk", "locative", body.kk_locative) for body in bodies if body.kk_locative],
        grown.workplaces,
        grown.reorganisations,
        reports,
    )


def _year(
    random: Random,
    year: int,
    forest: Forest,
    bodies: tuple[Body, ...],
    members: Membership,
    rows: Rows,
    staff: Integers,
    codes: list[str],
) -> YearReports:
    """Primary reports in the order of the forest, then the own rows of member and direct organisations."""
    reporting = forest.reports(year)
    own = [index for index, body in enumerate(bodies) if year > 2024 or body.code != NEWCOMER]
    values = np.zeros((len(reporting) + len(own), len(ROW_CODES)), dtype=np.int64)
    filled = np.zeros(values.shape, dtype=np.bool_)
    upper = slice(0, len(reporting))
    for code, column in (_flow_rows(members, year) | rows).items():
        values[upper, COLUMN[code]] = column[reporting]
    filled[upper] = True
    filled[upper, COLUMN[OWN[0]]] = False
    values[len(reporting) :, COLUMN[OWN[0]]] = staff[own]
    filled[len(reporting) :, COLUMN[OWN[0]]] = True
    absent = _not_applicable(forest, reporting, len(own))
    filled &= ~absent
    filled[absent[:, COLUMN["left_graduation_students"]], COLUMN["left_graduation_total"]] = False  # a sum of no parts
    values[~filled] = 0
    counts = causes.draw(random, forest, bodies, members, year)[reporting]
    written = _notes(random, year, forest, bodies, members, counts)
    return YearReports(
        year,
        timing.CAMPAIGNS[year],
        [codes[index] for index in reporting.tolist()] + [bodies[index].code for index in own],
        values,
        filled,
        absent,
        [_named(row) for row in counts.tolist()] + [{} for _ in own],
        written + _body_notes(year, forest, bodies, members, counts, own),
        [notes.language(bodies[index]) for index in [*forest.body[reporting].tolist(), *own]],
        timing.passages(random, year, len(reporting)) + timing.passages(random, year, len(own), member=True),
    )


def _flow_rows(members: Membership, year: int) -> Rows:
    """Section A as rows, computed cells included."""
    rows: Rows = {}
    for category in CATEGORIES:
        flow = members[year, category]
        cells = {"opening": flow.opening, "accepted": flow.accepted, "arrived": flow.arrived, "departed": flow.departed}
        cells |= {f"left_{reason}": flow.reasons[reason] for reason in REASONS_OF[category]}
        cells |= {"left": flow.left, "members": flow.closing}
        for line, column in cells.items():
            rows[f"{line}_{category}"] = column
            rows[f"{line}_total"] = rows[f"{line}_total"] + column if f"{line}_total" in rows else column
    return rows


def _not_applicable(forest: Forest, reporting: Integers, own: int) -> Flags:
    absent = np.zeros((len(reporting) + own, len(ROW_CODES)), dtype=np.bool_)
    teaching = np.isin(forest.type[reporting], [TYPES.index(kind) for kind in STUDENT_TYPES])
    for code in STUDENT_CODES:
        absent[: len(reporting), COLUMN[code]] = ~teaching
    return absent


def _named(row: list[int]) -> dict[str, int]:
    return {code: number for code, number in zip(causes.CODES, row, strict=True) if number}


def _notes(
    random: Random, year: int, forest: Forest, bodies: tuple[Body, ...], members: Membership, counts: Integers
) -> list[str]:
    """One note a report, empty where nothing notable happened."""
    working = members[year, "working"]
    change = working.closing - working.opening
    everyone = indicators.total(members, year)
    overall = everyone - added(members[year, category].opening for category in CATEGORIES)
    shrunk = causes.shrunk(forest, members, year)
    picks = random.integers(0, 2, len(forest)).tolist()
    written = []
    for row, index in enumerate(forest.reports(year).tolist()):
        lang, by = notes.language(bodies[forest.body[index]]), int(change[index])
        if shrunk[index]:
            text = notes.fallen(lang, picks[index], by, int(overall[index]), counts[row].tolist())
        elif not working.opening[index]:
            text = notes.founded(lang, int(everyone[index]))
        elif by >= NOTABLE * working.opening[index]:
            text = notes.risen(lang, picks[index], by, int(working.accepted[index]))
        else:
            text = ""
        written.append(text)
    return written


def _body_notes(
    year: int, forest: Forest, bodies: tuple[Body, ...], members: Membership, counts: Integers, own: list[int]
) -> list[str]:
    """Notes of member and direct organisations: what moved most, from the sums of their primary organisations."""
    placed = forest.body[forest.reports(year)]
    working = members[year, "working"]
    flows = [members[year, category] for category in CATEGORIES]
    overall = added(flow.closing - flow.opening for flow in flows)
    written = []
    for index in own:
        lang, inside = notes.language(bodies[index]), forest.body == index
        by, whole = int((working.closing - working.opening)[inside].sum()), int(overall[inside].sum())
        if min(by, whole) < 0:
            text = notes.fallen(lang, index, by, whole, counts[placed == index].sum(axis=0).tolist())
        elif not working.opening[inside].any():
            text = notes.taken_in(lang, whole)
        else:
            text = notes.risen(lang, 0, by, int(working.accepted[inside].sum())) if by else ""
        written.append(text)
    return written


def _other_names() -> list[OtherName]:
    """Names of the same bodies in other papers. Their days are not published, so the dates are invented."""
    founded, renamed = history.FOUNDED, date(2021, 1, 1)
    old_union = "Казахстанский отраслевой профессиональный союз работников образования и науки"
    aktobe = "Актюбинская областная организация Казахстанского отраслевого профессионального союза работников "
    zhambyl = "Локальный профессиональный союз работников просвещения, науки и высшего образования Жамбылской области"
    auezov = "М.Әуезов атындағы Оңтүстік Қазақстан университеті коммерциялық емес акционерлік қоғамы "
    return [
        OtherName("akmola", "alias", "", "г. Астаны и Акмолинской области организация", founded),
        OtherName("qorgau-kostanay", "alias", "", "Костанайская областная организация", founded),
        OtherName("aktobe", "alias", "", aktobe + "образования и науки", founded),
        OtherName("zhambyl", "alias", "", zhambyl, founded),
        OtherName("auezov-university", "alias", auezov + "қызметкерлерінің жергілікті кәсіподақ ұйымы", "", founded),
        OtherName("union", "former", "", old_union, founded, renamed),
    ]
