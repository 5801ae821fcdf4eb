"""The draft resolution on the results of the consolidated report, in the anatomy of the union's resolutions.

Title, operative word, take note, note the dynamics, instruct with sub-points, control clause last. Points that can be
measured are bound to a figure; deadlines and who controls are for the editor to fill.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from birlik.core.bilingual import Bilingual
from birlik.documents.details import Details
from birlik.grammar import kazakh, russian
from birlik.statistics.papers.campaign_figures import CampaignFigures, Node
from birlik.statistics.papers.recommendations import any_of, applies_always, has_fallen
from birlik.statistics.queries.figures import Figure

BLANK = "______________"
MEMBER_ORGANISATIONS = "member_organisations"


@dataclass(frozen=True, slots=True)
class FigureSentence:
    """A figure of point 2: its words, the noun that is counted ("" for none)."""

    code: str
    words: Bilingual
    noun: Bilingual

    def in_(self, language: str, f: Node) -> dict[str, Any]:
        return {"words": self.words.in_(language), "noun": self.noun.in_(language), "figure": f[self.code]}


PEOPLE = Bilingual("адам", "человек")
NO_NOUN = Bilingual("", "")
POINT_2 = (
    FigureSentence(
        "members_total", Bilingual("кәсіподақ мүшелерінің жалпы саны", "общая численность членов профсоюза"), PEOPLE
    ),
    FigureSentence(
        "members_working", Bilingual("жұмыс істейтін кәсіподақ мүшелері", "работающие члены профсоюза"), PEOPLE
    ),
    FigureSentence("members_students", Bilingual("студенттер", "студенты"), PEOPLE),
    FigureSentence("members_women", Bilingual("әйелдер", "женщины"), PEOPLE),
    FigureSentence("members_under_35", Bilingual("35 жасқа дейінгі мүшелер", "молодёжь до 35 лет"), PEOPLE),
    FigureSentence(
        "coverage_working",
        Bilingual("жұмыс істейтіндерді кәсіподақ мүшелігімен қамту", "охват работающих профсоюзным членством"),
        NO_NOUN,
    ),
    FigureSentence(
        "workplaces",
        Bilingual("кәсіподақ ұйымы бар кәсіпорындар мен ұйымдар", "предприятия и организации с присутствием профсоюза"),
        NO_NOUN,
    ),
    FigureSentence(
        "primary_organisations",
        Bilingual("бастауыш кәсіподақ ұйымдары", "первичные профсоюзные организации"),
        NO_NOUN,
    ),
    FigureSentence(
        "trained_total", Bilingual("кәсіподақтық оқытудан өткендер", "прошедшие профсоюзное обучение"), PEOPLE
    ),
    FigureSentence("staff_employees", Bilingual("штаттық қызметкерлер", "штатные работники"), PEOPLE),
)

# The sub-points of point 3 in their order, each with the figure that calls for it; the templates hold the words.
POINT_3: tuple[tuple[str, Callable[[Node], bool]], ...] = (
    ("review", applies_always),
    ("outflow", any_of("organisations_with_decrease")),
    ("youth", has_fallen("members_under_35")),
    ("students", has_fallen("members_students")),
    ("coverage", any_of("coverage_working")),
    ("training", any_of("trained_chairs")),
    ("missing", any_of("reports_missing")),
    ("information", applies_always),
    ("reporting", applies_always),
)


def context(book: CampaignFigures, language: str, details: Details) -> dict[str, Any]:
    """Return what the templates `papers/resolution.<language>.html` are given beside the values of every paper."""
    f = book.f
    sentences = [one.in_(language, f) for one in POINT_2 if f[one.code].value is not None]
    return {
        "risen": [one for one in sentences if _change(one["figure"]) > 0],
        "fallen": [one for one in sentences if _change(one["figure"]) < 0],
        "same": [one for one in sentences if _change(one["figure"]) == 0],
        "instructions": [name for name, applies in POINT_3 if applies(f)],
        "addressee": MEMBER_ORGANISATIONS,
        "controller": controller(details, language),
        "blank": BLANK,
    }


def _change(figure: Figure) -> float:
    return float(figure.change or 0)


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
