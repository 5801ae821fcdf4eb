"""Template tags of the papers; the language is that of the paper, `language` in the context."""

from __future__ import annotations

from collections.abc import Sequence

from django.template import Context, Library, Node
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString

from birlik.statistics.papers import content, text
from birlik.statistics.papers.content import WordedFigure
from birlik.statistics.queries.figures import Figure

register = Library()


@register.simple_tag(takes_context=True)
def fig(
    context: Context, figure: Figure, facet: str = "value", *, noun: str = "", case: str = "nominative"
) -> SafeString:
    """Draw {% fig f.CODE "change" noun="адам" case="dative" %}: one side of a figure, cited."""
    _note_told(context, figure)
    return text.cite_figure(figure, facet, context["language"], noun=noun, case=case)


@register.simple_tag(takes_context=True)
def change_clause(context: Context, figure: Figure, *, noun: str = "", agreement: str = "neuter") -> SafeString:
    """Draw {% change_clause f.CODE noun="адам" %}: the change with the verb of its sign."""
    _note_told(context, figure)
    return text.change_clause(figure, context["language"], noun=noun, agreement=agreement)


@register.simple_tag(takes_context=True)
def figure_with_change(context: Context, figure: Figure, *, noun: str = "") -> SafeString:
    """Draw {% figure_with_change f.CODE noun="адам" %}: value, last year and change."""
    _note_told(context, figure)
    return text.figure_with_change(figure, context["language"], noun=noun)


@register.simple_tag
def signed_fig(figure: Figure) -> SafeString:
    """Draw {% signed_fig f.CODE %}: the change with its sign, in a table."""
    return text.cite_signed_change(figure)


def _note_told(context: Context, figure: Figure) -> None:
    """Remember that the paper tells the figure, where it is one of the organisation that the paper is about."""
    if figure.key.organisation == context["book"].organisation.code:
        context["codes_told"].add(figure.key.code)


class SentenceNode(Node):
    """A sentence with the codes of the lines it speaks of."""

    def __init__(self, codes: Sequence[str], nodelist: NodeList) -> None:
        self.codes = codes
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        if not context["book"].tells(*self.codes):
            return SafeString("")
        context["codes_told"].update(self.codes)
        return self.nodelist.render(context)


@register.tag
def sentence(parser: Parser, token: Token) -> SentenceNode:
    """Draw {% sentence CODE … %} … {% endsentence %} where the form has these figures, and its lines carry the names
    for which the sentence was written; it is left out else."""
    _name, *codes = token.split_contents()
    nodelist = parser.parse(("endsentence",))
    parser.delete_first_token()
    return SentenceNode(codes, nodelist)


@register.simple_tag(takes_context=True)
def untold(context: Context) -> list[WordedFigure]:
    """Set {% untold as others %}: the main figures of the form that no sentence before has told."""
    return content.untold(context["book"], context["codes_told"], context["language"])


@register.filter
def point(place: int, chapter: str) -> str:
    """Write {{ forloop.counter|point:"3" }} → 3.1: the typed number of a sub-point."""
    return f"{chapter}.{place}"
