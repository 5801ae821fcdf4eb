"""A figure in a sentence: the number in its grammatical form, and around it the citation that leads to the figure.

In Kazakh the ending belongs to the number («111-ге») or to the noun after it («7 227 адамға»); in Russian the noun
agrees with the number («4 854 человека»). What belongs to the number stands inside the citation.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from birlik.core.errors import Refusal
from birlik.grammar import changes, dates, kazakh, numbers, russian
from birlik.statistics.queries.figures import Figure, Number

NO_BREAK = "\u00a0"
POINT_OF_PERCENT = {"kk": "пайыздық тармаққа", "ru": "процентного пункта"}


def address(figure: Figure) -> str:
    """Return the page of the figure, in the edition that is cited (the URL `statistics:figure`)."""
    key = figure.key
    return f"/figure/{key.year}/{key.organisation}/{key.code}/?edition={key.edition}"


def citation(figure: Figure, facet: str, text: str) -> SafeString:
    """Return the number as a link to its figure; `paper.figure_empty` where that side of the
    figure has no value yet.
    """
    value = figure.of_facet(facet)
    key = figure.key.with_facet(facet)
    if value is None:
        raise Refusal("paper.figure_empty", figure=figure.label)
    return format_html(
        '<a class="figure" href="{}" data-figure="{}" data-value="{}">{}</a>', address(figure), key, value, text
    )


def cite_figure(figure: Figure, facet: str, language: str, *, noun: str = "", case: str = "nominative") -> SafeString:
    """Cite one side of a figure.

    A change is shown as a magnitude: whether it rose or fell is for the words around it. `noun` is the counted thing
    in the language of the text; without one a Kazakh number takes the ending of the case itself.
    """
    value = figure.of_facet(facet)
    if value is None:
        return citation(figure, facet, "")
    size: Number = value.copy_abs() if isinstance(value, Decimal) else abs(value)
    size = size if facet.startswith("change") else value
    if facet == "change_pct" or (figure.unit == "percent" and facet != "change"):
        return citation(figure, facet, numbers.percent(Decimal(size), language))
    if figure.unit == "percent":
        text = numbers.percent(Decimal(size), language).rstrip(f"%{numbers.SPACE}")
        return citation(figure, facet, text) + mark_safe(f"{NO_BREAK}{POINT_OF_PERCENT[language]}")  # noqa: S308
    return _cite_count(figure, facet, int(size), language, noun, case)


def _cite_count(figure: Figure, facet: str, size: int, language: str, noun: str, case: str) -> SafeString:
    if language == "ru":
        text = russian.count(size, noun, case) if noun else numbers.group(size)
        return citation(figure, facet, _kept_together(text))
    if not noun:
        return citation(figure, facet, kazakh.numeral(size, case, grouped=True))
    return format_html("{}{}{}", citation(figure, facet, numbers.group(size)), NO_BREAK, kazakh.inflect(noun, case))


def cite_signed_change(figure: Figure) -> SafeString:
    """Return the change with its sign, for a column of a table: «+1 932», «−58», «0»."""
    return citation(figure, "change", numbers.signed(int(figure.change or 0)))


def change_clause(figure: Figure, language: str, *, noun: str = "", agreement: str = "neuter") -> SafeString:
    """Return the change as a clause: «8 983 адамға артты», «увеличилось на 8 983 человека»;
    without a change no number.
    """
    change = figure.change
    if change is None:
        return SafeString("")
    verb = changes.verb_by_sign(change, language, agreement)
    if not change:
        return SafeString(verb)
    if language == "ru":
        return format_html(
            "{} на{}{}", verb, NO_BREAK, cite_figure(figure, "change", language, noun=noun, case="accusative")
        )
    return format_html("{} {}", cite_figure(figure, "change", language, noun=noun, case="dative"), verb)


def figure_with_change(figure: Figure, language: str, *, noun: str = "") -> SafeString:
    """Write value, last year and change for a list: «10 892 адам (2024 жылы – 12 590 адам), 1 698 адамға азайды»."""
    value = cite_figure(figure, "value", language, noun=noun)
    change = figure.change
    if change is None:
        return value
    year = dates.in_year(figure.key.year - 1, language)
    before = format_html("({} – {})", year, cite_figure(figure, "previous", language, noun=noun))
    if language == "kk":
        return format_html("{} {}, {}", value, before, change_clause(figure, language, noun=noun))
    word = changes.noun_by_sign(change, language)
    if not change:
        return format_html("{} {}, {}", value, before, word)
    by = cite_figure(figure, "change", language, noun=noun, case="accusative")
    return format_html("{} {}, {} на{}{}", value, before, word, NO_BREAK, by)


def _kept_together(text: str) -> str:
    """Keep number and noun together at the end of a line."""
    return text.replace(" ", NO_BREAK)
