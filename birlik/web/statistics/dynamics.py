"""Growth and decline by organisation, both measures side by side, and whether the lines account for the whole."""

from __future__ import annotations

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
from birlik.statistics.dynamics import Measure
from birlik.statistics.queries import campaigns, figures
from birlik.statistics.queries.dynamics import Borders, Dynamics, OrganisationDynamics, dynamics
from birlik.web.shared import addresses, charts
from birlik.web.shared.campaign_page import CampaignPage, campaign_page
from birlik.web.shared.navigation import Tab
from birlik.web.shared.numbers import percent, with_sign

HOUR = 60 * 60
OVER_YEARS = (("members_total", "members_working"), ("women_share", "youth_share", "coverage_working"))


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
    return {
        "found": changes,
        "whole": figures.figures(page.campaign, page.organisation, ("members_total",))["members_total"],
        "borders": borders,
        "tabs": [
            Tab(_("As reported"), "?borders=reported", borders == "reported"),
            Tab(_("On today's borders"), "?borders=today", borders == "today"),
        ],
        "growth": _list(page, changes, Measure.WORKING, is_growth=True),
        "decline": _list(page, changes, Measure.TOTAL, is_growth=False),
        "newcomers": [_row(page, line) for line in changes.newcomers],
        "unchanged": [line.organisation for line in changes.unchanged_rows(Measure.TOTAL)],
        "sums": [_sums(changes, measure) for measure in (Measure.WORKING, Measure.TOTAL)],
        "bars": _bars(page, changes),
        "map": _map(page, changes),
        "years": [chart for codes in OVER_YEARS if (chart := _years(page, codes))],
    }


def _row(page: CampaignPage, line: OrganisationDynamics) -> dict[str, Any]:
    organisation = line.organisation
    return {
        "name": organisation.short.in_(get_language() or "kk"),
        "working": line.working,
        "total": line.total,
        "working_url": addresses.figure(page.campaign.year, organisation.code, "members_working"),
        "total_url": addresses.figure(page.campaign.year, organisation.code, "members_total"),
        "total_pct": _pct(line),
    }


def _pct(line: OrganisationDynamics) -> Decimal | None:
    return change_percent(line.total.previous, line.total.value) if line.total.previous else None


def _list(page: CampaignPage, changes: Dynamics, measure: Measure, *, is_growth: bool) -> list[dict[str, Any]]:
    lines = changes.increases(measure) if is_growth else changes.decreases(measure)
    return [_row(page, line) for line in lines]


def _sums(changes: Dynamics, measure: Measure) -> dict[str, Any]:
    """Return the reconciliation of one measure: what the lists add up to, and what they leave."""
    names = {Measure.WORKING: _("Working members"), Measure.TOTAL: _("All members")}
    return {
        "name": names[measure],
        "growth": changes.growth(measure),
        "decline": -changes.decline(measure),
        "newcomer_members": changes.newcomer_members(measure),
        "residual": changes.residual(measure),
        "net": changes.whole.headcount(measure).change if changes.whole else None,
    }


def _bars(page: CampaignPage, changes: Dynamics) -> dict[str, SafeString] | None:
    lines = sorted((line for line in changes.lines if not line.is_new), key=lambda line: -line.change(Measure.WORKING))
    changed_lines = [line for line in lines if line.change(Measure.WORKING) or line.change(Measure.TOTAL)][:60]
    if not changed_lines:
        return None
    language = get_language() or "kk"
    bars = [
        charts.Bar(
            line.organisation.short.in_(language),
            line.change(Measure.WORKING),
            addresses.figure(page.campaign.year, line.organisation.code, "members_working"),
            line.change(Measure.TOTAL),
        )
        for line in changed_lines
    ]
    title = _("Change of membership by organisation")
    measures = (_("Working members"), _("All members"))
    return {
        "wide": charts.diverging_bars(bars, title=title, measures=measures),
        "narrow": charts.diverging_bars(bars, title=title, measures=measures, narrow=True),
    }


def _map(page: CampaignPage, changes: Dynamics) -> dict[str, SafeString] | None:
    """Change of all members by region, for nodes whose children lie in several regions."""
    by_region: dict[str, list[OrganisationDynamics]] = {}
    for line in changes.lines:
        if line.organisation.region and line.organisation.kind == "member" and not line.is_new:
            by_region.setdefault(line.organisation.region, []).append(line)
    if len(by_region) < 2:
        return None
    tiles = [_tile(page, code, lines) for code, lines in sorted(by_region.items())]
    title = _("Change of all members by region, per cent")
    return {
        "wide": charts.tile_map(tiles, title=title),
        "narrow": charts.tile_map(tiles, title=title, narrow=True),
    }


def _tile(page: CampaignPage, code: str, lines: list[OrganisationDynamics]) -> charts.Tile:
    language = get_language() or "kk"
    previous = sum(line.total.previous or 0 for line in lines)
    share = change_percent(previous, sum(line.total.value for line in lines)) if previous else None
    url = addresses.figure(page.campaign.year, lines[0].organisation.code, "members_total")
    name = regions.region(code).name.in_(language)
    text = percent(share, language, sign=True) if share is not None else with_sign(0)
    return charts.Tile(code, name, name, text, charts.step_of(share), url)


def _years(page: CampaignPage, codes: tuple[str, ...]) -> dict[str, str] | None:
    """Draw lines over the campaigns there are, as soon as there are two."""
    language = get_language() or "kk"
    all_campaigns = list(reversed(campaigns.campaigns()))[-5:]
    if len(all_campaigns) < 2:
        return None
    figures_by_campaign = [figures.figures(one, page.organisation, codes) for one in all_campaigns]
    years = [one.year for one in all_campaigns]
    series = [
        charts.Series(
            figures_by_campaign[-1][code].label.in_(language),
            [row[code].value for row in figures_by_campaign],
            [addresses.figure(year, page.organisation.code, code) for year in years],
        )
        for code in codes
    ]
    shares = figures_by_campaign[-1][codes[0]].unit == "percent"
    title = _("Shares over the years, per cent") if shares else _("Members over the years")
    return {
        "wide": charts.line_chart(series, years, title=title),
        "narrow": charts.line_chart(series, years, title=title, narrow=True),
        "title": title,
    }
