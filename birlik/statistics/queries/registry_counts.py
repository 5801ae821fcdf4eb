"""What the registry of members says of reports: the rows that it can count, kept until it changes.

An organisation of which the registry knew nobody at either end of the year has no rows at all, for empty is not zero
(domain rule K13). For the same reason no movements are told where it came to know the organisation only within the
year, and no officers where not one is written down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any
from zlib import crc32

from django.core.cache import cache

from birlik.core.bilingual import Bilingual
from birlik.core.periods import Period
from birlik.members import indicators
from birlik.members.indicators import ENTRY, EXIT, HEADCOUNT, MANDATE, OPENING, Indicator
from birlik.members.queries import flows, headcount
from birlik.members.queries.counting import KEY, Count, of_one
from birlik.registers.queries import indicators_of
from birlik.statistics import spec
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import campaigns, deliveries

PRIMARY = "primary"  # members belong to primary organisations alone
DIGITISED = "digitised"
# flows of the registry for which the form has no line
REGISTERED, CORRECTED_IN, CORRECTED_OUT = "registered", "corrected_in", "corrected_out"
SIDE_FLOWS: dict[str, dict[str, Any]] = {
    REGISTERED: {"kind": ENTRY, "entry": ("registered",)},
    CORRECTED_IN: {"kind": ENTRY, "entry": ("corrected",)},
    CORRECTED_OUT: {"kind": EXIT, "exit": ("corrected",)},
}
FEW = 500
DAY = 24 * 60 * 60

Rows = dict[str, int]


def rows(campaign: Campaign, organisations: Collection[int] | None = None) -> dict[int, Rows]:
    """Return organisation id → row code → what the registry counts for the year; without `organisations`, of all.

    Opening is counted on 1 January of the year, closing on the 1 January that follows. Beside the rows of the form:
    registered_<category>, corrected_in_<category> and corrected_out_<category>.
    """
    period = Period(campaign.year)
    ids = organisations if organisations is None or len(organisations) <= FEW else None
    wanted_ids = None if organisations is None else set(organisations)
    rows_by_organisation = {}
    for row in flows.report_rows(period.start, period.as_of, ids, _flows_without_line()).iter_rows(named=True):
        pk = row.pop(KEY)
        if (wanted_ids is None or pk in wanted_ids) and _is_known(row):
            rows_by_organisation[pk] = _reliable_counts(row)
    return rows_by_organisation


def _of_one(campaign: Campaign, organisation: int) -> Rows:
    """Return the same for one organisation, and "digitised"; {} where the registry knew nobody."""
    row = of_one(_counts(campaign.year), organisation)
    return {**_reliable_counts(row), DIGITISED: min(row[DIGITISED], 1)} if _is_known(row) else {}


@lru_cache(maxsize=16)
def _counts(year: int) -> Sequence[Count]:
    period = Period(year)
    counts = flows.report_counts(period.start, period.as_of, _flows_without_line())
    return [*counts, deliveries.count_of_deliveries_above(period.as_of, DIGITISED)]


def _is_known(row: Rows) -> bool:
    return any(row[code] for code in codes(HEADCOUNT, OPENING))


@lru_cache(maxsize=1)
def _flows_without_line() -> tuple[Indicator, ...]:
    """Return the flows without a line of the form, by columns of the form."""
    empty_indicator = Indicator("", "", Bilingual("", ""))
    return tuple(
        replace(empty_indicator, code=f"{flow}_{column.code}", category=column.category, **how)
        for flow, how in SIDE_FLOWS.items()
        for column in indicators.indicator_set().columns
    )


@lru_cache(maxsize=8)
def codes(*kinds: str) -> frozenset[str]:
    """Return rows of the form that the registry counts, of these kinds."""
    return frozenset(one.code for one in indicators.indicator_set().of(*kinds))


def _reliable_counts(row: Rows) -> Rows:
    """Return what may be said of an organisation: see the head of this file."""
    unknown: set[str] = set()
    columns = indicators.indicator_set().columns
    if not any(row[code] for code in codes(OPENING)) and any(row[f"{REGISTERED}_{column.code}"] for column in columns):
        unknown |= codes(OPENING, ENTRY, EXIT)
    officers = codes(MANDATE)
    if not any(row[code] for code in officers):
        unknown |= officers
    return {code: value for code, value in row.items() if code not in unknown}


@lru_cache(maxsize=1)
def closing_codes() -> tuple[str, ...]:
    """Return the head-counts of the registry that a check of the rulebook names, in the order of the registry."""
    checked_codes = {column.removeprefix("registry_") for check in spec.load_all().checks for column in check.columns}
    return tuple(one.code for one in indicators.indicator_set().of(HEADCOUNT) if one.code in checked_codes)


def closings(campaign: Campaign, organisations: Collection[int]) -> dict[int, Rows]:
    """Return what the checks ask of thousands at once: the closing rows as `rows` has them, and "digitised"."""
    period, closing = Period(campaign.year), closing_codes()
    if not closing:
        return {}
    closing_heads = _heads(period.as_of, closing, organisations)
    opening_heads = _heads(period.start, closing, [pk for pk in organisations if pk not in closing_heads])
    heads = closing_heads | {pk: dict.fromkeys(closing, 0) for pk in opening_heads}
    if not heads:
        return {}
    digital_organisations = deliveries.delivered_organisations(period.as_of, organisations)
    return {pk: {**rows, DIGITISED: int(pk in digital_organisations)} for pk, rows in heads.items()}


def _heads(on: date, rows: Iterable[str], organisations: Collection[int]) -> dict[int, Rows]:
    """Return organisation id → these rows on a day, where the registry knows anybody."""
    indicator_by_code = {one.code: one for one in indicators.indicator_set().indicators}
    ids = set(organisations)
    frame = headcount.heads(on, [indicator_by_code[code] for code in rows], ids if len(ids) <= FEW else None)
    return {row.pop(KEY): row for row in frame.iter_rows(named=True) if row[KEY] in ids}


def of_report(report: Report) -> Rows:
    """Return everything that is counted for one report: by the registry, with "digitised", and by the registers that
    the form names; {} where the registry knows nobody of the organisation and no register anything.
    """
    if report.organisation.kind != PRIMARY:
        return {}
    pk, campaign = report.organisation_id, report.campaign
    return {**_members_of(campaign, pk), **_registers_of(campaign, pk)}


def _registers_of(campaign: Campaign, organisation: int) -> Rows:
    """Return the rows that the form takes from a register; none of one in which the organisation never wrote."""
    registry_by_code = {row.code: row.registry for row in campaigns.form(campaign).rows.values() if row.registry}
    if not registry_by_code:
        return {}
    period = Period(campaign.year)
    values = indicators_of(organisation, set(registry_by_code.values()), period.start, period.as_of)
    return {code: values[indicator] for code, indicator in registry_by_code.items() if indicator in values}


def _members_of(campaign: Campaign, pk: int) -> Rows:
    key = f"registry/{campaign.year}/{pk}/{deliveries.revision()}"
    cached_rows: Rows | None = cache.get(key)
    if cached_rows is None:
        cached_rows = _of_one(campaign, pk)
        cache.set(key, cached_rows, DAY)
    return cached_rows


def fingerprint(registry: Rows) -> int:
    """Return a number that changes with what `of_report` says: part of the name of a kept page."""
    return crc32(repr(sorted(registry.items())).encode())
