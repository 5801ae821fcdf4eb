"""One measured thing, how often it is measured, and the table in which all of them are printed."""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

HEADER = ("what", "database", "measured", "limit", "of limit", "beside it")
MEBI = 1024 * 1024
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Result:
    """`value` and `limit` are in `unit`: "ms", "s" or "MB". `beside` holds ratios and spreads, in words."""

    what: str
    value: float | None
    unit: str
    limit: float | None = None
    beside: str = ""


def median(run: Callable[[], object], *, times: int = 7) -> float:
    """Milliseconds of the middle one of `times` runs, after one that warms up and isn't counted."""
    run()
    return statistics.median(milliseconds(run) for _ in range(times))


def milliseconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000


def quantile(values: Iterable[float], share: float) -> float:
    """The value that `share` of the sorted values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered), -int(-share * len(ordered) // 1)) - 1)]


def ratio(value: float, base: float) -> str:
    """How many times the base: "85 ×", "3.4 ×"."""
    times = value / base
    return f"{times:,.0f} ×" if times >= 10 else f"{times:.1f} ×"


def own_peak() -> float:
    """The largest resident memory of this process so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MEBI if sys.platform == "darwin" else peak / 1024


def peak_of(process: int) -> float | None:
    """The largest resident memory of another process so far, in MB; None where the system doesn't tell."""
    try:
        lines = (PROC / str(process) / "status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), None)


def processor_of(process: int) -> float | None:
    """Milliseconds that another process has kept a core busy so far; None where the system doesn't tell."""
    try:
        fields = (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def write(results: Iterable[Result], path: Path) -> None:
    path.write_text(json.dumps([asdict(result) for result in results]))


def read(path: Path) -> list[Result]:
    return [Result(**fields) for fields in json.loads(path.read_text())]


def table(rows: Iterable[tuple[str, Result]]) -> str:
    """Rows of (database, result), those of one thing under each other, as aligned text."""
    found = list(rows)
    order = list(dict.fromkeys(result.what for _, result in found))
    found.sort(key=lambda row: order.index(row[1].what))
    cells = [HEADER, *(_cells(database, result) for database, result in found)]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(HEADER))]
    lines = [_line(row, widths) for row in cells]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines)


def _cells(database: str, result: Result) -> tuple[str, ...]:
    share = ""
    if result.value is not None and result.limit:
        share = f"{100 * result.value / result.limit:.0f} %" + (" over" if result.value > result.limit else "")
    limit = "" if result.limit is None else f"{result.limit:g} {result.unit}"
    return result.what, database, _shown(result), limit, share, result.beside


def _shown(result: Result) -> str:
    if result.value is None:
        return "not known"
    places = 0 if result.unit == "MB" or result.value >= 100 else 1 if result.value >= 10 else 2
    return f"{result.value:,.{places}f} {result.unit}"


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    numbers = {2, 3, 4}
    padded = []
    for column, (text, width) in enumerate(zip(row, widths, strict=True)):
        space = " " * (width - _width(text))
        padded.append(space + text if column in numbers else text + space)
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)
