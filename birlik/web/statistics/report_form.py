"""The report as the paper form: its tables cell by cell, for reading and for typing.

What is the same for all organisations of a kind (labels, line numbers, headings) is drawn once a process by
`report_skeleton`; here the figures of one report go into its slots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from birlik.statistics.queries.reports import NOT_APPLICABLE, ReportSheet
from birlik.statistics.spec import DerivedFigure, FormLine, FormRow
from birlik.statistics.validation import Finding
from birlik.web.shared import numbers
from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.fragments import escape_value, format_html
from birlik.web.statistics import report_registry, report_skeleton
from birlik.web.statistics.report_cells import cell_text
from birlik.web.statistics.report_skeleton import slots_of_cell, slots_of_line

NOTHING = SafeString("")
HIDDEN_ATTRIBUTE = SafeString(" hidden")
INVALID = SafeString(' aria-invalid="true"')


@dataclass(frozen=True)
class Drawing:
    """A sheet in a language, `editable` or not; `changed` are the cells that differ from the version before.

    `near` is the cell somebody types in: what concerns it is said there, and not at the end of the movement.
    """

    sheet: ReportSheet
    language: str
    editable: bool
    changed: frozenset[str] = frozenset()
    near: str = ""

    @cached_property
    def spoken_at(self) -> dict[str, list[Finding]]:
        """Findings by the cell under which they are said: the one being typed in, else the first that is theirs."""
        findings_by_cell: dict[str, list[Finding]] = {}
        for finding in self.sheet.findings_beyond_empty:
            cell = self.near if self.near in finding.cells else first_cell(self.sheet, finding)
            if cell is not None:
                findings_by_cell.setdefault(cell, []).append(finding)
        return findings_by_cell

    @property
    def remarks(self) -> Mapping[str, str]:
        remarks: Mapping[str, str] = self.sheet.report.remark_cells
        return remarks

    def is_explained(self, finding: Finding) -> bool:
        return bool(self.sheet.report.explanations.get(finding.check))

    def sign(self, code: str) -> str:
        """Return the one word that says how a cell stands: error, warning, remark, changed, na, empty or nothing."""
        findings = self.spoken_at.get(code, ())
        if any(finding.severity == "error" and not self.is_explained(finding) for finding in findings):
            return "error"
        if findings:
            return "warning"
        if code in self.remarks:
            return "remark"
        if code in self.changed:
            return "changed"
        cell = self.sheet.cell(code)
        return "na" if cell == NOT_APPLICABLE else "empty" if cell is None else ""


def first_cell(sheet: ReportSheet, finding: Finding) -> str | None:
    return next((code for code in finding.cells if code in sheet.applicable_codes), None)


def tables(drawing: Drawing) -> list[dict[str, Any]]:
    """Return every section of the form with its title and its table."""
    sheet, organisation = drawing.sheet, drawing.sheet.report.organisation
    sections = report_skeleton.sections(
        sheet.form,
        kind=organisation.kind,
        institution_type=organisation.institution_type,
        year=sheet.report.campaign.year,
        language=drawing.language,
        editable=drawing.editable,
    )
    figures = _figures(drawing)
    return [{"code": part.code, "title": part.title, "table": part.fill_figures(figures)} for part in sections]


def _figures(drawing: Drawing) -> dict[str, str]:
    """Return what goes into the slots, escaped."""
    sheet = drawing.sheet
    figures: dict[str, str] = {}
    for code in sheet.applicable_codes:
        sign, text, invalid, before, difference, from_registry = slots_of_cell(code)
        sign_texts = drawing.sign(code)
        figures[sign] = f" cell--{sign_texts}" if sign_texts else ""
        figures[text] = escape_value(_text(drawing, code))
        figures[invalid] = INVALID if sign_texts == "error" else NOTHING
        figures[before] = escape_value(cell_text(sheet.previous.get(code), drawing.language))
        figures[difference] = difference_of(drawing, sheet.form.rows[code])
        figures[from_registry] = report_registry.mark(sheet, code, drawing.language)
    for section in sheet.sections:
        for line in section.lines:
            text_slot, hidden = slots_of_line(line.code)
            figures[text_slot] = words(drawing, line)
            figures[hidden] = NOTHING if figures[text_slot] else HIDDEN_ATTRIBUTE
    return figures


def _text(drawing: Drawing, code: str) -> str:
    """Write a cell: an input that is empty stays so, a reader is told that there is no data."""
    text = cell_text(drawing.sheet.cell(code), drawing.language)
    if text or drawing.editable or drawing.sheet.form.rows[code].is_auto:
        return text
    return format_html('<span aria-hidden="true">{}</span><span class="sr">{}</span>', numbers.EMPTY, _("no data"))


def difference_of(drawing: Drawing, row: FormRow) -> SafeString:
    """Return the difference to last year with its sign; coloured only where growth is good without question."""
    change = drawing.sheet.difference(row.code)
    if change is None:
        return NOTHING
    tone = "zero" if not change else "same" if not row.headline else "up" if change > 0 else "down"
    return format_html(
        '<span class="change change--{}">{}</span>', tone, numbers.with_sign(change, 0, drawing.language)
    )


def words(drawing: Drawing, line: FormLine) -> SafeString:
    """Return what the checks and the returner say of a line, beneath it."""
    if not drawing.spoken_at and not drawing.remarks:
        return NOTHING
    sentences = [_sentence(drawing, finding) for code in line.rows for finding in drawing.spoken_at.get(code, ())]
    sentences += [
        format_html('<p class="words__remark"><strong>{}</strong> {}</p>', _("Remark:"), drawing.remarks[code])
        for code in line.rows
        if code in drawing.remarks
    ]
    return join_parts(sentences)


def _sentence(drawing: Drawing, finding: Finding) -> SafeString:
    kind = "warning" if drawing.is_explained(finding) else finding.severity
    return format_html(
        '<p class="words__{}">{}{} <span class="words__fix">{}</span></p>',
        kind,
        _("Explained. ") if drawing.is_explained(finding) else "",
        finding.message.in_(drawing.language),
        finding.fix.in_(drawing.language),
    )


def shares(drawing: Drawing) -> list[dict[str, Any]]:
    """Return the percentages that follow from the cells: never typed, recomputed from the numbers each time."""
    return [
        _share(drawing, figure)
        for figure in drawing.sheet.form.derived
        if {figure.numerator, figure.denominator} <= drawing.sheet.applicable_codes
    ]


def _share(drawing: Drawing, derived_figure: DerivedFigure) -> dict[str, Any]:
    now, before = derived_figure.value(drawing.sheet.report.values), derived_figure.value(drawing.sheet.previous)
    difference = None if now is None or before is None else now - before
    return {
        "code": derived_figure.code,
        "label": derived_figure.label.in_(drawing.language),
        "now": numbers.percent(now, drawing.language),
        "before": "" if before is None else numbers.percent(before, drawing.language),
        "difference": "" if difference is None else numbers.with_sign(difference, 1, drawing.language),
    }
