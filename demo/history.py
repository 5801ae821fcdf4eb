"""The tree as rows with dates: who stands where since when, workplaces, and the documents behind the changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from demo.apportion import Random
from demo.facts import NEWCOMER, Body, Place
from demo.model import Organisation, Placement, Reorganisation, Succession, Workplace
from demo.naming import Institution, Names, district, institution, only_primary, primary, second_workplace, workplace
from demo.notes import language
from demo.tree import ADMINISTRATION, TYPES, Forest

UNION = "union"
UNION_NAMES = Names(
    "Қазақстандық оқу-ағарту, ғылым және жоғары білім қызметкерлерінің салалық кәсіподағы",
    "Казахстанский отраслевой профсоюз работников просвещения, науки и высшего образования",
    "Салалық кәсіподақ",
    "Отраслевой профсоюз",
)
FOUNDED = date(1992, 1, 1)
# The regions formed on 8 June 2022 and the ones they were part of; the shares of members are invented.
REGIONS_SPLIT = date(2022, 6, 8)
NEW_REGIONS = {
    "abai-region": ("east-kazakhstan", "0.49", "0.51"),
    "zhetysu": ("almaty-region", "0.51", "0.49"),
    "ulytau": ("karaganda", "0.22", "0.78"),
}
MOVED_ON = date(2025, 7, 1)
MOVED_IN = ("karaganda", "pavlodar")  # two primary organisations each go to another branch


@dataclass(slots=True)
class Tree:
    """`primaries[i]` is the code of organisation i of the forest."""

    organisations: list[Organisation]
    placements: list[Placement]
    workplaces: list[Workplace]
    reorganisations: list[Reorganisation]
    primaries: list[str]


@dataclass(slots=True)
class Card:
    """What is known of one primary organisation before its rows are written."""

    code: str
    parent: str
    body: Body
    names: Names
    place: Institution | None
    number: int
    opened: date
    closed: date | None


def write(random: Random, forest: Forest, bodies: tuple[Body, ...], places: dict[str, tuple[Place, ...]]) -> Tree:
    """All organisations from the union down, parents before children."""
    tree = Tree([Organisation(UNION, "union", None, UNION_NAMES, "", "", FOUNDED)], [], [], [], [])
    newcomer_opened = date(2025, 4, 15)
    for body in bodies:
        since = {NEWCOMER: newcomer_opened}.get(body.code, REGIONS_SPLIT if body.code in NEW_REGIONS else FOUNDED)
        names = Names(body.kk, body.ru, body.kk, body.ru)
        tree.organisations.append(
            Organisation(body.code, body.kind, UNION, names, body.region, body.institution, since)
        )
        tree.placements.append(Placement(body.code, UNION, since))
    branches = _districts(tree, bodies, places)
    cards = _cards(random, forest, bodies, branches, newcomer_opened)
    tree.primaries = [card.code for card in cards]
    moved = _moved(random, forest, bodies)
    for index, card in enumerate(cards):
        _primary(tree, forest, card, index, branches, moved)
    _workplaces(tree, forest, cards)
    _new_regions(tree)
    _changes(random, tree, forest, cards, moved)
    tree.reorganisations.sort(key=lambda change: (change.on, change.organisation))
    return tree


def _districts(tree: Tree, bodies: tuple[Body, ...], places: dict[str, tuple[Place, ...]]) -> list[str]:
    """Add the branches; returns their codes by number. Those of new regions stood under the old region before."""
    codes = []
    for body in bodies:
        for number, place in enumerate(places.get(body.code, ()), start=1):
            code = f"{body.code}-{number:02d}"
            codes.append(code)
            tree.organisations.append(
                Organisation(code, "district", body.code, district(place), body.region, "", FOUNDED)
            )
            if body.code in NEW_REGIONS:
                tree.placements.append(Placement(code, NEW_REGIONS[body.code][0], FOUNDED, REGIONS_SPLIT))
                tree.placements.append(Placement(code, body.code, REGIONS_SPLIT))
            else:
                tree.placements.append(Placement(code, body.code, FOUNDED))
    return codes


def _cards(
    random: Random,
    forest: Forest,
    bodies: tuple[Body, ...],
    branches: list[str],
    newcomer_opened: date,
) -> list[Card]:
    """Codes, names and dates. Numbers run within the parent: in the code over all, in the name over the type."""
    opened, closed = _days(random, forest, bodies, newcomer_opened)
    in_parent: Counter[str] = Counter()
    of_type: Counter[tuple[str, int]] = Counter()
    cards = []
    for index in range(len(forest)):
        body, kind = bodies[forest.body[index]], int(forest.type[index])
        parent = branches[forest.district[index]] if forest.district[index] >= 0 else body.code
        in_parent[parent] += 1
        of_type[parent, kind] += 1
        number = 0 if kind == ADMINISTRATION else of_type[parent, kind]
        place, names = None, only_primary(body)
        if body.kind == "member" or body.primaries > 1:
            place = institution(kind, number, float(forest.weight[index]), local_union=body.kind == "direct")
            names = primary(place, number)
        code = f"{parent}-{in_parent[parent]:03d}"
        cards.append(Card(code, parent, body, names, place, number, opened[index], closed[index]))
    return cards


def _days(
    random: Random, forest: Forest, bodies: tuple[Body, ...], newcomer_opened: date
) -> tuple[list[date], list[date | None]]:
    """Opening and closing days: mergers fall into the summer, splits on 1 September."""
    early = random.integers(0, 28 * 365, len(forest))
    inside = random.integers(40, 330, len(forest))
    summer = random.integers(0, 80, len(forest))
    opened: list[date] = []
    closed: list[date | None] = []
    for index in range(len(forest)):
        year = int(forest.opened[index])
        day = date(year, 1, 1) + timedelta(days=int(inside[index])) if year else None
        if forest.source[index] >= 0:
            day = date(2025, 9, 1)
        if bodies[forest.body[index]].code == NEWCOMER:
            day = newcomer_opened
        opened.append(day or date(1993, 1, 1) + timedelta(days=int(early[index])))
        gone = int(forest.closed[index])
        closed.append(date(gone, 6, 10) + timedelta(days=int(summer[index])) if gone else None)
    return opened, closed


def _moved(random: Random, forest: Forest, bodies: tuple[Body, ...]) -> dict[int, int]:
    """Primary organisation → number of the branch it stood under before it moved in 2025."""
    result: dict[int, int] = {}
    for index, body in enumerate(bodies):
        if body.code not in MOVED_IN:
            continue
        plain = (forest.body == index) & (forest.opened == 0) & (forest.closed == 0) & (forest.source < 0)
        own = np.unique(forest.district[forest.body == index])
        for chosen in random.choice(np.flatnonzero(plain), size=2, replace=False).tolist():
            result[chosen] = int(own[own != forest.district[chosen]][0])
    return result


def _primary(tree: Tree, forest: Forest, card: Card, index: int, branches: list[str], moved: dict[int, int]) -> None:
    kind = TYPES[forest.type[index]]
    tree.organisations.append(
        Organisation(card.code, "primary", card.parent, card.names, card.body.region, kind, card.opened, card.closed)
    )
    since = card.opened
    if index in moved:
        tree.placements.append(Placement(card.code, branches[moved[index]], since, MOVED_ON))
        since = MOVED_ON
    tree.placements.append(Placement(card.code, card.parent, since, card.closed))


def _workplaces(tree: Tree, forest: Forest, cards: list[Card]) -> None:
    """Every employer with its span; one that outlives a merger or is handed over in a split has two."""
    for index, card in enumerate(cards):
        kind = TYPES[forest.type[index]]
        source = int(forest.source[index])
        kk, ru = card.names.kk, card.names.ru
        if card.place:
            kk, ru = workplace(card.place, card.number)
        elif card.body.kind == "direct":
            kk, ru = card.body.kk, card.body.ru
        if source >= 0:
            kk, ru = _second(cards[source])
        tree.workplaces.append(Workplace(card.code, kk, ru, kind, card.opened, card.closed))
        if forest.kept[index]:
            tree.workplaces.append(Workplace(cards[forest.into[index]].code, kk, ru, kind, card.closed or FOUNDED))
        if forest.extra[index]:
            ends = _extra_ends(forest, cards, index)
            tree.workplaces.append(Workplace(card.code, *_second(card), kind, card.opened, ends))


def _second(card: Card) -> tuple[str, str]:
    if card.place is None:
        raise ValueError(f"{card.code} has no second workplace")
    return second_workplace(card.place, card.number)


def _extra_ends(forest: Forest, cards: list[Card], index: int) -> date | None:
    part = np.flatnonzero(forest.source == index)
    if len(part):
        return cards[int(part[0])].opened
    return date(2025, 8, 1) if forest.extra_closed[index] else None


def _new_regions(tree: Tree) -> None:
    title = "Облыстардың құрылуына байланысты мүшелік ұйымды бөлу туралы"
    for code, (before, share, rest) in NEW_REGIONS.items():
        parts = (Succession(before, code, share), Succession(before, before, rest))
        tree.reorganisations.append(
            Reorganisation("split", before, REGIONS_SPLIT, "№ 5-2", date(2022, 5, 27), title, parts)
        )


TITLES = {
    "open": ("Бастауыш кәсіподақ ұйымын құру туралы", "О создании первичной профсоюзной организации"),
    "merge": ("Бастауыш кәсіподақ ұйымдарын біріктіру туралы", "Об объединении первичных профсоюзных организаций"),
    "split": ("Бастауыш кәсіподақ ұйымын бөлу туралы", "О разделении первичной профсоюзной организации"),
    "move": (
        "Бастауыш кәсіподақ ұйымын басқа филиалға беру туралы",
        "О передаче первичной организации в другой филиал",
    ),
}


def _changes(random: Random, tree: Tree, forest: Forest, cards: list[Card], moved: dict[int, int]) -> None:
    """Openings, mergers, splits and moves of 2024 and 2025, each with the resolution that ordered it."""
    for index, card in enumerate(cards):
        source = int(forest.source[index])
        if source >= 0:
            whole = cards[source].code
            halves = (Succession(whole, whole, "0.5"), Succession(whole, card.code, "0.5"))
            tree.reorganisations.append(_change(random, "split", cards[source], card.opened, halves))
        elif forest.opened[index]:
            if card.body.code == NEWCOMER:
                tree.reorganisations.append(_change(random, "open", card, card.opened, (), card.body.code))
            tree.reorganisations.append(_change(random, "open", card, card.opened))
        if card.closed is not None:
            successor = cards[forest.into[index]]
            into = (Succession(card.code, successor.code, "1"),)
            tree.reorganisations.append(_change(random, "merge", successor, card.closed, into))
        if index in moved:
            tree.reorganisations.append(_change(random, "move", card, MOVED_ON))


def _change(
    random: Random, kind: str, card: Card, on: date, successions: tuple[Succession, ...] = (), code: str = ""
) -> Reorganisation:
    before = on - timedelta(days=int(random.integers(5, 20)))
    number = f"№ {before.month}-{int(random.integers(1, 12))}"
    title = TITLES[kind][language(card.body) == "ru"]
    return Reorganisation(kind, code or card.code, on, number, before, title, successions)
