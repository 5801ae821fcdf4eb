"""Readers of pages in a process of their own, and the port at which they find a server. Standard library only."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from benchmarks.client import HOST, Count, Task
from benchmarks.person import SIGN_IN, Person


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    person = Person(port)
    try:
        return person.ask("GET", SIGN_IN)[0] == 200
    except OSError:
        return False
    finally:
        person.connection.close()


@contextmanager
def asking(told: Task) -> Iterator[subprocess.Popen[str]]:
    """Readers at work in a process of their own."""
    command = [sys.executable, "-m", "benchmarks.client"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        if client.stdin:
            json.dump(asdict(told), client.stdin)
            client.stdin.close()
        try:
            yield client
        finally:
            client.terminate()


def answered(client: subprocess.Popen[str]) -> Count:
    """What came back, once they are done."""
    return Count(**json.loads(client.stdout.read() if client.stdout else ""))
