"""What a person fills in to change the tree. Every form says in words what is missing; the rules are the actions'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from birlik.core.errors import Refusal
from birlik.core.identifiers import bin_is_valid
from birlik.orgs.enums import InstitutionType
from birlik.orgs.values import LegalBasis, Names, NewOrganisation
from birlik.web.shared.fields import Day
from birlik.web.shared.messages import message_for

Choices = Sequence[tuple[str, Any]]

LONG, SHORT = 400, 200


class NameField(forms.CharField):
    """One line of text; an empty one is asked for by its own sentence."""

    def __init__(self, *, message: Any = "", **options: Any) -> None:
        super().__init__(required=bool(message), **options)
        if message:
            self.error_messages["required"] = message


class BinField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(label=_("BIN"), required=False, help_text=_("12 digits; leave empty while it is not known."))
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> str:
        number = str(super().clean(value)).replace(" ", "")
        if number and not bin_is_valid(number):
            raise forms.ValidationError(message_for(Refusal("orgs.bin_invalid", bin=number)))
        return number


def one_of(label: Any, choices: Choices, *, empty: Any = "", message: Any = "") -> forms.ChoiceField:
    """Return a list to choose from; `empty` is the line for no choice."""
    field = forms.ChoiceField(label=label, choices=[("", empty), *choices], required=bool(message))
    field.error_messages["required"] = message
    field.error_messages["invalid_choice"] = _("Choose one from the list.")
    return field


def institution_type() -> forms.ChoiceField:
    return one_of(_("Type of institution"), InstitutionType.choices, empty=_("not set"))


class ChangeForm(forms.Form):
    """A change that a document orders: from which day, by which document."""

    on = Day(label=_("Takes effect on"))
    document_number = NameField(
        label=_("Number"), max_length=60, message=_("Write the number of the document, as “№ 9 п. 1”.")
    )
    document_date = Day(label=_("Date"))
    document_title = NameField(label=_("Title"), max_length=LONG, message=_("Write the title of the document."))

    DOCUMENT: ClassVar = ("document_number", "document_date", "document_title")
    ORDER: ClassVar[list[str]] = ["on"]

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, field_order=self.ORDER, **options)

    @property
    def ground(self) -> LegalBasis:
        number, day, title = (self.cleaned_data[name] for name in self.DOCUMENT)
        return LegalBasis(number, day, title)

    def document(self) -> list[forms.BoundField]:
        return [self[name] for name in self.DOCUMENT]

    def own_fields(self) -> list[forms.BoundField]:
        """Return the fields of this change alone, the day first."""
        return [field for field in self if field.name not in self.DOCUMENT]


class NamesForm(ChangeForm):
    """Full and short names in both official languages."""

    kk = NameField(label=_("Name in Kazakh"), max_length=LONG, message=_("Write the name in Kazakh."))
    ru = NameField(label=_("Name in Russian"), max_length=LONG, message=_("Write the name in Russian."))
    short_kk = NameField(label=_("Short name in Kazakh"), max_length=SHORT)
    short_ru = NameField(label=_("Short name in Russian"), max_length=SHORT)

    @property
    def names(self) -> Names:
        return Names(*(self.cleaned_data[name] for name in ("kk", "ru", "short_kk", "short_ru")))


class OpenForm(NamesForm):
    """A new organisation under another one."""

    code = NameField(
        label=_("Code"),
        max_length=80,
        message=_("Give a code."),
        help_text=_("Small Latin letters, digits and hyphens. It stands in addresses and never changes."),
    )
    kind = forms.CharField()  # the choices depend on the parent
    bin = BinField()
    region = forms.CharField()
    institution_type = institution_type()

    ORDER: ClassVar[list[str]] = [
        "on",
        "kind",
        "code",
        "kk",
        "ru",
        "short_kk",
        "short_ru",
        "bin",
        "region",
        "institution_type",
    ]

    def __init__(self, data: Any = None, *, kinds: Choices, regions: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["kind"] = one_of(_("Kind"), kinds, empty=_("choose"), message=_("Choose the kind."))
        self.fields["region"] = one_of(_("Region"), regions, empty=_("not set"))

    @property
    def organisation(self) -> NewOrganisation:
        values = self.cleaned_data
        return NewOrganisation(
            values["code"], values["kind"], self.names, values["bin"], values["region"], values["institution_type"]
        )


class AliasForm(forms.Form):
    """One more name by which papers call the organisation; no document orders it."""

    kk = NameField(label=_("Name in Kazakh"), max_length=LONG)
    ru = NameField(label=_("Name in Russian"), max_length=LONG)
    since = Day(label=_("In use since"), required=False, help_text=_("Empty: since the organisation was opened."))
    until = Day(label=_("In use until"), required=False, help_text=_("Empty: it is still in use."))

    def own_fields(self) -> list[forms.BoundField]:
        return list(self)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not (values.get("kk") or values.get("ru")):
            self.add_error("kk", _("Write the name in one of the two languages at least."))
        if values.get("since") and values.get("until") and values["until"] <= values["since"]:
            self.add_error("until", _("The end has to come after the beginning."))
        return values


class MoveForm(ChangeForm):
    parent = forms.CharField()  # the choices depend on the person's rights

    ORDER: ClassVar[list[str]] = ["on", "parent"]

    def __init__(self, data: Any = None, *, parents: Sequence[tuple[str, Choices]], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["parent"] = one_of(
            _("New place"), parents, empty=_("choose"), message=_("Choose the organisation under which it is to stand.")
        )


class MergeForm(ChangeForm):
    predecessors = forms.CharField()  # the choices are those that stand beside it

    ORDER: ClassVar[list[str]] = ["on", "predecessors"]

    def __init__(self, data: Any = None, *, siblings: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["predecessors"] = forms.MultipleChoiceField(
            label=_("Organisations that join it"),
            choices=siblings,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Mark at least one organisation."),
                "invalid_choice": _("Choose from the list."),
            },
        )


class WorkplaceForm(ChangeForm):
    kk = NameField(label=_("Name in Kazakh"), max_length=LONG, message=_("Write the name in Kazakh."))
    ru = NameField(label=_("Name in Russian"), max_length=LONG, message=_("Write the name in Russian."))
    bin = BinField()
    institution_type = institution_type()

    ORDER: ClassVar[list[str]] = ["on", "kk", "ru", "bin", "institution_type"]

    @property
    def names(self) -> Names:
        return Names(self.cleaned_data["kk"], self.cleaned_data["ru"])
