"""Comma-separated values as they come: any usual delimiter, UTF-8, UTF-16, Windows-1251 or its Kazakh sister."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from birlik.core.errors import Refusal
from birlik.sheets.limits import MOST_COLUMNS, MOST_LETTERS, letter, require_short, require_size, too_long

DELIMITERS = (";", "\t", ",", "|")
LOOKED_AT = 50  # lines that choose the delimiter
CHUNK = 10_000  # lines held as Python objects at one time
KAZAKH_BYTES = re.compile(rb"[\x8d\x8e\x9d\x9e\xa1-\xa3\xa5\xaa\xaf\xb4\xba\xbc-\xbf]")  # where kz1048 is not cp1251
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
END_OF_FILE = "\x1a"  # as programs of DOS close a text
QUOTED_NUMBER = r'(?s)^="(.*)"$'  # ="0101…": so programs keep Excel from making a number of it
TEXT_MARK = r"^'('*[=+\-@\t\r])"  # '+7…: so files of Birlik and others keep Excel from making a formula of it
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
CELL_CHARACTER = r"[^;\t,|\r\n\"\x1a]"
# from the beginning of a run alone: tried at each of its letters, a file of long cells would take minutes
LONG_RUN = re.compile(rf"(?<!{CELL_CHARACTER}){CELL_CHARACTER}{{{MOST_LETTERS + 1},}}")
BEGINNING = 1 << 20  # letters among which the lines are that choose the delimiter
FEW = 4  # letters of a UTF-8 text for one that is damaged
BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Text:
    frame: pl.DataFrame
    encoding: str
    delimiter: str


def read(content: bytes) -> Text:
    """Return every line of the file as one line of the frame (an empty line too), short ones filled with null.

    `encoding` is utf-8, utf-16-le, utf-16-be, windows-1251 or kz-1048; `delimiter` is "" where there is one column.
    Refused with `import.not_a_sheet`, `import.damaged`.
    """
    text, encoding = decode_text(content)
    text = text.rstrip(END_OF_FILE)
    if CONTROL.search(text, 0, 1 << 16):
        raise Refusal("import.not_a_sheet", found="unknown")
    delimiter = delimiter_of(text[:BEGINNING])
    if run := LONG_RUN.search(text):  # before a line that may be the whole file is copied again and again
        before = text.rfind("\n", 0, run.start()) + 1
        column = text.count(delimiter, before, run.start()) + 1 if delimiter else 1
        raise too_long(f"{letter(column)}{text.count(chr(10), 0, before) + 1}", len(run[0]))
    try:
        frame = _frame(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or "\x1f"))
    except csv.Error:  # a quotation mark that nobody closed: the marks are letters then
        try:
            lines = io.StringIO(text, newline="")
            frame = _frame(csv.reader(lines, delimiter=delimiter or "\x1f", quoting=csv.QUOTE_NONE))
        except csv.Error as error:
            _require_short_parts(text, delimiter)
            raise Refusal("import.damaged") from error
    return Text(frame, encoding, delimiter)


def _require_short_parts(text: str, delimiter: str) -> None:
    for row, line in enumerate(io.StringIO(text), start=1):
        for column, part in enumerate(line.split(delimiter) if delimiter else [line], start=1):
            if len(part) > MOST_LETTERS:
                raise too_long(f"{letter(column)}{row}", len(part))


def decode_text(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding. Without a mark: UTF-16 by its zeros, UTF-8 if it is, else 8 bits.

    UTF-8 with a letter or two that are none is refused (import.damaged): as 8 bits nobody could read any of it.
    """
    for mark, encoding in BOMS.items():
        if content.startswith(mark):
            return _decode_strictly(content.removeprefix(mark), encoding), encoding
    head = content[:4096]
    if len(head) > 3 and b"\0" in head:
        # digits, delimiters and spaces have a zero as their high byte, whatever the language
        encoding = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        return _decode_strictly(content, encoding), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        nearly = content.decode("utf-8", errors="replace")
        if nearly.count("\ufffd") * FEW < len(content) - len(nearly):  # of eight-bit letters nearly all are at fault
            raise Refusal("import.damaged") from error
    text = content.decode("kz1048", errors="replace")  # windows-1251 but for the Kazakh letters
    return text, "kz-1048" if KAZAKH_BYTES.search(content) else "windows-1251"


def _decode_strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal("import.damaged") from error


def delimiter_of(text: str) -> str:
    """Return the delimiter that divides most of the first lines into the same number of parts; "" when none does."""
    separator = SEPARATOR_LINE.match(text)
    if separator:
        return separator[1]
    lines = [re.sub(r'"[^"]*"', "", line) for line in itertools.islice(io.StringIO(text), LOOKED_AT) if line.strip()]
    best, choice = (0, 0), ""
    for delimiter in DELIMITERS:
        counts = [count for line in lines if (count := line.count(delimiter))]
        if counts:
            usual = max(set(counts), key=lambda count: (counts.count(count), count))
            best, choice = max((best, choice), ((counts.count(usual), usual), delimiter), key=lambda pair: pair[0])
    return choice


def _check_width(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    """Refuse at the first line that is too wide: thousands of them would be a gigabyte."""
    for line in lines:
        if len(line) > MOST_COLUMNS:
            raise Refusal("import.too_many_columns", columns=len(line), limit=MOST_COLUMNS)
        yield line


def _frame(lines: Iterator[list[str]]) -> pl.DataFrame:
    frames: list[pl.DataFrame] = []
    rows = 0
    while chunk := list(itertools.islice(_check_width(lines), CHUNK)):
        rows += len(chunk)
        require_size(rows, max(map(len, chunk)))
        columns = list(itertools.zip_longest(*chunk)) or [(None,) * len(chunk)]
        cells = pl.DataFrame({f"c{place}": pl.Series(column, dtype=pl.String) for place, column in enumerate(columns)})
        require_short(cells, rows - len(chunk) + 1, 1)
        texts = pl.when(pl.all().str.starts_with('="')).then(pl.all().str.replace(QUOTED_NUMBER, "$1"))
        cells = cells.with_columns(texts.otherwise(pl.all()))
        texts = pl.when(pl.all().str.starts_with("'")).then(pl.all().str.replace(TEXT_MARK, "$1"))
        cells = cells.with_columns(texts.otherwise(pl.all()))
        frames.append(cells.with_columns(pl.when(pl.all().str.contains(r"\S")).then(pl.all())))
    if not frames:
        raise Refusal("import.no_data")
    return pl.concat(frames, how="diagonal").rechunk()
