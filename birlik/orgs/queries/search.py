"""Finding an organisation by what a person remembers of it."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.orgs.models import Organisation, SearchWord
from birlik.orgs.queries.scope import organisations_visible_to
from birlik.orgs.words import after_prefix, words_of

WORDS = 8  # of a pasted sentence only the first are looked up


def search(
    user: User | AnonymousUser,
    text: str,
    on: date,
    *,
    language: str = "kk",
    limit: int = 20,
    permission: Permission = Permission.ORG_VIEW,
) -> list[Organisation]:
    """Organisations the user sees on this day, each word of the text beginning a word of a name (of today, former
    or alias), of the code or the BIN. Letters are folded (ә = а, қ = к …). By name; the exact code comes first.
    """
    words = words_of(text)[:WORDS]
    if not words:
        return []
    found = organisations_visible_to(user, on=on, permission=permission)
    for word in words:
        matching = SearchWord.objects.filter(word__gte=word, word__lt=after_prefix(word))
        found = found.filter(pk__in=matching.values("organisation"))
    key = "sort_ru" if language in {"ru", "en"} else "sort_kk"
    rows = list(found.order_by(key, "id")[:limit])
    exact = found.filter(code=text.strip().lower()).first()
    return [exact, *(row for row in rows if row.pk != exact.pk)][:limit] if exact else rows
