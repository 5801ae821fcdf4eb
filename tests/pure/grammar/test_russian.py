"""Russian agreement with numbers and the declension of official names."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from birlik.grammar.cases import RussianCase
from birlik.grammar.russian import count, counted, inflect, is_inflectable, plural
from birlik.grammar.russian_lexicon import FULL_FORMS, NOUNS
from birlik.grammar.russian_nouns import forms_of

CASES = tuple(RussianCase)
NAMES = yaml.safe_load(Path(__file__).with_name("official_names.yaml").read_text(encoding="utf-8"))
# Noun phrase → after 1, 2 and 5 in the nominative.
COUNTED = {
    "человек": "человек человека человек",
    "организация": "организация организации организаций",
    "предприятие": "предприятие предприятия предприятий",
    "учреждение": "учреждение учреждения учреждений",
    "студент": "студент студента студентов",
    "пенсионер": "пенсионер пенсионера пенсионеров",
    "работник": "работник работника работников",
    "педагог": "педагог педагога педагогов",
    "учитель": "учитель учителя учителей",
    "преподаватель": "преподаватель преподавателя преподавателей",
    "председатель": "председатель председателя председателей",
    "женщина": "женщина женщины женщин",
    "обучающийся": "обучающийся обучающихся обучающихся",
    "год": "год года лет",
    "день": "день дня дней",
    "месяц": "месяц месяца месяцев",
    "отчёт": "отчёт отчёта отчётов",
    "отчет": "отчет отчета отчетов",
    "школа": "школа школы школ",
    "гимназия": "гимназия гимназии гимназий",
    "колледж": "колледж колледжа колледжей",
    "университет": "университет университета университетов",
    "лицей": "лицей лицея лицеев",
    "училище": "училище училища училищ",
    "министерство": "министерство министерства министерств",
    "область": "область области областей",
    "комиссия": "комиссия комиссии комиссий",
    "показатель": "показатель показателя показателей",
    "балл": "балл балла баллов",
    "процент": "процент процента процентов",
    "тенге": "тенге тенге тенге",
    "раз": "раз раза раз",
    "школа-лицей": "школа-лицей школы-лицея школ-лицеев",
}
SENTENCES = [
    (9831, "человек", "accusative", "9 831 человека"),
    (7227, "человек", "accusative", "7 227 человек"),
    (8983, "человек", "accusative", "8 983 человека"),
    (39236, "человек", "accusative", "39 236 человек"),
    (91, "организация", "accusative", "91 организацию"),
    (21, "организация", "dative", "21 организации"),
    (17, "организация", "prepositional", "17 организациях"),
    (22, "членская организация", "genitive", "22 членских организаций"),
    (1, "организация", "instrumental", "1 организацией"),
    (11, "организация", "nominative", "11 организаций"),
    (0, "организация", "nominative", "0 организаций"),
    (0, "организация", "prepositional", "0 организаций"),
    (5000, "организация", "dative", "5 000 организаций"),
    (2, "первичная профсоюзная организация", "nominative", "2 первичные профсоюзные организации"),
    (5, "первичная профсоюзная организация", "nominative", "5 первичных профсоюзных организаций"),
    (21, "первичная профсоюзная организация", "accusative", "21 первичную профсоюзную организацию"),
    (3, "первичная профсоюзная организация", "instrumental", "3 первичными профсоюзными организациями"),
    (3, "член профсоюза", "nominative", "3 члена профсоюза"),
    (12, "член профсоюза", "dative", "12 членам профсоюза"),
    (4, "работающий член профсоюза", "accusative", "4 работающих члена профсоюза"),
    (21, "работающий член профсоюза", "accusative", "21 работающего члена профсоюза"),
    (3, "статистический отчёт", "nominative", "3 статистических отчёта"),
    (2, "рабочее место", "nominative", "2 рабочих места"),
    (101, "рабочее место", "accusative", "101 рабочее место"),
    (2, "год", "genitive", "2 лет"),
    (5, "год", "prepositional", "5 годах"),
    (1, "год", "prepositional", "1 году"),
]  # fmt: skip
# Name → its genitive, dative, accusative, instrumental, prepositional.
DECLINED = {
    "Туркестанская областная организация": (
        "Туркестанской областной организации",
        "Туркестанской областной организации",
        "Туркестанскую областную организацию",
        "Туркестанской областной организацией",
        "Туркестанской областной организации",
    ),
    "Казахстанский отраслевой профсоюз работников просвещения": (
        "Казахстанского отраслевого профсоюза работников просвещения",
        "Казахстанскому отраслевому профсоюзу работников просвещения",
        "Казахстанский отраслевой профсоюз работников просвещения",
        "Казахстанским отраслевым профсоюзом работников просвещения",
        "Казахстанском отраслевом профсоюзе работников просвещения",
    ),
    "Средняя школа № 12": (
        "Средней школы № 12", "Средней школе № 12", "Среднюю школу № 12", "Средней школой № 12", "Средней школе № 12",
    ),
    "Высшее училище": (
        "Высшего училища", "Высшему училищу", "Высшее училище", "Высшим училищем", "Высшем училище",
    ),
    "Большая школа": ("Большой школы", "Большой школе", "Большую школу", "Большой школой", "Большой школе"),
    "Общая школа": ("Общей школы", "Общей школе", "Общую школу", "Общей школой", "Общей школе"),
    "Школа-гимназия № 3": (
        "Школы-гимназии № 3", "Школе-гимназии № 3", "Школу-гимназию № 3", "Школой-гимназией № 3", "Школе-гимназии № 3",
    ),
    "Дворец школьников": (
        "Дворца школьников", "Дворцу школьников", "Дворец школьников", "Дворцом школьников", "Дворце школьников",
    ),
    "Научный, методический и учебный центр": (
        "Научного, методического и учебного центра", "Научному, методическому и учебному центру",
        "Научный, методический и учебный центр", "Научным, методическим и учебным центром",
        "Научном, методическом и учебном центре",
    ),
    "ОБЛАСТНОЙ КОМИТЕТ": (
        "ОБЛАСТНОГО КОМИТЕТА", "ОБЛАСТНОМУ КОМИТЕТУ", "ОБЛАСТНОЙ КОМИТЕТ", "ОБЛАСТНЫМ КОМИТЕТОМ", "ОБЛАСТНОМ КОМИТЕТЕ",
    ),
    "«Ұстаз» городская организация": (
        "«Ұстаз» городской организации", "«Ұстаз» городской организации", "«Ұстаз» городскую организацию",
        "«Ұстаз» городской организацией", "«Ұстаз» городской организации",
    ),
    "Детский санаторий «Балдаурен»": (
        "Детского санатория «Балдаурен»", "Детскому санаторию «Балдаурен»", "Детский санаторий «Балдаурен»",
        "Детским санаторием «Балдаурен»", "Детском санатории «Балдаурен»",
    ),
}  # fmt: skip
UNCHANGED = [
    "ППО Министерства просвещения",
    "АО «Казахский университет технологии и бизнеса»",
    "«Алтын жебе»",
    "Satbayev University",
    "г. Астаны и Акмолинской области организация",
    "Областной организация",  # the adjective disagrees: not a nominative
    "Неведомый планетарий",
    "",
]


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, "many"), (1, "one"), (2, "few"), (4, "few"), (5, "many"), (11, "many"), (12, "many"), (14, "many"),
     (21, "one"), (22, "few"), (25, "many"), (100, "many"), (101, "one"), (111, "many"), (112, "many"),
     (1001, "one"), (1000, "many"), (-1, "one"), (-3, "few"), (-11, "many")],
)  # fmt: skip
def test_plural(number: int, form: str) -> None:
    assert plural(number, "one", "few", "many") == form


@pytest.mark.parametrize(("noun", "forms"), list(COUNTED.items()))
def test_counted_nouns(noun: str, forms: str) -> None:
    assert [counted(number, noun) for number in (1, 2, 5)] == forms.split()
    assert [counted(number, noun) for number in (21, 104, 111)] == forms.split()


@pytest.mark.parametrize(("number", "noun", "case", "text"), SENTENCES)
def test_count_in_a_sentence(number: int, noun: str, case: str, text: str) -> None:
    assert count(number, noun, case).replace("\u202f", " ") == text


def test_count_groups_thousands() -> None:
    assert count(9831, "человек", "accusative") == "9\u202f831 человека"


@pytest.mark.parametrize(("name", "forms"), list(DECLINED.items()))
def test_declined_names(name: str, forms: tuple[str, ...]) -> None:
    assert tuple(inflect(name, case) for case in CASES[1:]) == forms
    assert inflect(name, "nominative") == name


@pytest.mark.parametrize("row", NAMES, ids=lambda row: str(row["ru"]))
def test_official_names(row: dict[str, str]) -> None:
    name = row["ru"]
    forms = {"genitive": row["ru_genitive"], "prepositional": row["ru_prepositional"]}
    assert {case: inflect(name, case) for case in forms} == forms
    assert is_inflectable(name) != name.startswith("ППО")


@pytest.mark.parametrize("name", UNCHANGED)
def test_names_without_a_known_head_stay(name: str) -> None:
    assert [inflect(name, case) for case in CASES] == [name] * len(CASES)
    assert not is_inflectable(name)


def test_an_unlisted_noun_is_not_counted() -> None:
    with pytest.raises(KeyError, match="планетарий"):
        count(2, "планетарий")


def test_an_unknown_case_is_refused() -> None:
    with pytest.raises(ValueError, match="locative"):
        inflect("Областная организация", "locative")


@pytest.mark.parametrize("noun", [*NOUNS, *FULL_FORMS])
def test_every_listed_noun_has_twelve_forms(noun: str) -> None:
    singular, plural_forms = forms_of(noun)
    assert singular[0] == noun
    assert len(singular) == len(plural_forms) == len(CASES)
    assert all((*singular, *plural_forms))


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(list(COUNTED)), st.sampled_from(CASES))
def test_the_form_depends_on_the_last_three_figures(number: int, noun: str, case: str) -> None:
    assert counted(number, noun, case) == counted(number % 1000, noun, case)


@given(st.text(max_size=40), st.sampled_from(CASES))
def test_any_text_is_survived(text: str, case: str) -> None:
    assert isinstance(inflect(text, case), str)
