"""What the registry of members has to do with a cell of a report: where its figure comes from, what it says instead."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from birlik.statistics.enums import Origin
from birlik.statistics.queries.reports import ReportSheet
from birlik.web.shared import numbers
from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.fragments import format_html

NOTHING = SafeString("")


def mark(sheet: ReportSheet, code: str, language: str) -> SafeString:
    """Return a dot for "from the registry", a ring for "confirmed"; where the registry says otherwise, its figure in
    words.
    """
    registry_value, cell = sheet.registry.get(code), sheet.cell(code)
    origin = sheet.report.origins.get(code)
    if origin is None and (registry_value is None or cell == registry_value):
        return NOTHING
    of_register = bool(sheet.form.rows[code].registry)
    marks = [_origin(origin, of_register=of_register)] if origin in (Origin.REGISTRY, Origin.CONFIRMED) else []
    if registry_value is not None and cell != registry_value:
        marks.append(_registry_value(numbers.group_thousands(registry_value, 0, language)))
    return join_parts(marks)


def _origin(origin: str, *, of_register: bool) -> SafeString:
    """Draw the word under the cell on a telephone, only heard elsewhere, where the hint says more."""
    if origin == Origin.CONFIRMED:
        word, hint = pgettext("figure", "confirmed"), _("From the registry of members, confirmed")
        hint = _("From a register, confirmed") if of_register else hint
    else:
        word, hint = pgettext("figure", "from the registry"), _("From the registry of members, not confirmed yet")
        hint = _("From a register, not confirmed yet") if of_register else hint
    return format_html(
        '<span class="from__mark from__mark--{}" data-hint="{}"><span>{}</span></span>', origin, hint, word
    )


def _registry_value(text: str) -> SafeString:
    return format_html('<span class="from__instead">{}</span>', _("registry %(number)s") % {"number": text})
