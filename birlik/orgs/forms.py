"""A name in a grammatical case, derived by the grammar where no editor has settled it (pure)."""

from __future__ import annotations

from birlik.grammar import kazakh, russian


def derived_form(name: str, language: str, grammatical_case: str) -> str:
    """The name with its ending in kk, or declined in ru; the nominative is the name itself."""
    if grammatical_case == "nominative":
        return name
    return (russian if language == "ru" else kazakh).inflect(name, grammatical_case)
