"""Starting Birlik: database, demonstration data when it is empty, static files, server."""

from __future__ import annotations

import os
import socket
import sys
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from birlik.accounts import begin_code
from birlik.config import environment
from birlik.core.errors import Refusal
from birlik.core.passwords import password
from birlik.db import release
from birlik.jobs import queue
from birlik.orgs.actions import foundation
from birlik.orgs.models import Organisation
from birlik.statistics.actions.forms import load_forms

ADDRESS = "JOBS_ADDRESS"  # in the environment of the waiting worker (birlik.worker)


def migrate() -> None:
    """Bring the database up to date, and the immutable copies of the rulebook's forms with it.

    Refused with `database.older` or `database.newer` where its data cannot be carried over.
    """
    others = os.umask(0o077)  # an embedded database is made here, for its owner alone; the files beside it follow it
    try:
        release.require_known_release()
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        os.umask(others)
    load_forms()


def accounts_file() -> Path:
    """Return the demonstration accounts of this data folder, readable by its owner alone."""
    return Path(settings.DATA_DIR) / "demonstration-accounts.txt"


def demonstrate(*, required: bool, members: str = "region") -> int:
    """Fill an empty database with the demonstration union; with `required` a full one is refused.

    `members`: whose members the registry holds: "none", "region" (one organisation's), "full".
    Refused with `demo.not_empty`.
    """
    if Organisation.objects.exists():
        if required:
            raise Refusal("demo.not_empty")
        return 0
    from demo import load  # slow import: the generator is needed once in a database's life

    lines = load.fill(password=password, members=members)
    path = accounts_file()
    path.touch(mode=0o600)
    path.write_text("".join(f"{line}\n" for line in lines))
    if required:
        print(path.read_text(), end="")
    return 0


def serve(*, with_demonstration: bool) -> int:
    """Make everything ready, then serve until stopped (birlik.http_server)."""
    host, port = environment.host(), environment.port()
    require_free(host, port)
    import_module(settings.API_URLCONF)  # a fault in it stops the start, not the first program that asks
    migrate()
    if with_demonstration:
        if not Organisation.objects.exists():
            print("Birlik: making the demonstration union, about half a minute …", flush=True)
        demonstrate(required=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    announce(host, port)
    offer_beginning(host, port)
    print("Stop with Ctrl+C.", flush=True)
    os.chdir(settings.BASE_DIR)
    # a process that has done nothing yet takes this one's place: it is copied, and signals reach it
    port_mode = "each" if environment.flag("BIRLIK_PORT_EACH", default=False) else "one"
    command = [
        sys.executable,
        "-m",
        "birlik.http_server",
        "all",
        host,
        str(port),
        str(environment.workers()),
        port_mode,
    ]
    os.execve(sys.executable, command, os.environ | {ADDRESS: queue.address()})  # noqa: S606 - our own command


def require_free(host: str, port: int) -> None:
    """Say so at once when somebody else listens there. Refused with `server.port_taken`."""
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Refusal("server.port_taken", port=port) from error


def address_of(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def announce(host: str, port: int) -> None:
    print(f"Birlik: {address_of(host, port)}")
    if accounts_file().exists():
        print("Demonstration accounts (the data is synthetic):")
        print(accounts_file().read_text(), end="")


def offer_beginning(host: str, port: int) -> None:
    """Print the code by which whoever started the server may begin the union on a page, as long as nobody has."""
    if not foundation.is_empty():
        begin_code.forget()
        return
    print(f"The database is empty. Begin your union at {address_of(host, port)}/begin/")
    print(f"with this code, which holds until it is used or the server starts again: {begin_code.make()}")
