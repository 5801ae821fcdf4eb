"""The form of a split: the parts with their shares, and who goes with which of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from birlik.orgs.actions import Part
from birlik.orgs.models import Organisation, Workplace
from birlik.orgs.values import Names, NewOrganisation
from birlik.web.orgs.forms import LONG, SHORT, ChangeForm, NameField, one_of

HUNDRED = Decimal(100)
MOST = 12  # parts of one split
ITSELF = "0"


class SplitForm(ChangeForm):
    """`parts` new organisations beside the one that is split, which goes on or closes.

    Shares are typed in per cent and make 100 together. Fields of part n: code_n, kk_n, ru_n, short_kk_n, short_ru_n,
    share_n; share_0 is that of the organisation itself. child_ID and workplace_ID name the part that takes them.
    """

    goes_on = forms.BooleanField(label=_("The organisation goes on as one of the parts"), required=False, initial=True)

    def __init__(
        self,
        data: Any = None,
        *,
        organisation: Organisation,
        parts: int,
        children: Sequence[tuple[Organisation, str]],
        workplaces: Sequence[tuple[Workplace, str]],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.organisation = organisation
        self.numbers = range(1, parts + 1)
        self.taken = {f"child_{one.pk}": one for one, _name in children}
        self.taken_places = {f"workplace_{one.pk}": one for one, _name in workplaces}
        self.fields["share_0"] = _share(required=False)
        for number in self.numbers:
            self._add_part(number)
        where = [
            (ITSELF, _("stays")),
            *((str(number), _("part %(number)s") % {"number": number}) for number in self.numbers),
        ]
        for name, label in [(f"child_{one.pk}", name) for one, name in children] + [
            (f"workplace_{one.pk}", name) for one, name in workplaces
        ]:
            self.fields[name] = one_of(label, where[1:], empty=where[0][1])

    def _add_part(self, number: int) -> None:
        self.fields[f"code_{number}"] = NameField(label=_("Code"), max_length=80, message=_("Give a code."))
        self.fields[f"kk_{number}"] = NameField(
            label=_("Name in Kazakh"), max_length=LONG, message=_("Write the name in Kazakh.")
        )
        self.fields[f"ru_{number}"] = NameField(
            label=_("Name in Russian"), max_length=LONG, message=_("Write the name in Russian.")
        )
        self.fields[f"short_kk_{number}"] = NameField(label=_("Short name in Kazakh"), max_length=SHORT)
        self.fields[f"short_ru_{number}"] = NameField(label=_("Short name in Russian"), max_length=SHORT)
        self.fields[f"share_{number}"] = _share(required=True)

    def part_fields(self) -> list[tuple[int, list[forms.BoundField]]]:
        names = ("code", "share", "kk", "ru", "short_kk", "short_ru")
        return [(number, [self[f"{name}_{number}"] for name in names]) for number in self.numbers]

    def takers(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.taken, *self.taken_places)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        goes_on = values.get("goes_on")
        if goes_on and not values.get("share_0") and "share_0" not in self.errors:
            self.add_error("share_0", _("Write the share that stays."))
        if not goes_on:
            for name in (*self.taken, *self.taken_places):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose a part: the organisation itself closes."))
        if not self.errors and (total := sum(self._shares().values())) != HUNDRED:
            raise forms.ValidationError(
                _("The shares make %(total)s per cent together; they have to make 100."), params={"total": total}
            )
        return values

    def _shares(self) -> dict[int, Decimal]:
        numbers = [0, *self.numbers] if self.cleaned_data["goes_on"] else list(self.numbers)
        return {number: self.cleaned_data[f"share_{number}"] for number in numbers}

    def parts(self) -> list[Part]:
        """Return the parts as the action takes them, the organisation itself first where it goes on."""
        return [self._part(number, share / HUNDRED) for number, share in self._shares().items()]

    def _part(self, number: int, share: Decimal) -> Part:
        if number == 0:
            return Part(self.organisation, share)
        values, mark = self.cleaned_data, str(number)
        names = Names(*(values[f"{name}_{number}"] for name in ("kk", "ru", "short_kk", "short_ru")))
        new = NewOrganisation(
            values[f"code_{number}"],
            self.organisation.kind,
            names,
            region=self.organisation.region,
            institution_type=self.organisation.institution_type,
        )
        return Part(
            new,
            share,
            tuple(one for name, one in self.taken.items() if values[name] == mark),
            tuple(one for name, one in self.taken_places.items() if values[name] == mark),
        )


def _share(*, required: bool) -> forms.DecimalField:
    field = forms.DecimalField(
        label=_("Share, per cent"), required=required, min_value=0, max_value=100, max_digits=9, decimal_places=6
    )
    field.widget.attrs["step"] = "any"
    field.error_messages.update(
        required=_("Write the share."),
        invalid=_("Write a number, as 62.5."),
        min_value=_("A share is greater than zero."),
        max_value=_("A share is at most 100 per cent."),
    )
    return field
