"""How many small faults the tests find: mutants of the actions, the rules and the pure modules, made by cosmic-ray.

python -m tools.mutants [NUMBER]     # in the environment of requirements/mutants.txt, see `make mutants`

The sample is the same as long as the code is: of each place in the code at most one mutant, of these those whose digest
is lowest. Each is written into a copy of the tree, and the tests that ran its line are run there on SQLite until one
fails.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from queue import SimpleQueue

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from coverage import CoverageData

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv" / "bin" / "python"
APPS = ("accounts", "audit", "documents", "members", "orgs", "statistics")
TESTS = ("pure", "core", *APPS)
SAMPLE = 100
FEW = 5  # tests that may fail because every line of theirs is noted
MINUTES = 5  # of a mutant's tests: what runs longer found it, too, but is counted apart
WORKERS = min(os.cpu_count() or 1, 4)
LEFT_OUT = shutil.ignore_patterns(".*", "data", "__pycache__", "findings", "screenshots")


@dataclass(frozen=True)
class Mutant:
    """A fault: the file, what is done to the code at which line and column, and the digest that it is drawn by."""

    path: Path
    operator: str
    occurrence: int
    line: int
    column: int
    digest: str

    @property
    def place(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"

    def code(self) -> str:
        return str(mutate_code(self.path.read_text(), get_operator(self.operator)(), self.occurrence))

    def compiles(self) -> bool:
        """Tell whether it is Python: cosmic-ray takes the `*` of a signature for an operator."""
        try:
            ast.parse(self.code())
        except SyntaxError:
            return False
        return True


def files() -> list[Path]:
    """List the files of actions and rules, and the pure ones as the import contract names them."""
    apps = [folder for app in APPS for folder in (ROOT / "birlik" / app).glob("**/") if folder.name != "__pycache__"]
    found = {path for folder in apps for name in ("actions", "rules") for path in _files(folder / name)}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    pure = next(one["source_modules"] for one in contracts if one["id"] == "pure")
    return sorted(found.union(*(_files(ROOT / name.replace(".", "/")) for name in pure)))


def _files(module: Path) -> list[Path]:
    return [path for path in (module.with_suffix(".py"), *module.glob("**/*.py")) if path.exists()]


def mutants(path: Path) -> Iterator[Mutant]:
    """Find one mutant for each place in the file; none in an annotation, which nobody runs."""
    text = path.read_text()
    tree, lines = get_ast(text), text.splitlines()
    notes = [_span(note) for note in _annotations(ast.parse(text))]
    places: dict[tuple[int, int], list[Mutant]] = {}
    for name in operator_names():
        if get_operator(name).arguments():  # those that ask what to put there
            continue
        operator = get_operator(name)()
        positions = (place for node in ast_nodes(tree) for place in operator.mutation_positions(node))
        for number, (start, _end) in enumerate(positions):
            if not any(first <= start < last for first, last in notes):
                label = f"{path.stem} {name} {start[1]} {lines[start[0] - 1].strip()}"
                digest = hashlib.sha256(label.encode()).hexdigest()
                places.setdefault(start, []).append(Mutant(path, name, number, start[0], start[1], digest))
    for found in places.values():
        yield min(found, key=lambda one: (one.digest, one.occurrence))


def _annotations(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if isinstance(note := getattr(node, name, None), ast.expr):
                yield note


def _span(node: ast.expr | ast.stmt) -> tuple[tuple[int, int], tuple[int, int]]:
    return (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)


class Coverage:
    """Which tests ran which line, from one run of all of them."""

    def __init__(self, folder: Path) -> None:
        self.data = CoverageData(basename=str(folder / "coverage"))
        command = [*TESTED, *(f"tests/{name}" for name in TESTS), "-n", str(WORKERS), "--dist", "loadscope"]
        command += ["--cov=birlik", "--cov-context=test", "--cov-report="]
        environment = surroundings(folder) | {"COVERAGE_FILE": str(folder / "coverage")}
        run = subprocess.run([str(PYTHON), *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        failed = re.findall(r"^(?:FAILED|ERROR) ([^\s[]+)", run.stdout, flags=re.MULTILINE)
        if run.returncode > 1 or len(failed) > FEW:
            sys.exit(f"The tests fail on the code as it is:\n{run.stdout}")
        self.slow = set(failed)  # being watched took longer than they allow: they say nothing about a mutant
        self.data.read()

    def tests(self, mutant: Mutant) -> list[str]:
        """Name the tests that ran the statement of the mutant; for what runs at import those that ran its file."""
        lines = self.data.contexts_by_lineno(str(mutant.path))
        around = [node for node in ast.walk(ast.parse(mutant.path.read_text())) if isinstance(node, ast.stmt)]
        spans = [(min(_starts(one)), one.end_lineno or 0) for one in around]
        first, last = min(
            (span for span in spans if span[0] <= mutant.line <= span[1]), key=lambda one: one[1] - one[0]
        )
        near = self._names(context for line in range(first, last + 1) for context in lines.get(line, ()))
        whole = [f"tests/{mutant.path.relative_to(ROOT).parts[1]}"]  # it runs in a process of its own
        return near or self._names(context for line in lines.values() for context in line) or whole

    def _names(self, contexts: Iterator[str]) -> list[str]:
        return sorted({context.rpartition("|")[0].partition("[")[0] for context in contexts} - {""} - self.slow)


def _starts(node: ast.stmt) -> list[int]:
    return [node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))]


TESTED = ["-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]


def surroundings(folder: Path) -> dict[str, str]:
    return os.environ | {"BIRLIK_DATA": str(folder), "DATABASE_URL": "", "PYTHONDONTWRITEBYTECODE": ""}


def fate(mutant: Mutant, coverage: Coverage, trees: SimpleQueue[Path]) -> str:
    """Say what becomes of the mutant in the next free tree: killed, survived or timeout."""
    tests, tree = coverage.tests(mutant), trees.get()
    target = tree / mutant.path.relative_to(ROOT)
    try:
        target.write_text(mutant.code())
        (tree / "tests.txt").write_text("\n".join(tests))
        command = [str(PYTHON), *TESTED, "-x", "@tests.txt"]
        done = subprocess.run(
            command, cwd=tree, env=surroundings(tree), timeout=MINUTES * 60,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "timeout"
    finally:
        shutil.copy2(mutant.path, target)
        trees.put(tree)
    return "killed" if done.returncode else "survived"


def main(many: int) -> None:
    began = time.monotonic()
    found = sorted((one for path in files() for one in mutants(path)), key=lambda one: (one.digest, one.place))
    sample = sorted(islice(filter(Mutant.compiles, found), many), key=lambda one: (one.path, one.line))
    fates = Counter[str]()
    print(f"{len(sample)} mutants of {len(found)} places in {len(files())} files")
    with tempfile.TemporaryDirectory(prefix="birlik-mutants-") as name:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            trees.put(Path(shutil.copytree(ROOT, Path(name) / str(number), ignore=LEFT_OUT)))
        coverage = Coverage(Path(name))
        with ThreadPoolExecutor(WORKERS) as pool:
            for mutant, became in zip(
                sample, pool.map(partial(fate, coverage=coverage, trees=trees), sample), strict=True
            ):
                fates[became] += 1
                if became != "killed":
                    print(f"{became:10}{mutant.place:60}{mutant.operator.removeprefix('core/')}", flush=True)
    print(f"{dict(fates)} in {(time.monotonic() - began) / 60:.0f} min")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
