#!/usr/bin/env bash
# Babel 2.19.0: who asks for Kazakh in Latin letters, kk_Latn, gets Cyrillic without an error.
# Expected: UnknownLocaleError, as for a country without data (kk_RU raises it): a script matters more. Where both scripts have
#   data, the one asked for comes (uz_Latn, uz_Cyrl).
# Seen: Locale.parse("kk_Latn") and ("kk_Latn_KZ") return the locale kk_Cyrl: likely subtags replace the script that was
#   asked for by the other one. (ky_Latn drops it and returns ky.)
# Matters: Kazakhstan is moving to the Latin script, and pages, URLs and letters marked kk-Latn come out in Cyrillic. The
#   check "does this locale exist" passes; only comparing the script of what came with what was asked for tells.
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
from babel.dates import format_date

print("Babel", babel.__version__)
for asked, expected in (
    ("uz_Latn", "Latin"),
    ("uz_Cyrl", "Cyrillic"),
    ("kk_RU", "UnknownLocaleError"),
    ("ky_Latn", "UnknownLocaleError"),
    ("kk_Latn", "UnknownLocaleError"),
    ("kk_Latn_KZ", "UnknownLocaleError"),
):
    try:
        locale = babel.Locale.parse(asked)
        seen = f"{locale}, {format_date(datetime.date(2026, 1, 5), 'MMMM', locale=locale)}"
    except babel.UnknownLocaleError as error:
        seen = type(error).__name__
    print(f"{asked}: expected {expected}, seen {seen}")
PYTHON
cat seen
diff - seen <<'BEFORE'
Babel 2.19.0
uz_Latn: expected Latin, seen uz_Latn, yanvar
uz_Cyrl: expected Cyrillic, seen uz_Cyrl, январ
kk_RU: expected UnknownLocaleError, seen UnknownLocaleError
ky_Latn: expected UnknownLocaleError, seen ky, январь
kk_Latn: expected UnknownLocaleError, seen kk_Cyrl, қаңтар
kk_Latn_KZ: expected UnknownLocaleError, seen kk_Cyrl_KZ, қаңтар
BEFORE
echo "as seen before"
