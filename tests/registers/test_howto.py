"""docs/howto/new-register.md, followed literally in a copy of the source: the new register keeps the contract."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from tests.architecture.source import ROOT

BLOCK = re.compile(r"^   ```python\n   # (\S+)\n(.*?)^   ```", re.DOTALL | re.MULTILINE)
COPIED = ("birlik", "demo", "rulebook", "locale", "tests/registers", "tests/members")
FILES = ("pyproject.toml", "tests/conftest.py", "tests/factories.py", "tests/recalled.py")
SECONDS = 300


def test_the_checklist_makes_a_register_that_keeps_the_contract(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, copy / name)
    written = dict(BLOCK.findall((ROOT / "docs/howto/new-register.md").read_text()))
    assert set(written) == {"birlik/activity/visits.py", "tests/registers/samples.py"}
    for name, text in written.items():
        with (copy / name).open("a") as file:
            file.write("\n" + dedent(text))
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DJANGO_SETTINGS_MODULE": "birlik.config.settings", "BIRLIK_DATA": str(tmp_path / "data")}
    done = [
        subprocess.run(
            [sys.executable, "-m", *command],
            cwd=copy,
            env=environment,
            timeout=SECONDS,
            capture_output=True,
            text=True,
            check=False,
        )
        for command in (
            ("django", "makemigrations", "activity"),
            ("pytest", "-q", "-p", "no:cacheprovider", "-n", "0", "tests/registers/test_contract.py", "-k", "visits"),
        )
    ]
    assert [one.returncode for one in done] == [0, 0], [one.stdout[-3000:] + one.stderr[-1000:] for one in done]
    assert re.search(r"\d\d passed", done[1].stdout)
