"""A name in a grammatical case, derived by the grammar where no editor has settled it (pure)."""

from __future__ import annotations

from birlik.grammar import kazakh, russian


def name_language(language: str) -> str:
    """Return in which of the two languages that names have a reader of this language reads them;
    English reads Russian.
    """
    return "ru" if language in {"ru", "en"} else "kk"


def derived_form(name: str, language: str, grammatical_case: str) -> str:
    """Return the name with its ending in kk, or declined in ru; unchanged where the grammar does not know how.

    Raises ValueError for a case that the language does not have.
    """
    inflect = russian.inflect if language == "ru" else kazakh.inflect
    return inflect(name, grammatical_case)
