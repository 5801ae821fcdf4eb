"""The whole union into an empty registry, the same workbook once more, its rows in another file; a process for each."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import registry, results
from benchmarks.registry import Taken
from benchmarks.results import Result, ratio

PLAIN = 14.0  # seconds that a plain pipeline took for these rows on the machine it was tried on
MOST_MEMORY = 1_229  # MB: 1.2 GiB


def main(path: Path) -> None:
    number = registry.rows()
    first = registry.import_file(registry.shared())
    first.require(rows=number, created=number)
    again = registry.import_file(registry.shared())
    again.require(rows=number, unchanged=number)
    anew = registry.import_file(registry.saved_anew("anew"))
    anew.require(rows=number, unchanged=number)
    registry.keep({"seconds": first.seconds, "first": first.counts["id"]}, path)
    results.write([*created(first, registry.kept("yardstick", path)), *unchanged(again, anew, first)], path)


def created(first: Taken, parts: dict[str, float]) -> list[Result]:
    yardstick = sum(parts.values())
    speed = f"{registry.rows() / first.seconds:,.0f} rows/s"
    against = (
        f"{ratio(first.seconds, yardstick)} those three, {speed}, {ratio(first.seconds, PLAIN)} a plain pipeline's 14 s"
    )
    return [
        Result(
            f"import of {registry.rows():,} × 10, the registry empty",
            first.seconds,
            "s",
            round(2 * yardstick, 1),
            against,
        ),
        Result("peak memory of that import and its reading child", first.memory, "MB", MOST_MEMORY),
    ]


def unchanged(again: Taken, anew: Taken, first: Taken) -> list[Result]:
    beside = f"{ratio(again.seconds, first.seconds)} the first, {again.counts['unchanged']:,} unchanged"
    return [
        Result("the same workbook again: all unchanged", again.seconds, "s", 5, beside),
        Result(
            "the same rows saved anew: all unchanged",
            anew.seconds,
            "s",
            beside=f"{ratio(anew.seconds, first.seconds)} the first",
        ),
        Result("peak memory of that", anew.memory, "MB", MOST_MEMORY),
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
