"""Starting Birlik: database, demonstration data when it is empty, static files, server."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from birlik.accounts import actions as accounts
from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.orgs import actions as orgs
from birlik.orgs.models import Organisation
from birlik.orgs.queries import organisation_by_code
from birlik.statistics.actions.forms import load_forms

HOST = os.environ.get("HOST", "127.0.0.1")
LARGEST_PORT, LONGEST_PORT = 65_535, 5
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def migrate() -> None:
    """Bring the database up to date, and the immutable copies of the rulebook's forms with it."""
    call_command("migrate", verbosity=0, interactive=False)
    load_forms()


def password() -> str:
    """Sixteen letters and digits that can't be mistaken for each other, in groups of four."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def accounts_file() -> Path:
    """The demonstration accounts of this data folder, readable by its owner alone."""
    return Path(settings.DATA_DIR) / "demonstration-accounts.txt"


def demonstrate(*, required: bool) -> int:
    """Fill an empty database with the demonstration union; with `required` a full one is refused."""
    if Organisation.objects.exists():
        if required:
            raise Refusal("demo.not_empty")
        return 0
    from demo import load  # slow import: the generator is needed once in a database's life

    lines = load.fill(password=password)
    path = accounts_file()
    path.touch(mode=0o600)
    path.write_text("".join(f"{line}\n" for line in lines))
    if required:
        print(path.read_text(), end="")
    return 0


def serve(*, with_demonstration: bool) -> int:
    """Serve until stopped: as many workers as cores, one blocking thread each (measured fastest)."""
    port = port_asked()
    require_free(port)
    migrate()
    if with_demonstration:
        if not Organisation.objects.exists():
            print("Birlik: making the demonstration union, about half a minute …", flush=True)
        demonstrate(required=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    announce(port)
    workers = os.environ.get("BIRLIK_WORKERS", str(os.cpu_count() or 1))
    command = [
        "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", workers,
        "--blocking-threads", "1", "--backpressure", "256", "--log-level", "warning", "birlik.config.wsgi:application",
    ]  # fmt: skip
    executable = Path(sys.executable).parent / "granian"
    os.chdir(settings.BASE_DIR)
    os.execv(str(executable), command)  # noqa: S606  # the server replaces this process, so signals reach it


def port_asked() -> int:
    """The port of PORT, 8000 without it; `server.port_unknown` for what is none."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_PORT and 1 <= int(text) <= LARGEST_PORT):
        raise Refusal("server.port_unknown", port=text)
    return int(text)


def require_free(port: int) -> None:
    """Say so at once when somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Refusal("server.port_taken", port=port) from error


def announce(port: int) -> None:
    print(f"Birlik: http://{HOST}:{port}")
    if accounts_file().exists():
        print("Demonstration accounts (the data is synthetic):")
        print(accounts_file().read_text(), end="")
    print("Stop with Ctrl+C.", flush=True)


def make_account(username: str, full_name: str, role: str, organisation: str, keeper: str | None) -> int:
    """An account with a role; prints its password once.

    The very first account needs nobody and keeps the accounts of others; every later one is made in the name of
    `keeper`, who must have the right.
    """
    place = organisation_by_code(organisation)
    by = User.objects.filter(username=keeper or "").first()
    if keeper and by is None:
        raise Refusal("user.unknown", username=keeper)
    now = timezone.now()
    word = password()
    with transaction.atomic():
        user = accounts.create_user(username=username, full_name=full_name, password=word, by=by, at=now)
        today = timezone.localdate(now)
        orgs.assign_role(user, role_code=role, organisation=place, since=today, by=by or user, at=now)
    print(f"{username}  {word}")
    return 0
