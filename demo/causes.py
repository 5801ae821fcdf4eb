"""Causes of decline: everyone who left an organisation that shrank is given a cause of the classifier.

The bodies that the explanatory note speaks of get the causes it names as their main ones.
"""

from __future__ import annotations

import numpy as np

from demo.apportion import Flags, Floats, Integers, Random, multinomial
from demo.facts import Body
from demo.membership import Membership, added
from demo.rows import CATEGORIES
from demo.tree import PRESCHOOL, SCHOOL, Forest

CODES = (
    "graduation",
    "migration",
    "retirement",
    "retirement_of_mothers",
    "closure_kindergarten",
    "closure_school",
    "merger_small_school",
    "reorganisation",
    "staff_reduction",
    "budget_cut_primary",
    "voucher_financing",
    "preschool_commercialisation",
    "other_sector",
    "disagreement",
    "dues_refusal",
    "inspection_leave",
    "transfer_other_union",
    "lost_touch",
    "expulsion",
    "death",
    "other",
)
Mix = dict[str, float]
KINDS = ("preschool", "school", "else")
# Why working members leave their employment: body ("" is the rule) → kind of institution → shares.
EMPLOYMENT: dict[str, dict[str, Mix]] = {
    "": {
        "preschool": {"preschool_commercialisation": 0.5, "staff_reduction": 0.25, "migration": 0.25},
        "school": {"staff_reduction": 0.4, "migration": 0.28, "merger_small_school": 0.22, "other_sector": 0.1},
        "else": {"staff_reduction": 0.5, "migration": 0.3, "other_sector": 0.2},
    },
    "shymkent": {"": {"migration": 0.86, "other_sector": 0.08, "staff_reduction": 0.06}},
    "zhambyl": {
        "preschool": {"closure_kindergarten": 0.9, "migration": 0.1},
        "school": {"closure_school": 0.52, "closure_kindergarten": 0.34, "migration": 0.08, "staff_reduction": 0.06},
        "else": {"migration": 0.5, "staff_reduction": 0.5},
    },
    "north-kazakhstan": {
        "preschool": {"closure_kindergarten": 0.6, "migration": 0.4},
        "school": {"migration": 0.36, "reorganisation": 0.22, "closure_school": 0.22, "closure_kindergarten": 0.2},
        "else": {"migration": 0.55, "reorganisation": 0.45},
    },
    "zhetysu": {
        "preschool": {"voucher_financing": 0.92, "migration": 0.08},
        "school": {"budget_cut_primary": 0.52, "voucher_financing": 0.36, "migration": 0.07, "other_sector": 0.05},
        "else": {"staff_reduction": 0.5, "migration": 0.5},
    },
    "ulytau": {"": {"migration": 0.56, "other_sector": 0.42, "staff_reduction": 0.02}},
}
OWN_WILL: dict[str, Mix] = {
    "": {"dues_refusal": 0.45, "disagreement": 0.15, "other": 0.4},
    "zhambyl": {"disagreement": 0.96, "dues_refusal": 0.04},
    "west-kazakhstan": {"dues_refusal": 0.96, "disagreement": 0.04},
}
OTHER: Mix = {"lost_touch": 0.35, "death": 0.2, "transfer_other_union": 0.15, "other": 0.3}
MOTHERS = {"": 0.05, "shymkent": 0.8}  # of those who retire, mothers of many children


def draw(random: Random, forest: Forest, bodies: tuple[Body, ...], members: Membership, year: int) -> Integers:
    """Head-counts, organisations × CODES. Rows of organisations that lost members add up to all who left there."""
    codes = [body.code if year == 2025 else "" for body in bodies]  # what the note names happened in 2025
    flows = {category: members[year, category] for category in CATEGORIES}
    counts = np.zeros((len(forest), len(CODES)), dtype=np.int64)
    working = flows["working"].reasons
    counts += multinomial(random, working["employment"], _employment(forest, codes))
    counts += multinomial(random, working["own_will"], _by_body(forest, codes, OWN_WILL))
    mothers = {code: {"retirement_of_mothers": share, "retirement": 1 - share} for code, share in MOTHERS.items()}
    counts += multinomial(random, working["retirement"], _by_body(forest, codes, mothers))
    counts += multinomial(random, working["other"], _vector(OTHER))
    students = flows["students"].reasons
    counts[:, CODES.index("graduation")] += students["graduation"]
    inspected = np.array([code == "west-kazakhstan" for code in codes])[forest.body]
    counts[:, CODES.index("inspection_leave")] += np.where(inspected, students["own_will"], 0)
    counts[:, CODES.index("expulsion")] += added(flow.reasons["expelled"] for flow in flows.values())
    everyone = added(flow.left for flow in flows.values())
    counts[:, CODES.index("other")] += everyone - counts.sum(axis=1)
    counts[~shrunk(forest, members, year)] = 0
    return counts


def shrunk(forest: Forest, members: Membership, year: int) -> Flags:
    """Which reporting organisations have fewer working members, or fewer members, than at the start of the year."""
    changes = [members[year, category].closing - members[year, category].opening for category in CATEGORIES]
    lost = (changes[0] < 0) | (added(changes) < 0)
    lost[np.setdiff1d(np.arange(len(forest)), forest.reports(year))] = False
    return np.asarray(lost)


def _vector(mix: Mix) -> Floats:
    return np.array([mix.get(code, 0.0) for code in CODES])


def _by_body(forest: Forest, codes: list[str], table: dict[str, Mix]) -> Floats:
    return np.array([_vector(table.get(code, table[""])) for code in codes])[forest.body]


def _employment(forest: Forest, codes: list[str]) -> Floats:
    shares = np.zeros((len(codes), len(KINDS), len(CODES)))
    for index, code in enumerate(codes):
        table = EMPLOYMENT.get(code, EMPLOYMENT[""])
        for column, kind in enumerate(KINDS):
            shares[index, column] = _vector(table[kind] if kind in table else table[""])
    kinds = np.select([forest.type == PRESCHOOL, forest.type == SCHOOL], [0, 1], 2)
    return np.asarray(shares[forest.body, kinds])
