"""The forms of the rulebook as immutable rows."""

from __future__ import annotations

from birlik.statistics import spec
from birlik.statistics.models import FormEdition


def edition_of(year: int) -> FormEdition:
    """Return the immutable copy of the form in force for a year; made when the rulebook's text is new."""
    return store_form(spec.default_form(year))


def store_form(form: spec.FormSpec) -> FormEdition:
    """Return the immutable copy of an edition; made when the rulebook's text is new."""
    edition, _ = FormEdition.objects.get_or_create(
        digest=form.digest,
        defaults={"code": form.code, "edition": form.edition, "valid_from": form.valid_from, "content": form.content()},
    )
    return edition


def load_forms() -> list[FormEdition]:
    return [store_form(form) for form in spec.load_all().forms]
