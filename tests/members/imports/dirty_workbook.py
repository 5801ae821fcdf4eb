"""A member list as it comes in life: sixty rows, and nearly everything wrong that can be.

Everybody in it is invented and was "born" in the 1800s, so no number can be of anybody alive. What has to become of
each row stands beside it, and `corrected` mends the returned workbook as a specialist would.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook

from birlik.core.identifiers import control_digit

CREATED, CHANGED, UNCHANGED, REJECTED = "created", "changed", "unchanged", "rejected"
PHONE = "+77770001122"  # of the people whose telephone changes
COLUMNS = ("number", "name", "iin", "born", "sex", "category", "phone", "email", "place", "position", "joined")
MONTHS_KK = ("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
             "желтоқсан")  # fmt: skip
MONTHS_RU = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
             "декабря")  # fmt: skip
NAMES = (
    ("Сейілханова", "Ақтоты", "Жарасқызы"), ("Бекболатов", "Ерасыл", "Нұрланұлы"), ("Ковалёва", "Серафима", "Глебовна"),
    ("Жұмаділов", "Қайсар", "Әбілұлы"), ("Төлегенова", "Шырын", "Мұратқызы"), ("Завьялов", "Платон", "Ильич"),
    ("Есенғалиева", "Күнсұлу", "Бақытқызы"), ("Рамазанов", "Ғабит", "Оразұлы"), ("Лопатина", "Аглая", "Карповна"),
    ("Құдайберген", "Мәлика", "Серікқызы"),
)  # fmt: skip
ENDINGS = ("", "бай", "хан", "ғали", "мырза", "шах")
CATEGORIES = ("Жұмыс істейтін", "работает", "қызметкер", "РАБОТАЮЩИЙ", "сотрудник", "зейнеткер", "студентка")
LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person whom the registry knows already."""

    iin: str
    surname: str
    given: str
    patronymic: str
    born: date

    @property
    def name(self) -> str:
        return f"{self.surname} {self.given} {self.patronymic}".strip()


@dataclass(frozen=True, slots=True)
class School:
    """An organisation by its names and code; `near` is none of its names, only like one."""

    code: str
    name_kk: str
    name_ru: str
    near: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`fate`: what becomes of it at first; `fix` None: deleted by the correction, else the cells that are mended."""

    cells: dict[str, Any]
    fate: str = CREATED
    fix: dict[str, Any] | None = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dirty:
    content: bytes
    rows: dict[int, Row]  # by the number of the row in the file

    def counts(self) -> dict[str, int]:
        """How many rows of each fate the first reading finds, before any organisation was confirmed."""
        found = Counter(row.fate for row in self.rows.values())
        return {fate: found[fate] for fate in (CREATED, CHANGED, UNCHANGED, REJECTED)}


def iin_of(born: date, sex: str, serial: int) -> str:
    """A possible number of somebody born in the 1800s; the next serial where one is never issued."""
    for number in range(serial * 3, serial * 3 + 3):
        first = f"{born:%y%m%d}{1 if sex == 'm' else 2}{number:04d}"
        digit = control_digit(first)
        if digit is not None:
            return f"{first}{digit}"
    raise AssertionError("three numbers in a row that are not issued")


def dirty(
    schools: Sequence[School], *, same: Sequence[Somebody], changed: Sequence[Somebody], elsewhere: Somebody,
    blocked: Somebody,
) -> Dirty:  # fmt: skip
    """The workbook for these schools. `same` and `changed` are members of the first one already."""
    rows = [
        *_good(schools),
        *_known(schools[0], same, changed, elsewhere, blocked),
        *_near(schools),
        *_wrong(schools[0]),
    ]
    rows += _repeated(rows, schools[0])
    return _written(rows)


def _person(number: int, school: School | str, **more: Any) -> Row:
    """A new person; the spellings change with the number."""
    surname, given, patronymic = NAMES[number % len(NAMES)]
    surname = surname.removesuffix("ова").removesuffix("ов") + ENDINGS[number // len(NAMES) % len(ENDINGS)]
    sex = "f" if patronymic.endswith(("қызы", "вна")) else "m"
    born = date(1801 + number, 1 + number % 12, 1 + number % 28)
    iin = iin_of(born, sex, number)
    cells = {
        "name": f"{surname} {given} {patronymic}",
        "iin": iin,
        "born": _spelled(born, number),
        "sex": (("Ә", "жен.", "әйел"), ("Е", "муж", "ер"))[sex == "m"][number % 3],
        "category": CATEGORIES[number % len(CATEGORIES)],
        "phone": _phone(number),
        "email": f"{number}@mektep.example" if number % 4 == 0 else None,
        "place": school if isinstance(school, str) else (school.name_kk, school.name_ru, school.code)[number % 3],
        "position": ("мұғалім", "учитель", "Директордың орынбасары")[number % 3],
        "joined": _joined(number),
    }
    return Row(cells | more)


def _spelled(day: date, way: int) -> str:
    return (
        f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}",
        f"{day.day} {MONTHS_KK[day.month - 1]} {day.year} ж.",
        f"{day.day} {MONTHS_RU[day.month - 1]} {day.year} г.",
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d,%m,%Y}",
        f"{day:%Y%m%d}",
    )[way % 9]


def _joined(way: int) -> Any:
    day = date(2012 + way % 9, 9, 1)
    if way % 5 == 0:
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a cell of a workbook knows no zone
    return f"{day:%d.%m.%y}" if way % 5 == 1 else _spelled(day, way)


def _phone(number: int) -> Any:
    last = f"{1000000 + number * 7919:07d}"
    return (
        f"+7 701 {last[:3]} {last[3:5]} {last[5:]}",
        f"8(701){last[:3]}-{last[3:]}",
        int(f"8701{last}"),
        f"701{last}",
        f"8 701 {last}, 8 702 {last}",
        None,
    )[number % 6]


def _good(schools: Sequence[School]) -> list[Row]:
    """Thirty-two who are entered at once, however they are written."""
    rows = [_person(number, schools[number % len(schools)]) for number in range(32)]
    for place in (1, 4, 7, 10, 13):  # numbers of Excel have no leading zeros
        rows[place] = _with(rows[place], iin=int(rows[place].cells["iin"]))
    for place in (2, 5, 8):
        rows[place] = _with(rows[place], name=rows[place].cells["name"].upper().translate(LOOK_ALIKE))
    for place in (3, 6):
        iin = rows[place].cells["iin"]
        rows[place] = _with(rows[place], iin=f" {iin[:6]} {iin[6:]} ")
    rows[9] = _with(rows[9], name="  ".join(rows[9].cells["name"].upper().split()))
    rows[14] = _with(rows[14], phone="жоқ")
    rows[17] = _with(rows[17], joined="31.02.2015")
    rows[20] = _with(rows[20], category=None)
    return rows


def _with(row: Row, **cells: Any) -> Row:
    return replace(row, cells=row.cells | cells)


def _known(
    school: School, same: Sequence[Somebody], changed: Sequence[Somebody], elsewhere: Somebody, blocked: Somebody
) -> list[Row]:
    def row(one: Somebody, fate: str, fix: dict[str, Any] | None, **cells: Any) -> Row:
        known = {"name": one.name, "iin": one.iin, "born": f"{one.born:%d.%m.%Y}", "place": school.code}
        return Row(known | cells, fate, fix)

    return [
        *(row(one, UNCHANGED, {}) for one in same),
        *(row(one, CHANGED, {}, phone=PHONE) for one in changed),
        row(elsewhere, REJECTED, None),
        row(blocked, REJECTED, None),
    ]


def _near(schools: Sequence[School]) -> list[Row]:
    """Four of organisations that nobody is called like; somebody has to say which ones are meant."""
    return [replace(_person(number, schools[number % 2].near), fate=REJECTED) for number in range(32, 36)]


def _wrong(school: School) -> list[Row]:
    """What only the owner of the list can mend."""
    rows = [_person(number, school) for number in range(36, 47)]

    def fixed(at: int, **cells: Any) -> Row:
        mended = {name: rows[at].cells[name] for name in cells}
        return replace(_with(rows[at], **cells), fate=REJECTED, fix=mended)

    def turned(place: int) -> str:
        iin = str(rows[place].cells["iin"])
        return f"{iin[:-1]}{(int(iin[-1]) + 1) % 10}"

    return [
        *(fixed(place, iin=turned(place)) for place in range(3)),
        fixed(3, iin=str(rows[3].cells["iin"])[:-2]),
        fixed(4, iin="жоқ"),
        fixed(5, category="почётный член"),
        fixed(6, category="аға"),
        fixed(7, name=None),
        fixed(8, iin=None, born=None),
        fixed(9, place="№ 999 мүлде жоқ ұйым"),
        fixed(10, place=None),
    ]


def _repeated(rows: Sequence[Row], school: School) -> list[Row]:
    """Two whom the list names twice, and a number that it gives to another person, too."""
    other = _person(48, school)
    return [
        Row(rows[0].cells, REJECTED, None),
        Row(rows[11].cells | {"name": rows[11].cells["name"].upper()}, REJECTED, None),
        Row(other.cells | {"iin": rows[12].cells["iin"]}, REJECTED, {"iin": other.cells["iin"]}),
    ]


def _written(rows: Sequence[Row]) -> Dirty:
    """Titles, merged headings of two lines, a line that numbers the columns, empty rows between, a total below."""
    book = Workbook()
    page = book.worksheets[0]
    page["A1"] = "Кәсіподақ мүшелерінің тізімі / Список членов профсоюза"
    page["A2"] = "2026 жылғы 1 қаңтарға / на 1 января 2026 года"
    upper = ("р/с №", "Аты-жөні (ФИО)", "ЖСН / ИИН", "Туған күні, дата рожд.", "Пол", "Санаты (категория)",
             "Байланыс / Контакты", None, "Бастауыш ұйым / ППО", "Лауазымы, должность", "Дата вступления")  # fmt: skip
    for place, heading in enumerate(upper, start=1):
        page.cell(4, place, heading)
    page["G5"], page["H5"] = "ұялы тел.", "эл. почта"
    for merged in ("A1:K1", "A2:K2", "G4:H4", *(f"{letter}4:{letter}5" for letter in "ABCDEFIJK")):
        page.merge_cells(merged)
    for place in range(1, len(COLUMNS) + 1):
        page.cell(6, place, place)
    at, placed = 7, {}
    for number, row in enumerate(rows, start=1):
        at += number in {20, 21, 41}  # an empty row
        for place, name in enumerate(COLUMNS, start=1):
            page.cell(at, place, number if name == "number" else row.cells.get(name))
        placed[at] = row
        at += 1
    page.cell(at + 1, 1, "Барлығы / Итого")
    page.cell(at + 1, 3, len(rows))
    page.merge_cells(start_row=at + 1, start_column=1, end_row=at + 1, end_column=2)
    out = io.BytesIO()
    book.save(out)
    return Dirty(out.getvalue(), placed)


def corrected(returned: bytes, list_: Dirty) -> bytes:
    """The workbook with marks, mended: wrong cells typed anew, rows that have no place in it deleted."""
    book = load_workbook(io.BytesIO(returned))
    page = book.worksheets[0]
    for number, row in sorted(list_.rows.items(), reverse=True):
        if row.fix is None:
            for place in range(1, page.max_column + 1):
                page.cell(number, place).value = None
            continue
        for name, value in row.fix.items():
            page.cell(number, COLUMNS.index(name) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
