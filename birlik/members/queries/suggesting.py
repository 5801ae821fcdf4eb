"""Names that were perhaps meant: one letter wrong, missing, too many, or two changed over.

Every word is known by itself and by what is left of it with one letter taken out. Two words are one mistake apart
when they share such a remainder, so looking up a dozen remainders replaces comparing with every name there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from django.db import connection

from birlik.members.queries import finding, people_list
from birlik.members.queries.finding import GIVEN, SURNAME, Asked, asked, matching, possible
from birlik.members.queries.people_list import MemberScope

SHORTEST = 3  # letters; of shorter words everything is one mistake away
TRIED = 8  # phrases looked up in the place
SHOWN = 5
MOST = 50  # people counted for a suggestion


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name as it is written, what to search for, and how many have it; `more`: that many at least."""

    name: str
    people: int
    more: bool


def suggestions(place: MemberScope, text: str, *, hour: int) -> list[Suggestion]:
    """Names of people of this place that are one mistake away from the text; nobody elsewhere is told of.

    `hour` counts from any point on: the words of the union are read once in each.
    """
    wanted = asked(text)
    if wanted.digits or not wanted.words:
        return []
    known = KnownNames(local_words(place)) if place.is_small else words_of_the_union(hour)
    tried = list(islice(_phrases(wanted.words, known), TRIED))
    mended = [Asked(phrase, tuple(phrase.split(" ")), ending=wanted.ending) for phrase in tried]
    named = (_named(place, one, ways) for one, ways in zip(mended, possible(mended), strict=True))
    found = list(islice((one for one in named if one is not None), SHOWN))
    return sorted(found, key=lambda one: -one.people)


class KnownNames:
    """Folded words, found by what they and a mistaken word have in common."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.known = {word: rank for rank, word in enumerate(words)}
        self.remainders: dict[str, list[int]] = {}
        for rank, word in enumerate(words):
            for left in remainders(word):
                self.remainders.setdefault(left, []).append(rank)

    def near(self, word: str) -> list[str]:
        """Other words one mistake away."""
        ranks: set[int] = set(self.remainders.get(word, ()))
        for left in remainders(word):
            ranks.update(self.remainders.get(left, ()))
            if left in self.known:
                ranks.add(self.known[left])
        near = (self.words[rank] for rank in sorted(ranks))
        return [other for other in near if other != word and one_mistake(word, other)]


def remainders(word: str) -> set[str]:
    """What is left with one letter taken out."""
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def one_mistake(one: str, other: str) -> bool:
    """Whether a letter was changed, left out or added, or two neighbours changed over."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, tail = one[start:], other[start:]
    if rest[1:] == tail[1:] or rest[1:] == tail or rest == tail[1:]:
        return True
    return rest[:2] == tail[1::-1] and rest[2:] == tail[2:]


def _phrases(words: Sequence[str], known: KnownNames) -> Iterator[str]:
    """The words with one of them mended, the first word first."""
    for place, word in enumerate(words):
        if len(word) < SHORTEST:
            continue
        for other in known.near(word):
            yield " ".join([*words[:place], other, *words[place + 1 :]])


def _named(place: MemberScope, mended: Asked, ways: Sequence[str]) -> Suggestion | None:
    for way in (SURNAME, GIVEN):
        if way not in ways:
            continue
        ids = list(matching(place, mended, way).values_list("pk", flat=True)[: MOST + 1])
        shown = people_list.names(ids[:1], edits=place.edits)
        if shown:
            surname, given = shown[0]
            parts = (surname, given) if way == SURNAME else (given, surname)
            name = " ".join(parts[: len(mended.words)])
            return Suggestion(name, min(len(ids), MOST), len(ids) > MOST)
    return None


def local_words(place: MemberScope) -> list[str]:
    """The words of the names of a small place."""
    keys = finding.reachable(place, hidden=False).values_list("fold_key", flat=True)
    return sorted({word for key in keys for word in key.split(" ")[:2] if len(word) >= SHORTEST})


@lru_cache(maxsize=1)
def words_of_the_union(hour: int) -> KnownNames:  # noqa: ARG001 - the hour is what the words are kept by
    """The different surnames and given names of everybody: read once an hour in each process."""
    found = {word for key in ("fold_key", "given_key") for word in _first_words(key)}
    return KnownNames(sorted(word for word in found if len(word) >= SHORTEST))


def _first_words(key: str) -> list[str]:
    """The different first words of a key: one step of its index for each, not one for each person."""
    first = f"split_part({key}, ' ', 1)"
    if connection.vendor == "sqlite":
        first = f"substr({key}, 1, instr({key} || ' ', ' ') - 1)"
    sql = f"""
        WITH RECURSIVE words (word) AS (
            SELECT (SELECT {first} FROM members_person WHERE {key} > '' ORDER BY {key} LIMIT 1)
            UNION ALL
            SELECT (SELECT {first} FROM members_person WHERE {key} >= word || '!' ORDER BY {key} LIMIT 1)
            FROM words WHERE word IS NOT NULL
        ) SELECT word FROM words WHERE word IS NOT NULL"""  # noqa: S608 - own names; "!" follows the space
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [str(word) for (word,) in cursor.fetchall()]
