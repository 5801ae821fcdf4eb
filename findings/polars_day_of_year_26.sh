#!/usr/bin/env bash
# polars 2.1.0 takes the short date of Kazakhstan and Russia, "05.01.26", for a day of the year 26.
# Expected: 2026, as Babel reads back what it wrote with the locale's short pattern (dd.MM.yy), or an error, as Python's
#   strptime raises for %d.%m.%Y: a year of four digits is asked for. str.to_datetime raises here, too.
# Seen: str.to_date without a format and with "%d.%m.%Y", strict, and read_csv(try_parse_dates=True) all give 0026-01-05;
#   among dates with four digits the short ones become a day two thousand years ago.
# Matters: nothing fails and nothing is null; ages come out as 2000 years, or a database refuses the day much later.
# Seen with: polars 2.1.0, Babel 2.19.0, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check polars==2.1.0 babel==2.19.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import datetime

import babel
import polars
from babel.dates import format_date, parse_date

print("polars", polars.__version__, "Babel", babel.__version__)
text = format_date(datetime.date(2026, 1, 5), "short", locale="kk")
print("expected, by Babel:", text, "is", parse_date(text, locale="kk", format="short"))
try:
    print("by Python:", datetime.datetime.strptime(text, "%d.%m.%Y"))
except ValueError as error:
    print("expected, by Python:", error)
column = polars.Series(["31.12.2025", text])
for name, read in (
    ("str.to_date()", lambda: column.str.to_date()),
    ('str.to_date("%d.%m.%Y", strict=True)', lambda: column.str.to_date("%d.%m.%Y", strict=True)),
    ("read_csv", lambda: polars.read_csv(f"day\n31.12.2025\n{text}\n".encode(), try_parse_dates=True)["day"]),
    ("str.to_datetime()", lambda: polars.Series([text]).str.to_datetime()),
):
    try:
        print("seen, by", name, [str(day) for day in read()])
    except polars.exceptions.PolarsError as error:
        print("seen, by", name, type(error).__name__)
PYTHON
cat seen
diff - seen <<'BEFORE'
polars 2.1.0 Babel 2.19.0
expected, by Babel: 05.01.26 is 2026-01-05
expected, by Python: time data '05.01.26' does not match format '%d.%m.%Y'
seen, by str.to_date() ['2025-12-31', '0026-01-05']
seen, by str.to_date("%d.%m.%Y", strict=True) ['2025-12-31', '0026-01-05']
seen, by read_csv ['2025-12-31', '0026-01-05']
seen, by str.to_datetime() InvalidOperationError
BEFORE
echo "as seen before"
