"""The form of a register, made from its declaration: pages, delivered sheets and the API all come through it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.models import Person
from birlik.members.queries.scope import people
from birlik.orgs.entries import Entry
from birlik.orgs.models import Organisation
from birlik.orgs.queries.scope import lasting_lines
from birlik.registers import queries
from birlik.registers.declare import Register

LONG = 400  # characters beyond which a text is written in several lines


class MemberField(forms.CharField):
    """A member of the organisation or of one below it, named by the IIN; `known` is set by the form."""

    known: models.QuerySet[Person]

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=12, **options)
        self.widget.attrs["inputmode"] = "numeric"

    def prepare_value(self, value: Any) -> Any:
        """Return the IIN where the entry holds the number of a person."""
        return value.iin if isinstance(value, Person) else value

    def clean(self, value: Any) -> Any:
        """Return the person, None for an empty field; of strangers it says no more than that they are not known."""
        iin = str(super().clean(value))
        if not iin:
            return None
        person = self.known.filter(iin=iin).first()
        if person is None:
            raise ValidationError(_("No member with this IIN is known in the organisation."))
        return person


class EntryForm(forms.ModelForm[Entry]):
    """What a person types of an entry of one organisation; the verb in `actions` asks the rules."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, by: User, organisation: Organisation, day: date, **options: Any) -> None:
        super().__init__(data, **options)
        if not queries.may(by, Permission.MEMBER_VIEW, organisation, on=day):
            for name in self._meta.model.declaration.personal:
                del self.fields[name]  # who may not read it may not write it either
        for name, field in list(self.fields.items()):
            if isinstance(field, MemberField) and not self._knows(name, field, by, organisation, day):
                del self.fields[name]  # for the same reason
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            for name in self.instance.declaration.personal & set(self.initial):
                self.initial[name] = getattr(self.instance, name)

    def _knows(self, name: str, field: MemberField, by: User, organisation: Organisation, day: date) -> bool:
        """Whether the person who types may see the member that the entry names already; sets who else may be named."""
        held = getattr(self.instance, self.instance._meta.get_field(name).attname)  # type: ignore[union-attr]  # noqa: SLF001 - a column
        seen = people(by, Permission.MEMBER_VIEW, on=day)
        below = lasting_lines(day).filter(ancestor=organisation).values("descendant")
        field.known = seen.filter(Q(organisation__in=below) | Q(pk=held))
        return held is None or seen.filter(pk=held).exists()

    @property
    def values(self) -> dict[str, Any]:
        """What is to be written, of a form that is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


@cache
def form_of(register: Register) -> type[EntryForm]:
    """Return the form of the register's entries."""
    made = forms.modelform_factory(register.model, form=EntryForm, fields=register.typed, formfield_callback=_field_of)
    return cast(type[EntryForm], made)


def _field_of(column: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    if isinstance(column, models.ForeignKey):
        return MemberField(label=column.verbose_name, required=not column.blank)
    found = column.formfield(**options)
    if isinstance(found, forms.DateField):
        found.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        found.input_formats = ["%Y-%m-%d"]
        found.error_messages.update(required=_("Choose the day."), invalid=_("There is no such day. Choose another."))
    if isinstance(found, forms.CharField) and (found.max_length or 0) > LONG:
        found.widget = forms.Textarea(attrs={"rows": 3})
    if isinstance(found, forms.TypedChoiceField) and not found.required:
        found.choices = [("", pgettext_lazy("choice", "not set")), *column.flatchoices]
    return found
