"""Whole lists read to the last cell: values, and every problem with its row, field, severity and text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from birlik.members.imports.parse.fields import Field
from birlik.members.imports.parse.headers import guess
from birlik.members.imports.parse.normalise import COLUMNS, Normal, normalise
from birlik.members.imports.parse.repeats import duplicates
from birlik.sheets.file_kinds import FileKind
from birlik.sheets.sheet import Sheet

TODAY = date(2026, 11, 21)
MAN, WOMAN, OTHER = "010101100018", "010101200014", "010101100903"


def sheet(*rows: list[str | None], first_row: int = 1) -> Sheet:
    width = max(map(len, rows))
    columns = {f"c{place}": [row[place] if place < len(row) else None for row in rows] for place in range(width)}
    return Sheet(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), first_row, 1, FileKind.XLSX)


def read(*rows: list[str | None], first_row: int = 1) -> Normal:
    listed = sheet(*rows, first_row=first_row)
    found = guess(listed)
    return normalise(listed, found.header, found.mapping, today=TODAY)


def lines(found: Normal, *columns: str) -> list[tuple[object, ...]]:
    return found.frame.select(columns).rows()


def test_a_clean_line_with_every_column() -> None:
    found = read(
        ["№", "ЖСН", "Тегі", "Аты", "Әкесінің аты", "Туған күні", "Жынысы", "Телефон", "Эл. пошта", "БКҰ", "Санаты",
        "Жұмыс орны",
         "БСН", "Лауазымы", "Ұйым түрі", "Мүше болған күні", "Шыққан күні", "Шығу себебі", "Мүшелік билет №"],
        ["1", MAN, "АХМЕТОВ", "асан", "Серікұлы", "01.01.1801", "ер", "8 (701) 123-45-67", "Asan@Mail.KZ", " a-1 ",
        "жұмыс істейтін",
         "№ 5  мектеп", "991240000003", "мұғалім", "мектеп", "2020-09-01 00:00:00", "1.6.2024", "зейнетке шықты",
         "123"],
        first_row=4,
    )  # fmt: skip
    assert tuple(found.frame.columns) == COLUMNS
    assert (found.problems.rows(), found.skipped) == ([], 0)
    assert found.frame.drop("sort_key").rows() == [
        (5, MAN, "Ахметов", "Асан", "Серікұлы", "ахметов асан серикулы", "асан ахметов", "m", date(1801, 1, 1),
         "+77011234567", "asan@mail.kz", "working", "a-1", "№ 5 мектеп", "991240000003", "мұғалім", "school",
         date(2020, 9, 1), date(2024, 6, 1), "retirement", "123"),
    ]  # fmt: skip


def test_names_in_one_column() -> None:
    found = read(
        ["ИИН", "ФИО"],
        [MAN, "Ахметов  Асан"],
        [MAN, "Ахметова Әсел Мұрат қызы"],
        [MAN, "Серік А.Б."],
        [MAN, "Ахметов"],
    )
    assert lines(found, "surname", "given", "patronymic", "fold_key") == [
        ("Ахметов", "Асан", "", "ахметов асан"),
        ("Ахметова", "Әсел", "Мұрат қызы", "ахметова асел мурат кызы"),
        ("Серік", "А", "Б", "серик а б"),
        ("Ахметов", "", "", "ахметов"),
    ]
    assert found.problems.rows() == [
        (4, "full_name", "name.initials", "warning", "Серік А.Б."),
        (5, "full_name", "name.missing", "error", "Ахметов"),
    ]


def faulty() -> Normal:
    """One fault in each line, from row 3 on; row 2 has none."""
    head = ["ИИН", "Фамилия", "Имя", "Дата рождения", "Пол", "Категория", "Телефон", "E-mail", "БИН", "Дата вступления"]
    good = [MAN, "Ким", "Асан", "01.01.1801", "м", "студент", None, None, None, None]

    def but(**changes: str | None) -> list[str | None]:
        names = ("iin", "surname", "given", "born", "sex", "category", "phone", "email", "bin", "joined")
        return [changes.get(name, cell) for name, cell in zip(names, good, strict=True)]

    return read(
        head,
        but(),
        but(iin="010101100019"),
        but(iin="10101100018"),
        but(iin=None, born="1.5.1985"),
        but(iin=None, born=None),
        but(iin=None, born="31.02.1985"),
        but(born="31.02.1985"),
        but(born="1.1.1985"),
        but(born="2.1.1801"),
        but(sex="ж"),
        but(sex="?!"),
        but(category="друг"),
        but(category=None),
        but(phone="12-34"),
        but(phone="87011234567, 87021234567"),
        but(email="asan@", bin="123"),
        but(joined="1.1.1980"),
        but(joined="1.1.1700"),
        but(surname="Kим", given="Асан1"),
    )


def test_problems_of_one_line_each() -> None:
    found = faulty()
    assert found.problems.rows() == [
        (3, "iin", "iin.control", "error", "010101100019"),
        (3, "born", "date.early", "warning", "01.01.1801"),
        (4, "iin", "iin.zeros", "info", "10101100018"),
        (5, "iin", "iin.missing", "warning", ""),
        (6, "iin", "person.unidentifiable", "error", ""),
        (7, "born", "date.impossible", "warning", "31.02.1985"),
        (7, "iin", "person.unidentifiable", "error", ""),
        (8, "born", "date.impossible", "warning", "31.02.1985"),
        (9, "iin", "iin.birth_date", "warning", "1.1.1985"),
        (10, "born", "date.early", "warning", "2.1.1801"),
        (10, "iin", "iin.birth_date", "warning", "2.1.1801"),
        (11, "iin", "iin.sex", "warning", "ж"),
        (12, "sex", "sex.unknown", "warning", "?!"),
        (13, "category", "category.unknown", "error", "друг"),
        (15, "phone", "phone.unreadable", "warning", "12-34"),
        (16, "phone", "phone.several", "warning", "87011234567, 87021234567"),
        (17, "email", "email.unreadable", "warning", "asan@"),
        (17, "employer_bin", "bin.invalid", "warning", "123"),
        (19, "joined", "date.early", "warning", "1.1.1700"),
        (20, "surname", "name.look_alike", "info", "Kим"),
        (20, "given", "name.signs", "warning", "Асан1"),
    ]
    values = {
        row[0]: row[1:] for row in lines(found, "row", "iin", "born", "phone", "category", "joined", "surname", "given")
    }
    assert values[3][0] == ""
    assert values[4][0] == MAN
    assert [values[row][1] for row in (2, 7, 8, 9, 10)] == [date(1801, 1, 1), None, None, date(1985, 1, 1), None]
    assert (values[14][3], values[15][2], values[16][2], values[19][4]) == ("", "12-34", "+77011234567", None)
    assert values[20][5:] == ("Ким", "Асан")


def test_days_in_the_wrong_order() -> None:
    found = read(
        ["ФИО", "Дата рождения", "Дата вступления", "Дата выбытия"], ["Ким Асан", "1.1.1990", "1.1.1980", "1.1.1979"]
    )
    assert found.problems.rows() == [
        (2, "left", "dates.turned", "warning", "01.01.1979"),
        (2, "joined", "dates.turned", "warning", "01.01.1980"),
    ]


def test_lines_that_name_nobody_are_left_out_and_counted() -> None:
    found = read(
        ["ИИН", "Фамилия", "Имя", "Школа"],
        ["1", "2", "3", "4"],
        [MAN, "Ким", "Асан", "№ 5"],
        [None, None, None, "№ 6"],
        [],
        ["ИИН", "Фамилия", "Имя", "Школа"],
        [WOMAN, "Ким", "Әсел", None],
    )
    assert (lines(found, "row", "given"), found.skipped) == ([(3, "Асан"), (7, "Әсел")], 4)


def test_a_list_without_its_needed_columns_has_no_people() -> None:
    listed = sheet(["Школа"], ["№ 5"])
    found = normalise(listed, 0, {0: Field.EMPLOYER}, today=TODAY)
    assert (found.frame.height, found.problems.height, found.skipped) == (0, 0, 1)
    assert tuple(found.frame.columns) == COLUMNS


@pytest.mark.parametrize("header", [-1, 0])
def test_an_empty_list_has_the_same_columns(header: int) -> None:
    listed = replace(sheet(["ИИН", "ФИО"]), frame=sheet(["ИИН", "ФИО"]).frame.head(header + 1))
    found = normalise(listed, header, {0: Field.IIN, 1: Field.FULL_NAME}, today=TODAY)
    assert (found.frame.height, tuple(found.frame.columns), found.problems.height) == (0, COLUMNS, 0)


def test_people_named_twice() -> None:
    found = read(
        ["ИИН", "ФИО", "Дата рождения"],
        [MAN, "Ким Асан", None],  # 2
        [MAN, "КИМ АСАН Серікұлы", None],  # 3: the same person
        [WOMAN, "Ким Әсел", "1.5.1985"],  # 4
        [WOMAN, "Пак Ольга", None],  # 5: somebody else has the number
        [None, "Ли Роза", "1.5.1990"],  # 6
        [None, "ЛИ  РОЗА", "01.05.90"],  # 7: the same person
        [None, "Ли Роза", "2.5.1990"],  # 8
        [None, "Ким Асел", "1.5.1985"],  # 9: of line 4
        [OTHER, "Цой Вера Ли", "1.5.1991"],  # 10
        ["010101100019", "Ким Асан", None],  # 11: rejected already
    )
    repeated = duplicates(found.frame, found.problems)
    assert repeated.rows() == [
        (3, "iin", "row.repeated", "error", "2"),
        (4, "iin", "iin.two_people", "warning", "5"),
        (5, "iin", "iin.two_people", "error", "4"),
        (7, "", "row.repeated", "error", "6"),
        (9, "", "row.repeated", "error", "4"),
    ]


def test_the_same_list_twice_in_one_repeats_every_line() -> None:
    people = [[MAN, "Ким Асан", "1.1.1801"], [None, "Ли Роза", "1.5.1990"]]
    found = read(["ИИН", "ФИО", "Дата рождения"], *people, *people)
    assert duplicates(found.frame).select("row", "code", "value").rows() == [
        (4, "row.repeated", "2"),
        (5, "row.repeated", "3"),
    ]
