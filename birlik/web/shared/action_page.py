"""The small page of one action: a form; once it is filled in well the action, what was done in words, another page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from birlik.core.choices import name_choices
from birlik.core.errors import Refusal
from birlik.registers.forms import EntryForm
from birlik.web.shared.messages import message_for
from birlik.web.shared.stale_forms import STALE, show_changes

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class FormTexts:
    """Its title, what will happen, the verb of the button, what has happened. `danger`: it cannot be taken back."""

    title: str
    intro: str
    button: str
    done: str
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Success(Generic[Result]):
    """What an action has made."""

    result: Result


def answer(
    request: HttpRequest,
    form: BaseForm,
    texts: FormTexts,
    action: Callable[[datetime], Result],
    *,
    template: str,
    context: Mapping[str, Any],
    leads_to: Callable[[Result], str],
) -> HttpResponse:
    """Answer with the page that follows the action, or with the form and everything that was typed.

    `context`: what the template shows beside the form; `leads_to`: the address of the next page, from what was made.
    """
    success = run(form, action) if request.method == "POST" else None
    if success is not None:
        messages.success(request, texts.done)
        return redirect(leads_to(success.result))
    return render(request, template, {"form": form, "words": texts, **context})


def run(form: BaseForm, action: Callable[[datetime], Result]) -> Success[Result] | None:
    """Run the action of a form that is filled in well; None where it is not, or where the action is refused."""
    name_choices(form)
    if not form.is_valid():
        return None
    try:
        return Success(action(timezone.now()))
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None


def show_refusal(form: BaseForm, refusal: Refusal) -> None:
    """Show a refusal, with what else is wrong, at the field that it is about, where the form has it, else above it."""
    if refusal.code == STALE and isinstance(form, EntryForm):
        show_changes(form)
    for one in (refusal, *refusal.others):
        form.add_error(one.field if one.field in form.fields else None, message_for(one))
