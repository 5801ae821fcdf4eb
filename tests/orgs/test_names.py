"""Names of today and before, aliases, forms in a sentence, and finding an organisation by any of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.orgs import actions, queries
from birlik.orgs.models import FormerName, NameForm, Organisation, SearchWord
from birlik.orgs.values import Names
from birlik.orgs.words import after_prefix, words_of
from tests.factories import GROUND, NOW, OPENED, TODAY, UnionTree, make_holder, make_union_tree

DAY = timedelta(days=1)
SPRING, AUTUMN = date(2025, 3, 1), date(2025, 9, 1)
FIRST = Names("Ақмола облыстық ұйымы", "Акмолинская областная организация", "Ақмола", "Акмола")
SECOND = Names("Ақмола өңірлік ұйымы", "Акмолинская региональная организация")


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


def rename(tree: UnionTree, names: Names, on: date) -> Organisation:
    return actions.rename(tree["north"], names, on=on, ground=GROUND, by=tree.administrator, at=NOW)


def review(tree: UnionTree, case: str, text: str, language: str = "kk", **details: Any) -> NameForm:
    fields = {"by": tree.administrator, "at": NOW, **details}
    return actions.review_name_form(tree["north"], language=language, grammatical_case=case, text=text, **fields)


def found(tree: UnionTree, text: str, **details: Any) -> list[str]:
    user = details.pop("user", tree.administrator)
    return [row.code for row in queries.search(user, text, details.pop("on", TODAY), **details)]


def refused(code: str, attempt: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        attempt()
    assert refusal.value.code == code


def test_every_day_has_its_name(tree: UnionTree) -> None:
    original = tree["north"].name_kk
    rename(tree, FIRST, SPRING)
    renamed = rename(tree, SECOND, AUTUMN)

    names = [queries.name_as_of(renamed, on, "kk") for on in (OPENED, SPRING - DAY, SPRING, AUTUMN - DAY, AUTUMN)]
    assert names == [original, original, FIRST.kk, FIRST.kk, SECOND.kk]
    assert queries.name_as_of(renamed, SPRING, "ru") == queries.name_as_of(renamed, SPRING, "en") == FIRST.ru
    spans = FormerName.objects.order_by("since").values_list("since", "until", "kind")
    assert list(spans) == [(OPENED, SPRING, "former"), (SPRING, AUTUMN, "former")]
    assert (renamed.short_kk, renamed.short.kk) == ("", SECOND.kk)
    event = Event.objects.order_by("-sequence")[0]
    assert event.before == {"kk": FIRST.kk, "ru": FIRST.ru, "short_kk": "Ақмола", "short_ru": "Акмола"}
    assert event.after is not None
    assert event.after["ru"] == SECOND.ru


def test_what_may_not_be_renamed(tree: UnionTree) -> None:
    rename(tree, FIRST, SPRING)
    refused("orgs.same_name", lambda: rename(tree, FIRST, AUTUMN))
    refused("orgs.name_empty", lambda: rename(tree, Names("Атау", " "), AUTUMN))
    refused("orgs.overlaps", lambda: rename(tree, SECOND, SPRING))
    refused("orgs.before_opening", lambda: rename(tree, SECOND, OPENED - DAY))


def test_aliases(tree: UnionTree) -> None:
    alias = actions.add_alias(tree["north"], ru="г. Астаны и Акмолинской области", by=tree.administrator, at=NOW)

    assert (alias.since, alias.until, alias.kind) == (OPENED, None, "alias")
    assert queries.name_as_of(tree["north"], TODAY, "ru") == tree["north"].name_ru
    again = {"ru": "г. Астаны и Акмолинской области", "by": tree.administrator, "at": NOW}
    refused("orgs.alias_known", lambda: actions.add_alias(tree["north"], **again))
    refused("orgs.name_empty", lambda: actions.add_alias(tree["north"], kk=" ", by=tree.administrator, at=NOW))
    refused("orgs.span_empty", lambda: actions.add_alias(tree["north"], **{**again, "ru": "А", "until": OPENED}))


def test_the_reviewed_form_wins_over_the_derived_one_until_a_renaming(tree: UnionTree) -> None:
    rename(tree, FIRST, SPRING)
    tree.refresh()
    assert queries.form_of(tree["north"], "kk", "locative") == "Ақмола облыстық ұйымында"
    assert queries.form_of(tree["north"], "kk", "nominative") == FIRST.kk

    review(tree, "locative", " Ақмола облыстық ұйымы жүйесінде ")
    review(tree, "genitive", "акмолинцев", language="ru")
    assert queries.form_of(tree["north"], "kk", "locative") == "Ақмола облыстық ұйымы жүйесінде"
    assert queries.form_of(tree["north"], "ru", "genitive") == queries.form_of(tree["north"], "en", "genitive")
    assert queries.form_of(tree["north"], "ru", "genitive") == "акмолинцев"

    renamed = rename(tree, SECOND, AUTUMN)
    assert queries.form_of(renamed, "kk", "locative") == "Ақмола өңірлік ұйымында"
    stored = NameForm.objects.get(language="kk")
    assert (stored.text, stored.reviewed_at, stored.reviewed_by) == ("Ақмола өңірлік ұйымында", None, None)


def test_what_may_not_be_reviewed(tree: UnionTree) -> None:
    refused("orgs.case_unknown", lambda: review(tree, "locative", "x", language="ru"))
    refused("orgs.case_unknown", lambda: review(tree, "nominative", "x", language="en"))
    refused("orgs.name_empty", lambda: review(tree, "locative", " "))
    refused("right.missing", lambda: review(tree, "locative", "x", by=make_holder("specialist", tree["north"])))


def test_forms_of_many_are_one_query(tree: UnionTree, django_assert_num_queries: Any) -> None:
    rows = list(queries.children(tree["union"], TODAY))
    with django_assert_num_queries(1):
        forms = queries.forms_of(rows, "kk", "dative")
    assert set(forms) == {row.pk for row in rows}


def test_search_folds_letters_and_finds_former_names_aliases_and_codes(tree: UnionTree) -> None:
    rename(tree, FIRST, SPRING)
    rename(tree, SECOND, AUTUMN)
    actions.add_alias(tree["south"], kk="«Қамқор»", by=tree.administrator, at=NOW)

    assert found(tree, "ақмола") == found(tree, "АКМОЛА") == found(tree, "облыст акм") == ["north"]
    assert found(tree, "камкор") == found(tree, "Қамқ") == ["south"]
    assert found(tree, "school-1") == ["school-1"]
    assert found(tree, "school") == ["school-1", "school-2", "school-3", "school-4"]
    assert found(tree, "school", limit=2, language="ru") == ["school-1", "school-2"]
    assert found(tree, "мола") == found(tree, "") == found(tree, "«%_»") == []


def test_search_puts_the_exact_code_first(tree: UnionTree) -> None:
    assert found(tree, "north") == ["north", "north-east", "north-west"]
    assert found(tree, "NORTH ", limit=1) == ["north"]


def test_search_of_many_and_of_few_agree(tree: UnionTree, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [found(tree, text, limit=3) for text in ("school", "sch 1", "north", "nowhere")]
    monkeypatch.setattr("birlik.orgs.queries.finding.FEW", 1)

    assert [found(tree, text, limit=3) for text in ("school", "sch 1", "north", "nowhere")] == few
    assert few[0] == ["school-1", "school-2", "school-3"]


def test_search_stays_within_what_the_user_sees(tree: UnionTree) -> None:
    south = make_holder("specialist", tree["south"])

    assert found(tree, "school", user=south) == ["school-4"]
    assert found(tree, "school", on=OPENED - DAY) == []


def test_words_are_cut_alike_in_names_and_in_questions() -> None:
    assert words_of("№ 5 мектеп-лицей «Ұлы дала»", "МЕКТЕП") == ["5", "дала", "лицей", "мектеп", "улы"]
    assert after_prefix("мек") == "мел"
    assert all("мек" <= word < after_prefix("мек") for word in ("мек", "мектеп", "мекяяя"))


def test_search_words_compare_by_code_point_in_every_database(tree: UnionTree) -> None:
    """A collation that knows languages would put «ё» or a capital in the middle of the range."""
    SearchWord.objects.all().delete()
    words = ["Я", "а", "е", "ж", "и", "ё", "і", "ә"]
    SearchWord.objects.bulk_create(SearchWord(organisation=tree["north"], word=word) for word in words)

    assert list(SearchWord.objects.order_by("word").values_list("word", flat=True)) == sorted(words)
    assert SearchWord.objects.filter(word__gte="а", word__lt="б").count() == 1
