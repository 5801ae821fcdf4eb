"""What an administrator may get wrong around the `birlik` command: one line, status 2, never a traceback."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from birlik import cli

ROOT = Path(__file__).resolve().parents[1]


def birlik(folder: Path, *arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = os.environ | {"BIRLIK_DATA": str(folder), "DATABASE_URL": ""} | environment
    command = [sys.executable, "-m", "birlik.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://here", "DATABASE_URL must begin with"),
        ("DATABASE_URL", "postgresql://here:port/birlik", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", "postgresql://[here/birlik", "DATABASE_URL cannot be read"),
        ("BIRLIK_DEBUG", "perhaps", "BIRLIK_DEBUG must be yes or no"),
    ],
)
def test_a_setting_that_cannot_be_used(tmp_path: Path, name: str, value: str, said: str) -> None:
    answer = birlik(tmp_path, "check", "--period", "2025", **{name: value})
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
    assert said in answer.stderr


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    folder = tmp_path / "a folder with spaces"
    folder.mkdir()
    (folder / "birlik.sqlite3").write_text("This is a letter and not a database.\n" * 40)
    answer = birlik(folder, "check", "--period", "2025")
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
    assert "file is not a database" in answer.stderr


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (["0001_initial", "0002_spans_and_byte_order"], "older than 0.2"),
        (["0001_release_0_2", "9999_of_a_later_release"], "by a newer release"),
    ],
)
def test_a_database_of_another_release_is_refused_and_left_alone(tmp_path: Path, steps: list[str], said: str) -> None:
    path = tmp_path / "birlik.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app, name, applied)")
        database.executemany(
            "INSERT INTO django_migrations (app, name) VALUES ('orgs', ?)", [(name,) for name in steps]
        )
    for command in (
        ["demo"],
        ["serve"],
        ["anonymise"],
        ["account", "a.new", "--name", "A New", "--role", "administrator", "--organisation", "union"],
        ["organisations", "--format", "csv"],
        ["undo-import", "1", "--format", "json"],
        ["audit", "verify"],
    ):
        answer = birlik(tmp_path, *command, PORT=str(free_port()))
        assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
        assert said in answer.stderr
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("django_migrations",)]
        assert database.execute("SELECT name FROM django_migrations").fetchall() == [(name,) for name in steps]


def test_the_embedded_database_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    program = """
import os, pathlib, django
django.setup()
from django.conf import settings
from birlik import server
os.umask(0o022)
server.migrate()
print({oct(path.stat().st_mode & 0o777) for path in pathlib.Path(settings.DATA_DIR).glob("birlik.sqlite3*")})
print(oct(os.umask(0)))
"""
    settings = os.environ | {"BIRLIK_DATA": str(tmp_path), "DATABASE_URL": ""}
    settings["DJANGO_SETTINGS_MODULE"] = "birlik.config.settings"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=settings, capture_output=True, text=True)
    assert (answer.stdout, answer.stderr) == ("{'0o600'}\n0o22\n", "")


def test_an_argument_that_is_no_text(tmp_path: Path) -> None:
    answer = birlik(tmp_path, "consolidate", "--period", "2025", "--organisation", b"\xff")
    assert (answer.returncode, answer.stderr) == (2, "birlik: an argument is not readable text (UTF-8)\n")


def test_a_program_that_was_interrupted_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupted)
    assert cli.main(["check", "--period", "2025"]) == 130
