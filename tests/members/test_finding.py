"""Lists and searches: the same people whichever way they are found, in the alphabet's order, nobody of elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members.actions import exports, merging, spans
from birlik.members.enums import Category, Exit, PersonState
from birlik.members.models import CardReading, ListExport, Person
from birlik.members.queries import duplicates, finding, people_list, scope, suggesting
from birlik.members.queries.duplicates import Why
from birlik.members.queries.finding import Interpretation
from birlik.members.queries.people_list import START, Filters, MemberScope, PageCursor
from birlik.orgs import queries as orgs
from tests.factories import OPENED, UnionTree, give_role, make_holder, make_union_tree, make_user
from tests.members.people import make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOBODY = Filters()
PLACES = ("union", "north", "north-east", "school-1", "school-4")
# Surname, given name, organisation; in the order of the Kazakh alphabet.
PEOPLE = (
    ("Абаев", "Ғани", "school-1"),
    ("Әбдіров", "Асқат", "school-1"),
    ("Әбдіров", "Асқат", "school-2"),
    ("Әбдірова", "Гүлнар", "school-3"),
    ("Ғалиев", "Ерлан", "school-4"),
    ("Жұмабек", "Әлия", "school-1"),
    ("Қасымов", "Нұрлан", "school-2"),
    ("Нұрлан", "Қасым", "school-1"),
    ("Іңкәрбек", "Әсел", "school-3"),
)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def people(tree: UnionTree) -> list[Person]:
    return [
        make_person(tree[code], surname=surname, given=given, patronymic="", born=date(1980, 1, 1 + number))
        for number, (surname, given, code) in enumerate(PEOPLE)
    ]


@pytest.fixture(params=["sorted", "scanned"])
def access(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Small places are sorted, of large ones the index is scanned: with few people in a test, say which."""
    if request.param == "scanned":
        monkeypatch.setattr(people_list, "SMALL", -1)
        monkeypatch.setattr(people_list, "FEW", -1)
    return str(request.param)


@pytest.fixture
def head(tree: UnionTree) -> User:
    return make_holder("head_of_department", tree["union"])


def place(user: User, code: str) -> MemberScope:
    held = list(orgs.assignments_of(user, on=TODAY))
    found = people_list.member_scope(user, held, orgs.path_to(code, TODAY), on=TODAY)
    assert found is not None
    return found


def listed(at: MemberScope, filters: Filters = NOBODY) -> list[int]:
    """Everybody of a list, page by page."""
    found: list[int] = []
    turn = START
    while True:
        page = people_list.page(at, filters, turn)
        found += [row.pk for row in page.rows]
        if page.last is None:
            return found
        turn = PageCursor(after=page.last)


def found_by(at: MemberScope, text: str, filters: Filters = NOBODY) -> list[str]:
    return [row.name for row in finding.search(at, filters, text).page.rows]


@pytest.mark.parametrize("code", PLACES)
def test_the_list_is_the_scope_in_the_order_of_the_alphabet(
    tree: UnionTree, people: list[Person], head: User, access: str, code: str
) -> None:
    below = orgs.subtree_ids(tree[code], TODAY)
    expected = [person.pk for person in people if person.organisation_id in below]
    assert listed(place(head, code)) == expected
    assert set(expected) <= set(scope.people(head, Permission.MEMBER_VIEW, on=TODAY).values_list("pk", flat=True))


@pytest.mark.parametrize("filters", [NOBODY, Filters(since=OPENED)], ids=["all", "rare"])
@pytest.mark.parametrize("code", ["union", "north"])
def test_pages_lead_on_and_back(
    people: list[Person], head: User, access: str, code: str, filters: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_list, "A_PAGE", 2)
    monkeypatch.setattr(people_list, "WINDOW", 3)
    at = place(head, code)
    everybody = listed(at, filters)
    assert (len(everybody) > 6, everybody) == (True, listed(at))
    first = people_list.page(at, filters)
    second = people_list.page(at, filters, PageCursor(after=first.last))
    third = people_list.page(at, filters, PageCursor(after=second.last))
    assert [row.pk for page in (first, second, third) for row in page.rows] == everybody[:6]
    assert first.first is None
    back = people_list.page(at, filters, PageCursor(before=third.first))
    assert [row.pk for row in back.rows] == everybody[2:4]
    start = people_list.page(at, filters, PageCursor(before=back.first))
    assert ([row.pk for row in start.rows], start.first) == (everybody[:2], None)


def test_a_page_cannot_begin_at_somebody_of_elsewhere(tree: UnionTree, people: list[Person], head: User) -> None:
    """Else the answer would tell where in the alphabet a stranger stands."""
    elsewhere = people[4]
    at = place(make_holder("specialist", tree["north"]), "north")
    assert people_list.page(at, NOBODY, PageCursor(after=elsewhere.pk)) == people_list.page(at, NOBODY)


def test_filters(tree: UnionTree, people: list[Person], head: User, access: str) -> None:
    student = make_person(tree["college-1"], category=Category.STUDENT, since=TODAY - timedelta(days=3))
    Person.objects.filter(pk=people[0].pk).update(iin="", sex="m")
    gone = people[1]
    spans.leave(gone, on=TODAY, reason=Exit.OWN_WILL)
    at = place(head, "union")
    assert listed(at, Filters(category="student")) == [student.pk]
    assert listed(at, Filters(since=TODAY - timedelta(days=5))) == [student.pk]
    assert listed(at, Filters(without_iin=True)) == [people[0].pk]
    assert listed(at, Filters(sex="m")) == [people[0].pk]
    assert listed(at, Filters(state="former")) == [gone.pk]
    assert listed(at, Filters(state="former", category="working")) == [gone.pk]
    assert listed(at, Filters(state="former", category="student")) == []
    assert listed(at, Filters(batch=1)) == []
    for code, expected in (("school-1", [gone.pk]), ("school-2", []), ("north", [gone.pk]), ("south", [])):
        assert listed(place(head, code), Filters(state="former")) == expected, code


def test_who_went_over_is_a_former_member_of_nowhere(
    tree: UnionTree, people: list[Person], head: User, access: str
) -> None:
    spans.move(people[0], organisation=tree["school-4"], category=Category.WORKING, on=TODAY)
    assert listed(place(head, "north"), Filters(state="former")) == []
    spans.leave(people[0], on=TODAY + timedelta(days=1), reason=Exit.OTHER)
    assert listed(place(head, "north"), Filters(state="former")) == []
    assert listed(place(head, "south"), Filters(state="former")) == [people[0].pk]
    assert found_by(place(head, "north"), "Абаев") == []
    assert found_by(place(head, "south"), "Абаев") == ["Абаев Ғани"]


def test_blocked_people_are_seen_by_who_keeps_them(tree: UnionTree, people: list[Person], access: str) -> None:
    hidden = people[0]
    Person.objects.filter(pk=hidden.pk).update(state=PersonState.BLOCKED)
    chair, auditor = make_holder("specialist", tree["north"]), make_holder("audit_commission", tree["north"])
    assert hidden.pk in listed(place(chair, "school-1"))
    assert listed(place(chair, "north"), Filters(state="blocked")) == [hidden.pk]
    assert hidden.pk not in listed(place(auditor, "school-1"))
    assert listed(place(auditor, "north"), Filters(state="blocked")) == []
    assert found_by(place(auditor, "north"), "Абаев") == []
    assert suggesting.suggestions(place(auditor, "north"), "Абаеф", hour=1) == []


def test_a_line_shows_no_number_and_since_when_without_a_break(
    tree: UnionTree, people: list[Person], head: User
) -> None:
    spans.move(people[0], organisation=tree["school-2"], category=Category.PENSIONER, on=TODAY)
    row = people_list.page(place(head, "school-2"), NOBODY).rows[0]
    assert (row.name, row.iin, row.category) == ("Абаев Ғани", f"********{people[0].iin[-4:]}", "pensioner")
    assert (row.since, row.until, row.organisation.kk) == (OPENED, None, tree["school-2"].short.kk)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Әбдіров Асқат", ["Әбдіров Асқат", "Әбдіров Асқат"]),
        ("абдиров аскат", ["Әбдіров Асқат", "Әбдіров Асқат"]),
        ("АБДИРОВА", ["Әбдірова Гүлнар"]),
        ("Aбдиpов", ["Әбдіров Асқат", "Әбдіров Асқат", "Әбдірова Гүлнар"]),  # Latin A and p
        ("Асқат  Әбдіров", ["Әбдіров Асқат", "Әбдіров Асқат"]),
        ("Асқат", ["Әбдіров Асқат", "Әбдіров Асқат"]),
        ("абд гул", ["Әбдірова Гүлнар"]),
        ("гул абд", ["Әбдірова Гүлнар"]),
        ("Нұрлан", ["Нұрлан Қасым"]),
        ("инкарбек", ["Іңкәрбек Әсел"]),
        ("бдиров", []),
        ("%", []),
        ("", []),
    ],
)
def test_names_in_any_order_and_spelling(
    tree: UnionTree, people: list[Person], head: User, access: str, text: str, expected: list[str]
) -> None:
    assert found_by(place(head, "union"), text) == expected
    assert found_by(place(head, "north"), text) == expected


def test_a_name_that_is_both(tree: UnionTree, people: list[Person], head: User) -> None:
    at = place(head, "union")
    found = finding.search(at, NOBODY, "нурлан")
    assert (found.interpretation, found.other) == (Interpretation.SURNAME, Interpretation.GIVEN_NAME)
    other = finding.search(at, NOBODY, "нурлан", interpretation=Interpretation.GIVEN_NAME)
    assert [row.name for row in other.page.rows] == ["Қасымов Нұрлан"]


def test_numbers(tree: UnionTree, people: list[Person], head: User, access: str) -> None:
    one, at = people[1], place(head, "union")
    assert found_by(at, one.iin) == ["Әбдіров Асқат"]
    assert found_by(at, f"{one.iin[:6]} {one.iin[6:]}") == ["Әбдіров Асқат"]
    assert found_by(at, one.card) == ["Әбдіров Асқат"]
    assert len(found_by(at, one.iin[:6])) == len(PEOPLE)
    assert found_by(at, one.iin[:5]) == []
    assert found_by(at, one.iin[-4:]) == []
    assert found_by(at, f"Әбдіров {one.iin[-4:]}") == ["Әбдіров Асқат"]
    assert found_by(place(head, "south"), one.iin) == []


def test_an_index_answers_for_a_number(people: list[Person], head: User) -> None:
    """Both unique indexes leave out the empty ones, which SQLite has to be told in the question."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    plan = finding.people_matching(
        place(head, "union"), finding.parse_text(people[0].iin), Interpretation.NUMBER
    ).explain()
    assert "SCAN" not in plan, plan


def test_search_results_have_pages(
    tree: UnionTree, people: list[Person], head: User, access: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_list, "A_PAGE", 1)
    at = place(head, "north")
    first = finding.search(at, NOBODY, "абдир")
    second = finding.search(
        at, NOBODY, "абдир", interpretation=first.interpretation, cursor=PageCursor(after=first.page.last)
    )
    third = finding.search(
        at, NOBODY, "абдир", interpretation=first.interpretation, cursor=PageCursor(after=second.page.last)
    )
    assert [one.page.rows[0].pk for one in (first, second, third)] == [person.pk for person in people[1:4]]
    assert third.page.last is None


def test_nobody_of_elsewhere_is_found_or_suggested(tree: UnionTree, people: list[Person], access: str) -> None:
    at = place(make_holder("specialist", tree["south"]), "south")
    suggesting.words_of_the_union.cache_clear()
    for text in ("Әбдіров", "Асқат", people[0].iin, people[0].card, "абд аск"):
        assert found_by(at, text) == [], text
    assert suggesting.suggestions(at, "Әбдиоров", hour=2) == []


def test_misspellings(tree: UnionTree, people: list[Person], head: User, access: str) -> None:
    suggesting.words_of_the_union.cache_clear()
    for at in (place(head, "north"), place(head, "union")):
        found = {text: suggesting.suggestions(at, text, hour=3) for text in ("Әбдіроф", "Аббаев", "Қасмов Нұрлан")}
        assert [(one.name, one.people) for one in found["Әбдіроф"]] == [("Әбдіров", 3)]
        assert [(one.name, one.people) for one in found["Аббаев"]] == [("Абаев", 1)]
        assert [(one.name, one.people) for one in found["Қасмов Нұрлан"]] == [("Қасымов Нұрлан", 1)]
    assert suggesting.suggestions(place(head, "union"), "123456", hour=3) == []


@pytest.mark.parametrize(
    ("one", "other", "mistake"),
    [
        ("абаев", "абаев", False),
        ("абаев", "абаеф", True),
        ("абаев", "бабаев", True),
        ("абаев", "абав", True),
        ("абаев", "аабев", True),
        ("абаев", "абвеа", False),
        ("абаев", "абаевич", False),
        ("", "а", True),
    ],
)
def test_one_mistake(one: str, other: str, mistake: bool) -> None:
    for word, known in ((one, other), (other, one)):
        assert suggesting.similar_words(word, suggesting.by_length([known])) == [known] * mistake


def test_a_role_that_reaches_only_its_own_place(tree: UnionTree, people: list[Person]) -> None:
    chair = make_holder("chair_primary", tree["school-1"])
    assert listed(place(chair, "school-1")) == [people[0].pk, people[1].pk, people[5].pk, people[7].pk]
    held = list(orgs.assignments_of(chair, on=TODAY))
    for code in ("school-2", "north", "north-east", "union"):
        assert people_list.member_scope(chair, held, orgs.path_to(code, TODAY), on=TODAY) is None


def test_two_chairs_in_one(tree: UnionTree, people: list[Person]) -> None:
    user = make_user("chair-of-two")
    for code in ("school-1", "school-4"):
        give_role(user, "chair_primary", tree[code])
    assert listed(place(user, "school-4")) == [people[4].pk]
    assert len(listed(place(user, "school-1"))) == 4


# Duplicates


def pairs(at: MemberScope) -> list[tuple[int, int, Why]]:
    return [(pair.first, pair.second, pair.why) for pair in duplicates.search(at, on=TODAY)]


def twin(tree: UnionTree, code: str, **changes: Any) -> Person:
    given: dict[str, Any] = {"surname": "Сағынтай", "given": "Дәурен", "patronymic": "Ізбасарұлы", **changes}
    return make_person(tree[code], born=given.pop("born", date(1975, 4, 9)), **given)


def test_every_kind_of_duplicate(tree: UnionTree, head: User) -> None:
    first = twin(tree, "school-1")
    cases: list[tuple[Why, dict[str, Any], dict[str, Any]]] = [
        (Why.NO_NUMBER, {}, {"iin": ""}),
        (Why.NAMESAKE, {}, {"iin": "980101300006"}),
        (Why.TURNED, {"born": date(1975, 9, 4)}, {}),
        (Why.NEAR, {"surname": "Сағынтаи"}, {}),
        (Why.PHONE, {"surname": "Басқа", "born": date(1991, 1, 1)}, {"phone": first.phone}),
    ]
    for why, changes, update in cases:
        second = twin(tree, "school-1", **changes)
        Person.objects.filter(pk=second.pk).update(**update)
        assert pairs(place(head, "union")) == [(first.pk, second.pk, why)], why
        assert pairs(place(head, "school-1")) == [(first.pk, second.pk, why)], why
        Person.objects.filter(pk=second.pk).update(state=PersonState.BLOCKED)


def test_pairs_lie_within_the_scope_and_decided_ones_are_gone(tree: UnionTree, head: User) -> None:
    first, second = twin(tree, "school-1"), twin(tree, "school-4")
    Person.objects.filter(pk=second.pk).update(iin="")
    assert pairs(place(head, "north")) == []
    whole = place(head, "union")
    assert pairs(whole) == [(first.pk, second.pk, Why.NO_NUMBER)]
    assert duplicates.remembered_pairs(whole) == duplicates.search(whole, on=TODAY)
    merging.different(first, second, by=head, at=timezone.now())
    assert (duplicates.remembered_pairs(whole), pairs(whole)) == ([], [])


def test_a_former_member_who_came_back_as_another(tree: UnionTree, head: User) -> None:
    first, second = twin(tree, "school-1"), twin(tree, "school-1")
    Person.objects.filter(pk=second.pk).update(iin="")
    spans.leave(first, on=TODAY, reason=Exit.EMPLOYMENT)
    assert pairs(place(head, "school-1")) == [(first.pk, second.pk, Why.NO_NUMBER)]
    assert pairs(place(head, "school-2")) == []


# Files


def test_an_export_is_written_down_for_everybody_on_it(tree: UnionTree, people: list[Person], head: User) -> None:
    at = timezone.now()
    ids = people_list.first_ids(place(head, "north"), NOBODY, 100)
    taken = exports.record(tree["north"], ids, filters={"sex": "f"}, purpose="Төсбелгі тапсыру", by=head, at=at)
    assert (taken.rows, taken.purpose, taken.filter) == (8, "Төсбелгі тапсыру", {"sex": "f"})
    assert set(CardReading.objects.filter(act="export").values_list("person_id", flat=True)) == set(ids)


def test_an_export_has_limits(
    tree: UnionTree, people: list[Person], head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {"filters": {}, "purpose": "Төсбелгі тапсыру", "by": head, "at": timezone.now()}
    auditor = make_holder("audit_commission", tree["union"])
    for changed, code in (({"purpose": "керек"}, "export.purpose"), ({"by": auditor}, "right.missing")):
        with pytest.raises(Refusal) as refused:
            exports.record(tree["north"], [people[0].pk], **{**given, **changed})
        assert refused.value.code == code
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    with pytest.raises(Refusal) as refused:
        exports.record(tree["north"], [people[0].pk, people[1].pk], **given)
    assert refused.value.code == "export.too_many_rows"
    for _ in range(exports.FILES_A_DAY):
        exports.record(tree["north"], [people[0].pk], **given)
    with pytest.raises(Refusal) as refused:
        exports.record(tree["north"], [people[0].pk], **given)
    assert refused.value.code == "export.too_many_files"
    assert ListExport.objects.count() == exports.FILES_A_DAY
