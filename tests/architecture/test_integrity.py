"""The database as witness: who and when stand together, and the migrations say what the models say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import models
from django.db.models import Q

from tests.architecture.test_layers import OWN_MODELS

# A moment without a person beside it, and why.
WITHOUT_A_PERSON = {
    "accounts.ApiToken.made_at": "nobody makes one but its own user",
    "accounts.ApiToken.revoked_at": "nobody revokes one but its own user",
    "accounts.AccountLink.made_at": "the trail names the keeper; on the server's command line there may be none",
    "accounts.AccountLink.used_at": "nobody uses one but its own user",
    "accounts.AccountLink.revoked_at": "the trail names the keeper; a new link or password revokes it, too",
    "accounts.UserSession.began_at": "nobody begins one but its own user",
    "accounts.UserSession.seen_at": "nobody moves it but its own user",
    "statistics.Report.changed_at": "every autosave moves it; who wrote what is kept with each version that is sent",
    "members.ImportBatch.uploaded_at": "the command line has no account",
    "members.ImportBatch.applied_at": "the command line has no account",
    "members.ImportBatch.undone_at": "the command line has no account",
    "loads.Load.uploaded_at": "the command line has no account",
    "loads.Load.applied_at": "the command line has no account",
    "loads.Load.undone_at": "the command line has no account",
    "members.Application.received_at": "who applies by a link has no account",
    "members.Consent.done_at": "the daily run makes anonymous what is due",
}


def moments() -> Iterator[tuple[type[models.Model], str]]:
    for model in OWN_MODELS:
        for field in model._meta.concrete_fields:
            if field.name.endswith("_at"):
                yield model, field.name


def conditions(condition: Q) -> set[str]:
    """The names that a condition asks about: "frozen_at__isnull", …"""
    found = set()
    for child in condition.children:
        if isinstance(child, Q):
            found |= conditions(child)
        elif isinstance(child, tuple):  # else an expression, which names no lookup
            found.add(child[0])
    return found


@pytest.mark.parametrize(("model", "moment"), list(moments()), ids=lambda one: getattr(one, "__name__", one))
def test_every_moment_has_its_person(model: type[models.Model], moment: str) -> None:
    fields = {field.name: field for field in model._meta.concrete_fields}
    if f"{model._meta.label}.{moment}" in WITHOUT_A_PERSON:
        return
    person = moment.removesuffix("_at") + "_by"
    assert person in fields
    if not fields[moment].null and not fields[person].null:
        return
    paired = {f"{moment}__isnull", f"{person}__isnull"}
    checks = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    assert any(paired <= conditions(check.condition) for check in checks), f"{moment} and {person} need a constraint"


def test_reasons_speak_of_fields_that_exist() -> None:
    assert set(WITHOUT_A_PERSON) <= {f"{model._meta.label}.{name}" for model, name in moments()}


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_every_choice_of_a_text_column_is_known_to_somebody(model: type[models.Model]) -> None:
    """A text column with choices never has a default that isn't one of them."""
    for field in model._meta.concrete_fields:
        if field.choices and field.has_default():
            assert field.get_default() in {value for value, _ in field.flatchoices}
