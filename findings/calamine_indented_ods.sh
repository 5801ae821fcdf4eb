#!/usr/bin/env bash
# calamine refuses an ODS spreadsheet whose XML is indented: python-calamine 0.9.1, fastexcel 0.21.0 and so polars.
# Expected: OpenDocument gives no meaning to white space between elements that hold elements alone, so the same cells are
#   read, as odfpy reads them. SheetJS 0.18.5 writes ODS in this way.
# Seen: a line break between a row and its cell raises "Expecting 'table-cell', found 'Text…'".
# Matters: files of a common writer, and of anybody who saved ODS with indented XML to compare versions, cannot be read.
# Seen with: the versions above, odfpy 1.4.1, polars 2.1.0, Python 3.11, Linux.
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
from odf import teletype, text
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


def read(name):
    """What three readers make of the file."""
    for reader, take in (
        ("odfpy", lambda: [[teletype.extractText(one)] for one in load(name).getElementsByType(text.P)]),
        ("python-calamine", lambda: python_calamine.load_workbook(name).get_sheet_by_index(0).to_python()),
        ("fastexcel", lambda: fastexcel.read_excel(name).load_sheet(0, header_row=None).to_polars().rows()),
    ):
        try:
            yield f"{reader} {take()}"
        except Exception as error:
            yield f"{reader} {type(error).__name__}, about a table-cell: {'table-cell' in str(error)}"


for name, space in (("close.ods", ""), ("indented.ods", "\n  ")):
    cell = f'<table:table-cell office:value-type="string">{space}<text:p>Дана</text:p>{space}</table:table-cell>'
    write(name, f"{space}<table:table-row>{space}{cell}{space}</table:table-row>{space}")
    for line in read(name):
        print("seen" if space else "expected", name, "by", line)
PYTHON
cat seen
diff - seen <<'BEFORE'
python-calamine 0.9.1 fastexcel 0.21.0 odfpy 1.4.1
expected close.ods by odfpy [['Дана']]
expected close.ods by python-calamine [['Дана']]
expected close.ods by fastexcel [('Дана',)]
seen indented.ods by odfpy [['Дана']]
seen indented.ods by python-calamine CalamineError, about a table-cell: True
seen indented.ods by fastexcel CalamineError, about a table-cell: True
BEFORE
echo "as seen before"
