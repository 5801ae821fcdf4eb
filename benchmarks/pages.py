"""Core time of a page of each kind: user and system time of all processes that serve it, which load moves little."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import cycle, islice

from benchmarks.person import Person
from benchmarks.results import processor_of

PAGES, WARM_UP = 120, 20  # asked of each kind: the clock of the system ticks a hundred times a second
CARD = re.compile(r'href="(/members/\d+/)"')
FIRST_OPENING = "report, first opening"
# of the earlier build's core time, at most
LIMITS = {
    FIRST_OPENING: 0.7,
    "home": 0.7,
    "card": 0.7,
    "members of the union": 0.7,
    "members of a region or district": 0.7,
    "organisations": 0.25,
    "report, read": 1.1,
    "board": 1.1,
    "table": 1.1,
    "figure": 1.1,
    "dynamics": 1.1,
    "digitisation": 1.1,
    "organisation and its trail": 1.1,
    "papers": 1.1,
    "imports": 1.1,
    "applications": 1.1,
    "transfers": 1.1,
}


def addresses(
    person: Person, year: int, regions: Sequence[str], districts: Sequence[str], schools: Sequence[str]
) -> dict[str, list[str]]:
    """Return the addresses of each kind of LIMITS, the same in both builds; what follows the year are codes."""
    lists = [f"/members/?under={code}" for code in (*regions, *districts)]
    of_region = {
        "report, read": f"/reports/{year}/{{}}/",
        "board": f"/campaign/{year}/{{}}/",
        "table": f"/figures/{year}/{{}}/",
        "figure": f"/figure/{year}/{{}}/members_total/",
        "dynamics": f"/dynamics/{year}/{{}}/",
        "digitisation": f"/digitisation/{year}/{{}}/",
        "organisation and its trail": "/organisations/{}/",
    }
    return {
        FIRST_OPENING: [f"/reports/{year}/{code}/" for code in schools[: WARM_UP + PAGES]],
        "home": ["/"],
        "card": list(dict.fromkeys(CARD.findall(person.open("/members/?under=union")))),
        "members of the union": ["/members/?under=union"],
        "members of a region or district": [path for path in lists if CARD.search(person.open(path))],
        "organisations": ["/organisations/?under=union"],
        "papers": ["/papers/"],
        "imports": ["/members/imports/"],
        "applications": ["/members/joining/"],
        "transfers": ["/members/transfers/"],
        **{name: [address.format(code) for code in regions] for name, address in of_region.items()},
    }


def core_time(name: str, addresses: Sequence[str], person: Person, processes: Callable[[], list[int]]) -> float:
    """Return milliseconds of core time a page of a kind; but for a first opening each was asked twice before."""
    if name == FIRST_OPENING:
        warm_up, asked = list(addresses[:WARM_UP]), list(addresses[WARM_UP:])
    else:
        warm_up, asked = [*addresses, *addresses], list(islice(cycle(addresses), PAGES))
    for address in warm_up:
        person.open(address)
    before = _used(processes())
    for address in asked:
        person.open(address)
    return (_used(processes()) - before) / len(asked)


def _used(processes: list[int]) -> float:
    return sum(processor_of(one) or 0 for one in processes)
