"""The tables of the form without figures: drawn once for a kind of organisation, in a language, and kept.

A slot is a name between two NUL characters, which neither a label nor an escaped text can hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from birlik.statistics.spec import FormLine, FormRow, FormSpec, Section
from birlik.web.shared import numbers
from birlik.web.shared.charts.svg import join_parts

NUL = "\0"
NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class SectionSkeleton:
    """`parts`: HTML and names of slots in turn, HTML first."""

    code: str
    title: str
    parts: tuple[str, ...]

    def fill_figures(self, figures: Mapping[str, str]) -> SafeString:
        """Return the table with its figures, which come escaped."""
        parts = list(self.parts)
        parts[1::2] = [figures[name] for name in self.parts[1::2]]
        return mark_safe("".join(parts))  # noqa: S308 - drawn by format_html, filled with what was escaped


@lru_cache(maxsize=4096)
def slots_of_cell(code: str) -> tuple[str, str, str, str, str, str]:
    """Return names of the slots of a cell: sign, text, invalid, last year, difference, registry."""
    return (
        f"{code}/sign", f"{code}/text", f"{code}/invalid", f"{code}/before", f"{code}/difference", f"{code}/registry",
    )  # fmt: skip


@lru_cache(maxsize=1024)
def slots_of_line(line: str) -> tuple[str, str]:
    """Return names of the slots of the words under a line: words, hidden."""
    return f"{line}/words", f"{line}/hidden"


@dataclass(frozen=True, slots=True)
class _Pen:
    form: FormSpec
    kind: str
    present: frozenset[str]
    year: int
    language: str
    editable: bool


@lru_cache(maxsize=256)
def sections(
    form: FormSpec, *, kind: str, institution_type: str, year: int, language: str, editable: bool
) -> tuple[SectionSkeleton, ...]:
    """Return the sections that organisations of this kind and type fill in; `language` is the one that is active."""
    rows = form.rows_for(kind, institution_type)
    present = frozenset(row.code for row in rows) - form.absent_codes((), institution_type=institution_type)
    pen = _Pen(form, kind, present, year, language, editable)
    return tuple(
        SectionSkeleton(section.code, section.title.in_(language), tuple(_table(pen, section).split(NUL)))
        for section in form.sections
        if any(kind in form.rows[code].levels for line in section.lines for code in line.rows)
    )


def _slot(name: str) -> SafeString:
    return SafeString(f"{NUL}{name}{NUL}")


def _table(pen: _Pen, section: Section) -> SafeString:
    return format_html(
        '<table class="table table--dense entry {}" aria-labelledby="s-{}"><thead><tr>'
        '<th scope="col" class="line-number">{}</th><th scope="col">{}{}</th>{}</tr></thead><tbody>{}</tbody></table>',
        "entry--matrix" if section.columns else "entry--single",
        section.code,
        _("No."),
        _("Indicator"),
        _legend(pen) if section.columns else NOTHING,
        _heads(pen, section),
        join_parts(_line(pen, section, line) for line in section.lines),
    )


def _legend(pen: _Pen) -> SafeString:
    words = _("beneath each cell: %(year)s and the difference") % {"year": pen.year - 1}
    return format_html("<small>{}</small>", words)


def _heads(pen: _Pen, section: Section) -> SafeString:
    if section.columns:
        return join_parts(
            format_html(
                '<th scope="col" class="num" id="h-{}-{}">{}</th>',
                section.code,
                column.code,
                column.label.in_(pen.language),
            )
            for column in section.columns
        )
    units = {"persons": _("people"), "tenge": "₸", "organisations": _("units")}
    unit = units.get(pen.form.rows[section.lines[0].rows[0]].unit, "")
    return format_html(
        '<th scope="col" class="num">{}</th><th scope="col" class="num">{}<span class="unit">{}</span></th>'
        '<th scope="col" class="num">{}</th>',
        pen.year - 1,
        pen.year,
        unit,
        _("Difference"),
    )


def _line(pen: _Pen, section: Section, line: FormLine) -> SafeString:
    rows = [pen.form.rows[code] for code in line.rows]
    help_text = line.help.in_(pen.language)
    heavy = all(row.is_auto or row.never for row in rows) or (section.columns and any(row.headline for row in rows))
    words, hidden = slots_of_line(line.code)
    return format_html(
        '<tr class="line{}"><td class="line-number">{}</td><th scope="row" id="l-{}">{}{}</th>{}</tr>'
        '<tr class="words" id="w-{}"{}><td></td><td colspan="{}">{}</td></tr>',
        " total" if heavy else "",
        line.number,
        line.code,
        line.label.in_(pen.language),
        format_html('<small class="entry__help">{}</small>', help_text) if help_text else NOTHING,
        join_parts(_cell(pen, line, row, section) for row in rows),
        line.code,
        _slot(hidden),
        (len(section.columns) or 3) + 1,
        _slot(words),
    )


def _cell(pen: _Pen, line: FormLine, row: FormRow, section: Section) -> SafeString:
    """Draw a cell: of a matrix it carries last year and the difference beneath, a single one has columns for them."""
    column = next((one.label.in_(pen.language) for one in section.columns if one.code == row.column), "")
    if row.code not in pen.present:
        return _crossed_cell(row, column, single=not section.columns)
    sign, _text, _invalid, before, change, registry = slots_of_cell(row.code)
    from_registry = format_html('<span class="from" id="r-{}">{}</span>', row.code, _slot(registry))
    content = join_parts([_content(pen, line, row, section), from_registry])
    difference = format_html('<span id="d-{}">{}</span>', row.code, _slot(change))
    if section.columns:
        return format_html(
            '<td class="cell{}" id="c-{}" data-label="{}" tabindex="-1">{}<span class="past"><span>'
            '<span class="sr">{} </span>{}</span> {}</span></td>',
            _slot(sign),
            row.code,
            column,
            content,
            _("last year:"),
            _slot(before),
            difference,
        )
    return format_html(
        '<td class="num last-year" data-label="{}">{}</td><td class="cell{}" id="c-{}" tabindex="-1">{}</td>'
        '<td class="num difference">{}</td>',
        pen.year - 1,
        _slot(before),
        _slot(sign),
        row.code,
        content,
        difference,
    )


def _crossed_cell(row: FormRow, column: str, *, single: bool) -> SafeString:
    """Draw a cell that the form does not give this organisation."""
    dash = format_html(
        '<span aria-hidden="true">{}</span><span class="sr">{}</span>', numbers.NOT_APPLICABLE, _("not applicable")
    )
    if single:
        return format_html('<td></td><td class="cell cell--crossed" id="c-{}">{}</td><td></td>', row.code, dash)
    return format_html('<td class="cell cell--crossed" id="c-{}" data-label="{}">{}</td>', row.code, column, dash)


def _content(pen: _Pen, line: FormLine, row: FormRow, section: Section) -> SafeString:
    """Draw a sum, a number to be read, or an input."""
    _sign, text, invalid, *_others = slots_of_cell(row.code)
    label_ids = f"l-{line.code} h-{section.code}-{row.column}" if section.columns else f"l-{line.code}"
    if row.is_auto:
        return format_html(
            '<output id="i-{}" aria-live="off" aria-labelledby="{}">{}</output>', row.code, label_ids, _slot(text)
        )
    if not pen.editable:
        return format_html('<span class="typed" id="i-{}">{}</span>', row.code, _slot(text))
    return format_html(
        '<input id="i-{0}" name="{0}" value="{1}" inputmode="numeric" autocomplete="off" maxlength="40" '
        'aria-labelledby="{2}" aria-describedby="w-{3}"{4}>',
        row.code,
        _slot(text),
        label_ids,
        line.code,
        _slot(invalid),
    )
