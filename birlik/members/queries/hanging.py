"""What other storeys hang on a person, found by reflection: no list of theirs is kept here."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models

from birlik.members.models import Person


@cache
def outside_links() -> tuple[models.ForeignKey[Any, Any], ...]:
    """Return the foreign keys to a person of models of later apps, in a fixed order.

    Such a model has a class method `forget_people(link, people)`, which empties what names these people.
    """
    relations = [one for one in Person._meta.get_fields(include_hidden=True) if one.auto_created and not one.concrete]  # noqa: SLF001 - Django's own way to ask
    found = [one.field for one in relations if isinstance(one, models.ManyToOneRel)]
    links = [one for one in found if one.model._meta.app_label != Person._meta.app_label]  # noqa: SLF001 - as above
    return tuple(sorted(links, key=str))
