"""The form of every register: a member who went elsewhere, what is left unsaid, what the form was opened from."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from birlik.accounts.models import User
from birlik.api.schemas import form_data
from birlik.core.choices import MOST
from birlik.members.enums import PersonState
from birlik.members.models import Person
from birlik.registers import actions, queries
from birlik.registers.declare import Register
from birlik.registers.forms import form_of
from tests.factories import NOW, TODAY, UnionTree, make_holder
from tests.members.people import make_person
from tests.registers.samples import Sample, form, links_to_members, record

pytestmark = pytest.mark.django_db


def test_an_entry_is_changed_after_its_member_went_elsewhere(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """The member whom it names stays named; nobody else of that other organisation can be named instead."""
    chair = make_holder("chair_primary", tree["school-1"])
    name, text = sample.change
    for link in links_to_members(register):
        person, other = make_person(tree["school-1"]), make_person(tree["school-4"])
        entry = record(register, tree, head, sample.good, {link.lookup: person.iin})
        Person.objects.filter(pk=person.pk).update(organisation=tree["school-4"], state=PersonState.BLOCKED)
        for iin, is_valid in ((person.iin, True), (other.iin, False)):
            made = form_of(register)(
                {**sample.good, name: text, link.lookup: iin, "version": "1"}, by=chair, organisation=tree["school-1"],
                day=TODAY, instance=register.model._default_manager.get(pk=entry.pk),
            )  # fmt: skip
            assert made.is_valid() is is_valid, made.errors
            if is_valid:
                amended = actions.amend(register, entry, made.values, version=1, by=chair, at=NOW)
                assert (getattr(amended, f"{link.lookup}_id"), amended.version) == (person.pk, 2)


def test_a_merged_card_is_the_one_that_it_went_into(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    for link in links_to_members(register):
        survivor, merged = make_person(tree["school-1"]), make_person(tree["school-1"])
        entry = record(register, tree, head, sample.good, {link.lookup: merged.iin})
        Person.objects.filter(pk=merged.pk).update(state=PersonState.MERGED, merged_into=survivor, iin="")
        opened = form_of(register)(
            by=head, organisation=tree["school-1"], day=TODAY, instance=register.model._default_manager.get(pk=entry.pk)
        )
        assert opened[link.lookup].value() == survivor.iin
        sent = form_data({"version": 1}, register, register.model._default_manager.get(pk=entry.pk))
        assert sent[link.lookup] == survivor.iin


def test_what_nothing_is_said_of_has_its_default(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    defaults = {
        name: register.column(name).get_default()
        for name in register.form_fields
        if register.column(name).has_default() and name not in sample.good
    }
    entry = record(register, tree, head, sample.good)
    assert {name: getattr(entry, name) for name in defaults} == defaults


def test_a_change_says_what_it_was_made_from(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    entry = record(register, tree, head, sample.good)
    place = tree[sample.places[0]]
    made = form_of(register)(dict(sample.good), by=head, organisation=place, day=TODAY, instance=entry)
    assert (made.is_valid(), made.cleaned_data["version"]) == (True, 0)  # which no entry has: it counts as overtaken
    assert form(register, tree, head, sample.good).is_valid()  # a new entry was made from none


def test_search_knows_capitals(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    entry = record(register, tree, head, sample.good)
    known = [sample.good[name] for name in register.search if name in sample.good]
    for text in (spelling for one in known for spelling in (one, one.lower(), one.upper())):
        found = queries.visible(register, head, on=TODAY).filter(queries.search_condition(register, text.split()[0]))
        assert [one.pk for one in found] == [entry.pk], text


def test_a_choice_that_there_is_not_names_those_that_there_are(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """In the language of the reader; a long list only says where it stands."""
    for name in register.form_fields:
        labels = register.column(name).flatchoices
        if not labels:
            continue
        for language in ("kk", "ru", "en"):
            with override(language):
                made = form(register, tree, head, sample.good, {name: "no-such"})
                (said,) = made.errors[name]
                assert "no-such" in said
                named = [str(label) in said for _code, label in labels]
                assert named == [len(labels) <= MOST] * len(labels), language
