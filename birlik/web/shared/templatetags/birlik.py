"""Template tags of the design system; loaded everywhere (settings: "builtins")."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.core.paginator import Paginator
from django.template import Context, Library
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from birlik.web.shared import charts, marks, navigation, numbers
from birlik.web.shared.figures import FigureView
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.numbers import Number

register = Library()


def language() -> str:
    return get_language() or "kk"


@register.filter("grouped")
def group_thousands(value: Number | None) -> str:
    """Write {{ 601648|grouped }} → 601 648 (plain text, for attributes and sentences)."""
    return numbers.group_thousands(value, 0, language())


@register.filter("signed")
def with_sign(value: Number | None) -> str:
    return numbers.with_sign(value, 0, language())


@register.filter
def percent(value: Number | None) -> str:
    return numbers.percent(value, language())


@register.filter
def elided_pages(paginator: Paginator[Any], page: int) -> Iterator[int | str]:
    """Write {{ page.paginator|elided_pages:page.number }}: the page numbers worth showing, with gaps as "…"."""
    return paginator.get_elided_page_range(page, on_each_side=1, on_ends=1)


@register.simple_tag
def number(value: Number | None, unit: str = "", *, na: bool = False, places: int = 0) -> SafeString:
    """Draw {% number value %}: a number with its unit; empty and "not applicable" are told apart from zero."""
    return marks.number(value, unit, na=na, places=places, language=language())


@register.simple_tag
def change(value: Number | None, pct: Number | None = None, *, tone: str = "", unit: str = "") -> SafeString:
    """Draw {% change difference pct %}: arrow, sign, colour, and words for those who listen. tone="plain":
    no judgement.
    """
    return marks.change(value, pct, tone=tone, unit=unit, language=language())


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, size: str = "") -> SafeString:
    """Draw {% icon "home" %}, {% icon "home" "s" %}: a sign of the sprite, silent for screen readers."""
    css = f"icon icon--{size}" if size else "icon"
    return format_html(
        '<svg class="{}" width="20" height="20" aria-hidden="true"><use href="{}#{}"></use></svg>', css, _sprite(), name
    )


@register.simple_tag
@lru_cache(maxsize=8)
def mark(css: str = "brand__mark") -> SafeString:
    """Return the shanyraq in the current colour."""
    return format_html(
        '<svg class="{}" width="28" height="28" aria-hidden="true"><use href="{}#mark"></use></svg>', css, _sprite()
    )


@register.simple_tag
@lru_cache(maxsize=1)
def head() -> SafeString:
    """Draw {% head %}: what every page loads; the addresses of static files stay as they are while a process lives."""
    return render_to_string("shared/head.html")


@register.simple_tag
def piece(template: str, **values: Hashable) -> SafeString:
    """Draw {% piece "shared/rail.html" items=frame.items %}: an include that shows nothing but what it is given.

    Drawn once for equal values in a language: what every page repeats costs it nothing.
    """
    return _piece(template, language(), **values)


@lru_cache(maxsize=1024)
def _piece(template: str, _language: str, /, **values: Hashable) -> SafeString:
    return render_to_string(template, values)


@register.simple_tag
def breadcrumbs(crumbs: Sequence[Crumb]) -> SafeString:
    """Draw {% breadcrumbs crumbs %}: the path to the page."""
    return navigation.breadcrumbs(crumbs)


@register.simple_tag(takes_context=True)
def frame_form(context: Context) -> SafeString:
    """Draw {% frame_form %}: the hidden form that the buttons of the frame send, and where it leads back to."""
    return format_html(
        '<form id="frame-form" method="post" action="{}" hidden>'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="next" value="{}"></form>',
        _language_url(),
        context["csrf_token"],
        context["request"].get_full_path(),
    )


@lru_cache(maxsize=1)
def _language_url() -> str:
    return reverse("accounts:language")


@register.simple_tag
def status(value: str, *, is_late: bool = False) -> SafeString:
    """Draw {% status report.status is_late=report.is_late %}: shape and word."""
    return marks.status(str(value), is_late=is_late)


@register.inclusion_tag("shared/progress.html")
def progress(
    counts: Mapping[str, int], label: str = "", *, legend: bool = False, thin: bool = False, late_count: int = 0
) -> dict[str, Any]:
    """Draw {% progress counts legend=True %}: a bar of the statuses; `counts` maps a status to a number of reports."""
    total = sum(counts.values())
    accepted_count = counts.get("accepted", 0) + counts.get("frozen", 0)
    words = label or _("%(done)s of %(total)s accepted") % {
        "done": numbers.group_thousands(accepted_count, 0, language()),
        "total": numbers.group_thousands(total, 0, language()),
    }
    parts = [(name, counts[name]) for name in charts.STATUS_COLOURS if counts.get(name)]
    bar = charts.stacked_bar(counts, words)
    return {"bar": bar, "parts": parts if legend else (), "thin": thin, "late": late_count if legend else 0}


@register.simple_tag
def meter(part: int, total: int, label: str = "") -> SafeString:
    """Draw {% meter 41 44 %}: one bar, for "41 of 44 lines"."""
    words = label or ngettext("%(done)s of %(total)s", "%(done)s of %(total)s", total) % {"done": part, "total": total}
    return charts.meter(part, total, words)


@register.simple_tag
def spark(values: Sequence[Number | None], label: str = "") -> SafeString:
    """Draw {% spark figure.series %}: five years the size of a word."""
    return charts.spark(values, label)


@register.inclusion_tag("shared/figure_line.html")
def figure_link(figure: FigureView | None = None, **parts: Any) -> dict[str, Any]:
    """Draw {% figure_link figure %} or {% figure_link value=… url=… change=… %}: the number and what goes with it."""
    return _figure(figure or FigureView(**parts))


@register.inclusion_tag("shared/figure_card.html")
def figure_card(figure: FigureView) -> dict[str, Any]:
    """Draw {% figure_card figure %}: a card with the name, the value, the change, the spark."""
    return _figure(figure)


@register.simple_tag
def figure_cell(figure: FigureView) -> SafeString:
    """Draw {% figure_cell figure %}: only the linked number with its hint, for the cells of large tables."""
    return marks.figure_number(figure, language())


@register.inclusion_tag("shared/field.html")
def field(form_field: Any, help_text: str = "") -> dict[str, Any]:
    """Draw {% field form.name %}: label, help, input, and the error in words beneath it.

    The browser is not told how long a text may be: it would cut what is pasted without a word; the form says it.
    """
    form_field.field.widget.attrs.pop("maxlength", None)
    checkbox = getattr(form_field.field.widget, "input_type", "") == "checkbox"
    return {"field": form_field, "help": help_text or form_field.help_text, "checkbox": checkbox}


@register.simple_tag
def diff(old: Any, new: Any) -> SafeString:
    """Draw {% diff old new %}: 5 673 → 6 101, or the value alone where nothing changed. Numbers are grouped."""
    return marks.diff(old, new, language())


@register.simple_block_tag
def notice(content: str, kind: str = "information", title: str = "") -> SafeString:
    """Draw {% notice "warning" title="…" %}<p>…</p>{% endnotice %}; kinds: information, success, warning, error."""
    return marks.notice(content, kind, title, icon(kind))


@register.simple_block_tag
def dialog(content: str, name: str, title: str = "") -> SafeString:
    """Draw {% dialog "send" title=… %}…{% enddialog %}; opened by <button data-opens="send">, closed by data-closes."""
    return format_html(
        '<dialog class="dialog" id="{name}" aria-labelledby="{name}-title"><div class="dialog__head">'
        '<h2 id="{name}-title">{title}</h2><button type="button" class="top__button" data-closes aria-label="{close}">'
        '{cross}</button></div><div class="dialog__body">{content}</div></dialog>',
        name=name,
        title=title,
        close=_("Close"),
        cross=icon("close"),
        content=content,
    )


def _sprite() -> str:
    return static("icons.svg")


def _figure(figure: FigureView) -> dict[str, Any]:
    return {
        "figure": figure,
        "name": figure.name_in(language()),
        "number": marks.figure_number(figure, language()),
        "spark": charts.spark(figure.series),
        "unit_of_change": _("pp") if figure.unit == "%" else "",
    }
