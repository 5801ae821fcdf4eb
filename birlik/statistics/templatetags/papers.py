"""Template tags of the papers; the language is that of the paper, `language` in the context."""

from __future__ import annotations

from django.template import Context, Library
from django.utils.safestring import SafeString

from birlik.statistics.papers import text
from birlik.statistics.queries.figures import Figure

register = Library()


@register.simple_tag(takes_context=True)
def fig(
    context: Context, figure: Figure, facet: str = "value", *, noun: str = "", case: str = "nominative"
) -> SafeString:
    """Draw {% fig f.members_total "change" noun="адам" case="dative" %}: one side of a figure, cited."""
    return text.cite_figure(figure, facet, context["language"], noun=noun, case=case)


@register.simple_tag(takes_context=True)
def change_clause(context: Context, figure: Figure, *, noun: str = "", agreement: str = "neuter") -> SafeString:
    """Draw {% change_clause f.members_total noun="адам" %}: the change with the verb of its sign."""
    return text.change_clause(figure, context["language"], noun=noun, agreement=agreement)


@register.simple_tag(takes_context=True)
def figure_with_change(context: Context, figure: Figure, *, noun: str = "") -> SafeString:
    """Draw {% figure_with_change f.members_women noun="адам" %}: value, last year and change."""
    return text.figure_with_change(figure, context["language"], noun=noun)


@register.simple_tag
def signed_fig(figure: Figure) -> SafeString:
    """Draw {% signed_fig f.trained_total %}: the change with its sign, in a table."""
    return text.cite_signed_change(figure)


@register.filter
def point(place: int, chapter: str) -> str:
    """Write {{ forloop.counter|point:"3" }} → 3.1: the typed number of a sub-point."""
    return f"{chapter}.{place}"
