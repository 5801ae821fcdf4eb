"""The commands that begin a union from prepared lists: its tree, its accounts, its figures of past years."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from birlik import cli_output
from birlik.core.errors import Refusal
from birlik.core.periods import Period, parse_day

if TYPE_CHECKING:  # models need the apps, which a command starts later
    from birlik.accounts.models import User
    from birlik.loads.problems import Outcome

TEXTS = {
    "tree": "load the tree of organisations from a list (XLSX, CSV …)",
    "accounts": "load the accounts of officials from a list; they are invited on paper afterwards",
    "figures": "load the figures of a past year from a list, with their source",
}
MOST_TOLD = 3  # problems told on the terminal; the report and the JSON have all of them
IMPOSSIBLE = 2


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `load-tree`, `load-accounts`, `load-figures` and `undo-load` to the parser of `birlik`."""
    for kind, text in TEXTS.items():
        one = commands.add_parser(f"load-{kind}", help=text, description=f"{text[0].upper()}{text[1:]}.")
        one.set_defaults(command=load, kind=kind)
        one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument("--dry-run", action="store_true", help="only say what would be done")
        one.add_argument(
            "--report", type=Path, metavar="OUT.xlsx", help="the list back, with what is wrong marked in it"
        )
        one.add_argument("--lang", choices=("kk", "ru", "en"), default="kk", help="language of the report")
        one.add_argument(
            "--column", action="append", default=[], metavar="HEADING=FIELD", help="what an unknown heading holds"
        )
        one.add_argument("--by", metavar="USERNAME", help="in whose name; without it, in that of the system")
        one.add_argument("--format", choices=("json",), default="json")
        if kind == "tree":
            one.add_argument("--on", metavar="YYYY-MM-DD", help="the day of what changes; today without it")
            one.add_argument("--document", metavar="TITLE", help="on which the list rests; without it, the list itself")
            one.add_argument("--number", metavar="TEXT", help="of the document")
            one.add_argument("--date", metavar="YYYY-MM-DD", help="of the document")
        if kind == "figures":
            one.add_argument("--period", metavar="YEAR", help="where the list has no column of years")
            one.add_argument("--source", metavar="TEXT", help="where the figures were taken from; without it, the list")
    one = commands.add_parser("undo-load", help="take a loaded list back", description="Take a loaded list back.")
    one.set_defaults(command=undo_load)
    one.add_argument("id", type=int, metavar="ID")
    one.add_argument("--by", metavar="USERNAME", help="in whose name; without it, in that of the system")
    one.add_argument("--format", choices=("json",), default="json")


def load(options: argparse.Namespace) -> int:
    """Look through a list and write it down whole, or nothing of it; status 2 where something is wrong with it."""
    from django.utils import timezone

    from birlik.loads import actions

    batch, outcome = actions.load_now(
        options.kind,
        name=options.file.name,
        content=options.file.read_bytes(),
        terms=_terms(options),
        headings=dict(_column(text) for text in options.column),
        dry_run=options.dry_run,
        by=_user(options.by),
        at=timezone.now(),
    )
    if options.report and not outcome.missing:
        from birlik.web.loads.jobs import draw_report  # slow import, for this one act

        cli_output.save(draw_report(batch, options.lang), options.report)
    is_written = not options.dry_run and outcome.is_writable
    counts = outcome.counts()
    if not (options.dry_run or is_written):
        counts |= {"created": 0, "changed": 0}
    print(
        json.dumps(
            {"id": batch.pk if is_written else None, **counts, "problems": _problems(outcome)}, ensure_ascii=False
        )
    )
    if options.dry_run or not (outcome.problems or outcome.missing):
        return 0
    return _say_why(outcome)


def _say_why(outcome: Outcome) -> int:
    problems = _problems(outcome)
    for one in problems[:MOST_TOLD]:
        print(f"birlik: {one['cell']}: {one['problem']}", file=sys.stderr)
    more = f"; the first {MOST_TOLD} of {len(problems)} problems are told above" if len(problems) > MOST_TOLD else ""
    print(
        f"birlik: {outcome.rejected_count} of {outcome.rows} rows cannot be taken, nothing was written{more}",
        file=sys.stderr,
    )
    return IMPOSSIBLE


def _problems(outcome: Outcome) -> list[dict[str, Any]]:
    """Return what is wrong, with the cell as spreadsheets name it, in English."""
    from django.utils import translation

    from birlik.sheets.limits import letter
    from birlik.web.shared.messages import message_for

    with translation.override("en"):
        rows = [
            {
                "row": one.row,
                "field": one.field,
                "cell": f"{letter(outcome.columns.get(one.field, 0))}{one.row}",
                "problem": message_for(one.refusal),
            }
            for one in outcome.problems
        ]
        missing_columns = [
            {"row": outcome.header, "field": name, "cell": f"{outcome.header}",
             "problem": message_for(Refusal("load.column_missing", name=name))}
            for name in outcome.missing
        ]  # fmt: skip
    return [*missing_columns, *rows]


def undo_load(options: argparse.Namespace) -> int:
    """Take back what a list brought, while nothing was built on it."""
    from django.utils import timezone

    from birlik.loads import actions

    batch = actions.undo_now(options.id, by=_user(options.by), at=timezone.now())
    print(json.dumps({"id": batch.pk, "list": batch.kind}))
    return 0


def _terms(options: argparse.Namespace) -> dict[str, Any]:
    """Return what the options say of the list as a whole."""
    if options.kind == "tree":
        days = {name: parse_day(text).isoformat() for name in ("on", "date") if (text := getattr(options, name))}
        return {**days, **_texts(title=options.document, number=options.number)}
    if options.kind == "figures":
        return _texts(year=options.period and str(Period.parse(options.period).year), source=options.source)
    return {}


def _texts(**texts: str | None) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}


def _column(text: str) -> tuple[str, str]:
    heading, sign, name = text.rpartition("=")
    if not sign:
        raise Refusal("load.column_unclear", text=text)
    return heading, name


def _user(username: str | None) -> User | None:
    from birlik.accounts.models import User

    if not username:
        return None
    user = User.objects.filter(username=username.strip().lower()).first()
    if user is None:
        raise Refusal("user.unknown", username=username)
    return user
