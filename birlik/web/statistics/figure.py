"""The page of one figure: value, parts, source cell, editions, where it is cited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from birlik.accounts.permissions import Permission
from birlik.core.bilingual import Bilingual
from birlik.registers.declare import register_that_counts
from birlik.registers.queries import state_of
from birlik.statistics.queries import parts
from birlik.statistics.queries.campaigns import previous_campaign
from birlik.statistics.queries.figures import Figure
from birlik.statistics.queries.parts import Anatomy, Part
from birlik.web.shared import addresses, charts, marks
from birlik.web.shared.campaign_page import CampaignPage, campaign_page
from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.figures import FigureView
from birlik.web.shared.fragments import format_html

HOUR = 60 * 60
LONGEST_KEY = 240


def show(request: HttpRequest, year: int, code: str, indicator: str) -> HttpResponse:
    """Show one figure. Where it is cited is asked each time: papers change while the campaign does not."""
    page = campaign_page(request.user, Permission.FIGURE_VIEW, year, code)
    cached_page = _cached_page(page, indicator, _edition(request, page))
    context = page.context("statistics:table") | {
        "period_urls": [(one, addresses.figure(one, code, indicator)) for one in cached_page.years],
        "kept": cached_page,
        "citations": parts.citations(page.campaign, page.organisation, indicator),
    }
    return render(request, "statistics/figure.html", context)


@dataclass(frozen=True, slots=True)
class CachedFigurePage:
    """What everybody sees who opens the figure in this state and language."""

    label: Bilingual
    source_url: str
    body: SafeString
    years: list[int]


def _cached_page(page: CampaignPage, indicator: str, edition: int | None) -> CachedFigurePage:
    register = register_that_counts(indicator)
    state = page.state + (state_of(register) if register else "")
    key = f"figure/{state}/{page.campaign.year}/{page.organisation.pk}/{indicator}/{edition}/{get_language()}"
    figure_page: CachedFigurePage | None = cache.get(key) if len(key) < LONGEST_KEY else None
    if figure_page is None:
        anatomy = parts.anatomy(page.campaign, page.organisation, indicator, edition)
        body = render_to_string("statistics/figure_body.html", _body(page, anatomy, edition))
        figure_page = CachedFigurePage(anatomy.figure.label, _source(page, anatomy), body, anatomy.years)
        if len(key) < LONGEST_KEY:
            cache.set(key, figure_page, HOUR)
    return figure_page


def _body(page: CampaignPage, anatomy: Anatomy, edition: int | None) -> dict[str, Any]:
    before = previous_campaign(page.campaign)
    return {
        "place": page,
        "period": page.period,
        "campaign": page.campaign,
        "source_before": before.source if before else "",
        "found": anatomy,
        "figure": view(anatomy.figure, anatomy.series),
        "label": anatomy.figure.label,
        "unit": _unit(anatomy.figure),
        "rows": join_parts(_row(page, anatomy, part) for part in anatomy.parts),
        "components": [view(component) for component in anatomy.components],
        "chart": _chart(anatomy),
        "key": anatomy.figure.key.figure,
        "edition": edition or page.campaign.edition,
    }


def _edition(request: HttpRequest, page: CampaignPage) -> int | None:
    text = request.GET.get("edition", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= page.campaign.edition):
        raise Http404
    return int(text)


def view(figure: Figure, series: list[tuple[int, Any]] | None = None) -> FigureView:
    return FigureView(
        figure.value,
        addresses.figure(figure.key.year, figure.key.organisation, figure.key.code),
        figure.label,
        "%" if figure.unit == "percent" else "",
        figure.change,
        figure.change_pct,
        [value for _, value in series or []],
        figure.accepted,
        figure.expected,
        "frozen" if figure.frozen else "preliminary",
    )


def _unit(figure: Figure) -> str:
    names = {
        "persons": _("persons"),
        "organisations": _("organisations"),
        "tenge": _("tenge"),
        "days": pgettext("unit", "days"),
        "percent": "%",
    }
    return names.get(figure.unit, "")


def _source(page: CampaignPage, anatomy: Anatomy) -> str:
    """Return the address of the report in which the cell was typed, at its cell; sums have none."""
    if anatomy.row is None or anatomy.own is None:
        return ""
    return f"{addresses.report(page.campaign.year, page.organisation.code)}#c-{anatomy.row.code}"


def _row(page: CampaignPage, anatomy: Anatomy, part: Part) -> SafeString:
    language = get_language() or "kk"
    unit = "%" if anatomy.figure.unit == "percent" else ""
    return format_html(
        '<tr><th scope="row"><a href="{}">{}</a></th><td class="num">{}</td><td class="num">{}</td>'
        '<td class="num">{}</td></tr>',
        addresses.figure(page.campaign.year, part.organisation.code, anatomy.figure.key.code),
        part.organisation.short.in_(language),
        marks.number(part.previous, unit, language=language),
        marks.number(part.value, unit, language=language),
        marks.change(part.change, unit=_("pp") if unit else "", language=language),
    )


def _chart(anatomy: Anatomy) -> dict[str, SafeString] | None:
    """Draw lines over the years, as soon as there are two of them."""
    points = [(year, value) for year, value in anatomy.series if value is not None]
    if len(points) < 2:
        return None
    key = anatomy.figure.key
    urls = [addresses.figure(year, key.organisation, key.code) for year, _ in points]
    label = anatomy.figure.label.in_(get_language() or "kk")
    series = [charts.Series(label, [value for _, value in points], urls)]
    years = [year for year, _ in points]
    return {
        "wide": charts.line_chart(series, years, title=label),
        "narrow": charts.line_chart(series, years, title=label, narrow=True),
    }
