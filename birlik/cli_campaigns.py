"""The commands that run campaigns: the same actions as the pages, without a user."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from birlik.core.errors import Refusal
from birlik.core.periods import Period, parse_day

if TYPE_CHECKING:  # models need the apps, which a command starts later
    from birlik.orgs.models import Organisation
    from birlik.statistics.queries.opening import OpeningPlan, TreeChange

Command = Callable[[argparse.Namespace], int]
DATES_HELP = """\
The file of --dates is YAML (JSON is YAML, too). What it leaves out is proposed from the working days of the rulebook:

  opens: 2027-01-05
  levels:
    primary: {hand_in: 2027-01-14, on_time: 2027-01-18, closes: 2027-02-15}
    member: {hand_in: 2027-01-28, on_time: 2027-02-01, closes: 2027-02-15}

hand_in: the day asked for; on_time: after it a report is late; closes: after it a report that was never sent needs
an exception (birlik campaign extend). Each is inclusive, and none comes before the one to the left of it.
"""
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
LEVEL = {
    "type": "object",
    "additionalProperties": False,
    "properties": dict.fromkeys(("hand_in", "on_time", "closes"), DAY),
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"opens": DAY, "levels": {"type": "object", "additionalProperties": LEVEL}},
}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `campaign open|status|extend|expect|close` to the parser of `birlik`."""
    text = "open a campaign, tell how it stands, extend its term, close it"
    subcommands = commands.add_parser("campaign", help=text, description=text).add_subparsers(
        required=True, metavar="COMMAND"
    )
    one = _command(subcommands, "open", open_, "open the campaign of a year: make the reports of everybody expected")
    one.formatter_class, one.epilog = argparse.RawDescriptionHelpFormatter, DATES_HELP
    one.add_argument("--form", default="", metavar="CODE", help="the form, or an edition of it; by default the newest")
    one.add_argument("--dates", type=Path, metavar="FILE", help="the days, where they are not the proposed ones")

    one = _command(subcommands, "status", status, "print how many reports are expected, begun, sent, accepted, late")
    one.add_argument("--organisation", default="", metavar="CODE", help="at and below it; by default the whole union")

    one = _command(subcommands, "extend", extend, "make an exception to the closing day")
    one.add_argument("--organisation", default="", metavar="CODE", help="at and below it; by default for all")
    one.add_argument("--until", required=True, metavar="YYYY-MM-DD", help="the last day of the exception")
    one.add_argument("--requester", required=True, metavar="TEXT", help="who asked for it")
    one.add_argument("--reason", required=True, metavar="TEXT")

    one = _command(subcommands, "expect", expect, "add an organisation to those expected, or leave it out")
    one.add_argument("--organisation", required=True, metavar="CODE")
    one.add_argument("--reason", required=True, metavar="TEXT")
    one.add_argument("--leave-out", action="store_true", help="leave it out instead; its report may not be begun")

    one = _command(subcommands, "close", close, "receive no first report from today on, but under an exception")
    one.add_argument("--reason", default="", metavar="TEXT")


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Command, text: str
) -> argparse.ArgumentParser:
    one = commands.add_parser(name, help=text, description=text)
    one.set_defaults(command=run)
    one.add_argument("--period", required=True, metavar="YEAR")
    one.add_argument("--format", choices=("json",), default="json")
    return one


def open_(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from birlik.statistics import spec
    from birlik.statistics.actions import campaigns
    from birlik.statistics.queries import opening

    year = Period.parse(options.period).year
    form = spec.form_of_code(options.form, year) if options.form else None
    plan = opening.propose_plan(year, form)
    if options.dates:
        plan = _with_dates(plan, options.dates)
    preview = opening.preview(plan)
    campaigns.open_campaign(plan, by=None, at=timezone.now())
    _print(
        {
            "period": year,
            "form": plan.form.name,
            "opens": plan.opens,
            "levels": {
                kind: {"hand_in": window.hand_in, "on_time": window.on_time, "closes": window.closes}
                for kind, window in plan.windows.items()
            },
            "expected": preview.expected,
            **{name: _changes(getattr(preview, name)) for name in ("opened", "closed", "renamed", "moved")},
            "lines": {
                name: [line.code for line in getattr(preview.form, name)] for name in ("added", "gone", "changed")
            },
            "days_off": [{"level": kind, "date": name, "day": day} for kind, name, day in plan.days_off()],
        }
    )
    return 0


def _changes(changes: list[TreeChange]) -> list[dict[str, Any]]:
    return [{"code": one.code, "on": one.on, "ground": one.ground} for one in changes]


def _with_dates(plan: OpeningPlan, path: Path) -> OpeningPlan:
    """Return the plan with the days of a file instead of the proposed ones; refused with `campaign.dates_file`."""
    from dataclasses import replace

    from birlik.core.rulebook import RulebookError, read

    try:
        document = read(path)
        document.require(SCHEMA)
        opens = document.data.get("opens")
        windows = dict(plan.windows)
        for kind, days in document.data.get("levels", {}).items():
            if kind not in windows:
                kinds = ", ".join(windows)
                raise document.error(f"'{kind}' has no line in this form; those that have: {kinds}", "levels", kind)
            for name, text in days.items():
                windows[kind] = replace(windows[kind], **{name: _day(text, document.line("levels", kind, name), path)})
        first = _day(opens, document.line("opens"), path) if opens else plan.opens
    except RulebookError as error:
        raise Refusal("campaign.dates_file", reason=str(error)) from error
    return replace(plan, opens=first, windows=windows)


def _day(text: str, line: int, path: Path) -> date:
    from birlik.core.rulebook import RulebookError

    try:
        return parse_day(text)
    except Refusal:
        raise RulebookError(path, line, f"{text} is no day of the calendar") from None


def status(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from birlik.statistics.queries import board, campaigns

    campaign = campaigns.campaign(Period.parse(options.period).year)
    node = _organisation(options.organisation) or _root(campaigns.period(campaign).as_of)
    _print(board.status_counts(campaign, node, today=timezone.localdate()))
    return 0


def extend(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from birlik.statistics.actions import closing
    from birlik.statistics.queries import campaigns

    exception = closing.extend(
        campaigns.campaign(Period.parse(options.period).year),
        organisation=_organisation(options.organisation),
        until=parse_day(options.until),
        requester=options.requester,
        reason=options.reason,
        by=None,
        at=timezone.now(),
    )
    code = exception.organisation.code if exception.organisation else None
    _print({"period": exception.campaign.year, "organisation": code, "until": exception.until})
    return 0


def expect(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from birlik.orgs.queries import organisation_by_code
    from birlik.statistics.actions import expectation
    from birlik.statistics.queries import campaigns

    campaign = campaigns.campaign(Period.parse(options.period).year)
    change = expectation.change_expectation(
        campaign,
        organisation_by_code(options.organisation),
        is_expected=not options.leave_out,
        reason=options.reason,
        by=None,
        at=timezone.now(),
    )
    _print({"period": campaign.year, "organisation": change.organisation.code, "expected": change.expected})
    return 0


def close(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from birlik.statistics.actions import closing
    from birlik.statistics.queries import campaigns

    campaign = campaigns.campaign(Period.parse(options.period).year)
    campaign = closing.close(campaign, reason=options.reason, by=None, at=timezone.now())
    _print({"period": campaign.year, "closed_on": campaign.closed_on})
    return 0


def _organisation(code: str) -> Organisation | None:
    from birlik.orgs.queries import organisation_by_code

    return organisation_by_code(code) if code else None


def _root(on: date) -> Organisation:
    from birlik.orgs.queries import require_root

    return require_root(on)


def _print(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")
