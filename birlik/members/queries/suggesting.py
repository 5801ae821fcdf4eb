"""Names that were perhaps meant: one letter wrong, missing, too many, or two neighbours changed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from birlik.members.queries import finding, people_list
from birlik.members.queries.finding import (
    Interpretation,
    SearchText,
    parse_text,
    people_matching,
    possible_interpretations,
)
from birlik.members.queries.people_list import MemberScope

Vocabulary = Mapping[int, Sequence[str]]  # folded words by their length

SHORTEST = 3  # letters; of shorter words everything is one mistake away
MOST_PHRASES = 8  # looked up in the place
MOST_SUGGESTIONS = 5
MOST_PEOPLE = 50  # counted for a suggestion


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name as it is written, what to search for, and how many have it; `more`: that many at least."""

    name: str
    people: int
    more: bool


def suggestions(place: MemberScope, text: str, *, hour: int) -> list[Suggestion]:
    """Return names of people of this place that are one mistake away from the text; nobody elsewhere is told of.

    `hour` counts from any point on: the words of the union are read once in each.
    """
    search_text = parse_text(text)
    if search_text.digits or not search_text.words:
        return []
    vocabulary = by_length(local_words(place)) if place.is_small else words_of_the_union(hour)
    phrases = islice(_phrases(search_text.words, vocabulary), MOST_PHRASES)
    texts = [SearchText(phrase, tuple(phrase.split(" ")), ending=search_text.ending) for phrase in phrases]
    pairs = zip(texts, possible_interpretations(texts), strict=True)
    names = (_suggestion(place, one, interpretations) for one, interpretations in pairs)
    first = islice((one for one in names if one is not None), MOST_SUGGESTIONS)
    return sorted(first, key=lambda one: -one.people)


def by_length(words: Iterable[str]) -> Vocabulary:
    """Group words by their length, so that only those are compared that can be one mistake apart."""
    groups: dict[int, list[str]] = {}
    for word in words:
        groups.setdefault(len(word), []).append(word)
    return groups


def similar_words(word: str, vocabulary: Vocabulary) -> list[str]:
    """Return the other words one mistake away, in alphabetical order."""
    candidates = [other for length in range(len(word) - 1, len(word) + 2) for other in vocabulary.get(length, ())]
    matches = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=1, limit=None)
    return sorted(other for other, mistakes, _place in matches if mistakes)


def _phrases(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[str]:
    """Write the phrase with one of its words put right, the first word first."""
    for place, word in enumerate(words):
        if len(word) < SHORTEST:
            continue
        for other in similar_words(word, vocabulary):
            yield " ".join([*words[:place], other, *words[place + 1 :]])


def _suggestion(place: MemberScope, text: SearchText, interpretations: Sequence[Interpretation]) -> Suggestion | None:
    for interpretation in (Interpretation.SURNAME, Interpretation.GIVEN_NAME):
        if interpretation not in interpretations:
            continue
        ids = list(people_matching(place, text, interpretation).values_list("pk", flat=True)[: MOST_PEOPLE + 1])
        names = people_list.names(ids[:1], edits=place.edits)
        if names:
            surname, given = names[0]
            parts = (surname, given) if interpretation is Interpretation.SURNAME else (given, surname)
            name = " ".join(parts[: len(text.words)])
            return Suggestion(name, min(len(ids), MOST_PEOPLE), len(ids) > MOST_PEOPLE)
    return None


def local_words(place: MemberScope) -> list[str]:
    """Return the folded words of the names of a small place, each once."""
    keys = finding.reachable_people(place, hidden=False).values_list("fold_key", flat=True)
    return sorted({word for key in keys for word in key.split(" ")[:2] if len(word) >= SHORTEST})


@lru_cache(maxsize=1)
def words_of_the_union(hour: int) -> Vocabulary:  # noqa: ARG001 - the hour is what the words are kept by
    """Return the different surnames and given names of everybody: read once an hour in each process."""
    words = {word for key in ("fold_key", "given_key") for word in _first_words(key)}
    return by_length(sorted(word for word in words if len(word) >= SHORTEST))


def _first_words(key: str) -> list[str]:
    """Read the different first words of a key: one step of its index for each, not one for each person."""
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
