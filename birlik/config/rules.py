"""The rulebook, read before anything is done with it: a malformed file stops a start, with file, line and reason."""

from __future__ import annotations


def read_rulebook() -> None:
    """Read forms, checks, causes, indicators and days of campaigns, which a process keeps; RulebookError names a fault.

    A paper of a kind of organisation that the rulebook has not is refused with `kind.unknown`.

    Not when the apps are ready: to check an expression the engine starts threads, and the processes that serve are
    copies of one that must have none (birlik.http_server).
    """
    from birlik.members import indicators  # slow imports: models need the apps
    from birlik.registers.declare import indicator_codes
    from birlik.statistics import spec
    from birlik.statistics.papers import kinds
    from birlik.statistics.spec import campaign_dates

    spec.require_indicators(spec.load_all(), indicator_codes())
    indicators.indicator_set()
    kinds.require_known_levels()
    campaign_dates.campaign_terms()
