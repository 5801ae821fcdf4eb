"""Finding a member by what one remembers: a name in either order, an IIN, a card number.

Names are compared folded (ә = а, қ = к, …) by ranges of the stored keys: never by LIKE, which no index of SQLite
knows, and never in the middle of a word. What was searched for is personal and stays out of addresses and logs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import StrIndex, Substr

from birlik.core.identifiers import LENGTH, SHOWN
from birlik.grammar.letters import fold
from birlik.members.models import Membership, Person
from birlik.members.queries.people_list import (
    START,
    VISIBLE,
    Filters,
    MemberScope,
    Page,
    PageCursor,
    last_organisation,
    narrowed,
    paged,
)

LONGEST = 200  # of a pasted text
IIN_PREFIX = 6  # the digits of a birth date
SURE = 3  # letters of a word that may be looked up together with others, or with the end of an IIN
LAST = "\U0010ffff"
SPACES = re.compile(r"\s+")

SURNAME, GIVEN, WORDS, GIVEN_WORDS, NUMBER = "surname", "given", "words", "given-words", "number"
KEYS = {SURNAME: "fold_key", GIVEN: "given_key", WORDS: "fold_key", GIVEN_WORDS: "given_key", NUMBER: "sort_key"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as it is searched for: `words` folded, `digits` a number alone, `ending` the last digits of an IIN."""

    text: str
    words: tuple[str, ...] = ()
    digits: str = ""
    ending: str = ""

    @property
    def phrase(self) -> str:
        return " ".join(self.words)

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways to read the text, the likeliest first."""
        if self.digits:
            return (NUMBER,)
        if not self.words:
            return ()
        whole = (SURNAME, GIVEN)
        return (*whole, WORDS, GIVEN_WORDS) if len(self.words) > 1 and len(self.words[0]) >= SURE else whole

    def start(self, way: str) -> str:
        """What the key of a person begins with when the text is read this way."""
        return self.phrase if way in (SURNAME, GIVEN) else self.words[0]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, read in the way `way`; `other`: the same text also is a given name, or a surname."""

    page: Page
    way: str
    other: str = ""


def asked(text: str) -> Asked:
    """What a person typed, taken apart."""
    plain = SPACES.sub(" ", text[:LONGEST]).strip()
    words = [word for word in fold(plain).replace(",", " ").split(" ") if word]
    joined = "".join(words)
    if joined and not any(letter.isalpha() for letter in joined):
        return Asked(plain, digits=plain)
    ending = ""
    if len(words) > 1 and len(words[0]) >= SURE and len(words[-1]) == SHOWN and words[-1].isdecimal():
        ending = words.pop()
    if any(character.isdecimal() for character in "".join(words)):
        return Asked(plain, digits=plain)
    return Asked(plain, tuple(words), ending=ending)


def search(place: MemberScope, filters: Filters, text: str, *, way: str = "", turn: PageCursor = START) -> Found:
    """Those of the place, members or former, whom the text may mean; without a way the likeliest that finds any."""
    wanted = asked(text)
    # what is gathered from a small place is soon looked through, and takes no longer when somebody elsewhere is met
    open_ways = list(wanted.ways) if place.is_small else possible([wanted])[0]
    for one in (way,) if way in wanted.ways else open_ways:
        page = _page(place, filters, wanted, one, turn)
        if page.rows:
            return Found(page, one, _other(place, filters, wanted, one, open_ways))
    return Found(Page(()), way if way in wanted.ways else next(iter(wanted.ways), ""))


def possible(texts: Sequence[Asked]) -> list[list[str]]:
    """The ways to read each text that meet anybody at all, wherever in the registry.

    One statement for all, written here: to have the query builder make each takes ten times longer than asking it.
    """
    starts = [(KEYS[way], wanted.start(way)) for wanted in texts for way in wanted.ways if way != NUMBER]
    met: list[bool] = []
    if starts:
        one = "EXISTS (SELECT 1 FROM members_person WHERE {0} >= %s AND {0} < %s)"
        asking = ", ".join(one.format(key) for key, _start in starts)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {asking}", [bound for _key, at in starts for bound in (at, at + LAST)])
            met = list(cursor.fetchone())
    found = dict(zip(starts, met, strict=True))
    return [[way for way in wanted.ways if way == NUMBER or found[KEYS[way], wanted.start(way)]] for wanted in texts]


def _page(place: MemberScope, filters: Filters, wanted: Asked, way: str, turn: PageCursor) -> Page:
    people = narrowed(matching(place, wanted, way), filters)
    return paged(people, KEYS[way], turn, gather=place.is_small or way == NUMBER, edits=place.edits)


def _other(place: MemberScope, filters: Filters, wanted: Asked, way: str, open_ways: Sequence[str]) -> str:
    twin = {SURNAME: GIVEN, GIVEN: SURNAME}.get(way, "")
    return twin if twin in open_ways and narrowed(matching(place, wanted, twin), filters).exists() else ""


def matching(place: MemberScope, wanted: Asked, way: str) -> QuerySet[Person]:
    """The people of the place whom the text means when it is read this way."""
    people = reachable(place, hidden=way == NUMBER)
    if way == NUMBER:
        return people.filter(_numbered(wanted.digits))
    key = KEYS[way]
    people = _between(people, key, wanted.start(way), plain=not place.is_small)
    if way in (WORDS, GIVEN_WORDS):
        for number, word in enumerate(wanted.words[1:]):
            within = {f"place_{number}": StrIndex(F("fold_key" if way == WORDS else key), Value(f" {word}"))}
            people = people.alias(**within).filter(**{f"place_{number}__gt": 0})
    if wanted.ending:
        people = people.alias(ending=Substr("iin", LENGTH - SHOWN + 1)).filter(ending=wanted.ending)
    return people


def _between(people: QuerySet[Person], key: str, start: str, *, plain: bool) -> QuerySet[Person]:
    if plain:
        return people.filter(**{f"{key}__gte": start, f"{key}__lt": start + LAST})
    whole: Any = Func(F(key), template="%(expressions)s || ''", output_field=TextField())
    return people.alias(whole=whole).filter(whole__gte=start, whole__lt=start + LAST)


def _numbered(digits: str) -> Q:
    """A card of this number, an IIN, or those that begin so. Empty ones are excluded in so many words: the indexes
    hold no empty ones, and SQLite takes such an index only when told."""
    number = digits.replace(" ", "")
    found = Q(card__in={digits, number}) & ~Q(card="")
    if number.isdecimal() and len(number) == LENGTH:
        found |= Q(iin=number) & ~Q(iin="")
    elif number.isdecimal() and IIN_PREFIX <= len(number) < LENGTH:
        found |= Q(iin__gte=number, iin__lt=number + LAST) & ~Q(iin="")
    return found


def reachable(place: MemberScope, *, hidden: bool = True) -> QuerySet[Person]:
    """Members of the place and those whose last membership was there. `hidden`: the place is no way to find them."""
    if place.ids is None:
        return Person.objects.filter(state__in=VISIBLE)
    people = Person.objects.alias(place=F("organisation") + 0, last_organisation=last_organisation())
    # only a member may not be asked for the state: the index of names answers for the place alone
    gone = Q(place__isnull=True, state__in=VISIBLE, last_organisation__among=place.ids)
    if place.is_small and not hidden:
        # read first and sent as numbers: PostgreSQL finds people by "these organisations or these numbers" at once
        been = Membership.objects.filter(organisation__among=place.ids, until__isnull=False)
        left = frozenset(been.values_list("person_id", flat=True))
        return people.filter(Q(organisation__among=place.ids) | Q(pk__among=left) & gone)
    return people.filter(Q(place__among=place.ids) | gone)
