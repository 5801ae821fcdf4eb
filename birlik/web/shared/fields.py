"""Fields that forms of several screens ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from birlik.core.validators import validate_day


class Day(forms.DateField):
    """A day as the browser's own calendar gives it, whatever the language of the page."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], validators=[validate_day], **options)
        self.error_messages.update(required=_("Choose the day."), invalid=_("There is no such day. Choose another."))
