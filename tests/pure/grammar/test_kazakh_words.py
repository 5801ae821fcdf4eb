"""Kazakh endings of words, official names and abbreviations."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from birlik.grammar.kazakh import count, inflect, is_possessive

CASES = ("genitive", "dative", "accusative", "locative", "ablative", "instrumental", "attributive")
# Word → its endings in the order of CASES.
BARE = {
    "адам": "ның ға ды да нан мен дағы",
    "ұйым": "ның ға ды да нан мен дағы",
    "мүше": "нің ге ні де ден мен дегі",
    "мүшелер": "дің ге ді де ден мен дегі",
    "ұйымдар": "дың ға ды да дан мен дағы",
    "кәсіподақ": "тың қа ты та тан пен тағы",
    "мектеп": "тің ке ті те тен пен тегі",
    "студент": "тің ке ті те тен пен тегі",
    "зейнеткер": "дің ге ді де ден мен дегі",
    "қызметкер": "дің ге ді де ден мен дегі",
    "әйел": "дің ге ді де ден мен дегі",
    "жыл": "дың ға ды да дан мен дағы",
    "аудан": "ның ға ды да нан мен дағы",
    "облыс": "тың қа ты та тан пен тағы",
    "қала": "ның ға ны да дан мен дағы",
    "оқушы": "ның ға ны да дан мен дағы",
    "тәрбиеші": "нің ге ні де ден мен дегі",
    "қаулы": "ның ға ны да дан мен дағы",
    "оқу": "дың ға ды да дан мен дағы",
    "есеп": "тің ке ті те тен пен тегі",
    "пайыз": "дың ға ды да дан бен дағы",
    "институт": "тың қа ты та тан пен тағы",
    "университет": "тің ке ті те тен пен тегі",
    "академия": "ның ға ны да дан мен дағы",
    "колледж": "дің ге ді де ден бен дегі",
    "лицей": "дің ге ді де ден мен дегі",
    "филиал": "дың ға ды да дан мен дағы",
    "педагог": "тің ке ті те тен пен тегі",
    "округ": "тің ке ті те тен пен тегі",
    "клуб": "тың қа ты та тан пен тағы",
    "банк": "тің ке ті те тен пен тегі",
    "тарих": "тың қа ты та тан пен тағы",
    "апрель": "дің ге ді де ден мен дегі",
    "Астана": "ның ға ны да дан мен дағы",
    "Алматы": "ның ға ны да дан мен дағы",
    "Шымкент": "тің ке ті те тен пен тегі",
    "Жетісу": "дың ға ды да дан мен дағы",
    "Атырау": "дың ға ды да дан мен дағы",
    "Ақтөбе": "нің ге ні де ден мен дегі",
    "Түркістан": "ның ға ды да нан мен дағы",
    "Павлодар": "дың ға ды да дан мен дағы",
}
# Possessive head → its endings, with the pronominal н.
POSSESSIVE = {
    "ұйымы": "ның на н нда нан мен ндағы",
    "кәсіподағы": "ның на н нда нан мен ндағы",
    "кәсіптік одағы": "ның на н нда нан мен ндағы",
    "институты": "ның на н нда нан мен ндағы",
    "академиясы": "ның на н нда нан мен ндағы",
    "орталығы": "ның на н нда нан мен ндағы",
    "филиалы": "ның на н нда нан мен ндағы",
    "балабақшасы": "ның на н нда нан мен ндағы",
    "университеті": "нің не н нде нен мен ндегі",
    "министрлігі": "нің не н нде нен мен ндегі",
    "мектебі": "нің не н нде нен мен ндегі",
    "колледжі": "нің не н нде нен мен ндегі",
    "лицейі": "нің не н нде нен мен ндегі",
    "комитеті": "нің не н нде нен мен ндегі",
    "гимназиясы": "ның на н нда нан мен ндағы",
    "төрағасы": "ның на н нда нан мен ндағы",
    "мүшелері": "нің не н нде нен мен ндегі",
    "ұйымдары": "ның на н нда нан мен ндағы",
    "мектеп-лицейі": "нің не н нде нен мен ндегі",
}
# Abbreviation → its endings after the hyphen, by the reading of the letters.
ABBREVIATIONS = {
    "БКҰ": "ның на н нда нан мен ндағы",
    "АҚ": "ның ға ны да дан мен дағы",
    "КеАҚ": "ның ға ны да дан мен дағы",
    "РМҚК": "ның ға ны да дан мен дағы",
    "ЖШС": "ның ға ны да дан мен дағы",
    "ҚР": "ның ға ны да дан мен дағы",
    "ТМД": "ның ға ны да дан мен дағы",
    "БҰҰ": "ның ға ны да дан мен дағы",
    "ІІМ": "нің ге ді де нен мен дегі",
    "КММ": "нің ге ді де нен мен дегі",
    "МКК": "нің ге ні де ден мен дегі",
    "АҚШ": "тың қа ты та тан пен тағы",
    "ҚазҰУ": "дың ға ды да дан мен дағы",
    "ЖИ": "дің ге ді де ден мен дегі",
    "НАТО": "ның ға ны да дан мен дағы",
    "МАГАТЭ": "нің ге ні де ден мен дегі",
    "ЮНИСЕФ": "тің ке ті те тен пен тегі",
}
NAMES = yaml.safe_load(Path(__file__).with_name("official_names.yaml").read_text(encoding="utf-8"))
LOCATIVES = {row["kk"]: row["kk_locative"] for row in NAMES if "kk_locative" in row}


def _endings(word: str, joint: str = "") -> list[str]:
    return [inflect(word, case).removeprefix(f"{word}{joint}") for case in CASES]


@pytest.mark.parametrize(("word", "endings"), list(BARE.items()))
def test_bare_noun(word: str, endings: str) -> None:
    assert _endings(word) == endings.split()
    assert not is_possessive(word)


@pytest.mark.parametrize(("word", "endings"), list(POSSESSIVE.items()))
def test_possessive_head(word: str, endings: str) -> None:
    assert _endings(word) == endings.split()
    assert is_possessive(word)


@pytest.mark.parametrize(("word", "endings"), list(ABBREVIATIONS.items()))
def test_abbreviation(word: str, endings: str) -> None:
    assert _endings(word, "-") == endings.split()


@pytest.mark.parametrize(("name", "locative"), list(LOCATIVES.items()))
def test_official_name_in_the_locative(name: str, locative: str) -> None:
    assert inflect(name, "locative") == locative


@pytest.mark.parametrize(
    ("phrase", "case", "text"),
    [
        ("«Алтын жебе»", "genitive", "«Алтын жебе»-нің"),
        ("«Балапан» балабақшасы", "dative", "«Балапан» балабақшасына"),
        ("Шымкент қалалық ұйымы (қысқаша)", "dative", "Шымкент қалалық ұйымына (қысқаша)"),
        ("Астана қ.", "locative", "Астана қаласында"),
        ("мектеп № 5", "locative", "мектеп № 5-те"),
        ("Satbayev University", "locative", "Satbayev University-де"),
        ("АТҚАРУ КОМИТЕТІ", "genitive", "АТҚАРУ КОМИТЕТІНІҢ"),
        ("ТҮСІНДІРМЕ ЖАЗБА", "dative", "ТҮСІНДІРМЕ ЖАЗБАҒА"),
        ("1,2 %", "dative", "1,2 %-ға"),
        ("салалық кәсіподағы", "attributive", "салалық кәсіподағындағы"),
        ("жалпы саны", "genitive", "жалпы санының"),
        ("бас жалақы", "dative", "бас жалақыға"),
        ("и т.д.", "dative", "и т.д."),
        ("  ", "dative", "  "),
        ("«»", "dative", "«»"),
        ("ұйымы", "nominative", "ұйымы"),
    ],
)
def test_phrase(phrase: str, case: str, text: str) -> None:
    assert inflect(phrase, case) == text


def test_count_keeps_the_singular() -> None:
    assert count(7227, "адам", "dative") == "7\u202f227 адамға"
    assert count(16, "зейнеткер") == "16 зейнеткер"


def test_an_empty_phrase_is_not_possessive() -> None:
    assert not is_possessive("")


def test_an_unknown_case_is_refused() -> None:
    with pytest.raises(ValueError, match="prepositional"):
        inflect("ұйым", "prepositional")


@given(st.text(max_size=40), st.sampled_from(CASES))
def test_any_text_is_survived(text: str, case: str) -> None:
    assert isinstance(inflect(text, case), str)


@given(st.sampled_from([*BARE, *POSSESSIVE]), st.sampled_from([*POSSESSIVE]), st.sampled_from(CASES))
def test_only_the_last_word_of_a_name_changes(first: str, head: str, case: str) -> None:
    assert inflect(f"{first} {head}", case) == f"{first} {inflect(head, case)}"
