"""What the report page is made of: the state in a sentence, the form, the buttons, the history."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.periods import Period
from birlik.statistics import rules
from birlik.statistics.enums import EDITABLE, Status, Verb
from birlik.statistics.models import Report
from birlik.statistics.queries import campaigns, checking, registry_counts, windows
from birlik.statistics.queries import reports as queries
from birlik.statistics.queries.reports import Change, ReportSheet, VersionLine
from birlik.web.shared import addresses
from birlik.web.shared.campaign_page import CampaignPage
from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.fragments import format_html
from birlik.web.statistics import report_form, report_parts
from birlik.web.statistics.report_cells import cell_text
from birlik.web.statistics.report_form import Drawing

HOUR = 60 * 60
# Verb of the page: last step of its address.
VERBS = {"save": "cells", "send": "send", "return": "return", "accept": "accept", "reopen": "reopen"}


@dataclass(frozen=True, slots=True)
class CachedReportPage:
    """What everybody sees who opens the report in this state and language, on this day.

    `body` is compressed: there are thousands. `state` says where the report stands, `choices` is for the form with
    which it is returned, `blocking` the number of errors that forbid accepting it. `offered` are cells that the
    registry of members can fill, `unconfirmed` those it filled; `known`: whether it knows anybody here.
    """

    body: bytes
    state: str
    progress: str
    send_tail: str
    choices: str
    blocking: int
    version: int
    offered: int
    unconfirmed: int
    known: bool


def context(user: User, report: Report, page: CampaignPage) -> dict[str, Any]:
    """Return everything the template shows; the buttons are those that this person has in this state."""
    editable = report.status in EDITABLE and page.may(Permission.REPORT_EDIT)
    cached_page = _cached_page(report, editable=editable, language=get_language() or "kk")
    return {
        "report": report,
        "editable": editable,
        "body": mark_safe(zlib.decompress(cached_page.body).decode()),  # noqa: S308 - drawn by our own templates
        "state": mark_safe(cached_page.state),  # noqa: S308
        "progress": mark_safe(cached_page.progress),  # noqa: S308
        "choices": mark_safe(cached_page.choices),  # noqa: S308
        "send_tail": cached_page.send_tail,
        "blocking": cached_page.blocking,
        "version": cached_page.version,
        "offered": cached_page.offered if editable else 0,
        "unconfirmed": cached_page.unconfirmed if editable else 0,
        "registry_url": addresses.reconciliation(report.campaign.year, report.organisation.code)
        if cached_page.known
        else "",
        "urls": _urls(report),
        "above": page.path[-2].short.in_(get_language() or "kk") if len(page.path) > 1 else "",
        **_buttons(user, report, page),
    }


def _buttons(user: User, report: Report, page: CampaignPage) -> dict[str, bool]:
    """Return what this person may do now; nobody judges the report that they sent themselves."""
    verbs = set(rules.verbs_allowed(report, page.may))
    own = report.sent_by_id == user.pk
    judgements = verbs & {Verb.ACCEPT, Verb.RETURN}
    allowed_verbs = verbs - judgements if own else verbs
    begins = report.status == Status.NOT_BEGUN and page.may(Permission.REPORT_SEND)
    return {
        "may_send": Verb.SEND in allowed_verbs or begins,
        "begins": begins,
        "may_accept": Verb.ACCEPT in allowed_verbs,
        "may_return": Verb.RETURN in allowed_verbs,
        "may_reopen": Verb.REOPEN in allowed_verbs,
        "own_report": own and bool(judgements),
    }


def _urls(report: Report) -> dict[str, str]:
    page = addresses.report(report.campaign.year, report.organisation.code)
    return {verb: f"{page}{step}/" for verb, step in VERBS.items()}


def _cached_page(report: Report, *, editable: bool, language: str) -> CachedReportPage:
    """Draw the page anew when somebody saves, the campaign moves, last year's figures are corrected, or the
    registry of members counts otherwise."""
    before = campaigns.previous_campaign(report.campaign)
    revisions = (report.saved, report.campaign.revision, before.revision if before else 0)
    registry = registry_counts.of_report(report)
    state = (report.pk, *revisions, registry_counts.fingerprint(registry), editable, language, timezone.localdate())
    key = "report/" + "/".join(str(part) for part in state)
    report_page: CachedReportPage | None = cache.get(key)
    if report_page is None:
        report_page = _draw(queries.sheet(report, registry), editable=editable, language=language)
        cache.set(key, report_page, HOUR)
    return report_page


def _draw(sheet: ReportSheet, *, editable: bool, language: str) -> CachedReportPage:
    history = queries.versions(sheet.report)
    newest = history[0] if history else None
    changed_codes = frozenset(change.row.code for change in newest.changes) if newest and not editable else frozenset()
    drawing = Drawing(sheet, language, editable, changed_codes)
    body = render_to_string("statistics/report_body.html", _body(drawing, history))
    choices = "" if editable else _choices(drawing)
    return CachedReportPage(
        zlib.compress(body.encode(), 1),
        _state(sheet.report),
        report_parts.progress(drawing),
        report_parts.open_matters(drawing.sheet),
        choices,
        len(drawing.sheet.blocking_errors),
        newest.number if newest else 0,
        len(drawing.sheet.offered_codes),
        drawing.sheet.unconfirmed_count,
        bool(drawing.sheet.registry),
    )


def _state(report: Report) -> SafeString:
    """Say where the report stands and since when, by whose hand, or until when it is in time."""
    term = windows.window_of(report.campaign, report.organisation) if report.status in EDITABLE else None
    today = timezone.localdate()
    context = {"report": report, "term": term, "today": today, "closed": term is not None and not term.is_open(today)}
    return render_to_string("statistics/report_state.html", context)


def _body(drawing: Drawing, history: Sequence[VersionLine]) -> dict[str, Any]:
    report = drawing.sheet.report
    return {
        "report": report,
        "sheet": drawing.sheet,
        "period": Period(report.campaign.year),
        "editable": drawing.editable,
        "form_title": drawing.sheet.form.title.in_(drawing.language),
        "form_remark": drawing.sheet.form.remark.in_(drawing.language),
        "sections": report_form.tables(drawing),
        "shares": report_form.shares(drawing),
        "findings": report_parts.findings(drawing),
        "causes": _causes(drawing),
        "causes_state": report_parts.causes_state(drawing) if drawing.sheet.has_causes else "",
        "remarked": _remark_rows(drawing),
        "history": [_version(drawing, line) for line in history],
        "year_before": report.campaign.year - 1,
        "urls": _urls(report),
    }


def _causes(drawing: Drawing) -> list[dict[str, Any]]:
    """Return the classifier with the people under each cause; a reader sees only those that were named."""
    people_by_cause = drawing.sheet.report.causes
    if not drawing.sheet.has_causes:
        return []
    return [
        {
            "code": cause.code,
            "label": cause.label.in_(drawing.language),
            "help": cause.help.in_(drawing.language),
            "correction": cause.correction,
            "text": cell_text(people_by_cause.get(cause.code), drawing.language),
        }
        for cause in checking.causes().values()
        if drawing.editable or cause.code in people_by_cause
    ]


def _remark_rows(drawing: Drawing) -> list[dict[str, str]]:
    rows = drawing.sheet.form.rows
    return [
        {
            "href": f"#c-{code}",
            "number": rows[code].number,
            "label": rows[code].label.in_(drawing.language),
            "text": text,
        }
        for code, text in drawing.remarks.items()
        if code in rows
    ]


def _choices(drawing: Drawing) -> SafeString:
    """Draw the cells that a remark can be put to: those of which the checks speak first, then all others."""
    codes_of_checks = {
        code: finding.message.in_(drawing.language)
        for finding in reversed(drawing.sheet.findings_beyond_empty)
        if (code := report_form.first_cell(drawing.sheet, finding))
    }
    rows = drawing.sheet.form.rows
    codes = [
        *codes_of_checks,
        *(code for code in rows if code in drawing.sheet.applicable_codes and code not in codes_of_checks),
    ]
    return join_parts(
        _choice(code, rows[code].number, rows[code].label.in_(drawing.language), codes_of_checks.get(code, ""))
        for code in codes
    )


def _choice(code: str, number: str, label: str, text: str) -> SafeString:
    """Draw a cell to be ticked; one of which the checks speak is ticked already and says what they say."""
    if not text:
        return format_html(
            '<div class="choice"><label><input type="checkbox" name="cell" value="{}"> {}. {}</label></div>',
            code,
            number,
            label,
        )
    return format_html(
        '<div class="choice"><label><input type="checkbox" name="cell" value="{0}" checked> {1}. {2}</label>'
        '<input class="input input--small" name="remark-{0}" value="{3}" aria-label="{4}"></div>',
        code,
        number,
        label,
        text,
        _("Remark on line %(number)s") % {"number": number},
    )


def _version(drawing: Drawing, line: VersionLine) -> dict[str, Any]:
    causes = checking.causes()
    return {
        "line": line,
        "cells": [_change(drawing, change) for change in line.changes],
        "causes": [
            {"label": causes[code].label.in_(drawing.language), "before": before, "after": after}
            for code, before, after in line.causes
        ],
        "count": len(line.changes) + len(line.causes) + line.note_changed,
    }


def _change(drawing: Drawing, change: Change) -> dict[str, str]:
    return {
        "number": change.row.number,
        "label": change.row.label.in_(drawing.language),
        "before": cell_text(change.before, drawing.language) or _("empty"),
        "after": cell_text(change.after, drawing.language) or _("empty"),
    }
