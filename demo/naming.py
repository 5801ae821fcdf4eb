"""Names of branches and primary organisations: by institution and number, with nobody's name in them."""

from __future__ import annotations

from dataclasses import dataclass

from demo.facts import Body, Place
from demo.tree import TYPES


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution by type: Kazakh nominative and genitive after a number, Russian nominative and genitive before."""

    kk: str
    kk_of: str
    ru: str
    ru_of: str
    branch_kk: str  # a second workplace of the same primary organisation
    branch_ru: str


SCHOOLS = (
    Institution("жалпы білім беретін мектеп", "жалпы білім беретін мектептің", "Общеобразовательная школа",
                "общеобразовательной школы", "мектептің филиалы", "Филиал школы"),
    Institution("негізгі орта мектеп", "негізгі орта мектептің", "Основная средняя школа", "основной средней школы",
                "мектептің шағын орталығы", "Мини-центр школы"),
    Institution("мектеп-гимназия", "мектеп-гимназияның", "Школа-гимназия", "школы-гимназии",
                "мектеп-гимназияның филиалы", "Филиал школы-гимназии"),
    Institution("мектеп-лицей", "мектеп-лицейдің", "Школа-лицей", "школы-лицея", "мектеп-лицейдің филиалы",
                "Филиал школы-лицея"),
)  # fmt: skip
INSTITUTIONS = {
    "preschool": Institution("бөбекжай-балабақша", "бөбекжай-балабақшаның", "Ясли-сад", "яслей-сада",
                             "бөбекжай-балабақшаның екінші корпусы", "Второй корпус яслей-сада"),
    "college": Institution("колледж", "колледждің", "Колледж", "колледжа", "колледждің оқу шеберханасы",
                           "Учебная мастерская колледжа"),
    "university": Institution("жоғары оқу орны", "жоғары оқу орнының", "Высшее учебное заведение",
                              "высшего учебного заведения", "жоғары оқу орнының филиалы",
                              "Филиал высшего учебного заведения"),
    "additional": Institution("балалар шығармашылығы орталығы", "балалар шығармашылығы орталығының",
                              "Центр детского творчества", "центра детского творчества",
                              "балалар шығармашылығы орталығының филиалы", "Филиал центра детского творчества"),
    "science": Institution("ғылыми ұйым", "ғылыми ұйымның", "Научная организация", "научной организации",
                           "ғылыми ұйымның зертханасы", "Лаборатория научной организации"),
    "administration": Institution("білім бөлімі", "білім бөлімінің", "Отдел образования", "отдела образования",
                                  "білім бөлімінің екінші ғимараты", "Второе здание отдела образования"),
    "other": Institution("әдістемелік орталық", "әдістемелік орталықтың", "Методический центр", "методического центра",
                         "әдістемелік орталықтың кабинеті", "Кабинет методического центра"),
}  # fmt: skip
# The parts of a local union, by the type of its institution.
PARTS = {
    "university": Institution("факультет", "факультеттің", "Факультет", "факультета", "факультеттің кафедрасы",
                              "Кафедра факультета"),
    "other": Institution("білім беру ұйымы", "білім беру ұйымының", "Организация образования",
                         "организации образования", "білім беру ұйымының филиалы", "Филиал организации образования"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    kk: str
    ru: str
    short_kk: str
    short_ru: str


def institution(kind: int, number: int, weight: float, *, local_union: bool) -> Institution:
    """The institution of a primary organisation. Small schools are basic ones, some large ones gymnasiums, lyceums."""
    code = TYPES[kind]
    if local_union:
        return PARTS[code]
    if code != "school":
        return INSTITUTIONS[code]
    if weight < 0.62:
        return SCHOOLS[1]
    return SCHOOLS[{3: 2, 8: 3}.get(number % 11, 0)]


def primary(place: Institution, number: int) -> Names:
    """Names of the primary organisation of institution `number` of its type in the district; 0: the only one."""
    if not number:
        kk = place.kk_of[0].upper() + place.kk_of[1:]
        full = f"{kk} бастауыш кәсіподақ ұйымы", f"Первичная профсоюзная организация {place.ru_of}"
        return Names(*full, f"{kk} БКҰ", f"ППО {place.ru_of}")
    return Names(
        f"№ {number} {place.kk_of} бастауыш кәсіподақ ұйымы",
        f"Первичная профсоюзная организация {place.ru_of} № {number}",
        f"№ {number} {place.kk_of} БКҰ",
        f"ППО {place.ru_of} № {number}",
    )


def workplace(place: Institution, number: int) -> tuple[str, str]:
    if not number:
        return place.kk[0].upper() + place.kk[1:], place.ru
    return f"№ {number} {place.kk}", f"{place.ru} № {number}"


def second_workplace(place: Institution, number: int) -> tuple[str, str]:
    if not number:
        return place.branch_kk[0].upper() + place.branch_kk[1:], place.branch_ru
    return f"№ {number} {place.branch_kk}", f"{place.branch_ru} № {number}"


def only_primary(body: Body) -> Names:
    """The one primary organisation of a body that is itself one: served directly, but counted where it works."""
    return Names(
        f"{body.kk} (бастауыш ұйым)",
        f"{body.ru} (первичная организация)",
        f"{body.kk} (бастауыш ұйым)",
        f"{body.ru} (первичная организация)",
    )


def district(place: Place) -> Names:
    """Names of the branch of a district or city."""
    kk = f"{place.kk} {'қалалық' if place.city else 'аудандық'} филиалы"
    if place.named:
        ru = f"Филиал района {place.ru}"
    else:
        ru = f"{place.ru} {'городской' if place.city else 'районный'} филиал"
    return Names(kk, ru, kk, ru)
