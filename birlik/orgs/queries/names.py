"""How an organisation is called in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from birlik.orgs.forms import derived_form, name_language
from birlik.orgs.models import NameForm, Organisation


def form_of(organisation: Organisation, language: str, grammatical_case: str) -> str:
    """Return the full name in this case: as an editor reviewed it, else derived by the grammar."""
    return forms_of([organisation], language, grammatical_case)[organisation.pk]


def forms_of(organisations: Iterable[Organisation], language: str, grammatical_case: str) -> dict[int, str]:
    """Return the same for many at once, by organisation id: one query however many they are."""
    rows, language = list(organisations), name_language(language)
    reviews = dict(
        NameForm.objects.filter(
            organisation__in=rows, language=language, grammatical_case=grammatical_case, reviewed_at__isnull=False
        ).values_list("organisation_id", "text")
    )
    return {
        row.pk: reviews.get(row.pk) or derived_form(row.name.in_(language), language, grammatical_case) for row in rows
    }
