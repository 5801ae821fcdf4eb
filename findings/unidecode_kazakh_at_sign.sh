#!/usr/bin/env bash
# Unidecode 1.4.0 and text-unidecode 1.3 turn the Kazakh letter ә into the at sign, so slugs lose it and keys get one too many.
# Expected: a letter, as for the eight other letters that Kazakh has beside Russian ones, and as AnyAscii 0.3.3 gives: a.
# Seen: "Әсел" becomes "@sel"; python-slugify 9.2.0, built on text-unidecode, takes the sign for a border between words:
#   "sel", which is also "Сел", and "d-meli"; nothing is left of a lone "Ә".
# Matters: ә is a common letter, often the first of a name. A mailbox made from a name holds a second @, two names share
#   one slug.
# Seen with: the versions above, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check unidecode==1.4.0 text-unidecode==1.3 python-slugify==9.2.0 anyascii==0.3.3
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import anyascii
import slugify
import text_unidecode
import unidecode

print(*(f"{name} {version(name)}" for name in ("unidecode", "text-unidecode", "python-slugify", "anyascii")))
for name in ("Әсел", "Сел", "Дәмелі", "Өмір", "Ә"):
    print(name, "expected:", anyascii.anyascii(name), "| seen:", unidecode.unidecode(name), text_unidecode.unidecode(name), repr(slugify.slugify(name)))
PYTHON
cat seen
diff - seen <<'BEFORE'
unidecode 1.4.0 text-unidecode 1.3 python-slugify 9.2.0 anyascii 0.3.3
Әсел expected: Asel | seen: @sel @sel 'sel'
Сел expected: Sel | seen: Sel Sel 'sel'
Дәмелі expected: Dameli | seen: D@meli D@meli 'd-meli'
Өмір expected: Omir | seen: Omir Omir 'omir'
Ә expected: A | seen: @ @ ''
BEFORE
echo "as seen before"
