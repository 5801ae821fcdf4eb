#!/usr/bin/env bash
# mammoth 1.13.0 begins a numbered list anew after a paragraph in between, where Word and pandoc count on: clause 3 becomes 1.
# Expected: ECMA-376 part 1, 17.9: paragraphs with one numId are one list, whatever stands between them: 1, 2, text, 3, 4;
#   pandoc 3.9 gives that.
# Seen: two HTML lists of which the second has no start, so a browser shows 1, 2, text, 1, 2. No message about it.
# Matters: references to clauses ("see 4") point at something else in the HTML of a contract or a resolution.
# Seen with: mammoth 1.13.0, pypandoc_binary 1.17 (pandoc 3.9), python-docx 1.2.0 to write the file, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mammoth==1.13.0 pypandoc_binary==1.17 python-docx==1.2.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import docx
import mammoth
import pypandoc

print("mammoth", version("mammoth"), "pandoc", pypandoc.get_pandoc_version())
paper = docx.Document()
for text, style in (("a", "List Number"), ("b", "List Number"), ("between", None), ("c", "List Number"), ("d", "List Number")):
    paper.add_paragraph(text, style=style)
paper.save("paper.docx")
print("expected, by pandoc:", pypandoc.convert_file("paper.docx", "plain", extra_args=["--wrap=none"]).split())
with open("paper.docx", "rb") as file:
    result = mammoth.convert_to_html(file)
print("seen, by mammoth:", result.value, result.messages)
PYTHON
cat seen
diff - seen <<'BEFORE'
mammoth 1.13.0 pandoc 3.9
expected, by pandoc: ['1.', 'a', '2.', 'b', 'between', '3.', 'c', '4.', 'd']
seen, by mammoth: <ol><li>a</li><li>b</li></ol><p>between</p><ol><li>c</li><li>d</li></ol> []
BEFORE
echo "as seen before"
