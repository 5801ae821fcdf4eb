"""The forms of a keeper of accounts: an invitation, a role with its dates, its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from birlik.accounts.actions import LONGEST_NAME
from birlik.accounts.models import Language
from birlik.accounts.roles import role
from birlik.web.shared.fields import Day


class RoleForm(forms.Form):
    """A role at an organisation that was chosen before."""

    role_code = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose the role.")})
    since = Day(label=_("First day"))
    until = Day(
        label=_("Ends on"), required=False, help_text=_("The first day without the role; empty: until it is ended.")
    )

    def __init__(self, *args: Any, roles: Iterable[str], language: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, role(code).name.in_(language)) for code in sorted(roles)]
        field = self.fields["role_code"]
        field.widget = forms.Select(choices=choices)
        field.choices = choices  # type: ignore[attr-defined]  # of a field of choices
        self.fields["since"].initial = today


class InviteForm(RoleForm):
    """The person of a new account, with a first role."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Write the full name of the person.")},
    )
    username = forms.CharField(
        label=_("Sign-in name"),
        help_text=_("Small Latin letters, digits, dots and hyphens."),
        max_length=60,
        error_messages={"required": _("Choose a sign-in name.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.KAZAKH)
    field_order = ("full_name", "username", "language", "role_code", "since", "until")


class EndRoleForm(forms.Form):
    """The day on which a role ends."""

    on = Day(label=_("Ends on"), help_text=_("The first day without the role."))
