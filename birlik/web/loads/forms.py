"""What is said of a list as a whole: the document that a changed tree rests on, the year and the source of figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from birlik.loads.actions import LONGEST_TERM
from birlik.statistics import spec
from birlik.web.shared.fields import Day


class TreeTermsForm(forms.Form):
    """From which day the changes hold and which document orders them; left empty, it is the list itself."""

    on = Day(label=_("The changes take effect on"), required=False)
    title = forms.CharField(
        label=_("Document that orders the changes"),
        help_text=_("Left empty, the list itself is written down as the ground."),
        max_length=LONGEST_TERM,
        required=False,
    )
    number = forms.CharField(label=_("Its number"), max_length=60, required=False)
    date = Day(label=_("Its date"), required=False)

    def terms(self) -> dict[str, str]:
        """Return what was said, days as text."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value
        }


class FiguresTermsForm(forms.Form):
    """The year of figures whose list has no column of years, and where they were taken from."""

    source = forms.CharField(
        label=_("Where the figures were taken from"),
        help_text=_("The table, its day, who approved it: this stands beside every figure."),
        max_length=LONGEST_TERM,
        error_messages={"required": _("Say where the figures were taken from: the table, its day, who approved it.")},
    )
    year = forms.ChoiceField(label=_("Year of the figures"), required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        first = min(form.valid_from for form in spec.load_all().forms).year
        years = [(str(year), str(year)) for year in range(today.year - 1, first - 1, -1)]
        field = self.fields["year"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("stands in a column of the list")), *years]

    def terms(self) -> dict[str, str]:
        """Return what was said."""
        return {name: value for name, value in self.cleaned_data.items() if value}
