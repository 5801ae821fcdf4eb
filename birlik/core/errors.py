"""The one exception by which the domain says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from birlik.core.bilingual import Bilingual


class Refusal(Exception):
    """An action or a look-up that the rules of the union do not allow.

    `code` names the rule ("report.has_errors"); `params` are the figures and names that the sentence for people
    needs, and under `field` which field of a form it is about. The sentence itself, in kk, ru and en, stands in
    `birlik.web.shared.messages`. `others`: what else is wrong with the same form (`refuse`).
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.others: tuple[Refusal, ...] = ()

    @property
    def field(self) -> str:
        """The field of a form that has to be filled in otherwise; empty where it is none."""
        return str(self.params.get("field", ""))

    def to_json(self) -> dict[str, Any]:
        """Return the refusal as a row keeps it, as JSON: code and params.

        A day is kept as {"day": "2026-01-31"}, a text in several languages as {"kk": …, "ru": …, "en": …}.
        """
        return {"code": self.code, "params": {name: _json_value(value) for name, value in self.params.items()}}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Refusal:
        """Return the refusal that `to_json` gave, to be told in the language of who reads it."""
        return cls(content["code"], **{name: _python_value(value) for name, value in content["params"].items()})

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in sorted(self.params.items()))
        return f"{self.code} ({details})" if details else self.code


def refuse(refusals: Sequence[Refusal]) -> None:
    """Raise the first of these, which carries the others, so that a person mends all at once; nothing of none."""
    if refusals:
        first, *others = refusals
        first.others = tuple(others)
        raise first


def _json_value(value: object) -> object:
    if isinstance(value, int):
        return value
    if isinstance(value, Bilingual):
        return value.as_dict()
    return {"day": value.isoformat()} if type(value) is date else str(value)


def _python_value(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    return date.fromisoformat(value["day"]) if "day" in value else Bilingual.of(value)
