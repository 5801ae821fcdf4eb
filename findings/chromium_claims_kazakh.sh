#!/usr/bin/env bash
# Debian's Chromium 156 says that it has Kazakh (supportedLocalesOf) and formats it with the root's data.
# Expected: ECMA-402: supportedLocalesOf returns the locales for which there is data, so "kk" in it means dates, numbers and
#   order as CLDR has them for kk; Node, with the same engine and all of ICU, gives them. For "ky" Chromium says honestly: none.
# Seen: supportedLocalesOf("kk") is ["kk"] and resolvedOptions().locale is "kk", but a date is "2026 M01 5", a number has the
#   comma of English, and the letter і stands beside и instead of after ы.
# Matters: the usual check before a fallback passes. A site in Kazakh has to write dates and sort names on its server.
# Seen with: Debian 12's package chromium 156.0.8078.114, which must be there (apt install chromium), playwright 1.65.2 and
#   the Node that it brings, Python 3.11. The browser cannot be pinned: its version is printed, and only behaviour compared.
set -euo pipefail
browser=$(command -v chromium) || { echo "needs the package chromium of Debian"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check playwright==1.65.2
cd "$folder"
"$browser" --version
cat > tell.js <<'SCRIPT'
const tell = (locale) => [
  locale,
  Intl.DateTimeFormat.supportedLocalesOf(locale).join(),
  new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2026, 0, 5))),
  new Intl.NumberFormat(locale).format(1234.5).replaceAll("\u00a0", " "),
  ["Я", "І", "Ы", "И"].sort(new Intl.Collator(locale).compare).join(""),
].join(" | ").replaceAll("\u202f", " ");
SCRIPT
BROWSER="$browser" venv/bin/python - > seen <<'PYTHON'
import os
import subprocess
from importlib.metadata import version
from pathlib import Path

import playwright
from playwright.sync_api import sync_playwright

print("playwright", version("playwright"))
code = Path("tell.js").read_text()
node = Path(playwright.__file__).parent / "driver" / "node"
told = subprocess.run([node, "-e", code + "console.log(tell('kk'))"], check=True, capture_output=True, text=True).stdout
print("expected, as in Node:", told.strip())
with sync_playwright() as driver:
    arguments = ["--no-sandbox", "--disable-gpu"]
    browser = driver.chromium.launch(executable_path=os.environ["BROWSER"], args=arguments)
    page = browser.new_page()
    for locale in ("ru", "ky", "kk"):
        print("seen in Chromium:", page.evaluate(f"() => {{ {code} return tell('{locale}'); }}"))
    browser.close()
PYTHON
cat seen
diff - seen <<'BEFORE'
playwright 1.65.2
expected, as in Node: kk | kk | 2026 ж. 5 қаңтар | 1 234,5 | ИЫІЯ
seen in Chromium: ru | ru | 5 января 2026 г. | 1 234,5 | ИІЫЯ
seen in Chromium: ky |  | January 5, 2026 | 1,234.5 | ИІЫЯ
seen in Chromium: kk | kk | 2026 M01 5 | 1,234.5 | ИІЫЯ
BEFORE
echo "as seen before"
