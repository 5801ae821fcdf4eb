"""Growth and decline by organisation, both measures side by side, and whether the lines account for the whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.accounts.permissions import Permission
from birlik.grammar.numbers import change_percent
from birlik.refdata import regions
from birlik.statistics.dynamics import HeadcountChange, Measure
from birlik.statistics.queries import campaigns, figures
from birlik.statistics.queries.dynamics import Borders, Dynamics, OrganisationDynamics, dynamics, measures
from birlik.statistics.spec import FormSpec
from birlik.web.shared import addresses, charts
from birlik.web.shared.campaign_page import CampaignPage, campaign_page
from birlik.web.shared.navigation import Tab
from birlik.web.shared.numbers import percent, with_sign

HOUR = 60 * 60
COVERAGE = "reports_expected"  # how many reports are in the figures, which every form has


def show(request: HttpRequest, year: int | None = None, code: str | None = None) -> HttpResponse:
    """Show the dynamics of one node: the same for every reader, so drawn once and kept."""
    page = campaign_page(request.user, Permission.FIGURE_VIEW, year, code)
    borders: Borders = "today" if request.GET.get("borders") == "today" else "reported"
    key = f"dynamics/{page.state}/{page.campaign.year}/{page.organisation.pk}/{borders}/{get_language()}"
    cached_body: dict[str, SafeString] | None = cache.get(key)
    if cached_body is None:
        page_context = _context(page, borders)
        parts = ("state", "body")
        cached_body = {part: render_to_string(f"statistics/dynamics_{part}.html", page_context) for part in parts}
        cache.set(key, cached_body, HOUR)
    context = page.context("statistics:dynamics", "?borders=today" if borders == "today" else "")
    return render(request, "statistics/dynamics.html", context | {"kept": cached_body})


def _context(page: CampaignPage, borders: Borders) -> dict[str, Any]:
    changes = dynamics(page.campaign, page.organisation, borders)
    form, cells = campaigns.form(page.campaign), measures(page.campaign)
    names = {measure: form.label(code).in_(get_language() or "kk") for measure, code in cells.items()}
    first, last = next(iter(cells), None), next(reversed(cells), None)
    return {
        "found": changes,
        "whole": figures.figure(page.campaign, page.organisation, COVERAGE),
        "borders": borders,
        "tabs": [
            Tab(_("As reported"), "?borders=reported", borders == "reported"),
            Tab(_("On today's borders"), "?borders=today", borders == "today"),
        ],
        "names": list(names.values()),
        "state": _state(changes, names),
        "why": _why_nothing_is_compared(form, cells),
        "growth": _list(page, changes, cells, first, is_growth=True),
        "growth_name": names.get(first, "") if first else "",
        "decline": _list(page, changes, cells, last, is_growth=False),
        "decline_name": names.get(last, "") if last else "",
        "newcomers": [_row(page, line, cells) for line in changes.newcomers],
        "unchanged": [line.organisation for line in changes.unchanged_rows(last)] if last else [],
        "sums": [_sums(changes, measure, names[measure]) for measure in cells],
        "bars": _bars(page, changes, cells, names) if cells else None,
        "map": _map(page, changes, last, cells[last], names[last]) if last else None,
        "years": [chart for codes in form.uses.trend if (chart := _years(page, codes))],
    }


def _state(changes: Dynamics, names: Mapping[Measure, str]) -> list[tuple[str, HeadcountChange]]:
    """Return each measure with its change, where there is a year before."""
    headcounts = [(name, changes.whole.headcount(measure)) for measure, name in names.items()] if changes.whole else []
    return [(name, headcount) for name, headcount in headcounts if headcount.change is not None]


def _why_nothing_is_compared(form: FormSpec, cells: Mapping[Measure, str]) -> str:
    if not form.uses.measures:
        return _("The form of this year names no line that counts the members, so growth and decline are not shown.")
    if not cells:
        return _("The lines that count the members have changed since last year, so the two years are not compared.")
    return _("There is no figure of last year to compare with.")


def _row(page: CampaignPage, line: OrganisationDynamics, cells: Mapping[Measure, str]) -> dict[str, Any]:
    organisation = line.organisation
    return {
        "name": organisation.short.in_(get_language() or "kk"),
        "cells": [
            {
                "figure": line.headcount(measure),
                "url": addresses.figure(page.campaign.year, organisation.code, code),
                "share": _pct(line.headcount(measure)) if measure is Measure.TOTAL else None,
            }
            for measure, code in cells.items()
        ],
    }


def _pct(headcount: HeadcountChange) -> Decimal | None:
    return change_percent(headcount.previous, headcount.value) if headcount.previous else None


def _list(
    page: CampaignPage, changes: Dynamics, cells: Mapping[Measure, str], measure: Measure | None, *, is_growth: bool
) -> list[dict[str, Any]]:
    if measure is None:
        return []
    lines = changes.increases(measure) if is_growth else changes.decreases(measure)
    return [_row(page, line, cells) for line in lines]


def _sums(changes: Dynamics, measure: Measure, name: str) -> dict[str, Any]:
    """Return the reconciliation of one measure: what the lists add up to, and what they leave."""
    return {
        "name": name,
        "growth": changes.growth(measure),
        "decline": -changes.decline(measure),
        "newcomer_members": changes.newcomer_members(measure),
        "residual": changes.residual(measure),
        "net": changes.whole.headcount(measure).change if changes.whole else None,
    }


def _bars(
    page: CampaignPage, changes: Dynamics, cells: Mapping[Measure, str], names: Mapping[Measure, str]
) -> dict[str, SafeString] | None:
    """Draw bars of the first measure, with a mark where the second stands."""
    first, *others = cells
    lines = sorted((line for line in changes.lines if not line.is_new), key=lambda line: -line.change(first))
    changed_lines = [line for line in lines if any(line.change(measure) for measure in cells)][:60]
    if not changed_lines:
        return None
    language = get_language() or "kk"
    bars = [
        charts.Bar(
            line.organisation.short.in_(language),
            line.change(first),
            addresses.figure(page.campaign.year, line.organisation.code, cells[first]),
            line.change(others[0]) if others else None,
        )
        for line in changed_lines
    ]
    title = _("Change of membership by organisation")
    measures_of_bars = (names[first], names[others[0]]) if others else ("", "")
    return {
        "wide": charts.diverging_bars(bars, title=title, measures=measures_of_bars),
        "narrow": charts.diverging_bars(bars, title=title, measures=measures_of_bars, narrow=True),
    }


def _map(page: CampaignPage, changes: Dynamics, measure: Measure, indicator: str, name: str) -> dict[str, str] | None:
    """Draw the change of a measure by region, for nodes whose children lie in several regions."""
    by_region: dict[str, list[OrganisationDynamics]] = {}
    for line in changes.lines:
        if line.organisation.region and line.organisation.kind == "member" and not line.is_new:
            by_region.setdefault(line.organisation.region, []).append(line)
    if len(by_region) < 2:
        return None
    tiles = [_tile(page, code, lines, measure, indicator) for code, lines in sorted(by_region.items())]
    title = _("%(indicator)s: change by region, per cent") % {"indicator": name}
    return {
        "title": title,
        "wide": charts.tile_map(tiles, title=title),
        "narrow": charts.tile_map(tiles, title=title, narrow=True),
    }


def _tile(
    page: CampaignPage, code: str, lines: list[OrganisationDynamics], measure: Measure, indicator: str
) -> charts.Tile:
    language = get_language() or "kk"
    headcounts = [line.headcount(measure) for line in lines]
    previous = sum(headcount.previous or 0 for headcount in headcounts)
    share = change_percent(previous, sum(headcount.value for headcount in headcounts)) if previous else None
    url = addresses.figure(page.campaign.year, lines[0].organisation.code, indicator)
    name = regions.region(code).name.in_(language)
    text = percent(share, language, sign=True) if share is not None else with_sign(0)
    return charts.Tile(code, name, text, charts.step_of(share), url)


def _years(page: CampaignPage, codes: tuple[str, ...]) -> dict[str, str] | None:
    """Draw lines over the campaigns, as soon as there are two; a year whose form lacks one has a gap in it."""
    language = get_language() or "kk"
    all_campaigns = list(reversed(campaigns.campaigns()))[-5:]
    if len(all_campaigns) < 2:
        return None
    own, values = figures.over_years(page.campaign, all_campaigns, page.organisation, codes)
    years = [one.year for one in all_campaigns]
    series = [
        charts.Series(
            own[code].label.in_(language),
            values[code],
            [addresses.figure(year, page.organisation.code, code) for year in years],
        )
        for code in codes
    ]
    shares = own[codes[0]].unit == "percent"
    title = _("Shares over the years, per cent") if shares else _("Members over the years")
    return {
        "wide": charts.line_chart(series, years, title=title),
        "narrow": charts.line_chart(series, years, title=title, narrow=True),
        "title": title,
    }
