"""What the command line prints of a campaign, for scripts: figures and open findings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from birlik.core.periods import Period
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.sheets.tables import Table
from birlik.statistics.enums import COUNTED_STATUSES, CampaignStatus
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import campaigns, checking, figures, frames
from birlik.statistics.queries.figures import Figure

SEVERITIES = ("error", "warning", "info")


def export_figures(period: Period, code: str) -> Table:
    """Return all figures of an organisation with last year, change and coverage; `period.unknown`, `orgs.unknown`."""
    campaign = campaigns.campaign(period.year)
    organisation = orgs.organisation_by_code(code)
    form = campaigns.form(campaign)
    codes = [*form.rows, *form.derived_codes, *figures.computed_codes(form)]
    figure_by_code = figures.figures(campaign, organisation, codes)
    missing_codes = missing_reports(campaign, organisation)
    any_figure = next(iter(figure_by_code.values()))
    data = {
        "organisation": organisation.code,
        "period": period.year,
        "coverage": {"accepted": any_figure.accepted, "expected": any_figure.expected, "missing": missing_codes},
        "figures": {code: as_data(figure) for code, figure in figure_by_code.items() if figure.value is not None},
    }
    rows = [
        [code, figure.label.kk, figure.label.ru, figure.value, figure.previous, figure.change, figure.change_pct]
        for code, figure in figure_by_code.items()
        if figure.value is not None
    ]
    return Table(data, ["code", "kk", "ru", "value", "previous", "change", "change_pct"], rows)


def as_data(figure: Figure) -> dict[str, Any]:
    """Return the value for a file: integers stay integers; percentages are numbers with one decimal."""
    sides = {name: figure.of_facet(name) for name in ("value", "previous", "change", "change_pct")}
    return {name: float(side) if isinstance(side, Decimal) else side for name, side in sides.items()}


def missing_reports(campaign: Campaign, organisation: Organisation) -> list[str]:
    """Return codes of the primary organisations below whose report is not in the sums."""
    branch = orgs.subtree(organisation, campaigns.period(campaign).as_of)
    reports = Report.objects.filter(campaign=campaign, organisation__in=branch, organisation__kind="primary")
    open_reports = reports.exclude(status__in=COUNTED_STATUSES)
    if campaign.status == CampaignStatus.FROZEN:  # what is being corrected stays in the sums as it was published
        figure_sets = frames.figure_sets(campaign).filter(source__isnull=False)
        open_reports = open_reports.exclude(organisation__in=figure_sets.values("organisation"))
    return list(open_reports.order_by("organisation__code").values_list("organisation__code", flat=True))


def open_findings(period: Period, code: str) -> Table:
    """Return everything the checks say of the reports and of the sums below an organisation, errors first."""
    campaign = campaigns.campaign(period.year)
    organisation = orgs.organisation_by_code(code)
    findings = sorted(checking.all_findings(campaign, organisation), key=lambda row: SEVERITIES.index(row[1].severity))
    data = {
        "organisation": organisation.code,
        "period": period.year,
        "findings": [
            {
                "organisation": place,
                "check": finding.check,
                "severity": finding.severity,
                "cells": list(finding.cells),
                **finding.message.as_dict(),
                "explained": is_explained,
            }
            for place, finding, is_explained in findings
        ],
    }
    rows = [
        [place, finding.check, finding.severity, " ".join(finding.cells), finding.message.kk, finding.message.ru]
        for place, finding, _ in findings
    ]
    return Table(data, ["organisation", "check", "severity", "cells", "kk", "ru"], rows)
