"""What the template of a paper is given: the figures that it may tell, in the words that the rulebook has for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template import Context, Template
from django.utils.safestring import SafeString

from birlik.core.bilingual import Bilingual
from birlik.documents.details import Details
from birlik.grammar import dates, kazakh, russian
from birlik.statistics.dynamics import Measure
from birlik.statistics.papers.campaign_figures import (
    CampaignFigures,
    Causes,
    OrganisationInSentence,
    Places,
    causes_of,
)
from birlik.statistics.papers.kinds import NO_WORDS, FigureList, FigureWords, PaperKind, Passage
from birlik.statistics.papers.templates import compile_text
from birlik.statistics.queries.figures import Figure

FIGURE = re.compile(r"\b(?:f|few_with|with_figure)\.([a-z0-9_]+)")
BLANK = "______________"
MEMBER_ORGANISATIONS = "member_organisations"
NOUNS = {"persons": Bilingual("адам", "человек")}
FEW = 5  # organisations that a sentence can name one by one


@dataclass(frozen=True, slots=True)
class WordedFigure:
    """A figure with its words and the noun that is counted ("" for none), in the language of the paper."""

    words: str
    noun: str
    figure: Figure


class ByFigure:
    """The organisations below with a figure above zero, by its code, as templates ask: `with_figure.CODE`."""

    def __init__(self, book: CampaignFigures, places: Places, most: int | None = None) -> None:
        self._book = book
        self._places = places
        self._most = most

    def __getitem__(self, code: str) -> list[OrganisationInSentence]:
        organisations = self._places.organisations_with(code) if self._book.has(code) else []
        return [] if self._most is not None and len(organisations) > self._most else organisations


def content(
    kind: PaperKind, book: CampaignFigures, language: str, details: Details, context: dict[str, Any]
) -> dict[str, Any]:
    """Return what is said by the file of the kind, and the lists of growth and decline, by names of the template.

    `risen`, `fallen_figures`, `same`: the figures told; `lists`, `advice`, `instructions` as in the file, whose texts
    may use `context`. `grown`: the organisations that gained in the first measure; `fallen`: those that lost in the
    last; `unchanged…`: those that did neither. `few_with`, `with_figure`: the organisations that have a figure.
    """
    places: Places = context["places"]
    decreases = places.decreases(Measure.TOTAL)
    unchanged_by_measure = {measure: places.unchanged_organisations(measure) for measure in Measure}
    sentences = worded_figures(book, kind.told, language)
    return {
        "risen": [one for one in sentences if _change(one.figure) > 0],
        "fallen_figures": [one for one in sentences if _change(one.figure) < 0],
        "same": [one for one in sentences if _change(one.figure) == 0],
        "lists": {name: _list(book, one, language) for name, one in kind.lists.items()},
        "advice": [passage.text.in_(language) for passage in kind.advice if _applies(book, passage)],
        "instructions": _instructions(kind, book, language, context),
        "opening_day": _opening_day(book, language),
        "newcomers": places.newcomers(),
        "grown": places.increases(Measure.WORKING),
        "fallen": decreases,
        **_group_unchanged(unchanged_by_measure[Measure.WORKING], unchanged_by_measure[Measure.TOTAL]),
        "few_with": ByFigure(book, places, FEW),
        "with_figure": ByFigure(book, places),
        "causes": _causes_of_union(book, language),
        "causes_by_place": places.causes(decreases),
        "addressee": MEMBER_ORGANISATIONS,
        "controller": controller(details, language),
        "blank": BLANK,
    }


def worded_figures(book: CampaignFigures, items: Iterable[FigureWords], language: str) -> list[WordedFigure]:
    """Return the figures that the form has and that are not empty: under the paper's words, where these were written
    for the name that the form gives them, else under that name."""
    figures = []
    for item in items:
        if not book.has(item.code) or book.f[item.code].value is None:
            continue
        figure = book.f[item.code]
        words = item.words if item.words.kk and book.tells(item.code) else figure.label
        figures.append(WordedFigure(words.in_(language), NOUNS.get(figure.unit, NO_WORDS).in_(language), figure))
    return figures


def untold(book: CampaignFigures, codes: set[str], language: str) -> list[WordedFigure]:
    """Return the main figures of the form that no sentence has told."""
    headline = (FigureWords(row.code) for row in book.form.headline if row.code not in codes)
    return worded_figures(book, headline, language)


def _list(book: CampaignFigures, figure_list: FigureList, language: str) -> list[WordedFigure]:
    figures = [one for one in worded_figures(book, figure_list.figures, language) if one.figure.value]
    return sorted(figures, key=lambda one: -(one.figure.value or 0)) if figure_list.largest_first else figures


def _applies(book: CampaignFigures, passage: Passage) -> bool:
    """Return whether a passage is called for: the lines that it speaks of are there under the names for which it was
    written, and its figure is so."""
    when = passage.when
    if not book.tells(*passage.about, *([when.code] if when.code else [])):
        return False
    if not when.code:
        return True
    figure = book.f[when.code]
    return when.holds(float((figure.value if when.side == "value" else figure.change) or 0))


def _instructions(
    kind: PaperKind, book: CampaignFigures, language: str, context: dict[str, Any]
) -> list[tuple[str, SafeString]]:
    """Return code and text of the instructions that are called for, and whose figures can all be told."""
    return [
        (passage.code, passage_template(text).render(Context(context)))
        for passage in kind.instructions
        if _applies(book, passage) and book.tells(*passage.about, *figure_codes(text := passage.text.in_(language)))
    ]


def figure_codes(text: str) -> list[str]:
    """Return codes of the figures that a text of the rulebook names (`f.CODE`), in their order."""
    return list(dict.fromkeys(FIGURE.findall(text)))


@lru_cache(maxsize=256)
def passage_template(text: str) -> Template:
    """Return a text of the rulebook as a template, with the tags of the papers."""
    return compile_text("{% load papers %}" + text)


def _change(figure: Figure) -> float:
    return float(figure.change or 0)


def _group_unchanged(
    of_working: Sequence[OrganisationInSentence], total: Sequence[OrganisationInSentence]
) -> dict[str, list[OrganisationInSentence]]:
    """Group the organisations that stayed as they were: said once where neither measure has changed."""
    both = [place for place in total if place in of_working]
    return {
        "unchanged": both,
        "unchanged_working": [place for place in of_working if place not in both],
        "unchanged_total": [place for place in total if place not in both],
    }


def _opening_day(book: CampaignFigures, language: str) -> str:
    """Return the day of last year's report: «2025 жылғы 1 қаңтарда», «на 1 января 2025 года»."""
    day = book.period.previous_period.as_of
    return dates.date_kk(day, "locative") if language == "kk" else f"на {dates.date_ru(day)}"


def _causes_of_union(book: CampaignFigures, language: str) -> Causes | None:
    if not book.has("causes_rest"):
        return None
    return causes_of(OrganisationInSentence(book.organisation.name.in_(language), "", book.f), language)


def controller(details: Details, language: str) -> str:
    """Return who controls, as the clause says it: kk «… орынбасары В.Ф. Беженаровқа», ru «заместителя … Беженарова
    В.Ф.».

    In Kazakh the ending joins the name, which closes the phrase. In Russian the position is put into the accusative;
    the name stands as it was typed, since surnames are not declined by rule.
    """
    position, name = details.controller_position, details.controller_name
    if not position and not name:
        return BLANK
    if language == "ru":
        return " ".join([russian.inflect(position, "accusative") if position else BLANK, name or BLANK])
    return " ".join([position or BLANK, kazakh.inflect(name, "dative") if name else BLANK])
