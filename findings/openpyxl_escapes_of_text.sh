#!/usr/bin/env bash
# openpyxl 3.1.5 writes no escapes into the text of XLSX and undoes only one: "A_x0041_1" reaches other readers as "AA1".
# Expected: ECMA-376 part 1, 22.9.2.19: _xHHHH_ in a cell's text stands for that character, and a text that looks so by itself
#   is written with its underscore escaped, _x005F_x0041_. xlsxwriter 3.3.1 writes it, calamine reads it.
# Seen: openpyxl writes the text as it is, and who reads by the standard gets other letters; of what others escaped rightly
#   it undoes _x005F_ alone, so a line break of Windows comes as "_x000D_" and a line feed. Its own round trip hides both.
# Matters: an article or account code changes on its way, and seven letters that nobody typed stand in a cell.
# Seen with: openpyxl 3.1.5, xlsxwriter 3.3.1, python-calamine 0.9.1, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1 python-calamine==0.9.1
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import openpyxl
import python_calamine
import xlsxwriter

print(*(f"{name} {version(name)}" for name in ("openpyxl", "xlsxwriter", "python-calamine")))
TEXTS = ["A_x0041_1", "_x000D_", "first\r\nsecond"]


def by_openpyxl():
    book = openpyxl.Workbook()
    for text in TEXTS:
        book.active.append([text])
    book.save("texts.xlsx")


def by_xlsxwriter():
    with xlsxwriter.Workbook("texts.xlsx") as book:
        book.add_worksheet().write_column(0, 0, TEXTS)


print("expected:", TEXTS)
for write in (by_xlsxwriter, by_openpyxl):
    write()
    read = [row[0] for row in python_calamine.load_workbook("texts.xlsx").get_sheet_by_index(0).to_python()]
    print("written", write.__name__, "read by calamine:", read)
    print("written", write.__name__, "read by openpyxl:", [cell.value for cell in openpyxl.load_workbook("texts.xlsx").active["A"]])
PYTHON
cat seen
diff - seen <<'BEFORE'
openpyxl 3.1.5 xlsxwriter 3.3.1 python-calamine 0.9.1
expected: ['A_x0041_1', '_x000D_', 'first\r\nsecond']
written by_xlsxwriter read by calamine: ['A_x0041_1', '_x000D_', 'first\r\nsecond']
written by_xlsxwriter read by openpyxl: ['A_x0041_1', '_x000D_', 'first_x000D_\nsecond']
written by_openpyxl read by calamine: ['AA1', '\r', 'first\nsecond']
written by_openpyxl read by openpyxl: ['A_x0041_1', '_x000D_', 'first\nsecond']
BEFORE
echo "as seen before"
