"""Columns of registers by what they hold: every one but a required one may be left empty."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Choices
from django.utils.translation import gettext_lazy as _

from birlik.core.identifiers import bin_is_valid

Label = Any  # a text or a lazy one
NO_BIN = _("“%(bin)s” is not a BIN: it has 12 digits, and the last one must agree with the others.")


def text(label: Label, most: int, *, required: bool = False, help_text: Label = "") -> models.CharField[str, str]:
    """Make a column of text of at most `most` characters."""
    return models.CharField(label, max_length=most, blank=not required, help_text=help_text)


def choice(
    label: Label, words: type[Choices], *, required: bool = False, default: str = ""
) -> models.CharField[str, str]:
    """Make a column of one of the words; empty where nothing is chosen."""
    options: dict[str, Any] = {"default": default} if default else {}
    return models.CharField(label, max_length=30, choices=words, blank=not required, **options)


def day(label: Label, *, help_text: Label = "") -> models.DateField[Any, Any]:
    return models.DateField(label, null=True, blank=True, help_text=help_text)


def tick(label: Label) -> models.BooleanField[bool, bool]:
    return models.BooleanField(label, default=False)


def person(model: type[models.Model], label: Label) -> models.ForeignKey[Any, Any]:
    """Make a link to a member, named by the IIN; the link is let go when the person is made anonymous."""
    return models.ForeignKey(
        model, verbose_name=label, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


def number(label: Label, most: int) -> models.PositiveSmallIntegerField[Any, Any]:
    """Make a column of a whole number from 0 to `most`."""
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(most)])


def bin_number(label: Label) -> models.CharField[str, str]:
    return models.CharField(label, max_length=12, blank=True, validators=[validate_bin])


def validate_bin(value: str) -> None:
    if not bin_is_valid(value):
        raise ValidationError(NO_BIN, code="bin", params={"bin": value})
