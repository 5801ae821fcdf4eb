#!/usr/bin/env bash
# pandoc 3.9, mammoth 1.13.0 and python-docx 1.2.0 leave out the result of a simple field of DOCX (w:fldSimple), and say nothing.
# Expected: a field shows the result that is stored in it, as all three read it where the same field is written in the other
#   way that the format has (w:fldChar begin, separate, end; ECMA-376 part 1, 17.16.18 and 17.16.19).
# Seen: "601 members" is read as "members" when the number is a simple field; which of the two ways a file has depends on
#   the program that saved it last and on whether the result is formatted in parts.
# Matters: fields hold what changes: totals, dates, numbers of clauses. The sentence left over still looks whole.
# Seen with: the versions above (pypandoc_binary 1.17), Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-docx==1.2.0 mammoth==1.13.0 pypandoc_binary==1.17
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
from importlib.metadata import version

import docx
import mammoth
import pypandoc
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

print("python-docx", version("python-docx"), "mammoth", version("mammoth"), "pandoc", pypandoc.get_pandoc_version())
RESULT = '<w:r><w:t xml:space="preserve">601 </w:t></w:r>'


def mark(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


WAYS = {
    "expected, as with w:fldChar": mark("begin")
    + "<w:r><w:instrText>DOCPROPERTY total</w:instrText></w:r>"
    + mark("separate")
    + RESULT
    + mark("end"),
    "seen with w:fldSimple": f'<w:fldSimple w:instr="DOCPROPERTY total">{RESULT}</w:fldSimple>',
}
for name, field in WAYS.items():
    paper = docx.Document()
    paper.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{field}<w:r><w:t>members</w:t></w:r></w:p>"))
    paper.save("paper.docx")
    with open("paper.docx", "rb") as file:
        by_mammoth = mammoth.extract_raw_text(file).value.strip()
    print(f"{name}: python-docx {docx.Document('paper.docx').paragraphs[0].text!r}", end=", ")
    print(f"pandoc {pypandoc.convert_file('paper.docx', 'plain').strip()!r}, mammoth {by_mammoth!r}")
PYTHON
cat seen
diff - seen <<'BEFORE'
python-docx 1.2.0 mammoth 1.13.0 pandoc 3.9
expected, as with w:fldChar: python-docx '601 members', pandoc '601 members', mammoth '601 members'
seen with w:fldSimple: python-docx 'members', pandoc 'members', mammoth 'members'
BEFORE
echo "as seen before"
