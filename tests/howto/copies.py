"""Copies of the source in which a checklist of docs/howto is done word by word: blocks written, commands run.

A block names its file in its first line. It is put behind what the file says already, or makes the file. In a block of
the kind `diff` the lines marked + are put between the unmarked lines, which the file holds exactly once.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from tests.architecture.source import ROOT

BLOCK = re.compile(r"^(?P<indent> *)```(?P<kind>\w+)\n(?P<text>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"^(?:#|\{#) (?P<file>\S+?)(?: #\})?$")
COPIED = ("birlik", "demo", "locale", "rulebook", "tests", "tools")
COMMANDS = "sh"
SECONDS = 600


@dataclass(frozen=True)
class Copy:
    """The folder of a copy; `changed`: the files that its checklist has written, in their order."""

    folder: Path
    changed: tuple[str, ...] = ()

    def run(self, *command: str) -> str:
        """What a command says that is run in the copy, on an empty SQLite database; it must succeed."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "BIRLIK_", "PYTEST_"))
        }
        environment |= {
            "DJANGO_SETTINGS_MODULE": "birlik.config.settings",
            "BIRLIK_DATA": str(self.folder / "data"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        done = subprocess.run(
            command, cwd=self.folder, env=environment, timeout=SECONDS, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
        return done.stdout

    def ask(self, *tests: str) -> int:
        """Run tests in the copy; how many have passed."""
        said = self.run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", *tests)
        found = re.search(r"(\d+) passed", said)
        assert found is not None, said
        return int(found[1])


def follow(name: str, folder: Path) -> Copy:
    """A copy of the source after the checklist docs/howto/`name`."""
    for part in COPIED:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    copy = Copy(folder)
    changed: list[str] = []
    for kind, text in _blocks((ROOT / "docs" / "howto" / name).read_text()):
        if kind == COMMANDS:
            for line in text.splitlines():
                copy.run("bash", "-c", line)
            continue
        head, _, body = text.partition("\n")
        file = NAMED.match(head)
        assert file is not None, f"{name}: a block begins with its file, not with {head!r}"
        _write(folder / file["file"], kind, body)
        changed.append(file["file"])
    return Copy(folder, tuple(dict.fromkeys(changed)))


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    for found in BLOCK.finditer(text):
        yield found["kind"], dedent(found["text"])


def _write(path: Path, kind: str, text: str) -> None:
    before = path.read_text() if path.exists() else ""
    if kind == "diff":
        path.write_text(_insert(before, text))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{before}\n{text}" if before else text)


def _insert(before: str, difference: str) -> str:
    """The text with the lines marked + between their neighbours."""
    lines = difference.splitlines()
    old = "\n".join(line[1:] for line in lines if not line.startswith("+"))
    new = "\n".join(line[1:] for line in lines if not line.startswith("-"))
    assert before.count(old) == 1, f"stands there {before.count(old)} times:\n{old}"
    return before.replace(old, new)
