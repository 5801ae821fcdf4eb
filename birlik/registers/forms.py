"""The form of a register, made from its declaration: pages, delivered sheets and the API all come through it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, partial
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.choices import choice_sentence
from birlik.core.validators import validate_day
from birlik.members.models import Person
from birlik.members.queries.scope import people
from birlik.orgs.entries import HIDDEN_TEXT, Entry
from birlik.orgs.models import Organisation
from birlik.orgs.queries.scope import lasting_lines
from birlik.registers import queries
from birlik.registers.declare import Register

LONG = 400  # characters beyond which a text is written in several lines


class MemberField(forms.CharField):
    """A member of the organisation or of one below it, named by the IIN.

    Set by the form: `known` asks for the people who may be named, `named` is the one whom the entry names already,
    wherever that member belongs by now.
    """

    default_error_messages: ClassVar = {"unknown": _("No member with this IIN is known in the organisation.")}
    known: Callable[[], models.QuerySet[Person]]
    named: Person | None = None

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
        if self.named is not None and self.named.iin == iin:
            return self.named
        person = self.known().filter(iin=iin).first()
        if person is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return person


class VersionField(forms.IntegerField):
    """The version that a form was drawn with; what is no number is 0, a version that no entry has."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        """Return the number: whoever sends another one is told, as anybody overtaken, what stands there."""
        try:
            return int(super().clean(value) or 0)
        except ValidationError:
            return 0


class EntryForm(forms.ModelForm[Entry]):
    """What a person types of an entry of one organisation; the verb in `actions` asks the rules."""

    version = VersionField(required=False, min_value=0)

    def __init__(self, data: Any = None, *, by: User, organisation: Organisation, day: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.by, self.day = by, day
        if not queries.may(by, Permission.MEMBER_VIEW, organisation, on=day):
            for name in self._meta.model.declaration.personal:
                del self.fields[name]  # who may not read it may not write it either
        for name, field in list(self.fields.items()):
            if isinstance(field, MemberField):
                field.known = partial(_members, by, organisation, day)
                field.named = queries.member_named(self.instance, name)
                if self.instance.declaration.guard and not _is_seen(field.named, by, day):
                    del self.fields[name]  # for the same reason
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            for name in self.instance.declaration.personal & set(self.initial):
                member = self.fields.get(name)
                self.initial[name] = member.named if isinstance(member, MemberField) else getattr(self.instance, name)

    @property
    def values(self) -> dict[str, Any]:
        """What is to be written, of a form that is valid; a field with a default has it where nothing is said of it."""
        return {
            name: self._default(name) if self._is_unsaid(name) else value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }

    def personal_text(self, entry: Entry, name: str) -> str:
        """Return a personal field as its person typed it; a member whom the person may not see is only said to be."""
        if not isinstance(self.fields[name], MemberField):
            return str(getattr(entry, name) or "")
        member = queries.member_named(entry, name)
        if member is None:
            return ""
        return member.iin if _is_seen(member, self.by, self.day) else HIDDEN_TEXT

    def _is_unsaid(self, name: str) -> bool:
        column = self.instance.declaration.column(name)
        unsaid = self.fields[name].widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name))
        return column.has_default() and not self.instance.pk and unsaid

    def _default(self, name: str) -> Any:
        return self.instance.declaration.column(name).get_default()


def texts_of(entry: Entry) -> dict[str, str]:
    """Return an entry as its form brings it, with its version; a member by the IIN."""
    register = entry.declaration
    values = model_to_dict(entry, fields=register.form_fields) | {"version": entry.version}
    for name in register.form_fields:
        if isinstance(register.column(name), models.ForeignKey):
            member = queries.member_named(entry, name)
            values[name] = member.iin if member else ""
    return {name: text_of(value) for name, value in values.items()}


def text_of(value: object) -> str:
    """Return a value as a form brings it."""
    if value is None or value is False:
        return ""
    return "on" if value is True else value.isoformat() if isinstance(value, date) else str(value)


def _is_seen(person: Person | None, by: User, day: date) -> bool:
    return person is None or people(by, Permission.MEMBER_VIEW, on=day).filter(pk=person.pk).exists()


def _members(by: User, organisation: Organisation, day: date) -> models.QuerySet[Person]:
    """Return the people of the organisation and of those below it whom this person may see."""
    lines = lasting_lines(day).filter(ancestor=organisation).values("descendant")
    return people(by, Permission.MEMBER_VIEW, on=day).filter(organisation__in=lines)


@cache
def form_of(register: Register) -> type[EntryForm]:
    """Return the form of the register's entries."""
    form_class = forms.modelform_factory(
        register.model, form=EntryForm, fields=register.form_fields, formfield_callback=_field_of
    )
    return cast(type[EntryForm], form_class)


def _field_of(column: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    if isinstance(column, models.ForeignKey):
        return MemberField(label=column.verbose_name, required=not column.blank)
    form_field = column.formfield(**options)
    if isinstance(form_field, forms.DateField):
        form_field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        form_field.input_formats = ["%Y-%m-%d"]
        form_field.validators.append(validate_day)
        form_field.error_messages.update(
            required=_("Choose the day."), invalid=_("There is no such day. Choose another.")
        )
    if isinstance(form_field, forms.CharField) and (form_field.max_length or 0) > LONG:
        form_field.widget = forms.Textarea(attrs={"rows": 3})
    if isinstance(form_field, forms.TypedChoiceField) and not (form_field.required and column.has_default()):
        unset = _("choose") if form_field.required else pgettext_lazy("choice", "not set")
        form_field.choices = [("", unset), *column.flatchoices]
    if isinstance(form_field, forms.ChoiceField):
        form_field.error_messages["invalid_choice"] = choice_sentence(column.flatchoices)
    return form_field
