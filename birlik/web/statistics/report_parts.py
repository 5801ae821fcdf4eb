"""The pieces around the form that change with every save: findings, progress, causes, the words of the main button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from birlik.statistics.queries import checking
from birlik.statistics.queries.reports import Cell, ReportSheet
from birlik.statistics.validation import Finding
from birlik.web.shared import numbers
from birlik.web.statistics import report_form, report_registry
from birlik.web.statistics.report_cells import cell_text
from birlik.web.statistics.report_form import Drawing

CELL = "#c-{}"
NOTE, CAUSES = "#note", "#causes"


def findings(drawing: Drawing) -> SafeString:
    """Return the list at the side: what to mend, what to look at, which cells are empty; each leads to its cell."""
    sheet = drawing.sheet
    context = {
        "spoken": [_finding(drawing, finding) for finding in sheet.findings_beyond_empty],
        "empty": [
            {"href": CELL.format(code), "number": sheet.form.rows[code].number, "label": _label(drawing, code)}
            for code in sheet.empty_codes
        ],
        "editable": drawing.editable,
        "errors": sum(finding.severity == "error" for finding in sheet.findings_beyond_empty),
        "warnings": sum(finding.severity == "warning" for finding in sheet.findings_beyond_empty),
    }
    return render_to_string("statistics/report_findings.html", context)


def _label(drawing: Drawing, code: str) -> str:
    return drawing.sheet.form.rows[code].label.in_(drawing.language)


def _finding(drawing: Drawing, finding: Finding) -> dict[str, Any]:
    sheet = drawing.sheet
    cell = report_form.first_cell(sheet, finding)
    return {
        "check": finding.check,
        "severity": finding.severity,
        "number": sheet.form.rows[cell].number if cell else "",
        "message": finding.message.in_(drawing.language),
        "fix": finding.fix.in_(drawing.language),
        "href": target(sheet, finding),
        "explanation": sheet.report.explanations.get(finding.check, ""),
    }


def target(sheet: ReportSheet, finding: Finding) -> str:
    """Return where a finding is mended: the causes, the note, or the first cell of its that is typed."""
    columns = checking.columns_of(finding.check)
    if "causes_total" in columns:
        return CAUSES
    if "note_length" in columns:
        return NOTE
    cells = [code for code in finding.cells if code in sheet.applicable_codes]
    typed_codes = [code for code in cells if not sheet.form.rows[code].is_auto]
    return CELL.format((typed_codes or cells)[0]) if cells else ""


def progress(drawing: Drawing) -> SafeString:
    """Draw "41 of 44 lines" and how many findings, for the bar that never leaves the screen."""
    sheet = drawing.sheet
    return render_to_string(
        "statistics/report_progress.html",
        {
            "done": sheet.filled_lines,
            "total": sheet.expected_lines,
            "errors": sum(finding.severity == "error" for finding in sheet.findings_beyond_empty),
            "warnings": sum(finding.severity == "warning" for finding in sheet.findings_beyond_empty),
            "empty": len(sheet.empty_codes),
        },
    )


def open_matters(sheet: ReportSheet) -> str:
    """Return what goes along when the report is sent as it stands, in words; "" when nothing is open."""
    parts = []
    if errors := sum(finding.severity == "error" for finding in sheet.findings_beyond_empty):
        parts.append(ngettext("%(count)s error", "%(count)s errors", errors) % {"count": errors})
    if empty := len(sheet.empty_codes):
        parts.append(ngettext("%(count)s empty cell", "%(count)s empty cells", empty) % {"count": empty})
    if unconfirmed_count := sheet.unconfirmed_count:
        words = ngettext("%(count)s figure not confirmed", "%(count)s figures not confirmed", unconfirmed_count)
        parts.append(words % {"count": unconfirmed_count})
    return _("with %(matters)s") % {"matters": ", ".join(parts)} if parts else ""


def causes_state(drawing: Drawing) -> SafeString:
    """Return the running sum: how many of those who left have a cause."""
    sheet = drawing.sheet
    with_cause, total = sheet.causes_total, sheet.outflow
    if total is None:
        sentence = _("Fill in who left (line %(line)s); the causes must add up to that number.")
        return format_html("<p>{}</p>", sentence % {"line": sheet.form.rows[sheet.form.uses.outflow].number})
    figures = {
        "told": _number_text(with_cause, drawing),
        "left": _number_text(total, drawing),
        "rest": _number_text(total - with_cause, drawing),
    }
    if with_cause == total:
        sentence = _("All %(left)s who left have a cause.") if total else _("Nobody left, so no cause is needed.")
    elif with_cause < total:
        sentence = _("%(told)s of %(left)s who left have a cause; %(rest)s remain.")
    else:
        figures["rest"] = _number_text(with_cause - total, drawing)
        sentence = _("The causes cover %(told)s people, %(rest)s more than the %(left)s who left.")
    kind = "growth" if with_cause == total else "decline" if sheet.causes_demanded else "muted"
    return format_html('<p class="causes__sum causes__sum--{}">{}</p>', kind, sentence % figures)


def _number_text(number: int, drawing: Drawing) -> str:
    return numbers.group_thousands(number, 0, drawing.language)


def answer(drawing: Drawing, *, known_texts: object) -> dict[str, Any]:
    """Return what the page needs after a save: every cell as it now stands, and the pieces to be drawn anew.

    `known`: how many saves the page knew of; "stale" says that there were others.
    """
    sheet = drawing.sheet
    rows = (sheet.form.rows[code] for code in sheet.applicable_codes)
    return {
        "saved": sheet.report.saved,
        "stale": known_texts != sheet.report.saved - 1,
        "cells": {
            row.code: {
                "text": cell_text(sheet.cell(row.code), drawing.language),
                "sign": drawing.sign(row.code),
                "difference": report_form.difference_of(drawing, row),
                "registry": report_registry.mark(sheet, row.code, drawing.language),
            }
            for row in rows
        },
        "words": {
            line.code: sentence
            for section in sheet.sections
            for line in section.lines
            if (sentence := report_form.words(drawing, line))
        },
        "shares": {share["code"]: [share["now"], share["difference"]] for share in report_form.shares(drawing)},
        "pieces": {
            "findings": findings(drawing),
            "progress": progress(drawing),
            "causes-state": causes_state(drawing) if sheet.has_causes else "",
            "send-tail": open_matters(sheet),
        },
        "demanded": sheet.causes_demanded,
    }


def overwritten_cells(
    drawing: Drawing, was: Mapping[str, Cell], seen_cells: Mapping[str, Cell]
) -> list[dict[str, str]]:
    """Return the cells just written in which somebody else's value stood meanwhile, in words:
    nothing goes unnoticed.
    """
    rows = drawing.sheet.form.rows
    return [
        {
            "cell": code,
            "words": _("Line %(line)s: somebody else wrote %(theirs)s meanwhile; now it is yours: %(yours)s.")
            % {
                "line": rows[code].number,
                "theirs": cell_text(was[code], drawing.language) or _("nothing"),
                "yours": cell_text(drawing.sheet.cell(code), drawing.language) or _("nothing"),
            },
        }
        for code, before in seen_cells.items()
        if code in was and was[code] != before and was[code] != drawing.sheet.cell(code)
    ]
