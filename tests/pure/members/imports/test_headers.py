"""Headings are found wherever they stand, columns by their names in both languages and else by their cells."""

from __future__ import annotations

import polars as pl
import pytest

from birlik.members.imports.parse.fields import HEADINGS, Field
from birlik.members.imports.parse.headers import ColumnGuess, field_of, find_header, guess, headings, signature
from birlik.sheets.file_kinds import FileKind
from birlik.sheets.sheet import Sheet

MAN, WOMAN = "010101100018", "010101200014"


def sheet(*rows: list[str | None]) -> Sheet:
    width = max(map(len, rows))
    columns = {f"c{place}": [row[place] if place < len(row) else None for row in rows] for place in range(width)}
    return Sheet(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), 1, 1, FileKind.XLSX)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("ЖСН", Field.IIN), ("ИИН работника", Field.IIN), ("Тегі", Field.SURNAME), ("Аты-жөні", Field.FULL_NAME),
        ("Ф.И.О.", Field.FULL_NAME),
        ("ТАӘ", Field.FULL_NAME), ("Т.А.Ә.", Field.FULL_NAME), ("Әкесінің аты", Field.PATRONYMIC),
        ("Туған күні", Field.BORN),
        ("Дата рожд.", Field.BORN), ("Дата рождения (дд.мм.гггг)", Field.BORN), ("Жынысы", Field.SEX),
        ("пол", Field.SEX),
        ("Лауазымы", Field.POSITION), ("ДОЛЖНОСТЬ", Field.POSITION), ("Бастауыш ұйым", Field.ORGANISATION),
        ("ППО", Field.ORGANISATION),
        ("первичная  организация", Field.ORGANISATION), ("мүшелік билет №", Field.CARD),
        ("Мүше болған күні", Field.JOINED),
        ("Дата вступления в профсоюз", Field.JOINED), ("№ п/п", Field.NUMBER), ("№", Field.NUMBER),
        ("р/с", Field.NUMBER), ("БИН", Field.EMPLOYER_BIN),
        ("Место работы", Field.EMPLOYER), ("ФИО члена профсоюза", Field.FULL_NAME), ("Имя", Field.GIVEN),
        ("аты", Field.GIVEN),
        ("Причина выбытия", Field.REASON), ("Тел.:", Field.PHONE), ("e-mail", Field.EMAIL),
        ("Категория", Field.CATEGORY),
        ("Контактный телефон (сот.)", Field.PHONE), ("ФИО ребенка", None), ("Балалар саны", None), ("Примечание", None),
    ],
)  # fmt: skip
def test_headings_of_real_lists(heading: str, field: Field | None) -> None:
    assert field_of(heading)[0] == field


def test_no_heading_names_two_fields() -> None:
    texts = [(text, field) for field, known in HEADINGS.items() for text in known]
    assert [(text, field) for text, field in texts if text and field_of(text) != (field, 1.0)] == []


def test_the_header_stands_below_a_title_and_lines_of_merged_cells() -> None:
    listed = sheet(
        ["Кәсіподақ мүшелерінің тізімі"],
        [],
        ["№", "ЖСН", "Аты-жөні", None, None, "Телефон"],
        [None, None, "Тегі", "Аты", "Әкесінің аты", None],
        ["1", MAN, "Ким", "Асан", None, "87011234567"],
    )
    assert find_header(listed) == 3
    assert headings(listed, 3) == ["№", "ЖСН", "Тегі", "Аты", "Әкесінің аты", "Телефон"]
    assert dict(guess(listed).mapping) == {
        0: Field.NUMBER, 1: Field.IIN, 2: Field.SURNAME, 3: Field.GIVEN, 4: Field.PATRONYMIC, 5: Field.PHONE,
    }  # fmt: skip


def test_columns_without_names_are_told_by_their_cells() -> None:
    listed = sheet(
        [MAN, "Ким Асан Серікұлы", "01.02.1985", "м", "+7 701 123-45-67", "a@b.kz", "студент", "05.09.2020", "x"],
        [WOMAN, "Ли Роза", "1985-02-03", "ж", "87011234567", "c@d.kz", "зейнеткер", "01.09.2019", "y"],
    )
    found = guess(listed)
    assert found.header == -1
    assert [(column.field, column.why) for column in found.columns] == [
        (Field.IIN, "content"), (Field.FULL_NAME, "content"), (Field.BORN, "content"), (Field.SEX, "content"),
        (Field.PHONE, "content"),
        (Field.EMAIL, "content"), (Field.CATEGORY, "content"), (Field.JOINED, "content"), (None, ""),
    ]  # fmt: skip
    assert found.confidence == 0.8


def test_a_guess_says_why_and_shows_samples() -> None:
    found = guess(sheet(["ФИО", "ИИН 2"], ["Ким Асан", MAN], [None, WOMAN], ["Ли Роза", "x" * 50]))
    assert found.columns == (
        ColumnGuess(0, "ФИО", Field.FULL_NAME, "name", 1.0, ("Ким Асан", "Ли Роза")),
        ColumnGuess(1, "ИИН 2", Field.IIN, "name", 1.0, (MAN, WOMAN, "x" * 40)),
    )


def test_a_field_is_given_to_one_column() -> None:
    found = guess(sheet(["ФИО", "ФИО работника", "Телефон рабочий", "Телефон"], ["Ким Асан", "Ли Роза", "1", "2"]))
    assert dict(found.mapping) == {0: Field.FULL_NAME, 3: Field.PHONE}


def test_a_list_that_tells_nobody_has_no_confidence() -> None:
    assert guess(sheet(["ИИН", "Телефон"], [MAN, "87011234567"])).confidence == 0.0


def test_a_signature_holds_as_long_as_the_headings_do() -> None:
    one = signature(["ЖСН", "Аты-жөні"])
    assert one == signature(["жсн ", "АТЫ  ЖӨНІ"])
    assert len({one, signature(["Аты-жөні", "ЖСН"]), signature(["ЖСН"]), signature(["ЖСН Аты-жөні"])}) == 4
    assert len(one) == 64
