"""Settings: each is what it says, or one line names it and nothing is changed."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from birlik.config import environment

ROOT = Path(__file__).resolve().parents[2]
Patch = pytest.MonkeyPatch
NOBODY = 65_534


def birlik(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    given = os.environ | {"BIRLIK_DATA": str(folder), "DATABASE_URL": ""} | settings
    command = [sys.executable, "-m", "birlik.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BIRLIK_WORKERS", "0", "BIRLIK_WORKERS must be a number from 1 to 256, not '0'"),
        ("HOST", "[", "HOST is unknown: '['"),
        ("PORT", "abc", "PORT must be a number from 1 to 65535, not 'abc'"),
        ("BIRLIK_HTTPS", "maybe", "BIRLIK_HTTPS must be yes or no, not 'maybe'"),
        ("DATABASE_URL", "postgresql://h/d?connect_timeout=ten", "DATABASE_URL's option connect_timeout must be a "),
        ("BIRLIK_HTTPS", "yes", "BIRLIK_HTTPS needs BIRLIK_PROXY"),
        ("BIRLIK_PROXY", "nginx", "BIRLIK_PROXY holds 'nginx'"),
        ("BIRLIK_HOSTS", "https://here", "BIRLIK_HOSTS holds 'https://here'"),
        ("BIRLIK_ORIGINS", "a\nb", "BIRLIK_ORIGINS holds 'a'"),
        ("BIRLIK_SECRET_KEY", "short", "BIRLIK_SECRET_KEY must be 32 or more letters"),
    ],
)
def test_a_server_does_not_start_with_it(tmp_path: Path, name: str, value: str, said: str) -> None:
    answer = birlik(tmp_path / "data", "serve", **{name: value})
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
    assert answer.stderr.startswith(f"birlik: {said}")
    assert not (tmp_path / "data/birlik.sqlite3").exists()


@pytest.mark.parametrize("command", [["roles"], ["worker", "--once"], ["check", "--period", "2025"], ["anonymise"]])
def test_every_command_says_what_is_wrong_with_the_key(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "secret-key").touch()
    answer = birlik(tmp_path, *command)
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
    assert answer.stderr.startswith("birlik: The secret key in ")
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_numbers_are_read(monkeypatch: Patch) -> None:
    for name in ("PORT", "BIRLIK_WORKERS", "HOST"):
        monkeypatch.delenv(name, raising=False)
    assert (environment.port(), environment.workers(), environment.host()) == (8000, os.cpu_count(), "127.0.0.1")
    monkeypatch.setenv("PORT", "65535")
    monkeypatch.setenv("BIRLIK_WORKERS", "12")
    monkeypatch.setenv("HOST", "localhost")
    assert (environment.port(), environment.workers(), environment.host()) == (65_535, 12, "localhost")


@pytest.mark.parametrize("text", ["0", "-1", "abc", "10000", "1.5", " ", "٨", "9" * 5000])
def test_a_number_of_workers_that_is_none(monkeypatch: Patch, text: str) -> None:
    monkeypatch.setenv("BIRLIK_WORKERS", text)
    with pytest.raises(ImproperlyConfigured, match=r"BIRLIK_WORKERS must be a number from 1 to 256"):
        environment.workers()


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "9" * 5000, "٨٠"])
def test_a_port_that_is_none(monkeypatch: Patch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(ImproperlyConfigured, match=r"PORT must be a number from 1 to 65535"):
        environment.port()


def test_the_last_port_leaves_room_for_the_others(monkeypatch: Patch) -> None:
    for name, text in {"PORT": "65535", "BIRLIK_WORKERS": "2", "BIRLIK_PORT_EACH": "yes"}.items():
        monkeypatch.setenv(name, text)
    with pytest.raises(ImproperlyConfigured, match=r"PORT must be a number from 1 to 65534"):
        environment.port()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "unknown"),
        ("a" * 80, "unknown"),
        ("..", "unknown"),
        ("192.0.2.1", "not an address of this machine"),  # kept for documents: nobody has it
    ],
)
def test_a_host_that_cannot_be_listened_at(monkeypatch: Patch, text: str, said: str) -> None:
    monkeypatch.setenv("HOST", text)
    with pytest.raises(ImproperlyConfigured, match=f"HOST is {said}"):
        environment.host()


def test_a_taken_port_is_no_fault_of_the_host(monkeypatch: Patch) -> None:
    with socket.create_server(("127.0.0.1", 0)):
        monkeypatch.setenv("HOST", "127.0.0.1")
        assert environment.host() == "127.0.0.1"


@pytest.mark.parametrize(
    "text", ["http://here", "here:80", "a/b", "*.here", "here,there", "-a", "a..b", "[::1", "::1", "ә"]
)
def test_a_served_name_that_is_none(monkeypatch: Patch, text: str) -> None:
    monkeypatch.setenv("BIRLIK_HOSTS", f"birlik.kz {text}")
    with pytest.raises(ImproperlyConfigured, match=re.escape(f"BIRLIK_HOSTS holds {text!r}")):
        environment.hosts("BIRLIK_HOSTS", "")


@pytest.mark.parametrize("text", ["here", "ftp://here", "https://", "https://here/", "https://a b", "http://a:b", "*"])
def test_an_origin_that_is_none(monkeypatch: Patch, text: str) -> None:
    monkeypatch.setenv("BIRLIK_ORIGINS", text)
    with pytest.raises(ImproperlyConfigured, match="BIRLIK_ORIGINS holds"):
        environment.origins("BIRLIK_ORIGINS")


def test_names_and_origins_are_read(monkeypatch: Patch) -> None:
    names = ["*", ".birlik.kz", "birlik.kz.", "10.0.0.1", "[::1]", "my_host", "xn--80ak6aa92e.kz"]
    monkeypatch.setenv("BIRLIK_HOSTS", " ".join(names))
    assert environment.hosts("BIRLIK_HOSTS", "") == names
    origins = ["https://birlik.kz", "http://*.birlik.kz:8080", "https://[::1]:8443"]
    monkeypatch.setenv("BIRLIK_ORIGINS", "\n".join(origins))
    assert environment.origins("BIRLIK_ORIGINS") == origins


def test_proxies_are_networks(monkeypatch: Patch) -> None:
    monkeypatch.setenv("BIRLIK_PROXY", "10.0.0.7 10.1.0.0/16 unix loopback ::2")
    found = ["10.0.0.7", "10.1.0.0/16", "unix", "127.0.0.0/8", "::1/128", "::2"]
    assert environment.proxies("BIRLIK_PROXY") == found
    monkeypatch.delenv("BIRLIK_PROXY")
    assert environment.proxies("BIRLIK_PROXY") == []


@pytest.mark.parametrize("text", ["nginx", "*", "10.0.0.1:80", "10.1.2.3/16", "10.0.0.0/33", "10.0.0.1,10.0.0.2"])
def test_a_proxy_that_is_none(monkeypatch: Patch, text: str) -> None:
    monkeypatch.setenv("BIRLIK_PROXY", text)
    with pytest.raises(ImproperlyConfigured, match="BIRLIK_PROXY holds"):
        environment.proxies("BIRLIK_PROXY")


class TestDatabase:
    @pytest.mark.parametrize(
        ("query", "options"),
        [
            ("prepare_threshold=none", {"prepare_threshold": None}),
            ("prepare_threshold=None&server_side_binding=false", {"prepare_threshold": None}
             | {"server_side_binding": False}),
            ("prepare_threshold=0&server_side_binding=Yes", {"prepare_threshold": 0, "server_side_binding": True}),
            ("connect_timeout=5&keepalives=0", {"connect_timeout": 5, "keepalives": 0}),
            ("options=-c%20statement_timeout%3D5", {"options": "-c statement_timeout=5"}),
            ("application_name=12&sslmode=require", {"application_name": "12", "sslmode": "require"}),
            ("host=%2Frun%2Fpostgresql", {"host": "/run/postgresql"}),
        ],
    )  # fmt: skip
    def test_options_become_what_they_are(self, tmp_path: Path, query: str, options: dict[str, Any]) -> None:
        ours = environment.database("postgresql://h/d", tmp_path)["OPTIONS"]
        assert environment.database(f"postgresql://h/d?{query}", tmp_path)["OPTIONS"] == ours | options

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("prepare_threshold=maybe", "option prepare_threshold must be a number or none, not 'maybe'"),
            ("server_side_binding=2", "option server_side_binding must be yes or no, not '2'"),
            ("connect_timeout=none", "option connect_timeout must be a number, not 'none'"),
            ("connect_timeout=", "option connect_timeout must be a number, not ''"),
            ("connect_timeout=-5", "option connect_timeout must be a number, not '-5'"),
            ("conect_timeout=5", "has an unknown option: 'conect_timeout'"),
            ("cursor_factory=x", "has an unknown option: 'cursor_factory'"),
            ("sslmode", "has an option without a value"),
            ("=5", "has an unknown option: ''"),
        ],
    )
    def test_an_option_that_is_none_is_named(self, tmp_path: Path, query: str, said: str) -> None:
        with pytest.raises(ImproperlyConfigured, match=re.escape(said)):
            environment.database(f"postgresql://h/d?{query}", tmp_path)


class TestFolder:
    def test_it_is_made(self, monkeypatch: Patch, tmp_path: Path) -> None:
        monkeypatch.setenv("BIRLIK_DATA", str(tmp_path / "a/b"))
        assert environment.folder("BIRLIK_DATA", tmp_path) == tmp_path / "a/b"
        assert (tmp_path / "a/b").is_dir()

    @pytest.mark.parametrize("below", ["file", "file/data", "circle", "a" * 300])
    def test_what_is_no_folder(self, monkeypatch: Patch, tmp_path: Path, below: str) -> None:
        (tmp_path / "file").touch()
        (tmp_path / "circle").symlink_to("circle")
        monkeypatch.setenv("BIRLIK_DATA", str(tmp_path / below))
        with pytest.raises(ImproperlyConfigured, match="BIRLIK_DATA cannot be made as a folder"):
            environment.folder("BIRLIK_DATA", tmp_path)

    def test_one_that_cannot_be_written_in(self, monkeypatch: Patch) -> None:
        """Root may write everywhere, so the question is asked as somebody else."""
        with TemporaryDirectory() as name:
            Path(name).chmod(0o555)
            monkeypatch.setenv("BIRLIK_DATA", name)
            before = os.geteuid()
            if before == 0:
                os.seteuid(NOBODY)
            try:
                with pytest.raises(ImproperlyConfigured, match="BIRLIK_DATA is a folder that cannot be written in"):
                    environment.folder("BIRLIK_DATA", Path(name))
            finally:
                os.seteuid(before)


class TestSecret:
    def test_it_is_made_once_for_its_owner_alone(self, monkeypatch: Patch, tmp_path: Path) -> None:
        monkeypatch.delenv("KEY", raising=False)
        path = tmp_path / "secret-key"
        made = environment.secret("KEY", path)
        assert (len(made), environment.secret("KEY", path)) == (50, made)
        assert [one.name for one in tmp_path.iterdir()] == ["secret-key"]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_who_start_together_agree(self, monkeypatch: Patch, tmp_path: Path) -> None:
        monkeypatch.delenv("KEY", raising=False)
        with ThreadPoolExecutor(16) as pool:
            made = list(pool.map(lambda _: environment.secret("KEY", tmp_path / "secret-key"), range(64)))
        assert len(set(made)) == 1

    def test_a_start_that_was_killed_leaves_no_part(self, monkeypatch: Patch, tmp_path: Path) -> None:
        """The name appears with the whole content: whoever dies before that leaves the name free."""
        path = tmp_path / "secret-key"
        program = (
            "import os, sys, pathlib\n"
            "from birlik.config import environment\n"
            "os.fsync = lambda _: os.kill(os.getpid(), 9)\n"
            "environment.secret('NO_SUCH_KEY', pathlib.Path(sys.argv[1]))\n"
        )
        killed = subprocess.run([sys.executable, "-c", program, str(path)], cwd=ROOT, check=False)
        assert (killed.returncode, path.exists()) == (-9, False)
        monkeypatch.delenv("KEY", raising=False)
        assert len(environment.secret("KEY", path)) == 50

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "32 or more"),
            (b"\n", "32 or more"),
            (b"a" * 31, "32 or more"),
            (b"a\0" * 40, "32 or more"),
            (b"\xff\xfe" * 40, "is not text"),
        ],
    )
    def test_a_file_that_holds_none(self, monkeypatch: Patch, tmp_path: Path, content: bytes, said: str) -> None:
        monkeypatch.delenv("KEY", raising=False)
        path = tmp_path / "secret-key"
        path.write_bytes(content)
        with pytest.raises(ImproperlyConfigured, match=said):
            environment.secret("KEY", path)
        assert path.read_bytes() == content

    def test_one_that_cannot_be_read(self, monkeypatch: Patch, tmp_path: Path) -> None:
        monkeypatch.delenv("KEY", raising=False)
        (tmp_path / "secret-key").mkdir()
        with pytest.raises(ImproperlyConfigured, match="cannot be read"):
            environment.secret("KEY", tmp_path / "secret-key")
