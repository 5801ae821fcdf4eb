"""A text of the catalogues kept in every language: what is stored is told to whoever reads it, in that language."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import override

from birlik.core.bilingual import Bilingual


def in_each_language(text: str | Promise | Callable[[], str]) -> Bilingual:
    """Return a lazy text, or what a function gives in the language of now, in kk, ru and en."""
    texts = []
    for language in ("kk", "ru", "en"):
        with override(language):
            texts.append(str(text()) if callable(text) else str(text))
    return Bilingual(*texts)
