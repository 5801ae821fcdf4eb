#!/usr/bin/env bash
# polars 2.1.0: to tell the schema of an empty lazy frame starts threads, which stay; importing it starts three others.
# It matters to a server that loads an application once and forks: a check of an expression at the start is enough to
# leave the copies without threads that polars believes it has. Seen on Linux, Python 3.11. Expected output:
#   after import: no thread of tokio or of the pool
#   after collect_schema of no rows: tokio yes, pool no
#   after select of no rows: tokio yes, pool yes
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check polars==2.1.0
"$folder/venv/bin/python" - > "$folder/told" <<'PYTHON'
import os

import polars


def threads():
    names = [open(f"/proc/self/task/{one}/comm").read().strip() for one in os.listdir("/proc/self/task")]
    return any(name.startswith("tokio") for name in names), any(name.startswith("polars-") and name[7:].isdigit() for name in names)


assert polars.__version__ == "2.1.0"
empty, expression = polars.DataFrame(schema={"a": polars.Int64}), polars.sql_expr("a > 1")
assert threads() == (False, False)
print("after import: no thread of tokio or of the pool")
assert empty.lazy().select(expression).collect_schema() == {"a": polars.Boolean}
assert threads() == (True, False)
print("after collect_schema of no rows: tokio yes, pool no")
empty.select(expression)
assert threads() == (True, True)
print("after select of no rows: tokio yes, pool yes")
PYTHON
cat "$folder/told"
test "$(wc -l < "$folder/told")" = 3
echo "as seen before"
