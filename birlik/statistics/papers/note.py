"""The explanatory note to the consolidated report: totals, growth and decline by organisation, causes, training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from birlik.core.bilingual import Bilingual
from birlik.documents.details import Details
from birlik.grammar import dates
from birlik.statistics.dynamics import Measure
from birlik.statistics.papers.campaign_figures import CampaignFigures, Causes, OrganisationInSentence, Places, causes_of
from birlik.statistics.papers.recommendations import choose_advice
from birlik.statistics.queries.figures import Figure

# Why members left, as the form asks it; each completes «… шықты» / «выбыло …».
REASONS = {
    "left_employment_total": Bilingual("жұмыстан босауына байланысты", "в связи с увольнением"),
    "left_retirement_total": Bilingual("зейнетке шығуына байланысты", "в связи с выходом на пенсию"),
    "left_graduation_total": Bilingual("оқуын аяқтауына байланысты", "в связи с завершением обучения"),
    "left_own_will_total": Bilingual("өз еркімен", "по собственному желанию"),
    "left_expelled_total": Bilingual("кәсіподақтан шығарылуына байланысты", "в связи с исключением из профсоюза"),
    "left_other_total": Bilingual("басқа себептермен", "по иным причинам"),
    "departed_total": Bilingual(
        "салалық кәсіподақтың басқа ұйымына ауысуына байланысты", "в связи с переходом в другую организацию профсоюза"
    ),
}
TRAINING = {
    "trained_chairs": Bilingual("кәсіподақ ұйымдарының төрағалары", "председатели профсоюзных организаций"),
    "trained_activists": Bilingual("кәсіподақ активі", "профсоюзный актив"),
    "trained_audit_commission": Bilingual("тексеру комиссияларының мүшелері", "члены ревизионных комиссий"),
    "trained_conciliation_commission": Bilingual("келісу комиссияларының мүшелері", "члены согласительных комиссий"),
    "trained_members": Bilingual("кәсіподақ мүшелері", "члены профсоюза"),
}
FEW = 5  # organisations that a sentence can name one by one


@dataclass(frozen=True, slots=True)
class WordedFigure:
    """A figure with its words in the language of the paper."""

    words: str
    figure: Figure


def context(book: CampaignFigures, language: str, _details: Details) -> dict[str, Any]:
    """Return what the templates `papers/note.<language>.html` are given beside the values of every paper."""
    places, f = Places(book, language), book.f
    decreases = places.decreases(Measure.TOTAL)
    unchanged_by_measure = {measure: places.unchanged_organisations(measure) for measure in Measure}
    pensioners = places.organisations_with("members_pensioners")
    return {
        "opening_day": _opening_day(book, language),
        "newcomers": places.newcomers(),
        "pensioners": pensioners if len(pensioners) <= FEW else [],
        "grown": places.increases(Measure.WORKING),
        "fallen": decreases,
        **_group_unchanged(unchanged_by_measure[Measure.WORKING], unchanged_by_measure[Measure.TOTAL]),
        "causes": _causes_of_union(book, language),
        "causes_by_place": places.causes(decreases),
        "reasons": _worded_figures(book, REASONS, language, largest_first=True),
        "trained": _worded_figures(book, TRAINING, language),
        "missing": places.organisations_with("reports_missing"),
        "advice": choose_advice(f, language),
    }


def _group_unchanged(
    working_people: list[OrganisationInSentence], total: list[OrganisationInSentence]
) -> dict[str, list[OrganisationInSentence]]:
    """Group the organisations that stayed as they were: said once where neither measure has changed."""
    both = [place for place in total if place in working_people]
    return {
        "unchanged": both,
        "unchanged_working": [place for place in working_people if place not in both],
        "unchanged_total": [place for place in total if place not in both],
    }


def _opening_day(book: CampaignFigures, language: str) -> str:
    """Return the day of last year's report: «2025 жылғы 1 қаңтарда», «на 1 января 2025 года»."""
    day = book.period.previous_period.as_of
    return dates.date_kk(day, "locative") if language == "kk" else f"на {dates.date_ru(day)}"


def _causes_of_union(book: CampaignFigures, language: str) -> Causes:
    return causes_of(OrganisationInSentence(book.organisation.name.in_(language), "", book.f), language)


def _worded_figures(
    book: CampaignFigures, codes: dict[str, Bilingual], language: str, *, largest_first: bool = False
) -> list[WordedFigure]:
    """Return the figures that are not empty and not zero, largest first when asked for."""
    figures = [WordedFigure(words.in_(language), book.f[code]) for code, words in codes.items() if book.f[code].value]
    return sorted(figures, key=lambda word: -(word.figure.value or 0)) if largest_first else figures
