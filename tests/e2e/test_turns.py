"""While a list is written to SQLite for long, pages are read on, and what people save meanwhile is saved after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from benchmarks.person import Person
from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e
MANY = 6  # more than there are workers


@pytest.fixture
def signed_in(site: Site) -> Iterator[Callable[[str], Person]]:
    came: list[Person] = []

    def enter(name: str) -> Person:
        came.append(Person(urlsplit(site.address).port or 80))
        came[-1].sign_in(name, site.passwords[name])
        return came[-1]

    yield enter
    for one in came:
        one.connection.close()


def test_those_who_save_wait_and_keep_nobody_from_reading(site: Site, signed_in: Callable[[str], Person]) -> None:
    readers = [signed_in(name) for name in ("head", "specialist")]
    cards = [signed_in("branch") for _ in range(MANY)]
    page = cards[0].open("/members/?under=aktobe-01-004")
    card = page.split('<th scope="row"><a href="', 1)[1].split('"', 1)[0]
    with ThreadPoolExecutor(MANY) as pool, closing(sqlite3.connect(site.data / "birlik.sqlite3")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        opening = [pool.submit(one.open, card) for one in cards]  # each reading of a card is written down
        read = [one.open("/") for one in readers for _ in range(3)]
        assert not any(one.done() for one in opening)
        writer.rollback()
        assert all("<h1" in text for text in (*read, *(one.result() for one in opening)))
