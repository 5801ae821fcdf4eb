#!/usr/bin/env bash
# fastexcel 0.21.0 cannot open a sheet in which hours, format [h]:mm, stand in one column with anything else.
# Expected: dtype_coercion="coerce", the default, brings cells of several types to one: date and text, number and text,
#   time and number, all become a column of text.
# Seen: a cell of elapsed hours beside a text, a number, a date, a time or true/false raises
#   UnsupportedColumnTypeCombinationError, and no other column of the sheet can be had either (polars.read_excel the same).
# Matters: one cell "on leave" in a timesheet, or a total formatted otherwise, refuses the whole file. dtypes="string" opens it,
#   but 36 hours are then the text of a moment in 1900; python-calamine gives the cells as they are.
# Seen with: fastexcel 0.21.0, polars 2.1.0, xlsxwriter 3.3.1, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check fastexcel==0.21.0 polars==2.1.0 xlsxwriter==3.3.1
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import fastexcel
import xlsxwriter

print(*(f"{name} {version(name)}" for name in ("fastexcel", "polars", "xlsxwriter")))
CELLS = {"hours": ("[h]:mm", 1.5), "time": ("hh:mm", 0.5), "date": ("dd.mm.yyyy", 44000), "number": ("0", 7), "text": ("@", "leave")}


def read(first, second, **options):
    """The column of two cells, or how its reading ends."""
    book = xlsxwriter.Workbook("sheet.xlsx")
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "worked")
    for row, name in enumerate((first, second), 1):
        code, value = CELLS[name]
        sheet.write(row, 0, value, book.add_format({"num_format": code}))
    book.close()
    try:
        column = fastexcel.read_excel("sheet.xlsx").load_sheet(0, **options).to_polars()["worked"]
    except fastexcel.FastExcelError as error:
        return type(error).__name__
    return f"{column.dtype} {column.to_list()}"


for first, second in (("date", "text"), ("number", "text"), ("time", "number"), ("date", "number")):
    print(f"expected, as for {first} and {second}: {read(first, second)}")
for second in ("text", "number", "date", "time"):
    print(f"seen, for hours and {second}: {read('hours', second)}")
print("seen, for hours and text as text:", read("hours", "text", dtypes="string"))
PYTHON
cat seen
diff - seen <<'BEFORE'
fastexcel 0.21.0 polars 2.1.0 xlsxwriter 3.3.1
expected, as for date and text: String ['2020-06-18 00:00:00', 'leave']
expected, as for number and text: String ['7', 'leave']
expected, as for time and number: String ['1899-12-31 12:00:00', '7']
expected, as for date and number: String ['2020-06-18 00:00:00', '7']
seen, for hours and text: UnsupportedColumnTypeCombinationError
seen, for hours and number: UnsupportedColumnTypeCombinationError
seen, for hours and date: UnsupportedColumnTypeCombinationError
seen, for hours and time: UnsupportedColumnTypeCombinationError
seen, for hours and text as text: String ['1900-01-01 12:00:00', 'leave']
BEFORE
echo "as seen before"
