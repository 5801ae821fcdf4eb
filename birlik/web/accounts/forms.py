"""The sign-in form."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("The name and the password do not fit together. Check the keyboard layout and Caps Lock."),
        "inactive": _("This account is closed. Ask the administrator of your organisation."),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through as they came
        self.fields["username"].label = _("Sign-in name")
        self.fields["username"].error_messages["required"] = _("Type your sign-in name.")
        self.fields["password"].label = _("Password")
        self.fields["password"].error_messages["required"] = _("Type your password.")

    def clean_username(self) -> str:
        """One spelling of a name, so that attempts are counted together however it is typed."""
        name: str = self.cleaned_data["username"]
        return name.strip().lower()
