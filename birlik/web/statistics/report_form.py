"""The report as the paper form: its tables cell by cell, for reading and for typing.

Built here and not in a template: a form has a hundred cells, and the same pieces go out again after every save.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from birlik.statistics.queries.reports import NOT_APPLICABLE, ReportSheet
from birlik.statistics.spec import Derived, Line, Row, Section
from birlik.statistics.validation import Finding
from birlik.web.shared import numbers
from birlik.web.shared.charts.svg import joined
from birlik.web.shared.fragments import format_html
from birlik.web.statistics.report_cells import SHOWN_AS_NOT_APPLICABLE, shown

NOTHING = SafeString("")


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
        found: dict[str, list[Finding]] = {}
        for finding in self.sheet.spoken:
            cell = self.near if self.near in finding.cells else first_cell(self.sheet, finding)
            if cell is not None:
                found.setdefault(cell, []).append(finding)
        return found

    @property
    def remarks(self) -> Mapping[str, str]:
        remarks: Mapping[str, str] = self.sheet.report.remark_cells
        return remarks

    def is_explained(self, finding: Finding) -> bool:
        return bool(self.sheet.report.explanations.get(finding.check))

    def sign(self, code: str) -> str:
        """The one word that says how a cell stands: error, warning, remark, changed, na, empty or nothing."""
        findings = self.spoken_at.get(code, ())
        if any(found.severity == "error" and not self.is_explained(found) for found in findings):
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
    return next((code for code in finding.cells if code in sheet.applicable), None)


def tables(drawing: Drawing) -> list[dict[str, Any]]:
    """Every section of the form with its title and its table."""
    return [
        {"code": section.code, "title": section.title.in_(drawing.language), "table": _table(drawing, section)}
        for section in drawing.sheet.sections
    ]


def _table(drawing: Drawing, section: Section) -> SafeString:
    body = joined(_line(drawing, section, line) for line in section.lines)
    css = "entry--matrix" if section.columns else "entry--single"
    return format_html(
        '<table class="table table--dense entry {}" aria-labelledby="s-{}"><thead><tr>'
        '<th scope="col" class="line-number">{}</th><th scope="col">{}{}</th>{}</tr></thead><tbody>{}</tbody></table>',
        css,
        section.code,
        _("No."),
        _("Indicator"),
        _legend(drawing) if section.columns else NOTHING,
        _heads(drawing, section),
        body,
    )


def _legend(drawing: Drawing) -> SafeString:
    words = _("beneath each cell: %(year)s and the difference") % {"year": drawing.sheet.report.campaign.year - 1}
    return format_html("<small>{}</small>", words)


def _heads(drawing: Drawing, section: Section) -> SafeString:
    if section.columns:
        return joined(
            format_html(
                '<th scope="col" class="num" id="h-{}-{}">{}</th>',
                section.code,
                column.code,
                column.label.in_(drawing.language),
            )
            for column in section.columns
        )
    year = drawing.sheet.report.campaign.year
    unit = format_html('<span class="unit">{}</span>', unit_of(drawing.sheet.form.rows[section.lines[0].rows[0]].unit))
    return format_html(
        '<th scope="col" class="num">{}</th><th scope="col" class="num">{}{}</th><th scope="col" class="num">{}</th>',
        year - 1,
        year,
        unit,
        _("Difference"),
    )


def unit_of(unit: str) -> str:
    return {"persons": _("people"), "tenge": "₸", "organisations": _("units")}.get(unit, "")


def _line(drawing: Drawing, section: Section, line: Line) -> SafeString:
    rows = [drawing.sheet.form.rows[code] for code in line.rows]
    help_text = line.help.in_(drawing.language)
    heavy = all(row.is_auto or row.never for row in rows) or (section.columns and any(row.headline for row in rows))
    css = "line total" if heavy else "line"
    cells = (_cell(drawing, line, row, section) for row in rows)
    span = len(section.columns) or 3
    said = words(drawing, line)
    return format_html(
        '<tr class="{}" data-line="{}"><td class="line-number">{}</td><th scope="row" id="l-{}">{}{}</th>{}</tr>'
        '<tr class="words" id="w-{}"{}><td></td><td colspan="{}">{}</td></tr>',
        css,
        line.code,
        line.number,
        line.code,
        line.label.in_(drawing.language),
        format_html('<small class="entry__help">{}</small>', help_text) if help_text else NOTHING,
        joined(cells),
        line.code,
        NOTHING if said else SafeString(" hidden"),
        span + 1,
        said,
    )


def _cell(drawing: Drawing, line: Line, row: Row, section: Section) -> SafeString:
    """The cell of a matrix carries last year and the difference beneath; a single one has columns for them."""
    sheet = drawing.sheet
    column = next((one.label.in_(drawing.language) for one in section.columns if one.code == row.column), "")
    if row.code not in sheet.applicable:
        return _crossed(column, single=not section.columns)
    before = shown(sheet.previous.get(row.code), drawing.language)
    content = _content(drawing, line, row, section)
    difference = format_html('<span id="d-{}">{}</span>', row.code, difference_of(drawing, row))
    sign = drawing.sign(row.code)
    css = f"cell cell--{sign}" if sign else "cell"
    if section.columns:
        past = format_html(
            '<span class="past"><span><span class="sr">{}</span>{}</span> {}</span>',
            _("last year:") + " ",
            before,
            difference,
        )
        return format_html(
            '<td class="{}" id="c-{}" data-label="{}" tabindex="-1">{}{}</td>', css, row.code, column, content, past
        )
    return format_html(
        '<td class="num last-year" data-label="{}">{}</td><td class="{}" id="c-{}" tabindex="-1">{}</td>'
        '<td class="num difference">{}</td>',
        sheet.report.campaign.year - 1,
        before,
        css,
        row.code,
        content,
        difference,
    )


def _crossed(column: str, *, single: bool) -> SafeString:
    """A cell that the form does not give this organisation."""
    dash = format_html(
        '<span aria-hidden="true">{}</span><span class="sr">{}</span>', SHOWN_AS_NOT_APPLICABLE, _("not applicable")
    )
    if single:
        return format_html('<td></td><td class="cell cell--crossed">{}</td><td></td>', dash)
    return format_html('<td class="cell cell--crossed" data-label="{}">{}</td>', column, dash)


def _content(drawing: Drawing, line: Line, row: Row, section: Section) -> SafeString:
    text = shown(drawing.sheet.cell(row.code), drawing.language)
    named = f"l-{line.code} h-{section.code}-{row.column}" if section.columns else f"l-{line.code}"
    if row.is_auto:
        return format_html('<output id="i-{}" aria-live="off" aria-labelledby="{}">{}</output>', row.code, named, text)
    if not drawing.editable:
        return format_html('<span class="typed" id="i-{}">{}</span>', row.code, text or _empty())
    return format_html(
        '<input id="i-{0}" name="{0}" value="{1}" inputmode="numeric" autocomplete="off" maxlength="40" '
        'aria-labelledby="{2}" aria-describedby="w-{3}"{4}>',
        row.code,
        text,
        named,
        line.code,
        SafeString(' aria-invalid="true"') if drawing.sign(row.code) == "error" else NOTHING,
    )


def _empty() -> SafeString:
    return format_html('<span aria-hidden="true">{}</span><span class="sr">{}</span>', numbers.EMPTY, _("no data"))


def difference_of(drawing: Drawing, row: Row) -> SafeString:
    """The difference to last year with its sign; coloured only where growth is good without question."""
    change = drawing.sheet.difference(row.code)
    if change is None:
        return NOTHING
    tone = "zero" if not change else "same" if not row.headline else "up" if change > 0 else "down"
    return format_html('<span class="change change--{}">{}</span>', tone, numbers.signed(change, 0, drawing.language))


def words(drawing: Drawing, line: Line) -> SafeString:
    """What the checks and the returner say of a line, beneath it."""
    said = [_sentence(drawing, finding) for code in line.rows for finding in drawing.spoken_at.get(code, ())]
    said += [
        format_html('<p class="words__remark"><strong>{}</strong> {}</p>', _("Remark:"), drawing.remarks[code])
        for code in line.rows
        if code in drawing.remarks
    ]
    return joined(said)


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
    """The percentages that follow from the cells: never typed, recomputed from the numbers each time."""
    return [
        _share(drawing, derived)
        for derived in drawing.sheet.form.derived
        if {derived.numerator, derived.denominator} <= drawing.sheet.applicable
    ]


def _share(drawing: Drawing, derived: Derived) -> dict[str, Any]:
    now, before = derived.value(drawing.sheet.report.values), derived.value(drawing.sheet.previous)
    return {
        "code": derived.code,
        "label": derived.label.in_(drawing.language),
        "now": numbers.percent(now, drawing.language),
        "before": numbers.percent(before, drawing.language) if before is not None else "",
        "difference": numbers.signed(now - before, 1, drawing.language)
        if now is not None and before is not None
        else "",
    }
