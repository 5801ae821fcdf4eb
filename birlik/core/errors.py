"""The one exception by which the domain says no."""

from __future__ import annotations


class Refusal(Exception):
    """An action or a look-up that the rules of the union do not allow.

    `code` names the rule ("report.has_errors"); `params` are the figures and names that the sentence for people
    needs, and under `field` which field of a form it is about. The sentence itself, in kk, ru and en, stands in
    `birlik.web.shared.messages`.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def field(self) -> str:
        """The field of a form that has to be filled in otherwise; empty where it is none."""
        return str(self.params.get("field", ""))

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in sorted(self.params.items()))
        return f"{self.code} ({details})" if details else self.code
