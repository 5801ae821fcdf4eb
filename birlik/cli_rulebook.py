"""The commands about a rulebook as such: is it sound, and a blank one to begin with. They ask no database."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from birlik.core.rulebook import ROOT, RulebookError

BLANK = ROOT / "rulebook-blank"
OF_ANY_UNION = ("orgs", "regions", "calendars", "campaigns")  # taken from the shipped rulebook as they are


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `check-rulebook` and `new-rulebook` to the parser of `birlik`."""
    text = "read a rulebook and print everything that is wrong in it, with file and line"
    one = commands.add_parser("check-rulebook", help=text, description=text)
    one.add_argument("folder", type=Path, metavar="FOLDER")
    one.set_defaults(command=check_rulebook)
    text = "write a blank rulebook with comments into a folder that is not there yet"
    one = commands.add_parser("new-rulebook", help=text, description=text)
    one.add_argument("folder", type=Path, metavar="FOLDER")
    one.set_defaults(command=new_rulebook)


def check_rulebook(options: argparse.Namespace) -> int:
    """Print every fault, then what the papers leave out; status 2 where there is a fault."""
    if not options.folder.is_dir():
        return _say(f"there is no folder {options.folder}")
    os.environ["BIRLIK_RULEBOOK"] = str(options.folder)
    faults = _faults()
    for fault in faults:
        print(fault)
    if faults:
        return 2
    for remark in _remarks():
        print(remark)
    print(f"{options.folder}: nothing is wrong")
    return 0


def new_rulebook(options: argparse.Namespace) -> int:
    if options.folder.exists():
        return _say(f"{options.folder} is there already; name a folder that is not")
    shutil.copytree(BLANK, options.folder)
    for part in OF_ANY_UNION:
        shutil.copytree(ROOT / "rulebook" / part, options.folder / part)
    print(f"{options.folder}: begin with forms/; birlik check-rulebook {options.folder} says what is wrong")
    return 0


COMMANDS = (check_rulebook, new_rulebook)


def _faults() -> list[RulebookError]:
    """Read the rulebook that is chosen; without its kinds of organisations nothing else can be."""
    import django  # slow import: `birlik --help` answers without it

    from birlik.config import rules

    try:
        django.setup()
    except RulebookError as fault:
        return rules.faults(before=fault)
    return rules.faults()


def _remarks() -> list[str]:
    from birlik.config import rules

    return rules.remarks()


def _say(line: str) -> int:
    print(f"birlik: {line}", file=sys.stderr)
    return 2
