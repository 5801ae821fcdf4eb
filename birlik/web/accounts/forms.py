"""The sign-in form."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from birlik.accounts import attempts
from birlik.web.accounts.devices import device_of


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("The name and the password do not fit together. Check the keyboard layout and Caps Lock."),
        "inactive": _("This account is closed. Ask the administrator of your organisation."),
    }

    visitor: attempts.Visitor | None = None  # known once a name and a password were typed

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through as they came
        self.fields["username"].label = _("Sign-in name")
        self.fields["username"].error_messages["required"] = _("Type your sign-in name.")
        self.fields["password"].label = _("Password")
        self.fields["password"].error_messages["required"] = _("Type your password.")

    def clean_username(self) -> str:
        """Spell a name in one way, so that attempts are counted together however it is typed."""
        name: str = self.cleaned_data["username"]
        return name.strip().lower()

    def clean(self) -> dict[str, Any]:
        """Count the attempt before the password is looked at; a Refusal when there were too many."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not (name and password and self.request):
            return super().clean()
        address = self.request.META.get("REMOTE_ADDR", "")
        self.visitor = attempts.visitor(name, address=address, device=device_of(self.request, name))
        attempts.begin(self.visitor, at=timezone.now())
        data = super().clean()
        attempts.record_success(self.visitor)
        return data
