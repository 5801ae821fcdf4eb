#!/usr/bin/env bash
# polars 2.1.0: to tell the schema of an empty lazy frame starts threads, which stay; importing it starts three others.
# Expected: no thread but the caller's computes what needs no row; a pool is started by the first query that has work to do.
# Seen: collect_schema of no rows starts the threads of tokio, a select of no rows the pool as well.
# Matters: a server that loads an application once and forks: a check of an expression at the start is enough to leave the
#   copies without threads that polars believes it has.
# Seen with: polars 2.1.0, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check polars==2.1.0
cd "$folder"
venv/bin/python - > seen <<'PYTHON'
import os
import time

import polars


def tell(when):
    """Whether threads of tokio and of the pool run: a thread gives itself its name, which a busy machine delays."""
    time.sleep(2)
    names = [open(f"/proc/self/task/{one}/comm").read().strip() for one in os.listdir("/proc/self/task")]
    tokio = any(name.startswith("tokio") for name in names)
    pool = any(name.startswith("polars-") and name[7:].isdigit() for name in names)
    print(f"after {when}: expected none, seen tokio {tokio}, pool {pool}")


print("polars", polars.__version__)
empty, expression = polars.DataFrame(schema={"a": polars.Int64}), polars.sql_expr("a > 1")
tell("import")
empty.lazy().select(expression).collect_schema()
tell("collect_schema of no rows")
empty.select(expression)
tell("select of no rows")
PYTHON
cat seen
diff - seen <<'BEFORE'
polars 2.1.0
after import: expected none, seen tokio False, pool False
after collect_schema of no rows: expected none, seen tokio True, pool False
after select of no rows: expected none, seen tokio True, pool True
BEFORE
echo "as seen before"
