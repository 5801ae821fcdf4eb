"""Searching for members by what one remembers: a name in either order, an IIN, a card number.

Names are compared folded (ә = а, қ = к, …) by ranges of the stored keys: never by LIKE, which no index of SQLite
knows, and never in the middle of a word. What was searched for is personal and stays out of addresses and logs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import StrIndex, Substr

from birlik.core.identifiers import DIGITS_LEFT, LENGTH
from birlik.grammar.letters import fold
from birlik.members.models import Membership, Person
from birlik.members.queries.people_list import (
    START,
    VISIBLE,
    AccessPath,
    Filters,
    MemberScope,
    Page,
    PageCursor,
    last_organisation,
    narrow,
    page_of,
)

LONGEST = 200  # of a pasted text
IIN_PREFIX = 6  # the digits of a birth date
SURE = 3  # letters of a word that may be looked up together with others, or with the end of an IIN
LAST = "\U0010ffff"
SPACES = re.compile(r"\s+")


class Interpretation(StrEnum):
    """How a text is read: as the beginning of a name in either order, as beginnings of words in it, as a number."""

    SURNAME = "surname"
    GIVEN_NAME = "given"
    WORDS_FROM_SURNAME = "words"
    WORDS_FROM_GIVEN_NAME = "given-words"
    NUMBER = "number"

    @property
    def key(self) -> str:
        """The column that people are found and ordered by."""
        return KEYS[self]


KEYS = {
    Interpretation.SURNAME: "fold_key",
    Interpretation.GIVEN_NAME: "given_key",
    Interpretation.WORDS_FROM_SURNAME: "fold_key",
    Interpretation.WORDS_FROM_GIVEN_NAME: "given_key",
    Interpretation.NUMBER: "sort_key",
}
PHRASES = (Interpretation.SURNAME, Interpretation.GIVEN_NAME)
WORDS = (Interpretation.WORDS_FROM_SURNAME, Interpretation.WORDS_FROM_GIVEN_NAME)


@dataclass(frozen=True, slots=True)
class SearchText:
    """A text as it is searched for: `words` folded, `digits` a number alone, `ending` the last digits of an IIN."""

    text: str
    words: tuple[str, ...] = ()
    digits: str = ""
    ending: str = ""

    @property
    def phrase(self) -> str:
        return " ".join(self.words)

    @property
    def interpretations(self) -> tuple[Interpretation, ...]:
        """The ways to read the text, the likeliest first."""
        if self.digits:
            return (Interpretation.NUMBER,)
        if not self.words:
            return ()
        return (*PHRASES, *WORDS) if len(self.words) > 1 and len(self.words[0]) >= SURE else PHRASES

    def prefix(self, interpretation: Interpretation) -> str:
        """Return what the key of a person begins with when the text is read like this."""
        return self.phrase if interpretation in PHRASES else self.words[0]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of people and how the text was read; `other`: the same text also is a given name, or a surname."""

    page: Page
    interpretation: Interpretation | None
    other: Interpretation | None = None


def parse_text(text: str) -> SearchText:
    """Take apart what a person typed: words, a number, the end of an IIN after a name."""
    plain = SPACES.sub(" ", text[:LONGEST]).strip()
    words = [word for word in fold(plain).replace(",", " ").split(" ") if word]
    letters = "".join(words)
    if letters and not any(letter.isalpha() for letter in letters):
        return SearchText(plain, digits=plain)
    ending = ""
    if len(words) > 1 and len(words[0]) >= SURE and len(words[-1]) == DIGITS_LEFT and words[-1].isdecimal():
        ending = words.pop()
    if any(character.isdecimal() for character in "".join(words)):
        return SearchText(plain, digits=plain)
    return SearchText(plain, tuple(words), ending=ending)


def search(
    place: MemberScope, filters: Filters, text: str, *, interpretation: str = "", cursor: PageCursor = START
) -> SearchResult:
    """Return those of the place, members or former, whom the text may mean.

    `interpretation`: its value; one that does not fit the text, or "", is the likeliest that finds anybody.
    """
    search_text = parse_text(text)
    wish = next((one for one in search_text.interpretations if one == interpretation), None)
    # what is read of a small place is soon looked through, and takes no longer when somebody elsewhere is met
    readings = search_text.interpretations if place.is_small else possible_interpretations([search_text])[0]
    for one in [wish] if wish else readings:
        page = _page(place, filters, search_text, one, cursor)
        if page.rows:
            return SearchResult(page, one, _other(place, filters, search_text, one, readings))
    return SearchResult(Page(()), wish or next(iter(search_text.interpretations), None))


def possible_interpretations(texts: Sequence[SearchText]) -> list[list[Interpretation]]:
    """Return for each text the ways to read it that meet anybody at all, wherever in the registry.

    One statement for all, written here: to have the query builder make each takes ten times longer than asking it.
    """
    prefixes = [
        (one.key, text.prefix(one))
        for text in texts
        for one in text.interpretations
        if one is not Interpretation.NUMBER
    ]
    answers: list[bool] = []
    if prefixes:
        condition = "EXISTS (SELECT 1 FROM members_person WHERE {0} >= %s AND {0} < %s)"
        columns = ", ".join(condition.format(key) for key, _prefix in prefixes)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns}", [limit for _key, one in prefixes for limit in (one, one + LAST)])
            answers = list(cursor.fetchone())
    meets_anybody = dict(zip(prefixes, answers, strict=True))
    return [
        [
            one
            for one in text.interpretations
            if one is Interpretation.NUMBER or meets_anybody[one.key, text.prefix(one)]
        ]
        for text in texts
    ]


def _page(
    place: MemberScope, filters: Filters, text: SearchText, interpretation: Interpretation, cursor: PageCursor
) -> Page:
    people = narrow(people_matching(place, text, interpretation), filters)
    in_memory = place.is_small or interpretation is Interpretation.NUMBER
    access = AccessPath.SORT_IN_MEMORY if in_memory else AccessPath.SCAN_NAME_INDEX
    return page_of(people, interpretation.key, cursor, access=access, edits=place.edits)


def _other(
    place: MemberScope,
    filters: Filters,
    text: SearchText,
    interpretation: Interpretation,
    readings: Sequence[Interpretation],
) -> Interpretation | None:
    """Return the other order of names, where somebody of the place is found by that, too."""
    if interpretation not in PHRASES:
        return None
    other = PHRASES[1 - PHRASES.index(interpretation)]
    return other if other in readings and narrow(people_matching(place, text, other), filters).exists() else None


def people_matching(place: MemberScope, text: SearchText, interpretation: Interpretation) -> QuerySet[Person]:
    """Return the people of the place whom the text means when it is read like this."""
    people = reachable_people(place, hidden=interpretation is Interpretation.NUMBER)
    if interpretation is Interpretation.NUMBER:
        return people.filter(_has_number(text.digits))
    people = _with_prefix(people, interpretation.key, text.prefix(interpretation), by_index=not place.is_small)
    if interpretation in WORDS:
        for number, word in enumerate(text.words[1:]):
            position = {f"place_{number}": StrIndex(F(interpretation.key), Value(f" {word}"))}
            people = people.alias(**position).filter(**{f"place_{number}__gt": 0})
    if text.ending:
        people = people.alias(ending=Substr("iin", LENGTH - DIGITS_LEFT + 1)).filter(ending=text.ending)
    return people


def _with_prefix(people: QuerySet[Person], key: str, prefix: str, *, by_index: bool) -> QuerySet[Person]:
    """Keep those whose key begins so; not by the index, the planner finds the people of the place first."""
    if by_index:
        return people.filter(**{f"{key}__gte": prefix, f"{key}__lt": prefix + LAST})
    expression: Any = Func(F(key), template="%(expressions)s || ''", output_field=TextField())
    return people.alias(whole=expression).filter(whole__gte=prefix, whole__lt=prefix + LAST)


def _has_number(digits: str) -> Q:
    """Ask for a card of this number, an IIN, or those that begin so.

    Empty ones are excluded in so many words: the indexes hold none, and SQLite takes such an index only when told.
    """
    number = digits.replace(" ", "")
    condition = Q(card__in={digits, number}) & ~Q(card="")
    if number.isdecimal() and len(number) == LENGTH:
        condition |= Q(iin=number) & ~Q(iin="")
    elif number.isdecimal() and IIN_PREFIX <= len(number) < LENGTH:
        condition |= Q(iin__gte=number, iin__lt=number + LAST) & ~Q(iin="")
    return condition


def reachable_people(place: MemberScope, *, hidden: bool = True) -> QuerySet[Person]:
    """Return members of the place and those whose last membership was there.

    `hidden`: the planner may not find them by the place.
    """
    if place.ids is None:
        return Person.objects.filter(state__in=VISIBLE)
    people = Person.objects.alias(place=F("organisation") + 0, last_organisation=last_organisation())
    # only a member may not be asked for the state: the index of names answers for the place alone
    last_here = Q(place__isnull=True, state__in=VISIBLE, last_organisation__among=place.ids)
    if place.is_small and not hidden:
        # read first and sent as numbers: PostgreSQL finds people by "these organisations or these numbers" at once
        past_spans = Membership.objects.filter(organisation__among=place.ids, until__isnull=False)
        former = frozenset(past_spans.values_list("person_id", flat=True))
        return people.filter(Q(organisation__among=place.ids) | Q(pk__among=former) & last_here)
    return people.filter(Q(place__among=place.ids) | last_here)
