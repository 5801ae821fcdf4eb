"""What is said of a value that no list holds: the values that it does hold, where they are few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.forms import BaseForm, ChoiceField
from django.utils.functional import lazy
from django.utils.translation import gettext as _

MOST = 12  # values that are named in a sentence
PLAIN_SENTENCE = ChoiceField.default_error_messages["invalid_choice"]


def name_choices(form: BaseForm, *, by_code: bool = False) -> None:
    """Let every list of a form say what it holds where it is sent another value; a sentence of its own stays.

    `by_code`: the values are named as programs send them, not as people read them.
    """
    for field in form.fields.values():
        if isinstance(field, ChoiceField) and (by_code or field.error_messages["invalid_choice"] is PLAIN_SENTENCE):
            field.error_messages["invalid_choice"] = choice_sentence(
                cast(Iterable[Any], field.choices), by_code=by_code
            )


def _choice_sentence(choices: Iterable[Any], *, by_code: bool = False) -> str:
    """Return the sentence with the place of the wrong value still open, %(value)s."""
    texts = [str(code if by_code else label) for code, label in _flatten(choices) if code not in ("", None)]
    if len(texts) > MOST:
        return _("“%(value)s” is not on the list. The field of the form shows the whole list.")
    sentence = _("“%(value)s” is none of these: %(choices)s.")
    return sentence % {"value": "%(value)s", "choices": ", ".join(texts).replace("%", "%%")}


choice_sentence = lazy(_choice_sentence, str)  # in the language of who reads it


def _flatten(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label
