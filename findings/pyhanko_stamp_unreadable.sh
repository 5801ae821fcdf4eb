#!/usr/bin/env bash
# pyHanko 0.38.0 prints a stamp that is not Latin as garbage, without an error: its default font cannot hold the letters.
# Expected: the text of the stamp, or an error that the font has no such letters.
# Seen: the default style uses a simple Courier, one byte a sign, but the text goes in as UTF-16 with its mark: "Әлия" shows
#   as "þÿ" and pairs of other signs. With Latin letters everything is right.
# Matters: the visible part of a signature (signer, organisation) is unreadable on every Kazakh or Russian paper while the
#   signature itself is valid; pyHanko[opentype] and a GlyphAccumulatorFactory with a font of one's own settle it.
# Seen with: pyhanko 0.38.0, typst 0.15.0 to write the page and pypdf 7.1.0 to read it, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyhanko==0.38.0 pypdf==7.1.0 typst==0.15.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import pypdf
import typst
from pyhanko.stamp import TextStampStyle, text_stamp_file

print("pyhanko", version("pyhanko"), "pypdf", version("pypdf"))
with open("paper.pdf", "wb") as file:
    file.write(typst.compile(b"#set page(width: 10cm, height: 5cm)\npaper"))
for text in ("Aliya", "Әлия"):
    text_stamp_file("paper.pdf", "stamped.pdf", TextStampStyle(stamp_text=text), dest_page=0, x=20, y=20)
    page = pypdf.PdfReader("stamped.pdf").pages[0]
    print("expected", ascii(f"paper\n{text}"), "seen", ascii(page.extract_text().strip()))
PYTHON
cat seen
diff - seen <<'BEFORE'
pyhanko 0.38.0 pypdf 7.1.0
expected 'paper\nAliya' seen 'paper\nAliya'
expected 'paper\n\u04d8\u043b\u0438\u044f' seen 'paper\n\xfe\xff\x04\xd8\x04;\x048\x04O'
BEFORE
echo "as seen before"
