"""What a developer writes for django-import-export: which heading is which column. Django must be ready before this."""

from __future__ import annotations

from typing import Any

from django.db import models
from import_export.fields import Field
from import_export.resources import ModelResource, modelresource_factory
from import_export.widgets import DateWidget


class Columns(ModelResource):  # type: ignore[misc]  # the peer has no types
    iin = Field("iin", "ИИН")
    surname = Field("surname", "Фамилия")
    given = Field("given", "Имя")
    patronymic = Field("patronymic", "Отчество")
    born = Field("born", "Дата рождения", widget=DateWidget("%d.%m.%Y"))
    sex = Field("sex", "Пол")
    category = Field("category", "Категория")
    organisation = Field("organisation", "Первичная организация")
    position = Field("position", "Должность")
    joined = Field("joined", "Дата вступления", widget=DateWidget())


def resource(member: type[models.Model], ways: dict[str, Any]) -> ModelResource:
    """The import of the columns into the table, people told apart by IIN."""
    named = modelresource_factory(member, Columns)
    for name, value in {"import_id_fields": ("iin",), "fields": tuple(Columns.fields), **ways}.items():
        setattr(named._meta, name, value)  # noqa: SLF001 - where a class Meta would be read into
    return named()
