"""The `birlik` command: the same queries and actions as the pages, for scripts and administrators.

Exit status 0 when done, 2 for anything unknown or impossible: one clear line, nothing changed.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from birlik import cli_accounts, cli_campaigns, cli_imports, cli_loads, cli_output, cli_rulebook
from birlik.core.errors import Refusal
from birlik.core.periods import Period, parse_day
from birlik.core.texts import is_storable

Command = Callable[[argparse.Namespace], int]
INTERRUPT_STATUS = 130  # what shells give a program that Ctrl+C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, run, and turn every refusal into one line and status 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "birlik.config.settings")
    options = parser().parse_args(arguments)
    if not all(is_storable(str(value)) for value in vars(options).values()):
        return say("an argument is not readable text (UTF-8)")
    from django.core.exceptions import ImproperlyConfigured  # slow import: `birlik --help` answers without it

    try:
        if options.command is serve:
            require_servable()
        if options.command in cli_rulebook.COMMANDS:
            return int(options.command(options))
        start_django()
        return run(options)
    except ImproperlyConfigured as error:  # a setting, so there are no languages yet to say it in
        return say(str(error))
    except KeyboardInterrupt:
        return INTERRUPT_STATUS
    except Refusal as refusal:
        return say_no(refusal)
    except OSError as error:
        return say(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))


def require_servable() -> None:
    """Refuse what only the server reads before anything is made on its behalf."""
    from birlik.config import environment

    environment.port()
    environment.workers()
    environment.host()


def start_django() -> None:
    """Start Django for the command; refused with `rulebook.malformed`."""
    import django  # slow import: `birlik --help` answers without it
    from django.db import connections

    from birlik.config.rules import read_rulebook
    from birlik.core.rulebook import RulebookError

    gc.disable()  # what is made here stays until the end: looking through it again and again is a third of a start
    try:
        django.setup()
        read_rulebook()
    except RulebookError as error:
        raise Refusal("rulebook.malformed", reason=str(error)) from error
    finally:
        gc.freeze()
        gc.enable()
    atexit.register(connections.close_all)  # what is frozen does not end by itself; SQLite folds its log in then


def run(options: argparse.Namespace) -> int:
    """Run the command itself; a database that isn't there, has no tables yet or is of another release is refused.

    Refused with `database.unusable`, `database.older` or `database.newer`.
    """
    from django.db import DatabaseError

    from birlik.db import release

    command: Command = options.command
    try:
        if command not in (serve, demonstration, roles, cli_accounts.begin):  # who makes tables asks it before
            release.require_known_release()
        return command(options)
    except DatabaseError as error:
        raise Refusal("database.unusable", reason=str(error).partition("\n")[0]) from error


def say_no(refusal: Refusal) -> int:
    from django.utils import translation

    from birlik.web.shared.messages import message_for

    with translation.override("en"):
        return say(message_for(refusal))


def say(line: str) -> int:
    print(f"birlik: {' '.join(line.splitlines())}", file=sys.stderr)
    return 2


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="birlik", description="The information system of a trade union.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    one = _command(commands, "consolidate", consolidate, "print the consolidated figures of an organisation")
    _add_period_and_organisation(one)
    one.add_argument("--format", choices=("json", "csv", "xlsx"), default="json")
    one.add_argument("--out", type=Path, metavar="FILE")

    one = _command(commands, "check", check, "print the open findings of the checks")
    _add_period_and_organisation(one)
    one.add_argument("--format", choices=("json", "csv"), default="json")
    one.add_argument("--out", type=Path, metavar="FILE")

    one = _command(commands, "paper", paper, "write a paper, such as the explanatory note")
    one.add_argument("kind", metavar="KIND", help="its code, as the address of its page has it (/papers/KIND/…)")
    _add_period_and_organisation(one)
    one.add_argument("--lang", choices=("kk", "ru"), required=True)
    one.add_argument("--format", choices=("html", "docx", "pdf"), required=True)
    one.add_argument("--out", type=Path, required=True, metavar="FILE")

    one = _command(commands, "demo", demonstration, "fill an empty database with the demonstration union")
    one.add_argument(
        "--members", choices=("none", "region", "full"), default="region", help="whose members the registry holds"
    )
    one = _command(commands, "serve", serve, "migrate, fill an empty database with the demonstration, serve the pages")
    one.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    text = "begin in an empty database: the union itself and the first keeper of accounts"
    cli_accounts.add_begin(_command(commands, "begin", cli_accounts.begin, text))
    text = "make an account and print its password once, or do what the second word says with one that is there"
    cli_accounts.add_account(_command(commands, "account", cli_accounts.account, text))
    one = _command(commands, "anonymise", anonymise, "the daily work: act upon withdrawn consents, empty old files")
    one.add_argument("--format", choices=("json",), default="json")
    _command(commands, "roles", roles, "print who may do what")
    _audit(commands)
    _registry(commands)
    _imports(commands)
    cli_campaigns.add_commands(commands)
    cli_loads.add_commands(commands)
    cli_rulebook.add_commands(commands)
    return root


def _audit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "the trail of who did what"
    subcommands = commands.add_parser("audit", help=text, description=text).add_subparsers(
        required=True, metavar="COMMAND"
    )
    one = _command(
        subcommands, "verify", verify, "walk the whole chain and name the first line that is not as it was written"
    )
    one.add_argument("--head", metavar="FILE|SEQUENCE:DIGEST", help="what an earlier run printed, kept elsewhere")
    one.add_argument("--format", choices=("text", "json"), default="text")


def _registry(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = _command(commands, "headcount", headcount, "print how many members there were on a day")
    one.add_argument("--as-of", required=True, metavar="YYYY-MM-DD")
    _add_organisation(one)
    one.add_argument("--format", choices=("json", "csv"), default="json")
    one.add_argument("--out", type=Path, metavar="FILE")

    one = _command(commands, "organisations", organisations, "print the organisations: code, kind, names")
    one.add_argument("--under", default="", metavar="CODE")
    one.add_argument("--kind", default="", metavar="KIND")
    one.add_argument("--format", choices=("json", "csv"), default="json")
    one.add_argument("--out", type=Path, metavar="FILE")


def _imports(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = _command(commands, "import-members", cli_imports.import_members, "bring a delivered member list in")
    one.add_argument("file", type=Path, metavar="FILE")
    _add_organisation(one)
    one.add_argument("--sheet", default="", metavar="NAME", help="the sheet of a workbook; without it, one is guessed")
    one.add_argument("--mapping", metavar="NAME", help="a remembered mapping of the columns")
    one.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day whose members the list names; today without it")
    one.add_argument("--dry-run", action="store_true", help="only say what would be done")
    one.add_argument("--report", type=Path, metavar="OUT.xlsx", help="the list back, with what is wrong marked in it")
    one.add_argument("--lang", choices=("kk", "ru", "en"), default="kk", help="language of the report")
    one.add_argument("--format", choices=("json",), default="json")
    one = _command(commands, "undo-import", cli_imports.undo_import, "take an import back")
    one.add_argument("id", type=int, metavar="ID")
    one.add_argument("--format", choices=("json",), default="json")
    one = _command(commands, "worker", cli_imports.worker, "do the imports that wait, until stopped")
    one.add_argument("--with-parent", action="store_true", help="end with the process that started this one")
    one.add_argument("--once", action="store_true", help="do what waits now, then end")
    one.add_argument("--next", metavar="NAME", help="do the next job as the process of this name, then end")


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Command, text: str
) -> argparse.ArgumentParser:
    one = commands.add_parser(name, help=text, description=text)
    one.set_defaults(command=run)
    return one


def _add_period_and_organisation(one: argparse.ArgumentParser) -> None:
    one.add_argument("--period", required=True, metavar="YEAR")
    _add_organisation(one)


def _add_organisation(one: argparse.ArgumentParser) -> None:
    one.add_argument("--organisation", default="", metavar="CODE", help="without it, the root of the tree")


def _code(options: argparse.Namespace, on: date) -> str:
    """Return the code of the organisation asked for, or of the root of the tree; `orgs.no_root` while there is none."""
    from birlik.orgs.queries import require_root

    return str(options.organisation) or require_root(on).code


def consolidate(options: argparse.Namespace) -> int:
    from birlik.statistics.queries import export

    period = Period.parse(options.period)
    table = export.export_figures(period, _code(options, period.as_of))
    cli_output.write(table, options.format, options.out)
    return 0


def check(options: argparse.Namespace) -> int:
    from birlik.statistics.queries import export

    period = Period.parse(options.period)
    findings = export.open_findings(period, _code(options, period.as_of))
    cli_output.write(findings, options.format, options.out)
    return 0


def headcount(options: argparse.Namespace) -> int:
    from birlik.members.queries import headcount_table

    on = parse_day(options.as_of)
    table = headcount_table.table(on, _code(options, on))
    cli_output.write(table, options.format, options.out)
    return 0


def organisations(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from birlik.orgs.queries import export

    table = export.list_organisations(timezone.localdate(), under=options.under, kind=options.kind)
    cli_output.write(table, options.format, options.out)
    return 0


def paper(options: argparse.Namespace) -> int:
    from birlik.statistics.papers import export

    period, organisation = Period.parse(options.period), options.organisation
    data = export.paper(options.kind, period, options.lang, options.format, organisation=organisation)
    cli_output.save(data, options.out)
    return 0


def demonstration(options: argparse.Namespace) -> int:
    from birlik import server

    server.migrate()
    return server.demonstrate(required=True, members=options.members)


def serve(options: argparse.Namespace) -> int:
    from birlik import server

    return server.serve(with_demonstration=not options.no_demo)


def anonymise(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from birlik.members.actions import anonymising
    from birlik.members.imports import forget
    from birlik.sheets.tables import Table

    at = timezone.now()
    numbers = {"anonymised": anonymising.anonymise_due(at=at), "files": forget.forget_files(at=at)}
    cli_output.write(Table(numbers, list(numbers), [list(numbers.values())]), options.format, None)
    return 0


def verify(options: argparse.Namespace) -> int:
    """Walk the chain of the trail from its first line.

    Refused with `audit.line_broken`, `audit.head_unreadable`, `audit.line_missing`.
    """
    from birlik.audit import chain, log, queries

    last_digest = None
    if options.head is not None:
        text = options.head if chain.parse_head(options.head) else Path(options.head).read_text(errors="replace")
        last_digest = chain.parse_head(text)
        if last_digest is None:
            raise Refusal("audit.head_unreadable", head=options.head)
    fault = log.verify(known_head=last_digest)
    if fault is not None:
        line = queries.stored_line(fault)
        if line is None:
            raise Refusal("audit.line_missing", line=fault)
        raise Refusal("audit.line_broken", line=fault, action=line[0], moment=line[1])
    sequence, digest = log.head()
    if options.format == "json":
        print(json.dumps({"lines": sequence, "head": f"{sequence}:{digest}"}))
    else:
        print(f"The trail is whole: {sequence} lines. Keep its head elsewhere: {sequence}:{digest}")
    return 0


def roles(options: argparse.Namespace) -> int:
    del options
    from birlik.accounts import roles as accounts

    print(accounts.matrix())
    return 0


if __name__ == "__main__":
    sys.exit(main())
