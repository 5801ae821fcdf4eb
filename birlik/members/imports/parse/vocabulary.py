"""Words of a closed list (sex, category, reason of leaving, kind of institution) as people write them in kk, ru, en.

Texts are compared plain: folded, words only. Where the whole text is not known, its words are tried, the more telling
ones first ("уволен по собственному желанию" is the end of employment, "по собственному желанию" one's own will).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from birlik.grammar.letters import fold
from birlik.members.values import PERSON_FIELDS, PLAIN_FIELDS

_SIGNS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return the text folded, without signs, one space between words."""
    return _SIGNS.sub(" ", fold(text)).strip()


def words_of(groups: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {plain(text): value for value, texts in groups.items() for text in (value, *texts)}


SEXES = words_of(next(one.words for one in PERSON_FIELDS if one.name == "sex"))

CATEGORIES = words_of(
    {
        "working": (
            "работающий", "работающая", "работник", "работает", "сотрудник", "работающий член профсоюза",
            "жұмыс істейтін", "жұмыс істейтін мүше", "жұмыс істейді", "жұмыскер", "қызметкер", "жұмысшы", "еңбекші",
            "worker", "employee",
        ),
        "student": (
            "студент", "студентка", "учащийся", "учащаяся", "обучающийся", "обучающаяся", "магистрант", "докторант",
            "студент колледжа", "студент вуза", "білім алушы", "оқушы", "students",
        ),
        "pensioner": (
            "пенсионер", "пенсионерка", "неработающий пенсионер", "неработающая пенсионерка", "зейнеткер",
            "жұмыс істемейтін зейнеткер", "жұмыс жасамайтын зейнеткер", "ветеран", "retired", "non working pensioner",
        ),
        "temporary": (
            "временно не работающий", "временно не работающая", "временно неработающий", "временно неработающая",
            "временно не работает", "уақытша жұмыс істемейтін", "уақытша жұмыс істемейді", "уақытша жұмыссыз", "декрет",
            "декретный отпуск", "в декрете", "в декретном отпуске", "отпуск по уходу за ребенком", "бала күтімі",
            "бала күтімі демалысы", "temporarily not working",
        ),
    }
)  # fmt: skip

REASONS = words_of(
    {
        "departed": ("переход", "перевод", "перешел", "перешла", "переведен", "переведена",
                     "перевод в другую организацию", "ауысу", "ауысты", "басқа ұйымға ауысты", "басқа ұйымға ауысуы"),
        "employment": (
            "увольнение", "уволен", "уволена", "уволился", "уволилась", "расторжение трудового договора",
            "прекращение трудового договора", "сокращение", "сокращение штата", "жұмыстан шығу", "жұмыстан босау",
            "жұмыстан шықты", "жұмыстан босатылды", "жұмыстан кетті", "жұмыстан босату", "еңбек шартын бұзу",
            "қысқарту", "dismissed",
        ),
        "retirement": ("выход на пенсию", "вышел на пенсию", "вышла на пенсию", "на пенсии", "пенсия", "зейнетке шығу",
                       "зейнетке шықты", "зейнеткерлікке шығу", "зейнеткерлікке шықты", "зейнет"),
        "graduation": ("окончание учебы", "окончание обучения", "завершение обучения", "окончил", "окончила", "выпуск",
                       "выпускник", "выпускница", "оқуын аяқтау", "оқуын аяқтады", "оқуын бітірді", "оқу бітірді",
                       "бітірді", "түлек"),
        "own_will": ("по собственному желанию", "собственное желание", "личное заявление", "по личному заявлению",
                     "по заявлению", "заявление", "өз еркімен", "өз қалауымен", "өз еркі", "өтініш бойынша",
                     "өз өтініші бойынша"),
        "expelled": ("исключен", "исключена", "исключение", "исключен из профсоюза", "шығарылды",
                     "мүшеліктен шығарылды", "кәсіподақтан шығарылды", "шығару"),
        "death": ("умер", "умерла", "смерть", "в связи со смертью", "скончался", "скончалась", "қайтыс болды",
                  "қайтыс болуы", "қайтыс болу", "өлім", "deceased", "died"),
        "other": ("другое", "другая причина", "прочее", "прочие", "иное", "иная причина", "басқа", "басқа себеп",
                  "өзге", "басқасы"),
    }
)  # fmt: skip

INSTITUTIONS = words_of(
    {
        "preschool": ("детский сад", "детсад", "ясли сад", "ясли", "дошкольная организация", "дошкольное", "балабақша",
                      "бөбекжай", "мектепке дейінгі", "мектепке дейінгі ұйым", "мини центр", "шағын орталық",
                      "kindergarten"),
        "school": ("школа", "общеобразовательная школа", "сш", "сош", "гимназия", "лицей", "школа гимназия",
                   "школа лицей", "интернат", "школа интернат", "мектеп", "жалпы білім беретін мектеп",
                   "мектеп гимназия", "мектеп лицей", "орта мектеп", "жобм"),
        "college": ("колледж", "типо", "училище", "техникум", "техникалық және кәсіптік", "technical college"),
        "university": ("университет", "вуз", "институт", "академия", "высшее учебное заведение", "жоғары оқу орны",
                       "жоо", "консерватория"),
        "additional": ("дополнительное образование", "дополнительного образования",
                       "организация дополнительного образования", "қосымша білім беру", "қосымша білім беру ұйымы",
                       "дворец школьников", "оқушылар сарайы", "дюсш", "музыкальная школа", "школа искусств",
                       "өнер мектебі", "музыка мектебі", "дом творчества"),
        "science": ("наука", "научная организация", "нии", "научно исследовательский институт", "ғылым", "ғылыми ұйым",
                    "ғылыми зерттеу институты", "ғзи"),
        "administration": ("управление образования", "отдел образования", "аппарат", "министерство",
                           "білім басқармасы", "білім бөлімі", "басқарма", "бөлім", "министрлік", "әкімдік", "акимат"),
        "other": ("другое", "прочее", "иное", "басқа", "өзге"),
    }
)  # fmt: skip

# Of the other closed lists that are declared with a person's fields: name → words.
PLAIN = {one.name: words_of(one.words) for one in PLAIN_FIELDS if one.choices}

# Of two parts in one text the earlier value wins; of a list that is not named here, the longer part.
PRECEDENCE: dict[int, tuple[str, ...]] = {
    id(CATEGORIES): ("temporary", "pensioner", "student", "working"),
    id(REASONS): ("death", "retirement", "graduation", "expelled", "departed", "employment", "own_will", "other"),
    id(INSTITUTIONS): (
        "additional",
        "science",
        "university",
        "college",
        "preschool",
        "school",
        "administration",
        "other",
    ),
    id(SEXES): (),
}
SHORTEST_PART = 4


def meaning(meanings: dict[str, str], text: str) -> str | None:
    """Return the value a text stands for: by the whole of it, else by a part of four letters or more; None when
    unknown.
    """
    word = plain(text)
    if word in meanings:
        return meanings[word]
    spaced_word = f" {word} "
    parts = [part for part in meanings if len(part) >= SHORTEST_PART and f" {part} " in spaced_word]
    precedence = PRECEDENCE.get(id(meanings))
    if precedence is None:
        return meanings[max(parts, key=len)] if parts else None
    values = {meanings[part] for part in parts}
    return next((value for value in precedence if value in values), None)
