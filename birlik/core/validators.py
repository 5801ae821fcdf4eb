"""What fields of forms ask of a value beyond its kind."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from birlik.core.periods import is_usable_day


def validate_day(day: date) -> None:
    """Refuse a day that cannot be reckoned with: a ValidationError with the code "invalid"."""
    if not is_usable_day(day):
        raise ValidationError(_("There is no such day. Choose another."), code="invalid")
