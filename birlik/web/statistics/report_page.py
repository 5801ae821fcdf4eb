"""What the report page is made of: the state in a sentence, the form, the buttons, the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.statistics import rules
from birlik.statistics.enums import EDITABLE, Status, Verb
from birlik.statistics.models import Report
from birlik.statistics.queries import checking
from birlik.statistics.queries import reports as queries
from birlik.statistics.queries.reports import Change, VersionLine
from birlik.web.shared.place import Place
from birlik.web.statistics import report_form, report_parts
from birlik.web.statistics.report_cells import shown
from birlik.web.statistics.report_form import Drawing


def drawing(report: Report, *, editable: bool, changed: frozenset[str] = frozenset()) -> Drawing:
    return Drawing(queries.sheet(report), get_language() or "kk", editable, changed)


def context(user: User, report: Report, here: Place) -> dict[str, Any]:
    """Everything the template shows; the verbs are those that this person has in this state."""
    today = timezone.localdate()
    verbs = rules.verbs_allowed(report, here.may)
    editable = Verb.SEND in verbs or (report.status in EDITABLE and here.may(Permission.REPORT_EDIT))
    history = queries.versions(report) if report.status != Status.NOT_BEGUN else []
    newest = history[0] if history else None
    changed = frozenset(change.row.code for change in newest.changes) if newest and not editable else frozenset()
    drawn = drawing(report, editable=editable, changed=changed)
    return {
        "report": report,
        "drawing": drawn,
        "sheet": drawn.sheet,
        "editable": editable,
        "sections": report_form.tables(drawn),
        "shares": report_form.shares(drawn),
        "findings": report_parts.findings(drawn),
        "progress": report_parts.progress(drawn),
        "causes": _causes(drawn),
        "causes_state": report_parts.causes_state(drawn) if drawn.sheet.has_causes else "",
        "remarked": _remarked(drawn),
        "history": [_version(drawn, line) for line in history],
        "due": queries.due(report.campaign, report.organisation),
        "today": today,
        "year_before": report.campaign.year - 1,
        **_verbs(user, drawn, verbs, here, newest),
    }


def _verbs(
    user: User, drawn: Drawing, verbs: Sequence[Verb], here: Place, newest: VersionLine | None
) -> dict[str, Any]:
    """The buttons: what one may do, what goes along with it, and why one may not judge one's own report."""
    report = drawn.sheet.report
    own = report.sent_by_id == user.pk
    judge = {Verb.ACCEPT, Verb.RETURN} & set(verbs)
    allowed = set(verbs) - (judge if own else set())
    blocking = drawn.sheet.blocking if Verb.ACCEPT in allowed else []
    above = here.path[-2].short.in_(drawn.language) if len(here.path) > 1 else ""
    return {
        "may_send": Verb.SEND in allowed,
        "may_accept": Verb.ACCEPT in allowed,
        "may_return": Verb.RETURN in allowed,
        "may_reopen": Verb.REOPEN in allowed,
        "own_report": own and bool(judge),
        "blocking": len(blocking),
        "version": newest.number if newest else 0,
        "above": above,
        "send_tail": report_parts.open_matters(drawn.sheet),
        "choices": _choices(drawn) if Verb.RETURN in allowed else [],
        "urls": {
            name: reverse(f"statistics:report-{name}", args=[report.campaign.year, report.organisation.code])
            for name in ("save", "send", "return", "accept", "reopen")
        },
    }


def _causes(drawn: Drawing) -> list[dict[str, Any]]:
    """The classifier with the people under each cause; a reader sees only those that were named."""
    told = drawn.sheet.report.causes
    if not drawn.sheet.has_causes:
        return []
    return [
        {
            "code": cause.code,
            "label": cause.label.in_(drawn.language),
            "help": cause.help.in_(drawn.language),
            "correction": cause.correction,
            "text": shown(told.get(cause.code), drawn.language),
        }
        for cause in checking.causes().values()
        if drawn.editable or cause.code in told
    ]


def _remarked(drawn: Drawing) -> list[dict[str, str]]:
    rows = drawn.sheet.form.rows
    return [
        {"href": f"#c-{code}", "number": rows[code].number, "label": rows[code].label.in_(drawn.language), "text": text}
        for code, text in drawn.remarks.items()
        if code in rows
    ]


def _choices(drawn: Drawing) -> list[dict[str, Any]]:
    """The cells that a remark can be put to: those of which the checks speak first, then all others."""
    spoken = {
        code: found.message.in_(drawn.language)
        for found in reversed(drawn.sheet.spoken)
        if (code := report_form.first_cell(drawn.sheet, found))
    }
    rows = drawn.sheet.form.rows
    codes = [*spoken, *(code for code in rows if code in drawn.sheet.applicable and code not in spoken)]
    return [
        {
            "code": code,
            "number": rows[code].number,
            "label": rows[code].label.in_(drawn.language),
            "text": spoken.get(code, ""),
        }
        for code in codes
    ]


def _version(drawn: Drawing, line: VersionLine) -> dict[str, Any]:
    causes = checking.causes()
    return {
        "line": line,
        "cells": [_change(drawn, change) for change in line.changes],
        "causes": [
            {"label": causes[code].label.in_(drawn.language), "before": before, "after": after}
            for code, before, after in line.causes
        ],
        "count": len(line.changes) + len(line.causes) + line.note_changed,
    }


def _change(drawn: Drawing, change: Change) -> dict[str, str]:
    return {
        "number": change.row.number,
        "label": change.row.label.in_(drawn.language),
        "before": shown(change.before, drawn.language) or _("empty"),
        "after": shown(change.after, drawn.language) or _("empty"),
    }
