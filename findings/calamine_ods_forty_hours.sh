#!/usr/bin/env bash
# calamine reads hours in an ODS sheet as a time up to 23:59; from 24:00 on they are the text "PT40H00M00S", or nothing at all.
# Expected: office:time-value is a duration of XML Schema, so 40 hours are 40 hours, as calamine itself gives them from XLSX in
#   the format [h]:mm.
# Seen: python-calamine gives a datetime.time for 8:30 and a str for 40:00; fastexcel gives a duration for 8:30 and null for
#   40:00, and polars.read_excel then leaves the row out as empty.
# Matters: a list of hours a week loses exactly the full weeks.
# Seen with: python-calamine 0.9.1, fastexcel 0.21.0, polars 2.1.0, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 fastexcel==0.21.0 polars==2.1.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import zipfile
from importlib.metadata import version

import fastexcel
import polars
import python_calamine

print(*(f"{name} {version(name)}" for name in ("python-calamine", "fastexcel", "polars")))
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


def row(attributes, text):
    return f"<table:table-row><table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell></table:table-row>"


hours = [("PT08H30M00S", "08:30"), ("PT40H00M00S", "40:00")]
rows = [row('office:value-type="string"', "hours")]
rows += [row(f'office:value-type="time" office:time-value="{value}"', text) for value, text in hours]
write("hours.ods", "".join(rows))
print("expected: 8:30 and 40:00 as two spans of time")
print("seen, by python-calamine:", python_calamine.load_workbook("hours.ods").get_sheet_by_index(0).to_python()[1:])
frame = fastexcel.read_excel("hours.ods").load_sheet(0).to_polars()
print("seen, by fastexcel:", frame["hours"].dtype, frame.rows())
print("seen, by polars:", polars.read_excel("hours.ods").rows())
PYTHON
cat seen
diff - seen <<'BEFORE'
python-calamine 0.9.1 fastexcel 0.21.0 polars 2.1.0
expected: 8:30 and 40:00 as two spans of time
seen, by python-calamine: [[datetime.time(8, 30)], ['PT40H00M00S']]
seen, by fastexcel: Duration(time_unit='ms') [(datetime.timedelta(seconds=30600),), (None,)]
seen, by polars: [(datetime.timedelta(seconds=30600),)]
BEFORE
echo "as seen before"
