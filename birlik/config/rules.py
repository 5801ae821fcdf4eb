"""The rulebook, read before anything is done with it: a malformed file stops a start, with file, line and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from birlik.core.rulebook import RulebookError

Reader = Callable[[], object]


def read_rulebook() -> None:
    """Read the whole rulebook, which a process keeps; RulebookError names the first fault.

    Not when the apps are ready: to check an expression the engine starts threads, and the processes that serve are
    copies of one that must have none (birlik.http_server).
    """
    for read in (*_files(), *_parts_that_need_kinds()):
        read()


def faults(*, before: RulebookError | None = None) -> list[RulebookError]:
    """Read every part of the rulebook and return what is wrong in it, in the order of files and lines.

    `before`: a fault for which the kinds of organisations cannot be read, nor what rests on them.
    """
    first_faults = [] if before is None else [before, *before.further]
    faults_by_text = {str(fault): fault for fault in first_faults}
    for read in _files() if before else (*_files(), *_parts_that_need_kinds()):
        try:
            read()
        except RulebookError as fault:
            faults_by_text |= {str(one): one for one in (fault, *fault.further)}
    return sorted(faults_by_text.values(), key=lambda fault: (fault.path, fault.line))


def remarks() -> list[str]:
    """Return what is no fault of a rulebook, but may be none that was meant: words and checks that are not used."""
    from birlik.statistics import spec

    rulebook = spec.load_all()
    newest = rulebook.forms[-1]
    lines = [code for code in rulebook.words.lines if not rulebook.words.fit(newest, code)]
    idle_checks = [check.code for check in rulebook.checks if not check.concerns(newest)]
    return [
        *(f"words.yaml: {newest.name} does not call '{code}' so; sentences about it are left out" for code in lines),
        *(f"check {code} is not asked of {newest.name}" for code in idle_checks),
    ]


def _files() -> Iterator[Reader]:
    """Give what reads each file that stands by itself."""
    from birlik.members import consents, indicators
    from birlik.refdata import calendar, regions
    from birlik.statistics import spec

    yield from (regions.regions, calendar.special_days, consents.wordings, indicators.indicator_set, spec.load_all)


def _parts_that_need_kinds() -> Iterator[Reader]:
    """Give what reads the files that speak of kinds of organisations, and what holds files against each other."""
    from birlik.members import indicators
    from birlik.registers.declare import indicator_codes  # slow imports: models need the apps
    from birlik.statistics import spec
    from birlik.statistics.papers import checking, kinds
    from birlik.statistics.spec import campaign_dates

    yield from (campaign_dates.campaign_terms, kinds.kinds)
    yield lambda: spec.require_indicators(spec.load_all(), indicator_codes())
    yield lambda: spec.require_categories(spec.load_all(), {one.code for one in indicators.indicator_set().columns})
    yield lambda: checking.require_figures(kinds.kinds())
