#!/usr/bin/env bash
# calamine drops line breaks and tabs inside a paragraph of an ODS cell: two words become one.
# Expected: OpenDocument 1.3, part 3, 6.1.4 and 6.1.5: text:tab is a tab, text:line-break a line break, as text:s is spaces
#   (which calamine does read) and as a second paragraph is (it gives a line break). odfpy gives all of them.
# Seen: "бір<text:line-break/>екі" is read as "бірекі"; with a tab the same. No error.
# Matters: "surname, break, given name" in one cell is one word afterwards and matches nobody.
# Seen with: python-calamine 0.9.1, fastexcel 0.21.0 (so polars 2.1.0), odfpy 1.4.1, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 fastexcel==0.21.0 polars==2.1.0 odfpy==1.4.1
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import zipfile
from importlib.metadata import version

import fastexcel
import python_calamine
from odf import table, teletype
from odf.opendocument import load

print(*(f"{name} {version(name)}" for name in ("python-calamine", "fastexcel", "odfpy")))
MEDIA = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
MANIFEST = f"""<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def write(name, rows):
    """A spreadsheet of one sheet; its rows are XML."""
    with zipfile.ZipFile(name, "w") as package:
        package.writestr("mimetype", MEDIA)
        package.writestr("META-INF/manifest.xml", MANIFEST)
        package.writestr(
            "content.xml",
            f'<office:document-content {NAMES} office:version="1.3"><office:body><office:spreadsheet>'
            f'<table:table table:name="list">{rows}</table:table></office:spreadsheet></office:body></office:document-content>',
        )


def cell(text):
    return f'<table:table-row><table:table-cell office:value-type="string">{text}</table:table-cell></table:table-row>'


TEXTS = [
    "<text:p>бір</text:p><text:p>екі</text:p>",
    '<text:p>бір<text:s text:c="2"/>екі</text:p>',
    "<text:p>бір<text:line-break/>екі</text:p>",
    "<text:p>бір<text:tab/>екі</text:p>",
]
write("cells.ods", "".join(cell(text) for text in TEXTS))
wanted = ["\n".join(map(teletype.extractText, one.childNodes)) for one in load("cells.ods").getElementsByType(table.TableCell)]
print("expected, by odfpy:", wanted)
print("seen, by python-calamine:", [row[0] for row in python_calamine.load_workbook("cells.ods").get_sheet_by_index(0).to_python()])
print("seen, by fastexcel:", [row[0] for row in fastexcel.read_excel("cells.ods").load_sheet(0, header_row=None).to_polars().rows()])
PYTHON
cat seen
diff - seen <<'BEFORE'
python-calamine 0.9.1 fastexcel 0.21.0 odfpy 1.4.1
expected, by odfpy: ['бір\nекі', 'бір  екі', 'бір\nекі', 'бір\tекі']
seen, by python-calamine: ['бір\nекі', 'бір  екі', 'бірекі', 'бірекі']
seen, by fastexcel: ['бір\nекі', 'бір  екі', 'бірекі', 'бірекі']
BEFORE
echo "as seen before"
