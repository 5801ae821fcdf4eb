"""The words of the organisation tree."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InstitutionType(TextChoices):
    PRESCHOOL = "preschool", _("Kindergarten")
    SCHOOL = "school", _("School")
    COLLEGE = "college", _("College")
    UNIVERSITY = "university", _("University")
    ADDITIONAL = "additional", _("Additional education")
    SCIENCE = "science", _("Science")
    ADMINISTRATION = "administration", _("Administration")
    OTHER = "other", _("Other")


class NameKind(TextChoices):
    FORMER = "former", _("Former name")
    ALIAS = "alias", _("Also known as")


class NameLanguage(TextChoices):
    KAZAKH = "kk", "Қазақша"
    RUSSIAN = "ru", "Русский"


class GrammaticalCase(TextChoices):
    """The cases of both languages; which of them a language has stands in CASES."""

    NOMINATIVE = "nominative", _("Nominative")
    GENITIVE = "genitive", _("Genitive")
    DATIVE = "dative", _("Dative")
    ACCUSATIVE = "accusative", _("Accusative")
    LOCATIVE = "locative", _("Locative")
    ABLATIVE = "ablative", _("Ablative")
    INSTRUMENTAL = "instrumental", _("Instrumental")
    ATTRIBUTIVE = "attributive", _("Attributive")
    PREPOSITIONAL = "prepositional", _("Prepositional")


CASES: dict[str, tuple[GrammaticalCase, ...]] = {
    NameLanguage.KAZAKH: (
        GrammaticalCase.NOMINATIVE,
        GrammaticalCase.GENITIVE,
        GrammaticalCase.DATIVE,
        GrammaticalCase.ACCUSATIVE,
        GrammaticalCase.LOCATIVE,
        GrammaticalCase.ABLATIVE,
        GrammaticalCase.INSTRUMENTAL,
        GrammaticalCase.ATTRIBUTIVE,
    ),
    NameLanguage.RUSSIAN: (
        GrammaticalCase.NOMINATIVE,
        GrammaticalCase.GENITIVE,
        GrammaticalCase.DATIVE,
        GrammaticalCase.ACCUSATIVE,
        GrammaticalCase.INSTRUMENTAL,
        GrammaticalCase.PREPOSITIONAL,
    ),
}


class ReorganisationKind(TextChoices):
    OPEN = "open", _("Opened")
    CLOSE = "close", _("Closed")
    RENAME = "rename", _("Renamed")
    MOVE = "move", _("Moved")
    SPLIT = "split", pgettext_lazy("event", "Split")
    MERGE = "merge", _("Merged")
