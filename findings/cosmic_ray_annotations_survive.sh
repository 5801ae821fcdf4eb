#!/usr/bin/env bash
# cosmic-ray 8.7.0 mutates the bars of type annotations: mutants that no test can kill count as survivors.
# Expected: a mutant changes what the program does. Under "from __future__ import annotations" (PEP 563) an annotation is
#   never evaluated, so int + None in the place of int | None is the same program.
# Seen: every | in a signature gives eleven mutants that survive any test; a function of one line with two annotations, tested
#   completely, has 22 survivors in its annotations and none elsewhere.
# Matters: the rate of survivors measures how many annotations a module has. A filter on the operators BitOr hides real ones.
# Seen with: cosmic-ray 8.7.0, Python 3.11, Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cosmic-ray==8.7.0
cd "$folder"
cat > double.py <<'PYTHON'
from __future__ import annotations


def double(number: int | None) -> int | None:
    return None if number is None else number * 2
PYTHON
cat > test.py <<'PYTHON'
from double import double

assert [double(number) for number in (None, 0, 2, 3, -1, 10**6)] == [None, 0, 4, 6, -2, 2 * 10**6]
PYTHON
cat > settings.toml <<'TOML'
[cosmic-ray]
module-path = "double.py"
timeout = 20
excluded-modules = []
test-command = "python -B test.py"
[cosmic-ray.distributor]
name = "local"
TOML
export PATH="$folder/venv/bin:$PATH"
cosmic-ray init settings.toml session.sqlite > /dev/null
cosmic-ray exec settings.toml session.sqlite > /dev/null
python - > seen <<'PYTHON'
from importlib.metadata import version
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db

print("cosmic-ray", version("cosmic-ray"))
source = Path("double.py").read_text().splitlines()
with use_db("session.sqlite", WorkDB.Mode.open) as database:
    survivors = [
        item.mutations[0].start_pos[0]
        for item in database.work_items
        for job, result in database.results
        if job == item.job_id and result.test_outcome.value == "survived"
    ]
signature = next(number for number, line in enumerate(source, 1) if line.startswith("def"))
print("expected: no survivor in a line that is never evaluated")
print("seen: survivors in the annotations", survivors.count(signature), "elsewhere", len(survivors) - survivors.count(signature))
PYTHON
cat seen
diff - seen <<'BEFORE'
cosmic-ray 8.7.0
expected: no survivor in a line that is never evaluated
seen: survivors in the annotations 22 elsewhere 0
BEFORE
echo "as seen before"
