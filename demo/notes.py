"""Short explanatory notes of primary organisations, in Kazakh or Russian by region, built from their own figures."""

from __future__ import annotations

from demo.causes import CODES
from demo.facts import Body

RUSSIAN = ("akmola", "karaganda", "qorgau-kostanay", "north-kazakhstan", "pavlodar", "east-kazakhstan", "abai-region",
           "kostanay-university", "rudny-institute")  # fmt: skip
OF_STUDENTS = ("graduation", "inspection_leave")
CAUSE_KK = (
    "студенттердің оқуын аяқтауы",
    "қызметкерлердің басқа елді мекенге қоныс аударуы",
    "қызметкерлердің зейнетке шығуы",
    "көп балалы аналардың зейнетке шығуы",
    "балабақша тобының жабылуы",
    "мектеп бөлімшесінің жабылуы",
    "шағын жинақты мектептің біріктірілуі",
    "ұйымның қайта құрылуы",
    "штат санының қысқартылуы",
    "бастауыш сыныптарға бөлінген қаражаттың азаюы",
    "ваучерлік қаржыландыруға көшу",
    "мектепке дейінгі ұйымның жекеменшікке өтуі",
    "басқа салаға жұмысқа ауысу",
    "кәсіподақ ұстанымымен келіспеу",
    "мүшелік жарна төлеуден бас тарту",
    "тексеруден кейін студенттердің шығуы",
    "басқа кәсіподаққа өту",
    "ұйыммен байланыстың үзілуі",
    "кәсіподақтан шығару",
    "мүшелердің қайтыс болуы",
    "басқа себептер",
)
CAUSE_RU = (
    "завершение обучения студентами",
    "переезд работников в другие населённые пункты",
    "выход работников на пенсию",
    "выход на пенсию многодетных матерей",
    "закрытие групп детского сада",
    "закрытие отделения школы",
    "объединение малокомплектной школы",
    "реорганизация учреждения",
    "сокращение штатной численности",
    "уменьшение бюджета начальных классов",
    "переход на ваучерное финансирование",
    "передача дошкольной организации в частные руки",
    "переход на работу в другую отрасль",
    "несогласие с позицией профсоюза",
    "отказ от уплаты членских взносов",
    "выход студентов после проверки",
    "переход в другой профсоюз",
    "утрата связи с организацией",
    "исключение из профсоюза",
    "смерть членов профсоюза",
    "прочие причины",
)
FELL_KK = (
    "{what} {number} адамға азайды. Негізгі себебі – {cause}: {people} адам.",
    "Жыл ішінде {what_low} {number} адамға кеміді; басты себебі – {cause} ({people} адам).",
)
FELL_RU = (
    "{what} уменьшилась на {number} чел. Основная причина – {cause}: {people} чел.",
    "За год {what_low} сократилась на {number} чел.; главная причина – {cause} ({people} чел.).",
)
ROSE_KK = (
    "Жұмыс істейтін мүшелер саны {number} адамға артты: жыл ішінде {accepted} адам кәсіподаққа қабылданды.",
    "Ұжымда өткен кездесулерден кейін {accepted} қызметкер мүшелікке өтті, жұмыс істейтіндер {number} адамға көбейді.",
)
ROSE_RU = (
    "Численность работающих членов выросла на {number} чел.: за год принято {accepted} чел.",
    "После встреч в коллективе приняты {accepted} чел., работающих членов стало больше на {number}.",
)
TAKEN_KK = "Ұйым есептік кезеңде кәсіподақ құрамына қабылданды, {members} мүшесі бар."
TAKEN_RU = "Организация принята в профсоюз в отчётном году, в ней {members} чел."
NEW_KK = "Бастауыш кәсіподақ ұйымы есептік кезеңде құрылды, жыл соңында {members} мүшесі бар."
NEW_RU = "Первичная организация создана в отчётном году, на конец года в ней {members} чел."


def language(body: Body) -> str:
    """In which language an organisation of this body writes its notes."""
    return "ru" if body.code in RUSSIAN else "kk"


def fallen(lang: str, pick: int, working: int, total: int, causes: list[int]) -> str:
    """Why members became fewer: `working`, `total` are changes, `causes` head-counts in the order of causes.CODES."""
    everyone = working >= 0 or total < working
    named = [
        0 if code == "other" or (code in OF_STUDENTS and not everyone) else count
        for code, count in zip(CODES, causes, strict=True)
    ]
    main = max(range(len(named)), key=named.__getitem__) if any(named) else CODES.index("other")
    number = -(total if everyone else working)
    if lang == "ru":
        what = "Общая численность членов профсоюза" if everyone else "Численность работающих членов профсоюза"
        texts, cause = FELL_RU, CAUSE_RU[main]
    else:
        what = "Кәсіподақ мүшелерінің жалпы саны" if everyone else "Жұмыс істейтін мүшелер саны"
        texts, cause = FELL_KK, CAUSE_KK[main]
    low = what[0].lower() + what[1:]
    return texts[pick % 2].format(what=what, what_low=low, number=number, cause=cause, people=causes[main])


def risen(lang: str, pick: int, number: int, accepted: int) -> str:
    """How working members became noticeably more."""
    return (ROSE_RU if lang == "ru" else ROSE_KK)[pick % 2].format(number=number, accepted=accepted)


def founded(lang: str, members: int) -> str:
    return (NEW_RU if lang == "ru" else NEW_KK).format(members=members)


def taken_in(lang: str, members: int) -> str:
    return (TAKEN_RU if lang == "ru" else TAKEN_KK).format(members=members)
