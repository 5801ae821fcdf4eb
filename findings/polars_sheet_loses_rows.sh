#!/usr/bin/env bash
# polars.read_excel 2.1.0 leaves out whole rows of a sheet whose cells are of another type than the first hundred rows.
# Expected: a row with text in it is a row; drop_empty_rows (on by default) is said to drop empty ones. And text that
#   looks like a number stays text, as it does when it stands among the first hundred.
# Seen: types are told from 100 rows (infer_schema_length); what does not fit later becomes null, and a row of nothing but
#   such cells is then dropped as empty: the frame has a row less than the sheet. A code "0101…" written as text becomes a
#   number and loses its zero; above row 100 the same cell makes the column text and keeps it.
# Matters: a list of 600,000 people loses people in silence, and which ones depends on the order of the rows. With
#   infer_schema_length=None nothing is lost.
# Seen with: polars 2.1.0, fastexcel 0.21.0, xlsxwriter 3.3.1, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check polars==2.1.0 fastexcel==0.21.0 xlsxwriter==3.3.1
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import polars
import xlsxwriter

print(*(f"{name} {version(name)}" for name in ("polars", "fastexcel", "xlsxwriter")))
book = xlsxwriter.Workbook("list.xlsx")
sheet = book.add_worksheet()
sheet.write_row(0, 0, ["code", "pay"])
for row in range(1, 151):
    sheet.write_row(row, 0, [850000000000 + row, 1000 + row])
sheet.write_string(151, 0, "010100000151")
sheet.write_number(151, 1, 1151)
sheet.write_string(152, 0, "not given")
sheet.write_string(152, 1, "on leave")
sheet.write_string(153, 0, "850000000153")
sheet.write_string(153, 1, "1153.50")
book.close()
for name, length in (("expected, with all rows looked at", None), ("seen, with the default", 100)):
    frame = polars.read_excel("list.xlsx", infer_schema_length=length)
    print(f"{name}: {frame.height} rows of 153, the last three {frame.tail(3).rows()}")
PYTHON
cat seen
diff - seen <<'BEFORE'
polars 2.1.0 fastexcel 0.21.0 xlsxwriter 3.3.1
expected, with all rows looked at: 153 rows of 153, the last three [('010100000151', '1151'), ('not given', 'on leave'), ('850000000153', '1153.50')]
seen, with the default: 152 rows of 153, the last three [(850000000150, 1150.0), (10100000151, 1151.0), (850000000153, 1153.5)]
BEFORE
echo "as seen before"
