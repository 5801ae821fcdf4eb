"""The states of a paper and the formats it leaves the house in."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperStatus(models.TextChoices):
    """A draft is edited; an adopted paper is not touched any more."""

    DRAFT = "draft", _("Draft")
    ADOPTED = "adopted", _("Adopted")


class Format(StrEnum):
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
