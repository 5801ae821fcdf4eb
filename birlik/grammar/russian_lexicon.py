"""Russian nouns of the union's papers and of official names, with what their declension cannot be told from.

`NOUNS` lists nouns whose forms follow from gender and last letters; `FULL_FORMS` those whose do not. A noun that
stands in neither is never inflected: a wrong ending in an official name is worse than none.
"""

from __future__ import annotations

from enum import StrEnum


class Gender(StrEnum):
    MASCULINE = "masculine"
    FEMININE = "feminine"
    NEUTER = "neuter"


_ANIMATE = {
    Gender.MASCULINE: """
        член работник студент пенсионер педагог преподаватель воспитатель председатель заместитель
        руководитель активист инспектор специалист секретарь бухгалтер слушатель участник представитель
        юрист ректор школьник выпускник сотрудник делегат эксперт
    """,
    Gender.FEMININE: "женщина",
}
_INANIMATE = {
    Gender.MASCULINE: """
        профсоюз союз университет институт центр комитет филиал колледж лицей департамент отдел совет фонд
        комплекс техникум факультет музей интернат аппарат пленум съезд процент пункт балл отчёт показатель
        месяц район договор документ случай семинар план протокол объект класс исполком профком санаторий
        детсад сад актив резерв взнос
    """,
    Gender.FEMININE: """
        организация академия гимназия школа федерация конфедерация комиссия ассоциация палата группа кафедра
        лаборатория библиотека консерватория область республика станция компания корпорация обсерватория
        дирекция численность профорганизация инспекция единица таблица строка причина форма должность
    """,
    Gender.NEUTER: """
        министерство управление объединение предприятие учреждение агентство общество училище место
        товарищество хозяйство отделение постановление поручение решение заседание мероприятие нарушение
        изменение замечание представительство количество
    """,
}


def _gender_by_word(words: dict[Gender, str]) -> dict[str, Gender]:
    return {without_yo(word): gender for gender, text in words.items() for word in text.split()}


def without_yo(word: str) -> str:
    """Return the key of a word: lower case, ё as е, since papers write both отчёт and отчет."""
    return word.lower().replace("ё", "е")


# Noun → gender, animate.
NOUNS: dict[str, tuple[Gender, bool]] = {
    **{word: (gender, True) for word, gender in _gender_by_word(_ANIMATE).items()},
    **{word: (gender, False) for word, gender in _gender_by_word(_INANIMATE).items()},
}

# Noun → gender, animate, six forms of the singular, six of the plural, in the order of RussianCase. The plural is the
# one used with numbers: 5 человек, 5 лет.
FULL_FORMS: dict[str, tuple[Gender, bool, str, str]] = {
    "человек": (
        Gender.MASCULINE, True,
        "человек человека человеку человека человеком человеке",
        "люди человек человекам человек человеками человеках",
    ),
    "год": (
        Gender.MASCULINE, False,
        "год года году год годом году",
        "годы лет годам годы годами годах",
    ),
    "день": (
        Gender.MASCULINE, False,
        "день дня дню день днём дне",
        "дни дней дням дни днями днях",
    ),
    "раз": (
        Gender.MASCULINE, False,
        "раз раза разу раз разом разе",
        "разы раз разам разы разами разах",
    ),
    "учитель": (
        Gender.MASCULINE, True,
        "учитель учителя учителю учителя учителем учителе",
        "учителя учителей учителям учителей учителями учителях",
    ),
    "директор": (
        Gender.MASCULINE, True,
        "директор директора директору директора директором директоре",
        "директора директоров директорам директоров директорами директорах",
    ),
    "обучающийся": (
        Gender.MASCULINE, True,
        "обучающийся обучающегося обучающемуся обучающегося обучающимся обучающемся",
        "обучающиеся обучающихся обучающимся обучающихся обучающимися обучающихся",
    ),
    "город": (
        Gender.MASCULINE, False,
        "город города городу город городом городе",
        "города городов городам города городами городах",
    ),
    "округ": (
        Gender.MASCULINE, False,
        "округ округа округу округ округом округе",
        "округа округов округам округа округами округах",
    ),
    "дом": (
        Gender.MASCULINE, False,
        "дом дома дому дом домом доме",
        "дома домов домам дома домами домах",
    ),
    "дворец": (
        Gender.MASCULINE, False,
        "дворец дворца дворцу дворец дворцом дворце",
        "дворцы дворцов дворцам дворцы дворцами дворцах",
    ),
    "лагерь": (
        Gender.MASCULINE, False,
        "лагерь лагеря лагерю лагерь лагерем лагере",
        "лагеря лагерей лагерям лагеря лагерями лагерях",
    ),
    "ясли-сад": (
        Gender.MASCULINE, False,
        "ясли-сад ясли-сада ясли-саду ясли-сад ясли-садом ясли-саде",
        "ясли-сады ясли-садов ясли-садам ясли-сады ясли-садами ясли-садах",
    ),
    "ячейка": (
        Gender.FEMININE, False,
        "ячейка ячейки ячейке ячейку ячейкой ячейке",
        "ячейки ячеек ячейкам ячейки ячейками ячейках",
    ),
    "проверка": (
        Gender.FEMININE, False,
        "проверка проверки проверке проверку проверкой проверке",
        "проверки проверок проверкам проверки проверками проверках",
    ),
    "доля": (
        Gender.FEMININE, False,
        "доля доли доле долю долей доле",
        "доли долей долям доли долями долях",
    ),
    "статья": (
        Gender.FEMININE, False,
        "статья статьи статье статью статьёй статье",
        "статьи статей статьям статьи статьями статьях",
    ),
    "число": (
        Gender.NEUTER, False,
        "число числа числу число числом числе",
        "числа чисел числам числа числами числах",
    ),
    "село": (
        Gender.NEUTER, False,
        "село села селу село селом селе",
        "сёла сёл сёлам сёла сёлами сёлах",
    ),
    "бюро": (Gender.NEUTER, False, "бюро " * 6, "бюро " * 6),
    "тенге": (Gender.MASCULINE, False, "тенге " * 6, "тенге " * 6),
}  # fmt: skip

# Adjectives stressed on the ending after ж, ш, ч, щ: большой, большого (but общий, общего).
STRESSED_STEMS = frozenset({"больш", "чуж"})

# Nouns declined like adjectives: after 2, 3, 4 they stand in the genitive plural (2 обучающихся).
ADJECTIVAL_NOUNS = frozenset({"обучающийся"})
