"""What a column of a member list can hold, and the headings people give it in Kazakh, Russian and English.

Those of what a person is are declared in birlik/members/values.py.
Headings are compared folded (grammar.letters.fold) and without signs, so one spelling stands for all its cases and
for the letters a Russian keyboard lacks.
"""

from __future__ import annotations

from enum import StrEnum

from birlik.core.bilingual import Bilingual
from birlik.members.values import PERSON_FIELDS, PLAIN_FIELDS


class Field(StrEnum):
    IIN = "iin"
    SURNAME = "surname"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    FULL_NAME = "full_name"
    BORN = "born"
    SEX = "sex"
    PHONE = "phone"
    EMAIL = "email"
    ORGANISATION = "organisation"
    CATEGORY = "category"
    EMPLOYER = "employer"
    EMPLOYER_BIN = "employer_bin"
    POSITION = "position"
    INSTITUTION_TYPE = "institution_type"
    JOINED = "joined"
    LEFT = "left"
    REASON = "reason"
    CARD = "card"
    NUMBER = "number"  # the running number of the list, not read
    vars().update({one.name.upper(): one.name for one in PLAIN_FIELDS})


# The two columns that Birlik adds to a list it gives back (imports.report): never read, and no part of what
# the headings are remembered by, so a mended list is understood as the first one was.
HOW_TO_FIX = Bilingual("Нені түзету керек", "Что исправить", "What to mend")
RESULT = Bilingual("Нәтиже", "Итог", "Result")
OWN_HEADINGS = tuple(text for name in (HOW_TO_FIX, RESULT) for text in (name.kk, name.ru, name.en))

# The whole heading, or its longest part, decides. A heading named here beats a part of it.
HEADINGS: dict[Field, tuple[str, ...]] = {
    **{Field(one.name): one.headings for one in PERSON_FIELDS},
    Field.FULL_NAME: (
        "аты жөні", "аты жөні тегі", "тегі аты", "тегі аты әкесінің аты", "таә", "т а ә", "тәа", "фио", "ф и о",
        "фамилия имя", "фамилия имя отчество", "фамилия имя отчество при наличии", "мүшенің аты жөні", "толық аты жөні",
        "қызметкердің аты жөні", "фио работника", "фио члена профсоюза", "full name",
    ),
    Field.ORGANISATION: (
        "бастауыш ұйым", "бастауыш кәсіподақ ұйымы", "бастауыш кәсіподақ ұйымының атауы", "кәсіподақ ұйымы", "бкұ",
        "бкұ атауы", "бкұ коды", "ұйым", "ұйым атауы", "ұйым коды", "ұйымның атауы", "ппо", "код ппо",
        "наименование ппо", "название ппо", "первичка", "первичная организация", "первичная профсоюзная организация",
        "наименование первичной профсоюзной организации", "профсоюзная организация", "профорганизация", "организация",
        "код организации", "наименование организации", "primary organisation", "organisation", "organization",
    ),
    Field.CATEGORY: (
        "санаты", "санат", "мүше санаты", "мүшелік санаты", "категория", "категория члена профсоюза", "категория члена",
        "статус", "мәртебесі", "мүше мәртебесі", "category", "status",
    ),
    Field.EMPLOYER: (
        "жұмыс орны", "жұмыс берушi", "жұмыс беруші", "мекеме", "мекеме атауы", "оқу орны", "білім беру ұйымы",
        "место работы", "место работы учебы", "место работы и должность", "место учебы", "работодатель", "учреждение",
        "наименование учреждения", "организация образования", "учебное заведение", "школа", "employer", "workplace",
    ),
    Field.EMPLOYER_BIN: ("бин", "бсн", "бин организации", "бин работодателя", "бин учреждения", "ұйымның бсн",
                         "мекеменің бсн", "жұмыс берушінің бсн", "бсн бин", "бизнес идентификационный номер", "bin"),
    Field.POSITION: ("лауазымы", "лауазым", "қызметі", "мамандығы", "кәсібі", "должность", "занимаемая должность",
                     "профессия", "position", "job title"),
    Field.INSTITUTION_TYPE: ("ұйым түрі", "мекеме түрі", "білім беру ұйымының түрі", "тип организации",
                             "вид организации", "тип учреждения", "вид учреждения", "тип организации образования",
                             "institution type"),
    Field.JOINED: (
        "мүше болған күні", "мүшелікке қабылданған күні", "қабылданған күні", "кәсіподаққа кірген күні", "кірген күні",
        "кіру күні", "мүшелікке кірген күні", "кәсіподаққа мүше болған күні", "мүше болған жылы", "дата вступления",
        "дата вступления в профсоюз", "вступил", "дата приема", "дата приема в профсоюз", "дата принятия",
        "дата принятия в профсоюз", "год вступления", "член профсоюза с", "date joined", "joined",
    ),
    Field.LEFT: ("шығу күні", "шыққан күні", "кәсіподақтан шыққан күні", "мүшеліктен шыққан күні", "дата выбытия",
                 "дата выхода", "дата снятия с учета", "дата исключения", "выбыл", "date left", "left"),
    Field.REASON: ("шығу себебі", "шыққан себебі", "мүшеліктен шығу себебі", "причина выбытия", "причина выхода",
                   "причина снятия с учета", "причина", "себебі", "reason"),
    Field.NUMBER: ("", "р с", "рс", "рет саны", "реттік нөмірі", "рет нөмірі", "нөмірі", "қ с", "п п", "пп", "п н",
                   "номер", "номер п п", "порядковый номер", "нпп", "n", "no"),
}  # fmt: skip

# A heading that holds one of these means no field by its parts: it only looks like one.
FOREIGN_WORDS = ("балалар", "дети", "ребен", "супруг", "жұбай", "куәлік", "удостоверен", "мекенжай", "адрес прожив")
