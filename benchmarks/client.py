"""Readers of pages: so many connections, each asking for the next page once it has the last. Standard library only.

python -m benchmarks.client < task.json: {"port", "paths", "cookie", "connections", "warm_up", "seconds"} on standard
input; {"answers", "times": [milliseconds], "bytes", "refused"} on standard output. With "forms" each of them is posted,
under "token", to the path of the same place. SIGTERM ends the asking early. It runs in a process of its own, so that
its work is not mistaken for the server's, and speaks to this machine alone.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import islice

HOST = "127.0.0.1"
DONE = {200, 302}  # a page, or where what was sent leads to


@dataclass(slots=True)
class Task:
    port: int
    paths: list[str]
    cookie: str
    connections: int
    warm_up: float
    seconds: float
    forms: list[str] = field(default_factory=list)
    token: str = ""


@dataclass(slots=True)
class Count:
    """What came back after the warm-up; `answers` counts those before it as well, `refused` those not in DONE.

    `gap`: the longest time in seconds that one connection had nothing but refusals.
    """

    answers: int = 0
    times: list[float] = field(default_factory=list)
    bytes: int = 0
    refused: int = 0
    gap: float = 0.0


async def main(task: Task) -> Count:
    count = Count()
    begin = time.perf_counter() + task.warm_up
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    readers = (_reader(task, number, begin, count, stop) for number in range(task.connections))
    await asyncio.gather(*readers)
    return count


async def _reader(task: Task, number: int, begin: float, count: Count, stop: asyncio.Event) -> None:
    """One connection; it starts elsewhere in the list than the others, so that together they ask for all pages."""
    read, write = await asyncio.open_connection(HOST, task.port)
    at = number * len(task.paths) // task.connections
    end = begin + task.seconds
    done = time.perf_counter()
    while (started := time.perf_counter()) < end and not stop.is_set():
        write.write(_request(task, at % len(task.paths)))
        status, size = await _answer(read)
        count.answers += 1
        if started >= begin:
            count.times.append((time.perf_counter() - started) * 1000)
            count.bytes += size
            count.refused += status not in DONE
        count.gap = max(count.gap, time.perf_counter() - done)
        done = time.perf_counter() if status in DONE else done
        at += 1
    write.close()
    await write.wait_closed()


def _request(task: Task, at: int) -> bytes:
    form = task.forms[at].encode() if task.forms else b""
    sent = f"Content-Type: application/x-www-form-urlencoded\r\nX-CSRFToken: {task.token}\r\n" if form else ""
    head = (
        f"{'POST' if form else 'GET'} {task.paths[at]} HTTP/1.1\r\nHost: {HOST}:{task.port}\r\n"
        f"Cookie: {task.cookie}\r\nContent-Length: {len(form)}\r\n{sent}"
        "Accept: text/html\r\nConnection: keep-alive\r\n\r\n"
    )
    return head.encode() + form


async def _answer(read: asyncio.StreamReader) -> tuple[int, int]:
    """Status and size of the body: by its length, or in chunks."""
    head = (await read.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in islice(head, 1, None) if ": " in line)
    size = 0
    if fields.get("transfer-encoding") == "chunked":
        while chunk := int(await read.readline(), 16):
            size += chunk
            await read.readexactly(chunk + 2)
        await read.readline()
    else:
        size = int(fields["content-length"])
        await read.readexactly(size)
    return int(head[0].split()[1]), size


if __name__ == "__main__":
    counted = asyncio.run(main(Task(**json.load(sys.stdin))))
    json.dump(asdict(counted), sys.stdout)
