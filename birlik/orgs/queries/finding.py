"""Finding an organisation by what a person remembers of it."""

from __future__ import annotations

from datetime import date
from itertools import islice

from django.contrib.auth.models import AnonymousUser

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.orgs.forms import name_language
from birlik.orgs.models import Organisation, SearchWord
from birlik.orgs.rules import lineage_with_permission
from birlik.orgs.words import after_prefix, words_of

WORDS = 8  # of a pasted sentence only the first are looked up
FEW = 500  # ids that one query may carry


def search(
    user: User | AnonymousUser,
    text: str,
    on: date,
    *,
    language: str = "kk",
    limit: int = 20,
    permission: Permission = Permission.ORG_VIEW,
    kind: str = "",
) -> list[Organisation]:
    """Return organisations the user sees on this day, each word of the text beginning a word of a name (of today,
    former or alias), of the code or the BIN. Letters are folded (ә = а, қ = к …). By name; the exact code comes first.
    `kind`: only organisations of this kind.
    """
    # Ids first, then the order: asked for both at once, PostgreSQL goes through all organisations one by one.
    matches = _with_words(words_of(text)[:WORDS])
    lines = lineage_with_permission(user, permission, on)
    if kind:
        lines = lines.filter(descendant__kind=kind)
    if len(matches) <= FEW:
        lines = lines.filter(descendant_id__in=matches)
    matches &= set(lines.values_list("descendant_id", flat=True))
    rows = _first_by_name(matches, f"sort_{name_language(language)}", limit)
    exact = Organisation.objects.filter(code=text.strip().lower()).first()
    if exact is None or exact.pk not in matches:
        return rows
    return [exact, *(row for row in rows if row.pk != exact.pk)][:limit]


def search_everywhere(text: str, on: date, *, kind: str, language: str = "kk", limit: int = 20) -> list[Organisation]:
    """Return the same among all open organisations of one kind, whoever asks: where a member may be sent."""
    matches = _with_words(words_of(text)[:WORDS])
    rows = Organisation.objects.open_on(on).filter(kind=kind)
    if len(matches) <= FEW:
        rows = rows.filter(pk__in=matches)
    matches &= set(rows.values_list("pk", flat=True))
    return _first_by_name(matches, f"sort_{name_language(language)}", limit)


def _with_words(words: list[str]) -> set[int]:
    """Return ids of the organisations that have, for each word, one beginning with it; long words first: they are
    rare.
    """
    matches: set[int] = set()
    for place, word in enumerate(sorted(words, key=len, reverse=True)):
        hits = SearchWord.objects.filter(word__gte=word, word__lt=after_prefix(word))
        if place and len(matches) <= FEW:
            hits = hits.filter(organisation_id__in=matches)
        ids = set(hits.values_list("organisation_id", flat=True))
        matches = matches & ids if place else ids
    return matches


def _first_by_name(matches: set[int], key: str, limit: int) -> list[Organisation]:
    """Return the first of them in the order of names. Of many the first ones come soon along the index of names."""
    ids = matches
    if len(matches) > FEW:
        in_order = Organisation.objects.order_by(key, "id").values_list("pk", flat=True).iterator(chunk_size=FEW)
        ids = set(islice((pk for pk in in_order if pk in matches), limit))
    return list(Organisation.objects.filter(pk__in=ids).order_by(key, "id")[:limit])
