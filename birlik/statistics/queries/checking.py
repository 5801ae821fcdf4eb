"""What the checks say of one report, and of all of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics import spec as rulebook
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import borders, campaigns, check_frames, registry_counts
from birlik.statistics.validation import Finding, check_report, evaluate, findings


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The findings of a working copy as it stands, and what they were held against: last year's values and those of
    the registry of members ({} where there are none)."""

    findings: list[Finding]
    previous: dict[str, int]
    registry: dict[str, int]


def check_working_copy(report: Report, registry: Mapping[str, int] | None = None) -> CheckResult:
    """Return what the checks say of the report now; `registry`: what is counted for it there, where that is known."""
    rows = registry_counts.of_report(report) if registry is None else dict(registry)
    previous = borders.previous_values(report.campaign, [report.organisation_id]).get(report.organisation_id)
    content = {
        "values": report.values,
        "previous": previous,
        "not_applicable": report.not_applicable,
        "causes": report.causes,
        "note": report.note,
        "registry": rows or None,
    }
    place = report.organisation
    form, checks = campaigns.form(report.campaign), rulebook.load_all().checks
    results = _cached_findings(form, checks, place.kind, place.institution_type, json.dumps(content, sort_keys=True))
    return CheckResult(list(results), previous or {}, rows)


@lru_cache(maxsize=512)
def _cached_findings(
    form: rulebook.FormSpec, checks: rulebook.CheckSet, level: str, institution_type: str, content: str
) -> tuple[Finding, ...]:
    """Return the findings: they follow from nothing else, so a report that is read again is not checked again."""
    arguments = json.loads(content)
    return tuple(
        check_report(
            arguments.pop("values"),
            spec=form,
            level=level,
            institution_type=institution_type,
            checks=checks,
            **arguments,
        )
    )


def findings_of(report: Report) -> list[Finding]:
    return check_working_copy(report).findings


def unexplained_errors(findings: Sequence[Finding], explanations: dict[str, str]) -> list[Finding]:
    """Return errors that nobody has explained: they stand in the way of acceptance."""
    return [
        finding
        for finding in findings
        if finding.severity == "error" and not explanations.get(finding.check, "").strip()
    ]


def check_codes() -> frozenset[str]:
    """Return the codes of all checks of the rulebook: what an explanation may be about."""
    return frozenset(_columns())


def columns_of(check: str) -> frozenset[str]:
    """Return what a check looks at: cells, and "causes_total" or "note_length" where it asks about those."""
    return _columns()[check]


@lru_cache(maxsize=1)
def _columns() -> dict[str, frozenset[str]]:
    return {check.code: check.columns for check in rulebook.load_all().checks}


def opening_values(campaign: Campaign, organisations: Sequence[tuple[int, str, str]]) -> dict[int, dict[str, int]]:
    """Return what a new report arrives filled with: last year's closings, by the form's `prefill`.

    `organisations` are (id, kind, institution type). Organisations without a last year begin with zero openings, but
    nothing is said of them where nobody reported here before.
    """
    form = campaigns.form(campaign)
    past = borders.previous_values(campaign, [pk for pk, _, _ in organisations])
    before_it = campaigns.previous_campaign(campaign)
    first = before_it is None or bool(before_it.source)
    openings: dict[int, dict[str, int]] = {}
    for pk, kind, institution in organisations:
        rows = [row for row in form.rows_for(kind, institution) if row.prefill]
        before = past.get(pk)
        if first and before is None:
            openings[pk] = {}
        else:
            openings[pk] = {row.code: (before or {}).get(row.prefill, 0) for row in rows}
    return openings


def all_findings(campaign: Campaign, top: Organisation) -> Iterator[tuple[str, Finding, bool]]:
    """Give (organisation code, finding, explained?) of every report and every sum at or below a node.

    Sums come first, from the top down; then the reports. Checks of a sum that only a report can answer for (an empty
    cell, a note) are not asked twice.
    """
    form = campaigns.form(campaign)
    frame, parents = check_frames.of_nodes(campaign, top)
    for node, node_findings in zip(parents, findings(frame, form), strict=True):
        yield from ((node.code, finding, False) for finding in node_findings if not finding.about)
    scope = orgs.subtree(top, campaigns.period(campaign).as_of)
    reports = Report.objects.filter(campaign=campaign, organisation__in=scope)
    reports_frame = check_frames.of_reports(campaign, reports)
    explanation_texts = dict(reports.exclude(explanations={}).values_list("organisation_id", "explanations"))
    codes = dict(reports.values_list("organisation_id", "organisation__code"))
    for organisation, node_findings in zip(
        reports_frame.organisations, findings(reports_frame.frame, form), strict=True
    ):
        explanations = explanation_texts.get(organisation, {})
        yield from ((codes[organisation], finding, bool(explanations.get(finding.check))) for finding in node_findings)


def counts(campaign: Campaign) -> tuple[dict[int, int], dict[int, int]]:
    """Count report id → errors, report id → warnings, for all reports of a campaign; clean ones have no entry."""
    reports_frame = check_frames.of_reports(campaign, Report.objects.filter(campaign=campaign))
    verdicts = evaluate(reports_frame.frame, campaigns.form(campaign))
    totals: dict[str, Counter[int]] = {"error": Counter(), "warning": Counter()}
    for row, severity in verdicts.select("row", "severity").iter_rows():
        if severity in totals:
            totals[severity][reports_frame.reports[row]] += 1
    return dict(totals["error"]), dict(totals["warning"])


def causes() -> dict[str, rulebook.CauseSpec]:
    """Return the classifier of causes by code, in the order of the rulebook."""
    return {cause.code: cause for cause in rulebook.load_all().causes}
