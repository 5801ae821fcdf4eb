#!/usr/bin/env bash
# Babel 2.19.0 reads a numeric Kazakh date by the order of the long one: parse_date("05.01.26", locale="kk") is 26 January 2005.
# Expected: 5 January 2026, which is what its own format_date(…, "short", "kk") writes so, and what parse_date says for de,
#   where the short date looks the same.
# Seen: parse_date takes the order of parts from the medium pattern, and that of kk begins with the year ("2026 ж. 05 қаң.")
#   while its short one is dd.MM.yy. Two-digit years come out as another day; with four digits it raises ParseError.
# Matters: no short date fails: the day is taken for the year, the year for the day. format="short" settles it.
# Seen with: Babel 2.19.0, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import datetime

import babel
from babel.dates import format_date, parse_date

print("Babel", babel.__version__)
for locale in ("de", "kk"):
    for day in (datetime.date(2026, 1, 5), datetime.date(2005, 1, 26)):
        for text in (format_date(day, "short", locale=locale), format_date(day, "dd.MM.yyyy", locale=locale)):
            try:
                read = parse_date(text, locale=locale)
            except ValueError as error:
                read = type(error).__name__
            print(f"{locale} {text}: expected {day}, seen {read}")
PYTHON
cat seen
diff - seen <<'BEFORE'
Babel 2.19.0
de 05.01.26: expected 2026-01-05, seen 2026-01-05
de 05.01.2026: expected 2026-01-05, seen 2026-01-05
de 26.01.05: expected 2005-01-26, seen 2005-01-26
de 26.01.2005: expected 2005-01-26, seen 2005-01-26
kk 05.01.26: expected 2026-01-05, seen 2005-01-26
kk 05.01.2026: expected 2026-01-05, seen ParseError
kk 26.01.05: expected 2005-01-26, seen 2026-05-01
kk 26.01.2005: expected 2005-01-26, seen ParseError
BEFORE
echo "as seen before"
