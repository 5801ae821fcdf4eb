"""A workbook of invented members for the import: every row in order, no two people with one IIN.

The numbers are those of people born in 1800-1899 (seventh digit 1 or 2), so they can belong to nobody living. Birth
dates are written as text, because Excel knows no day before 1900; joining dates are real date cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from birlik.core.identifiers import FIRST_WEIGHTS, SECOND_WEIGHTS

Integers = np.ndarray[Any, np.dtype[np.int64]]

HEADER = ("ИИН", "Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Категория", "Первичная организация",
          "Должность", "Дата вступления")  # fmt: skip
SEED = 1905
FIRST_DAY = date(1800, 1, 1)
DAYS = (date(1900, 1, 1) - FIRST_DAY).days
JOINED_FROM = date(1995, 1, 1)
JOINED_DAYS = 11_000
SURPLUS = 1.02  # some 0.8 % of serial numbers have no control digit

STEMS = ("Ахмет", "Байжан", "Сейіт", "Нұрлан", "Ораз", "Қасым", "Ғабит", "Ыбырай", "Темір", "Әділ", "Жақып", "Мұрат",
         "Ермек", "Серік", "Болат", "Дәулет", "Кенже", "Тілеу", "Өтеген", "Үсен", "Шәкір", "Һамит", "Қуаныш",
         "Азамат")  # fmt: skip
PREFIXES = ("", "Бек", "Жан", "Қара", "Ақ", "Нұр", "Ай", "Тоқ", "Есен", "Құл", "Бай", "Сары")
MEN = ("Арман", "Асхат", "Бауыржан", "Ғалым", "Данияр", "Ержан", "Қайрат", "Мәди", "Нұржан", "Олжас", "Павел", "Сергей",
       "Тимур", "Ұлан", "Фархат", "Шыңғыс")  # fmt: skip
WOMEN = ("Айгүл", "Әсел", "Ботагөз", "Гүлнар", "Динара", "Жанар", "Қарлығаш", "Ләззат", "Мәншүк", "Наталья", "Ольга",
         "Роза", "Салтанат", "Үміт", "Шолпан", "Ырысты")  # fmt: skip
POSITIONS = ("учитель", "воспитатель", "преподаватель", "доцент", "директор", "завуч", "методист", "повар", "студент",
             "бухгалтер", "библиотекарь", "лаборант")  # fmt: skip
CATEGORIES = ("работающий", "студент", "пенсионер", "временно не работающий")
SHARES = (0.62, 0.3, 0.06, 0.02)


def write(path: Path, rows: int, organisation_codes: Sequence[str]) -> None:
    """Write `rows` members under one line of headings; the organisation is named by its code. Same call, same file."""
    random = np.random.default_rng(SEED)
    numbers, days, female = people(random, rows)
    columns = [
        numbers,
        *_names(random, female),
        [f"{(FIRST_DAY + timedelta(days=day)):%d.%m.%Y}" for day in days.tolist()],
        np.where(female, "ж", "м").tolist(),
        random.choice(CATEGORIES, rows, p=SHARES).tolist(),
        random.choice(list(organisation_codes), rows).tolist(),
        random.choice(POSITIONS, rows).tolist(),
        [JOINED_FROM + timedelta(days=day) for day in random.integers(0, JOINED_DAYS, rows).tolist()],
    ]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Члены профсоюза")
        day_format = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, HEADER)
        last = len(columns) - 1
        for line, cells in enumerate(zip(*columns, strict=True), start=1):
            for column in range(last):
                sheet.write_string(line, column, cells[column])
            sheet.write_datetime(line, last, cells[last], day_format)


def people(random: np.random.Generator, rows: int) -> tuple[list[str], Integers, np.ndarray[Any, np.dtype[np.bool_]]]:
    """So many different IIN with a right control digit, the birth days (from 1800-01-01) and who is a woman."""
    counted = np.arange(int(rows * SURPLUS) + 100)
    days = counted % DAYS
    female = random.random(len(counted)) < 0.7
    births = np.array([int(f"{(FIRST_DAY + timedelta(days=day)):%y%m%d}") for day in range(DAYS)])
    elevens = (births[days] * 10 + np.where(female, 2, 1)) * 10_000 + 1 + counted // DAYS
    digits = elevens[:, None] // 10 ** np.arange(10, -1, -1) % 10
    control = digits @ np.array(FIRST_WEIGHTS) % 11
    control = np.where(control == 10, digits @ np.array(SECOND_WEIGHTS) % 11, control)
    usable = random.permutation(np.flatnonzero(control < 10))[:rows]
    numbers = [f"{number:012d}" for number in (elevens * 10 + control)[usable].tolist()]
    return numbers, days[usable], female[usable]


def _names(random: np.random.Generator, female: np.ndarray[Any, np.dtype[np.bool_]]) -> list[list[str]]:
    """Surnames, given names and patronymics, in the Russian and the Kazakh manner."""
    rows = len(female)
    roots = [(prefix + stem).capitalize() for prefix in PREFIXES for stem in STEMS]
    endings = np.where(female, random.choice(["ова", "ева", "ина"], rows), random.choice(["ов", "ев", "ин"], rows))
    surnames = np.strings.add(random.choice(roots, rows), endings)
    given = np.where(female, random.choice(WOMEN, rows), random.choice(MEN, rows))
    kazakh = random.random(rows) < 0.5
    children = np.where(female, np.where(kazakh, "қызы", "овна"), np.where(kazakh, "ұлы", "ович"))
    patronymics = np.strings.add(random.choice(STEMS, rows), children)
    return [surnames.tolist(), given.tolist(), patronymics.tolist()]
