"""The locks install with the oldest pip that Python 3.11 brings, and need nothing that they do not name."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tools import check, needs

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]
OLDEST_PIP = "22.3"  # of Python 3.11.0
LOCKED = ["--require-hashes", "--no-deps"]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("oldest-pip")
    venv.create(folder, with_pip=True)
    run(folder / "bin" / "python", "install", f"pip=={OLDEST_PIP}")
    return folder / "bin" / "python"


def run(python: Path | str, *arguments: str) -> str:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["base", "dev", "bench", "mutants"])
def test_the_oldest_pip_takes_the_lock(python: Path, name: str) -> None:
    run(python, "install", "--dry-run", "--ignore-installed", "--quiet", *LOCKED, "-r", f"requirements/{name}.txt")


def test_what_is_installed_is_whole() -> None:
    assert run(sys.executable, "check") == "No broken requirements found.\n"


def test_every_installation_of_the_makefile_resolves_nothing() -> None:
    lines = [line for line in (ROOT / "Makefile").read_text().splitlines() if "pip install" in line]
    assert len(lines) == 4
    assert [line for line in lines if "$(LOCKED)" not in line] == []
    assert f"LOCKED := {' '.join(LOCKED)}" in (ROOT / "Makefile").read_text()


def test_what_the_journeys_need_and_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where nothing may be installed the step fails and says what to install; it is not left out."""
    monkeypatch.setattr(needs, "FONTS", tmp_path)
    monkeypatch.setattr(needs.shutil, "which", lambda *_arguments, **_named: None)
    outcome = check.Outcome()
    check.journeys(outcome)
    packages = "chromium fonts-crosextra-carlito fonts-dejavu-core nginx openssl"
    assert outcome.broken == [f"browser journeys: install what they need (apt-get install {packages})"]
