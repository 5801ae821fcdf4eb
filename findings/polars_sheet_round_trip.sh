#!/usr/bin/env bash
# polars 2.1.0 does not read back from XLSX the times and spans of time that it wrote there itself.
# Expected: write_excel and read_excel of one library keep a column: Time comes back as Time, Duration as Duration.
# Seen: a Time comes back as a Datetime of 31 December 1899 (with engine="openpyxl" it is a Time), a Duration as a plain
#   number of days, with any engine. Asking for Duration by schema_overrides gives nulls instead of an error.
# Matters: a spreadsheet as an interchange of one's own data changes it, and the nulls come without a word.
# Seen with: polars 2.1.0, fastexcel 0.21.0, xlsxwriter 3.3.1, openpyxl 3.1.5, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check polars==2.1.0 fastexcel==0.21.0 xlsxwriter==3.3.1 openpyxl==3.1.5
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import datetime
from importlib.metadata import version

import polars

print(*(f"{name} {version(name)}" for name in ("polars", "fastexcel", "xlsxwriter", "openpyxl")))
worked = polars.DataFrame({"begins": [datetime.time(8, 30)], "lasts": [datetime.timedelta(hours=36)]})
worked.write_excel("worked.xlsx")


def tell(frame):
    return ", ".join(f"{name} {frame[name].dtype} {frame[name][0]}" for name in frame.columns)


print("expected:", tell(worked))
print("seen:", tell(polars.read_excel("worked.xlsx")))
print("seen with openpyxl:", tell(polars.read_excel("worked.xlsx", engine="openpyxl")))
print("seen with types asked for:", tell(polars.read_excel("worked.xlsx", schema_overrides=dict(worked.schema))))
PYTHON
cat seen
diff - seen <<'BEFORE'
polars 2.1.0 fastexcel 0.21.0 xlsxwriter 3.3.1 openpyxl 3.1.5
expected: begins Time 08:30:00, lasts Duration(time_unit='us') 1 day, 12:00:00
seen: begins Datetime(time_unit='ms', time_zone=None) 1899-12-31 08:30:00, lasts Float64 1.5
seen with openpyxl: begins Time 08:30:00, lasts Float64 1.5
seen with types asked for: begins Time 08:30:00, lasts Duration(time_unit='us') None
BEFORE
echo "as seen before"
