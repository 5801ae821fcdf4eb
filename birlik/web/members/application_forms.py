"""The forms of joining: what an applicant writes by telephone or on paper, and what the committee decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from birlik.core.errors import Refusal
from birlik.members.actions import fields
from birlik.members.actions.joining import QUESTIONS, Request
from birlik.members.enums import Category, Sex
from birlik.members.values import PersonFields
from birlik.web.members.changing import NAME, TEXT
from birlik.web.shared.action_page import show_refusal
from birlik.web.shared.fields import Day
from birlik.web.shared.messages import message_for

REQUIRED_MESSAGE = gettext_lazy("Fill this in.")


class ApplicationForm(forms.Form):
    """Who applies, as what. The fields stand in the order of the paper form."""

    surname = forms.CharField(label=gettext_lazy("Surname"), max_length=NAME, required=False)
    given = forms.CharField(label=gettext_lazy("Given name"), max_length=NAME, required=False)
    patronymic = forms.CharField(label=gettext_lazy("Patronymic"), max_length=NAME, required=False)
    iin = forms.CharField(
        label=gettext_lazy("IIN"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    born = Day(label=gettext_lazy("Date of birth"), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=[("", "—"), *Sex.choices], required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telephone"), max_length=20, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    category = forms.ChoiceField(label=pgettext_lazy("member", "Category"), choices=Category.choices)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=TEXT, required=False)
    dues_agreed = forms.BooleanField(
        label=gettext_lazy("Dues of one per cent of the pay are withheld by the accounts office."), required=False
    )
    consent = forms.BooleanField(required=False)

    NEEDED_FIELDS: ClassVar[tuple[str, ...]] = ()
    FILLED_IN: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.NEEDED_FIELDS:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = REQUIRED_MESSAGE
        for name, purpose in self.FILLED_IN.items():
            self.fields[name].widget.attrs["autocomplete"] = purpose

    def clean_iin(self) -> str:
        return "".join(str(self.cleaned_data["iin"]).split())

    def clean(self) -> dict[str, Any]:
        """Say what the registry would refuse together with what is missing, so that nobody corrects twice."""
        try:
            fields.require_sound(fields.clean(self.person), timezone.now())
        except Refusal as refusal:
            if refusal.field not in self.errors:
                show_refusal(self, refusal)
        return self.cleaned_data

    @property
    def person(self) -> PersonFields:
        answers: dict[str, Any] = {name: self.cleaned_data[name] for name in QUESTIONS if name in self.cleaned_data}
        return replace(PersonFields("", ""), **answers)

    @property
    def application(self) -> Request:
        answers = {name: self.cleaned_data[name] for name in ("category", "position", "dues_agreed", "consent")}
        return Request(self.person, **answers)


class PaperForm(ApplicationForm):
    """What the chair writes down from a paper; what does not stand there may be added later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["iin"].help_text = gettext_lazy("12 digits; leave empty while it is not known.")
        self.fields["consent"].label = gettext_lazy("The consent to the use of personal data is signed on paper.")


class LinkForm(ApplicationForm):
    """What a worker writes by telephone: the own data, so nearly all of them are known."""

    NEEDED_FIELDS = ("surname", "given", "iin", "born", "sex", "phone")
    FILLED_IN: ClassVar = {
        "surname": "family-name",
        "given": "given-name",
        "patronymic": "additional-name",
        "born": "bday",
        "phone": "tel",
        "email": "email",
        "position": "organization-title",
        "iin": "off",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        consent = self.fields["consent"]
        consent.required = True
        consent.label = gettext_lazy("I have read the text and agree to the use of my personal data.")
        consent.error_messages["required"] = message_for(Refusal("joining.consent_missing"))
        self.fields["dues_agreed"].label = gettext_lazy(
            "I ask the accounts office to withhold dues of one per cent of my pay."
        )
        self.fields["iin"].help_text = gettext_lazy("12 digits; they stand on the identity card.")
        self.fields["category"].label = gettext_lazy("I am")
        self.fields["patronymic"].label = gettext_lazy("Patronymic, if there is one")
        self.fields["email"].label = gettext_lazy("E-mail, if there is one")
        self.fields["position"].label = gettext_lazy("Position or group")


class AcceptForm(forms.Form):
    on = Day(label=gettext_lazy("Member from this day on"))
    decision = forms.CharField(
        label=gettext_lazy("Decision of the committee"),
        max_length=TEXT,
        help_text=gettext_lazy("Number and date of the minutes."),
        error_messages={"required": gettext_lazy("Write the number of the committee's decision.")},
    )
    card = forms.CharField(
        label=gettext_lazy("Membership card"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Leave empty: the number is then given by itself."),
    )
    confirmed = forms.BooleanField(label=gettext_lazy("This is another person."), required=False)


class RefuseForm(forms.Form):
    on = Day(label=gettext_lazy("Day of the decision"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=TEXT,
        help_text=gettext_lazy("The IIN, the birthday and the contacts of the applicant are forgotten at once."),
        error_messages={"required": gettext_lazy("Say why the application is refused.")},
    )


class LinkUntilForm(forms.Form):
    until = Day(label=gettext_lazy("The link is good until"), help_text=gettext_lazy("On this day it ends."))
