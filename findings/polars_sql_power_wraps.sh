#!/usr/bin/env bash
# polars 2.1.0: POWER of two whole literals in SQL is computed in 32 bits and wraps round in silence; 2 to the 40th is 0.
# Expected: POWER(10, 10) = 10000000000, as DuckDB says here; where a result is too large for its type, an error, as DuckDB
#   and PostgreSQL raise.
# Seen: POWER(10, 10) = 1410065408 and POW(2, 40) = 0, type Int32, no error and no null. A column as base or a point in
#   a literal (POW(2.0, 40)) is right.
# Matters: a threshold or a rounding step written as a power in a rule is silently another number.
# Seen with: polars 2.1.0, duckdb 2.0.1, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check polars==2.1.0 duckdb==2.0.1
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import duckdb
import polars

print("polars", polars.__version__, "duckdb", duckdb.__version__)
one = polars.DataFrame({"two": [2]})
for text in ("POWER(10, 10)", "POW(2, 40)", "POW(2.0, 40)", "POW(two, 40)"):
    told = duckdb.connect().execute(f"SELECT {text} FROM (SELECT 2 AS two)").fetchall()[0][0]
    result = polars.SQLContext(one=one).execute(f"SELECT {text} AS result FROM one").collect()["result"]
    print(f"{text}: expected {int(told)}, seen {int(result[0])} as {result.dtype}")
PYTHON
cat seen
diff - seen <<'BEFORE'
polars 2.1.0 duckdb 2.0.1
POWER(10, 10): expected 10000000000, seen 1410065408 as Int32
POW(2, 40): expected 1099511627776, seen 0 as Int32
POW(2.0, 40): expected 1099511627776, seen 1099511627776 as Float64
POW(two, 40): expected 1099511627776, seen 1099511627776 as Int64
BEFORE
echo "as seen before"
