"""Sixteen readers at the list of all members: its pages, what they search for, the cards they open."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection
from django.utils import timezone

from benchmarks import (
    ready,  # noqa: F401  # models need the set-up
    results,
)
from benchmarks.person import Person
from benchmarks.results import Result
from benchmarks.serving import Server, memory, read, running, signed_in
from birlik.members.models import Person as Member
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation

LIST = "/members/?under="
UNION = f"{LIST}union"
LATER = re.compile(r'href="(\?[^"]*\bafter=\d+[^"]*)"')
LIMIT = 100  # ms
PAGES = 40
MANY = 400


def main(path: Path) -> None:
    settle()
    with running():  # the first start also gathers the static files
        pass
    with running() as (process, port, _seconds):
        found = list(pages(Server(process, port)))
        found.append(Result("peak memory of a worker serving these", memory(process), "MB"))
    results.write(found, path)


def settle() -> None:
    """What the import has left to PostgreSQL's autovacuum is done before, not beside what is measured."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def pages(server: Server) -> Iterator[Result]:
    head = signed_in(server.port, "head")
    yield read("members of the union, first page", server, head, [UNION], LIMIT)
    yield read("members of the union, later pages", server, head, later(head), LIMIT)
    yield read("members of a region", server, head, [LIST + code for code in regions()], LIMIT)
    yield read("members of a primary organisation", server, head, [LIST + code for code in primaries()], LIMIT)
    people = sample()
    searches = {
        "search by surname": [one.surname for one in people],
        "search by the beginning of a name": [f"{one.surname[:4]} {one.given[:1]}" for one in people],
        "search by IIN": [one.iin for one in people],
        "misspelt name, what was perhaps meant": [mistaken(one.surname, one.given) for one in people],
    }
    for name, texts in searches.items():
        forms = [urlencode({"q": text}) for text in texts]
        yield read(name, server, head, [UNION] * len(forms), LIMIT, forms)
    yield read("one card, its reading written down", server, head, [f"/members/{one.pk}/" for one in people], LIMIT)


def later(person: Person) -> list[str]:
    """The pages behind the first, one by one, as somebody turns them."""
    found: list[str] = []
    page = person.open(UNION)
    while len(found) < PAGES and (next_one := LATER.search(page)):
        found.append("/members/" + next_one[1].replace("&amp;", "&"))
        page = person.open(found[-1])
    return found


def regions() -> list[str]:
    root = orgs.organisation_by_code("union")
    return [one.code for one in orgs.children(root, timezone.localdate())]


def primaries() -> list[str]:
    codes = list(Organisation.objects.filter(kind="primary", closed__isnull=True).values_list("code", flat=True))
    return codes[:: max(len(codes) // MANY, 1)]


def sample() -> list[Member]:
    """People from all over the registry."""
    count = Member.objects.count()
    first = Member.objects.order_by("pk").values_list("pk", flat=True)[0]
    return list(Member.objects.filter(pk__in=range(first, first + count, max(count // MANY, 1))))


def mistaken(surname: str, given: str) -> str:
    """Two letters in the middle of the surname changed over."""
    at = len(surname) // 2
    return f"{surname[:at]}{surname[at + 1]}{surname[at]}{surname[at + 2 :]} {given}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
