"""The rows beside membership: composition, organisations and workplaces, elected bodies, training, money, staff."""

from __future__ import annotations

import numpy as np

from demo.apportion import Flags, Floats, Integers, Random, apportion, to_total
from demo.facts import TRAINED, TRAINED_AKTOBE, UNION_TOTALS, YEARS, Body
from demo.membership import Membership, added, make_even
from demo.rows import CATEGORIES
from demo.tree import COLLEGE, UNIVERSITY, Forest

Rows = dict[str, Integers]  # row code → one value per primary organisation of the forest

WOMEN = np.array([0.95, 0.74, 0.60, 0.57, 0.80, 0.62, 0.70, 0.68])  # by institution type
YOUNG = np.array([0.31, 0.27, 0.24, 0.22, 0.30, 0.20, 0.17, 0.2])
TRAINING_EFFORT = {"akmola": 1.6, "kyzylorda": 1.4, "pavlodar": 1.2, "almaty-city": 0.45, "atyrau": 0.5,
                   "qorgau-kostanay": 0.5}  # fmt: skip
DUES_KEPT = {2024: 11_800, 2025: 12_900}  # tenge a member a year that a primary organisation spends


def draw(random: Random, forest: Forest, bodies: tuple[Body, ...], members: Membership) -> dict[int, Rows]:
    """All rows of section B to G for both years; union totals are the published ones."""
    rows: dict[int, Rows] = {year: {} for year in YEARS}
    _composition(random, forest, members, rows)
    _employment(random, forest, members, rows)
    for year in YEARS:
        rows[year] |= organisations(forest, year)
    _elected(random, forest, members, rows)
    _training(random, forest, bodies, members, rows)
    _money(random, forest, bodies, members, rows)
    return rows


def total(members: Membership, year: int) -> Integers:
    """All members at the end of the year."""
    return added(members[year, category].closing for category in CATEGORIES)


def staff(bodies: tuple[Body, ...]) -> dict[int, Integers]:
    """Salaried staff of member and direct organisations, in both years; union totals are the published ones."""
    fixed = np.array([body.staff for body in bodies])
    weights = np.array([body.size if body.kind == "member" else 0 for body in bodies]) ** 0.75
    first = fixed + apportion(UNION_TOTALS["staff_employees"][0] - int(fixed.sum()), weights)
    return {2024: first, 2025: first + np.array([body.staff_change for body in bodies])}


def _logit(share: Floats) -> Floats:
    return np.asarray(np.log(share / (1 - share)))


def _composition(random: Random, forest: Forest, members: Membership, rows: dict[int, Rows]) -> None:
    """Women and members under 35. Students are counted as under 35; the rest is shared among working members."""
    habit = {"women": random.normal(0.0, 0.35, len(forest)), "young": random.normal(0.0, 0.35, len(forest))}
    for index, year in enumerate(YEARS):
        everyone, working = total(members, year), members[year, "working"].closing
        students = members[year, "students"].closing
        noise = random.normal(0.0, 0.06, (2, len(forest)))
        women = to_total(
            UNION_TOTALS["members_women"][index], everyone, _logit(WOMEN)[forest.type] + habit["women"] + noise[0]
        )
        young = students + to_total(
            UNION_TOTALS["members_under_35"][index] - int(students.sum()),
            working,
            _logit(YOUNG)[forest.type] + habit["young"] + noise[1],
        )
        reporting = forest.reports(year)
        if year == YEARS[0]:
            make_even(forest, women, reporting, everyone)
            make_even(forest, young, reporting, everyone)
        rows[year] |= {"members_women": women, "members_under_35": young}


def _employment(random: Random, forest: Forest, members: Membership, rows: dict[int, Rows]) -> None:
    """Employed in total, at least the working members; enrolled, at least the student members."""
    count = len(forest)
    habit = random.normal(2.55, 0.8, count)
    teaching = np.isin(forest.type, (COLLEGE, UNIVERSITY))
    intake = np.where(forest.type == UNIVERSITY, 7.5, 5.5) * random.uniform(0.8, 1.4, count)
    for year in YEARS:
        working, students = members[year, "working"].closing, members[year, "students"].closing
        if year > YEARS[0]:
            habit = habit + random.normal(0.03, 0.1, count)
        coverage = np.maximum(1 / (1 + np.exp(-habit)), 0.52)
        employed = np.maximum(np.round(working / coverage).astype(np.int64), working)
        enrolled = np.where(teaching, np.round(working * intake).astype(np.int64) + students, 0)
        make_even_alone(forest, employed, year)
        rows[year] |= {"employees_total": employed, "students_enrolled": enrolled}


def make_even_alone(forest: Forest, values: Integers, year: int) -> None:
    """One more where an organisation to be split has an odd value; for rows whose total is not published."""
    if year == YEARS[0]:
        wholes = forest.source[forest.source >= 0]
        values[wholes] += values[wholes] % 2


def organisations(forest: Forest, year: int) -> Rows:
    """Section D: each primary organisation is one; a successor's opening includes those merged into it.

    On splits the share of "one primary organisation" stays with the one that goes on.
    """
    alive = np.zeros(len(forest), np.int64)
    alive[forest.reports(year)] = 1
    new = alive * (forest.opened == year)
    gone = forest.closed == year
    absorbed = np.bincount(forest.into[gone], minlength=len(forest)).astype(np.int64)
    rows = {
        "primary_organisations_opening": alive - new + absorbed,
        "primary_organisations_opened": new,
        "primary_organisations_closed": absorbed,
        "primary_organisations": alive,
    }
    if year == 2024:
        opened, opening = new, alive - new + absorbed + alive * forest.extra
        closed = absorbed
    else:
        kept = np.bincount(forest.into[gone & forest.kept], minlength=len(forest)).astype(np.int64)
        part = forest.source >= 0
        whole = np.bincount(forest.source[part], minlength=len(forest)).astype(np.int64)
        opened = new * ~part
        opening = alive - opened + absorbed + alive * forest.extra - whole
        closed = absorbed - kept + alive * forest.extra_closed
    return rows | {
        "workplaces_opening": opening,
        "workplaces_opened": opened,
        "workplaces_closed": closed,
        "workplaces": opening + opened - closed,
    }


def _elected(random: Random, forest: Forest, members: Membership, rows: dict[int, Rows]) -> None:
    luck = random.random((3, len(forest)))
    for year in YEARS:
        alive = rows[year]["primary_organisations"]
        everyone = total(members, year)
        odd = 3 + 2 * np.digitize(everyone, (25, 60, 120, 300, 700))
        committee = np.minimum(np.where(everyone < 10, 2, odd + (luck[0] < 0.2)), everyone)
        audit = np.minimum(np.where(everyone < 15, 1, 3 + 2 * (everyone > 400)), everyone)
        commission = 2 * np.digitize(everyone, (12, 40, 150, 500)) + 2
        paid = (luck[1] < 0.5) & (everyone > 260)
        inspectors = ((luck[2] < 0.8) & (everyone >= 15)).astype(np.int64)
        rows[year] |= {
            "chairs": alive,
            "chairs_paid": alive * paid,
            "committee_members": alive * committee,
            "audit_commission_members": alive * audit,
            "conciliation_commission_members": alive * np.minimum(commission, everyone),
            "technical_inspectors": alive * inspectors,
        }


def _training(
    random: Random, forest: Forest, bodies: tuple[Body, ...], members: Membership, rows: dict[int, Rows]
) -> None:
    """Person-trainings by category: the published totals; Aktobe's own two totals are published as well."""
    effort = np.array([TRAINING_EFFORT.get(body.code, 1.0) for body in bodies])[forest.body]
    aktobe = forest.body == next(index for index, body in enumerate(bodies) if body.code == "aktobe")
    seats = {
        "trained_chairs": "chairs",
        "trained_audit_commission": "audit_commission_members",
        "trained_conciliation_commission": "conciliation_commission_members",
    }
    for index, year in enumerate(YEARS):
        everyone = total(members, year)
        totals = np.array([pair[index] for pair in TRAINED.values()])
        share = apportion(TRAINED_AKTOBE[index], totals)
        for code, whole, own in zip(TRAINED, totals.tolist(), share.tolist(), strict=True):
            base = rows[year][seats[code]] if code in seats else everyone
            shape = 6.0 if code == "trained_chairs" else 0.8
            weights = base * effort * random.gamma(shape, 1.0, len(forest))
            rows[year][code] = _two_parts(whole - own, own, weights, aktobe)
        rows[year]["trained_total"] = added(rows[year][code] for code in TRAINED)


def _two_parts(rest: int, own: int, weights: Floats, here: Flags) -> Integers:
    return apportion(rest, np.where(here, 0.0, weights)) + apportion(own, np.where(here, weights, 0.0))


def _money(
    random: Random, forest: Forest, bodies: tuple[Body, ...], members: Membership, rows: dict[int, Rows]
) -> None:
    """Whole tenge, rounded to hundreds: what a primary organisation spends, and on training (the norm is 10 %)."""
    near_norm = np.array([TRAINING_EFFORT.get(body.code, 1.0) < 1 for body in bodies])[forest.body]
    for year in YEARS:
        everyone = total(members, year)
        spent = everyone * DUES_KEPT[year] * random.uniform(0.7, 1.35, len(everyone))
        mean = np.where(near_norm, 0.106, 0.113 if year == 2024 else 0.116)
        share = np.clip(random.normal(mean, 0.007), 0.02, 0.25)
        rows[year] |= {
            "expenditure_total": np.round(spent / 100).astype(np.int64) * 100,
            "training_expenditure": np.round(spent * share / 100).astype(np.int64) * 100,
        }
