"""Personal data: readings, consent and its withdrawal, anonymising that leaves every past count, the extract."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given, settings
from hypothesis import strategies as st

from birlik import cli
from birlik.accounts import tokens
from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.core.identifiers import iin_fault
from birlik.members.actions import accounts, anonymising, merging, privacy
from birlik.members.enums import Body, Channel, Exit, PersonState
from birlik.members.imports import file_storage, forget
from birlik.members.models import (
    Application,
    CardReading,
    Consent,
    ConsentText,
    DuesAgreement,
    Employment,
    FileContent,
    FilePart,
    ImportBatch,
    ImportChange,
    ImportFile,
    ImportProblem,
    Mandate,
    MarkedWorkbook,
    MemberAccount,
    Membership,
    Merge,
    Person,
    PersonChange,
    Transfer,
)
from birlik.members.queries import privacy as queries
from birlik.members.queries.person_links import person_links
from birlik.members.queries.scope import people
from tests.factories import NOW, OPENED, UnionTree, make_holder, make_union_tree, make_user
from tests.members.people import IINS, make_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 1)  # a Sunday
DUE = date(2026, 2, 20)
NEXT_DAY = NOW + timedelta(days=1)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def chair(tree: UnionTree) -> User:
    return make_holder("chair_primary", tree["school-1"])


@pytest.fixture
def person(tree: UnionTree) -> Person:
    return make_person(tree["school-1"])


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}")


def test_every_reading_is_written_with_reader_and_place(person: Person, chair: User) -> None:
    privacy.read_card(person, by=chair, at=NOW)
    privacy.read_card(person, by=chair, at=NOW + timedelta(seconds=30))
    privacy.read_card(person, by=chair, at=NOW + timedelta(seconds=30), act="extract")
    privacy.read_card(person, by=chair, at=NOW + timedelta(seconds=61))
    privacy.read_card(person, by=make_user(full_name="Other"), at=NOW)
    found = [(one.act, one.by_label) for one in queries.readings(person)]
    own = f"{chair.full_name}, «school-1» ұйымы"
    assert Counter(found) == Counter([("card", own), ("extract", own), ("card", own), ("card", "Other")])


def test_the_members_own_reading_is_not_written(person: Person, chair: User) -> None:
    user, _secret = accounts.open_account(person, by=chair, at=NOW)
    assert privacy.read_card(person, by=user, at=NOW) is None
    assert not CardReading.objects.exists()


def test_the_text_of_consent_names_the_operator_and_never_changes(tree: UnionTree) -> None:
    text = privacy.current_text(TODAY)
    assert text.version == "2026-1"
    assert tree["union"].name_kk in text.text_kk
    assert tree["union"].name_ru in text.text_ru
    assert "{" not in text.text_kk + text.text_ru
    assert privacy.current_text(TODAY) == text
    union = tree["union"]
    union.name_ru = "Переименованная организация"
    union.save()
    later = privacy.current_text(TODAY + timedelta(days=1))
    assert (later.version, later.since) == ("2026-1.2", TODAY + timedelta(days=1))
    assert ConsentText.objects.get(version="2026-1").text_ru == text.text_ru


def test_one_consent_at_a_time(person: Person, chair: User) -> None:
    consent = privacy.give_consent(person, by=chair, at=NOW, channel=Channel.PAPER, given=date(2026, 1, 20))
    assert (consent.given, consent.text.version) == (date(2026, 1, 20), "2026-1")
    with refused("consent.in_force"):
        privacy.give_consent(person, by=chair, at=NOW, channel=Channel.PAPER)


def test_a_day_to_come_is_no_day_of_consent(person: Person, chair: User) -> None:
    with refused("consent.day"):
        privacy.give_consent(person, by=chair, at=NOW, channel=Channel.PAPER, given=date(2026, 2, 2))
    with refused("consent.day"):
        privacy.withdraw(person, by=chair, at=NOW, on=date(2026, 2, 2))


def test_a_withdrawal_blocks_at_once_and_has_its_term(person: Person, chair: User, tree: UnionTree) -> None:
    privacy.give_consent(person, by=chair, at=NOW, channel=Channel.PAPER)
    consent = privacy.withdraw(person, by=chair, at=NOW)
    assert (consent.withdrawn, consent.due) == (TODAY, DUE)
    person.refresh_from_db()
    assert person.state == PersonState.BLOCKED
    assert person.organisation == tree["school-1"]  # still a member, and counted
    reader = make_holder("audit_commission", tree["union"])
    seen = {user: list(people(user, Permission.MEMBER_VIEW, on=TODAY)) for user in (chair, reader)}
    assert seen == {chair: [person], reader: []}
    assert [(one.person, one.due, one.left) for one in queries.blocked_people(chair, on=TODAY)] == [(person, DUE, 15)]
    with refused("consent.withdrawn"):
        privacy.withdraw(person, by=chair, at=NOW)


def test_somebody_without_a_written_consent_withdraws_too(person: Person, chair: User) -> None:
    consent = privacy.withdraw(person, by=chair, at=NOW)
    assert (consent.given, consent.due) == (None, DUE)


def test_the_member_withdraws_and_a_stranger_does_not(person: Person, chair: User, tree: UnionTree) -> None:
    user, _secret = accounts.open_account(person, by=chair, at=NOW)
    for stranger in (
        make_user(),
        make_holder("specialist", tree["south"]),
        make_holder("audit_commission", tree["union"]),
    ):
        for act in (privacy.withdraw, privacy.extract, privacy.restore, anonymising.anonymise):
            with refused("member.unknown"):
                act(person, by=stranger, at=NOW)
    privacy.withdraw(person, by=user, at=NOW)
    with refused("member.unknown"):
        privacy.restore(person, by=user, at=NOW)


def test_a_blocked_person_is_not_edited(person: Person, chair: User, tree: UnionTree) -> None:
    privacy.block(person, by=chair, at=NOW, reason="Даулы деректер")
    other = make_person(tree["school-1"])
    for act in (
        lambda: merging.merge(other, person, merging.Choices(), by=chair, at=NOW),
        lambda: accounts.open_account(person, by=chair, at=NOW),
        lambda: privacy.give_consent(person, by=chair, at=NOW, channel=Channel.PAPER),
        lambda: privacy.block(person, by=chair, at=NOW, reason="again"),
    ):
        with refused("member.blocked"):
            act()
    with refused("consent.not_withdrawn"):
        anonymising.anonymise(person, by=chair, at=NOW)
    assert privacy.restore(person, by=chair, at=NOW).state == PersonState.ACTIVE
    assert not Consent.objects.exists()
    with refused("member.not_blocked"):
        privacy.restore(person, by=chair, at=NOW)
    with refused("member.block_reason"):
        privacy.block(person, by=chair, at=NOW, reason=" ")


def test_a_mistaken_withdrawal_is_mended_by_a_new_consent_within_the_term(person: Person, chair: User) -> None:
    privacy.give_consent(person, by=chair, at=NOW, channel=Channel.PAPER)
    privacy.withdraw(person, by=chair, at=NOW)
    privacy.restore(person, by=chair, at=moment(DUE))
    assert [(one.given, one.withdrawn) for one in queries.consents(person)] == [(DUE, None), (TODAY, TODAY)]
    assert anonymising.anonymise_due(at=moment(date(2027, 1, 1))) == 0
    privacy.withdraw(person, by=chair, at=moment(DUE))
    assert anonymising.anonymise_due(at=moment(DUE)) == 0
    assert anonymising.anonymise_due(at=moment(date(2026, 3, 16))) == 1


def test_a_term_that_is_over_is_over(person: Person, chair: User) -> None:
    privacy.withdraw(person, by=chair, at=NOW)
    with refused("consent.term_over"):
        privacy.restore(person, by=chair, at=moment(DUE + timedelta(days=1)))


def keep_file(batch: ImportBatch, by: User) -> None:
    """The delivered bytes, the sheet that was read of them, and the workbook with marks."""
    kept = [file_storage.keep([b"bytes with names", f" of {batch.pk}".encode()], at=NOW) for _ in range(3)]
    ImportFile.objects.create(batch=batch, content=kept[0], sheet=kept[1], size=5, digest="0" * 64)
    MarkedWorkbook.objects.create(batch=batch, language="kk", asked_at=NOW, asked_by=by, content=kept[2])


def everything_about(person: Person, tree: UnionTree, by: User) -> None:
    """One row in every table that can hold something of a person."""
    batch = ImportBatch.objects.create(
        organisation=tree["school-1"],
        file_name="people.xlsx",
        as_of=TODAY,
        uploaded_at=NOW,
        state="applied",
        applied_at=NOW,
    )
    keep_file(batch, by)
    ImportProblem.objects.create(batch=batch, row=1, code="iin.control", severity="error", value=person.iin)
    ImportChange.objects.create(batch=batch, person=person, row=1, before={"phone": ""}, after={"phone": person.phone})
    other = ImportBatch.objects.create(
        organisation=tree["school-1"], file_name="other.xlsx", as_of=TODAY, uploaded_at=NOW, state="applied"
    )
    ImportProblem.objects.create(batch=other, row=7, code="phone.odd", severity="error", value=person.phone)
    Employment.objects.create(person=person, employer="№ 1 мектеп", position="Мұғалім", since=OPENED)
    Mandate.objects.create(
        person=person, organisation=tree["school-1"], body=Body.CHAIR, since=OPENED, ground="Сайлау: Айгүл"
    )
    DuesAgreement.objects.create(person=person, rate=1, since=OPENED)
    Application.objects.create(
        organisation=tree["school-1"], channel="paper", iin=person.iin, surname=person.surname, given=person.given,
        category="working", received_at=NOW, state="accepted", decided_on=TODAY, person=person, position="Мұғалім",
        decision=f"№ 3, {person.surname}", phone=person.phone,
    )  # fmt: skip
    twin = make_person(tree["school-1"], surname=person.surname, given=person.given, since=date(2021, 1, 1))
    span = twin.memberships.get()
    merging.merge(person, twin, merging.Choices(fates={span.pk: merging.Fate.DROP}), by=by, at=NOW)
    accounts.open_account(person, by=by, at=NOW)
    privacy.give_consent(person, by=by, at=NOW, channel=Channel.PAPER)
    privacy.read_card(person, by=by, at=NOW)


def whole_database() -> str:
    return json.dumps(
        [
            [model._meta.label, list(model._default_manager.values())]
            for model in apps.get_models()
            if model._meta.app_label in {"members", "accounts", "audit", "orgs", "statistics"}
        ],
        default=str,
        ensure_ascii=False,
    )


def test_after_anonymising_nothing_in_the_database_says_who_it_was(
    person: Person, tree: UnionTree, chair: User
) -> None:
    everything_about(person, tree, chair)
    said = [person.iin, person.surname, person.given, person.patronymic, person.phone, person.email, person.card]
    said += ["1980-03-15", "Айгүл", "Мұғалім", "bytes with names"]
    before = whole_database()
    assert [text for text in said if text not in before] == []
    privacy.withdraw(person, by=chair, at=NOW)
    gone = anonymising.anonymise(person, by=chair, at=NEXT_DAY)
    assert gone.state == PersonState.ANONYMISED
    after = whole_database()
    assert [text for text in said if text in after] == []
    assert (FileContent.objects.count(), FilePart.objects.count()) == (0, 0)
    assert not MemberAccount.objects.exists()
    assert User.objects.filter(full_name=f"№ {person.pk}", is_active=False).exists()
    assert [row.before for row in Merge.objects.all()] == [{}]
    with refused("member.unknown"):
        merging.undo(Merge.objects.get(), by=chair, at=NEXT_DAY)


def test_what_proves_that_the_law_was_kept_stays(person: Person, tree: UnionTree, chair: User) -> None:
    everything_about(person, tree, chair)
    privacy.withdraw(person, by=chair, at=NOW)
    anonymising.anonymise(person, by=chair, at=NEXT_DAY)
    consent = Consent.objects.get()
    assert (consent.given, consent.withdrawn, consent.due, consent.done_at) == (TODAY, TODAY, DUE, NEXT_DAY)
    assert CardReading.objects.filter(person=person).count() == 1
    assert "member.anonymised" in set(PersonChange.objects.filter(person=person).values_list("action", flat=True))


def test_an_open_membership_and_mandate_end_at_own_will(person: Person, tree: UnionTree, chair: User) -> None:
    everything_about(person, tree, chair)
    privacy.withdraw(person, by=chair, at=NOW)
    anonymising.anonymise(person, by=chair, at=NEXT_DAY)
    span = Membership.objects.get(person=person)
    assert (span.until, span.exit, span.organisation, span.sex) == (
        date(2026, 2, 2),
        Exit.OWN_WILL,
        tree["school-1"],
        "f",
    )
    assert Mandate.objects.get().until == date(2026, 2, 2)
    gone = Person.objects.get(pk=person.pk)
    assert (gone.organisation, gone.category) == (None, "")


def test_a_membership_of_today_ends_tomorrow(tree: UnionTree, chair: User) -> None:
    person = make_person(tree["school-1"], since=TODAY)
    privacy.withdraw(person, by=chair, at=NOW)
    anonymising.anonymise(person, by=chair, at=NOW)
    assert person.memberships.get().until == TODAY + timedelta(days=1)


def counts(years: range) -> dict[tuple[object, ...], int]:
    """Headcounts by category and sex in the middle and at the start of every month, and under 35 on each 1 January."""
    found: Counter[tuple[object, ...]] = Counter()
    spans = list(Membership.objects.values_list("organisation", "category", "sex", "born", "since", "until"))
    for year in years:
        for day in [date(year, month, number) for month in range(1, 13) for number in (1, 15)]:
            for organisation, category, sex, born, since, until in spans:
                if since <= day and (until is None or day < until):
                    found[day, organisation, category, sex] += 1
                    if (day.month, day.day) == (1, 1) and born and born > date(year - 35, 1, 1):
                        found[day, organisation, "young"] += 1
    return dict(found)


@settings(max_examples=12)
@given(
    births=st.lists(st.dates(date(1950, 1, 1), date(2008, 12, 31)) | st.just(date(1990, 1, 1)), min_size=1, max_size=6),
    data=st.data(),
)
def test_counts_of_the_past_are_unchanged(births: list[date], data: st.DataObject) -> None:
    from django.db import transaction

    with transaction.atomic():
        tree = make_union_tree()
        specialist = make_holder("specialist", tree["north"])
        persons = [
            make_person(tree[f"school-{1 + place % 3}"], born=born, since=OPENED + timedelta(days=300 * place))
            for place, born in enumerate(births)
        ]
        before = counts(range(2020, 2026))
        leaving = data.draw(st.lists(st.sampled_from(persons), unique=True))
        for one in leaving:
            privacy.withdraw(one, by=specialist, at=NOW)
        assert anonymising.anonymise_due(at=moment(DUE)) == len(leaving)
        assert counts(range(2020, 2026)) == before
        assert anonymising.anonymise_due(at=moment(DUE)) == 0
        transaction.set_rollback(True)


def test_the_daily_work_asks_no_query_for_each_person(
    tree: UnionTree, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    specialist = make_holder("specialist", tree["north"])
    for number in range(6):
        one = make_person(tree["school-1"], since=OPENED + timedelta(days=number))
        privacy.withdraw(one, by=specialist, at=NOW)
    with django_assert_max_num_queries(60 + 6 * 6):  # what is written for each: a change and a line of the trail
        assert anonymising.anonymise_due(at=moment(DUE)) == 6


def test_the_command_does_the_daily_work(person: Person, chair: User, capsys: pytest.CaptureFixture[str]) -> None:
    privacy.withdraw(person, by=chair, at=NOW)  # its last day is long past today
    Consent.objects.update(due=date(2026, 2, 20))
    assert cli.main(["anonymise"]) == 0
    assert json.loads(capsys.readouterr().out) == {"anonymised": 1, "files": 0}
    person.refresh_from_db()
    assert person.state == PersonState.ANONYMISED


def test_files_are_emptied_a_month_after_their_batch_ended(tree: UnionTree, chair: User) -> None:
    ages = {"old": 31, "new": 29}
    for name, days in ages.items():
        at = NOW - timedelta(days=days)
        for state in ("applied", "ready"):
            batch = ImportBatch.objects.create(
                organisation=tree["school-1"], file_name=f"{name} {state}", as_of=TODAY, uploaded_at=at, state=state,
                applied_at=at if state == "applied" else None,
            )  # fmt: skip
            keep_file(batch, chair)
            ImportProblem.objects.create(batch=batch, row=1, code="iin.control", severity="error", value="Асель")
    assert forget.forget_files(at=NOW) == 1
    empty = ImportBatch.objects.filter(file__size=0)
    assert [batch.file_name for batch in empty] == ["old applied"]
    assert ImportProblem.objects.filter(value="").count() == 1
    assert forget.forget_files(at=NOW) == 0


def test_the_extract_holds_every_table(person: Person, tree: UnionTree, chair: User) -> None:
    everything_about(person, tree, chair)
    found = privacy.extract(person, by=chair, at=NEXT_DAY)
    keys = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person and model is not Person
    }
    links = [link for link in person_links() if link.data.in_extract]
    assert {(link.model, link.lookup) for link in links} == {*keys, (Transfer, "source__person")}
    assert set(found.parts) == {"person"} | {link.part for link in links}
    outside = {name for name in found.parts if "." in name}  # what they hold: tests/registers/test_contract.py
    empty = {name for name, rows in found.parts.items() if not rows}
    assert empty == {"transfers", "pairs", "missing_in_imports"} | outside
    text = json.dumps(found.parts, ensure_ascii=False)
    for said in (person.iin, person.surname, person.phone, person.card, "Мұғалім", "2026-1", "people.xlsx"):
        assert said in text
    assert len(found.parts["person"]) == 2  # with the duplicate that was merged into it
    assert found.table().rows
    assert queries.readings(person)[0].act == "extract"


@pytest.mark.parametrize("name", ["personal_data", "forget_people"])
def test_a_model_that_does_not_say_what_becomes_of_personal_data_stops_the_start(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(CardReading, name)
    with pytest.raises(ImproperlyConfigured, match=r"^CardReading\.person leads to a person"):
        person_links.__wrapped__()


def test_the_extract_tells_nothing_of_somebody_else(person: Person, tree: UnionTree, chair: User) -> None:
    other = make_person(tree["school-1"], surname="Бөтенова", since=date(2021, 1, 1))
    fates = {other.memberships.get().pk: merging.Fate.DROP}
    merge = merging.merge(person, other, merging.Choices(fates=fates), by=chair, at=NOW)
    merging.undo(merge, by=chair, at=NOW)
    assert "Бөтенова" not in json.dumps(privacy.extract(person, by=chair, at=NOW).parts, ensure_ascii=False)


def test_the_trail_names_nobody(person: Person, tree: UnionTree, chair: User) -> None:
    everything_about(person, tree, chair)
    user = MemberAccount.objects.get().user
    privacy.extract(person, by=user, at=NOW)
    privacy.withdraw(person, by=user, at=NOW)
    privacy.restore(person, by=chair, at=NOW)
    privacy.withdraw(person, by=user, at=NOW)
    anonymising.anonymise(person, by=chair, at=NEXT_DAY)
    # without the digests, whose figures can be a year by chance
    trail = json.dumps(list(Event.objects.values(*Event.CHAINED)), default=str, ensure_ascii=False)
    names = (person.iin, person.surname, person.given, person.phone, person.email, person.card, "1980")
    assert [name for name in names if name in trail] == []
    assert f"person {person.pk}" in trail


def test_an_account_is_opened_once_renewed_and_closed(person: Person, chair: User) -> None:
    user, secret = accounts.open_account(person, by=chair, at=NOW)
    assert user.check_password(secret)
    assert not user.is_staff
    assert not user.assignments.exists()
    assert queries.own_person(user) == person
    assert person.surname.lower() not in user.username + user.full_name.lower()
    with refused("account.exists"):
        accounts.open_account(person, by=chair, at=NOW)
    _token, word = tokens.make(user, name="есеп", at=NOW, today=TODAY)
    _same, newer = accounts.renew_password(person, by=chair, at=NOW)
    assert tokens.holder(word, today=TODAY) is None
    assert User.objects.get(pk=user.pk).check_password(newer)
    accounts.close_account(person, by=chair, at=NOW)
    assert not User.objects.get(pk=user.pk).is_active
    with refused("account.none"):
        accounts.close_account(person, by=chair, at=NOW)


def test_a_chair_can_not_renew_the_password_of_a_colleague_who_is_a_member(
    person: Person, chair: User, tree: UnionTree
) -> None:
    colleague = make_holder("specialist", tree["south"])
    MemberAccount.objects.create(user=colleague, person=person)
    with refused("account.has_role"):
        accounts.renew_password(person, by=chair, at=NOW)


def test_iins_of_the_tests_belong_to_nobody_alive() -> None:
    assert all(iin[6] in "12" and iin_fault(iin) is None for iin in IINS)
