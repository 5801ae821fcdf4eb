"""Names of the whole list in three columns with their keys; and what the number, birth date and sex say together."""

from __future__ import annotations

import polars as pl

from birlik.members.imports.parse import names, numbers
from birlik.members.imports.parse.fields import Field
from birlik.members.imports.parse.problems import ERROR, INFO, WARNING, Problems

NAMES = (Field.SURNAME, Field.GIVEN, Field.PATRONYMIC)
KEY_LENGTH = 3 * names.LONGEST + 2
SEVERITY = {names.LOOK_ALIKE: INFO, names.LOST: ERROR}  # the others are warnings
TWO_INITIALS = r"^(\p{L}\.)\s?(\p{L}\.?)$"


def read_names(cells: pl.DataFrame, problems: Problems) -> dict[str, pl.Series]:
    """Read surname, given, patronymic and their keys, from columns of their own or one with the full name."""
    raw = _parts(cells)
    table = names.table(raw.values())
    lines = {field: _line_of(column, table["raw"]) for field, column in raw.items()}
    for field, line in lines.items():
        _tell(cells, field, line, table["found"], problems)
    values: dict[str, pl.Series] = {field: table["name"].gather(line).fill_null("") for field, line in lines.items()}
    lacks_name = (values[Field.SURNAME] == "") | (values[Field.GIVEN] == "")
    problem_field = next((field for field in (Field.FULL_NAME, *NAMES) if field in cells.columns), Field.SURNAME)
    if lacks_name.any():
        raw_names = pl.DataFrame([column.alias(field) for field, column in raw.items()])
        problems.add(
            lacks_name, problem_field, "name.missing", ERROR, raw_names.select(_join_with_spaces(NAMES)).to_series()
        )
    keys = pl.DataFrame(
        [
            table[column].gather(line).alias(f"{column} {field}")
            for column in ("folded", "ordered")
            for field, line in lines.items()
        ]
    )
    given_first = (Field.GIVEN, Field.SURNAME)
    name_columns = keys.select(
        _join_with_spaces([f"folded {field}" for field in NAMES]).str.head(KEY_LENGTH).alias("fold_key"),
        _join_with_spaces([f"folded {field}" for field in given_first]).str.head(KEY_LENGTH).alias("given_key"),
        _join_with_spaces([f"ordered {field}" for field in NAMES]).str.head(KEY_LENGTH).alias("sort_key"),
    )
    return values | name_columns.to_dict()


def _join_with_spaces(columns: tuple[str, ...] | list[str]) -> pl.Expr:
    """Return the texts with a space between; one that is empty leaves none."""
    parts = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in columns]
    return pl.concat_str(parts, separator=" ", ignore_nulls=True)


def _parts(cells: pl.DataFrame) -> dict[Field, pl.Series]:
    """Return the raw text of each part of the name; one's own column goes before the column with the full name."""
    parts = {field: cells[field] for field in NAMES if field in cells.columns}
    if Field.FULL_NAME in cells.columns:
        name_parts = _divide_names(cells[Field.FULL_NAME])
        for field in NAMES:
            full_name = name_parts[field]
            parts[field] = parts[field].zip_with(parts[field].is_not_null(), full_name) if field in parts else full_name
    no_text = pl.Series([None], dtype=pl.String).new_from_index(0, cells.height)
    return {field: parts.get(field, no_text) for field in NAMES}


def _divide_names(full: pl.Series) -> pl.DataFrame:
    """Return surname, given name and the rest. "Серік А.Б." has two initials for the latter."""
    clean = full.str.replace_all(r"[\s,]+", " ").str.strip_chars().to_frame("full")
    parts = clean.select(pl.col("full").str.splitn(" ", 3).struct.rename_fields(list(NAMES))).unnest("full")
    initials = pl.col(Field.GIVEN).str.extract_groups(TWO_INITIALS)
    both = pl.col(Field.PATRONYMIC).is_null() & initials.struct[0].is_not_null()
    return parts.with_columns(
        pl.when(both).then(initials.struct[0]).otherwise(Field.GIVEN).alias(Field.GIVEN),
        pl.when(both).then(initials.struct[1]).otherwise(Field.PATRONYMIC).alias(Field.PATRONYMIC),
    )


def _line_of(column: pl.Series, texts: pl.Series) -> pl.Series:
    """Return the line of the table for each text, null for an empty one."""
    return column.replace_strict(texts, pl.int_range(len(texts), dtype=pl.UInt32, eager=True), default=None)


def _tell(cells: pl.DataFrame, part: Field, line: pl.Series, name_codes: pl.Series, problems: Problems) -> None:
    field = part if part in cells.columns else Field.FULL_NAME
    if field not in cells.columns or not (name_codes != "").any():
        return
    codes = name_codes.gather(line).fill_null("")
    for code in (names.LOOK_ALIKE, names.MIXED, names.SIGNS, names.INITIALS, names.LOST, names.LONG):
        problems.add(codes.str.contains(code, literal=True), field, code, SEVERITY.get(code, WARNING), cells[field])


def judge_numbers_and_days(
    cells: pl.DataFrame, values: dict[str, pl.Series], days: dict[Field, pl.DataFrame], problems: Problems
) -> dict[str, pl.Series]:
    """Return the columns iin, born, joined and left as they are kept, out of the raw number and the days read.

    A day before 1900 is dropped unless the number says the same day; nobody without a number and without a birth date
    can be told from others.
    """
    has_iin = Field.IIN in cells.columns
    raw = cells[Field.IIN] if has_iin else pl.Series([None], dtype=pl.String).new_from_index(0, cells.height)
    iin_columns = numbers.iins(raw)
    problems.add_codes(iin_columns["code"], Field.IIN, ERROR, raw)
    problems.add(iin_columns["zeros"], Field.IIN, "iin.zeros", INFO, raw)
    day_columns = {field: _kept_days(cells, field, days[field], problems) for field in (Field.JOINED, Field.LEFT)}
    other = numbers.disagreements(iin_columns["iin"], days[Field.BORN]["day"], values[Field.SEX])
    born = _kept_days(
        cells,
        Field.BORN,
        days[Field.BORN],
        problems,
        borne_out=(iin_columns["iin"] != "") & ~other["birth_date"] & ~other["seventh"],
    )
    for name, value in (
        ("seventh", iin_columns["iin"]),
        ("birth_date", cells.get_column(Field.BORN, default=raw)),
        ("sex", cells.get_column(Field.SEX, default=raw)),
    ):
        problems.add(other[name], Field.IIN, f"iin.{name}", WARNING, value)
    lacks_iin = (iin_columns["iin"] == "") & (iin_columns["code"] == "")
    problems.add(lacks_iin & born.is_null(), Field.IIN, "person.unidentifiable", ERROR, raw)
    if has_iin:
        problems.add(lacks_iin & born.is_not_null(), Field.IIN, "iin.missing", WARNING, raw)
    joined, left = day_columns[Field.JOINED], day_columns[Field.LEFT]
    problems.add(left < joined, Field.LEFT, "dates.turned", WARNING, left.dt.to_string("%d.%m.%Y"))
    problems.add(joined < born, Field.JOINED, "dates.turned", WARNING, joined.dt.to_string("%d.%m.%Y"))
    return {"iin": iin_columns["iin"], "born": born, "joined": joined, "left": left}


def _kept_days(
    cells: pl.DataFrame, field: Field, days: pl.DataFrame, problems: Problems, borne_out: pl.Series | None = None
) -> pl.Series:
    """Return the days without the early ones that nothing bears out; a warning for each text that is no day."""
    if field not in cells.columns:
        return days["day"]
    early = days["code"] == "date.early"
    if not early.any():
        problems.add_codes(days["code"], field, WARNING, cells[field])
        return days["day"]
    fine = early & borne_out if borne_out is not None else early & False
    problems.add_codes(days["code"].set(fine, ""), field, WARNING, cells[field])
    return pl.select(pl.when(~early | fine).then(days["day"])).to_series()
