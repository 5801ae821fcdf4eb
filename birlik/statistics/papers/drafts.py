"""A paper as its template makes it from the figures of today, before any editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template import Context

from birlik.documents.details import Details
from birlik.grammar import dates
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign
from birlik.statistics.papers.campaign_figures import CampaignFigures, Places
from birlik.statistics.papers.content import content
from birlik.statistics.papers.kinds import PaperKind, kind_of
from birlik.statistics.papers.templates import paper_template, tidy


@dataclass(frozen=True, slots=True)
class Draft:
    """`html`: top-level elements with `data-block`, as `documents.actions.generate_paper` takes them."""

    html: str
    title: str
    meta: Details


def draft(
    code: str,
    campaign: Campaign,
    language: str,
    organisation: Organisation | None = None,
    *,
    details: Details | None = None,
) -> Draft:
    """Write the paper of an organisation, without one that of the union.

    `details`: what an editor has set already, where the text speaks of it (the control clause).
    Refused: `paper.kind_unknown`, `paper.language_unknown`.
    """
    book = CampaignFigures(campaign, organisation)
    kind = kind_of(code, book.organisation, language)
    meta, values_of_draft = _details(kind, book, language), values(book, language)
    context = values_of_draft | content(kind, book, language, details or meta, values_of_draft)
    html = tidy(paper_template(code, language).render(Context(context)))
    title = kind.title.in_(language).format(
        year=values_of_draft["year"], as_of=values_of_draft["as_of"], organisation=values_of_draft["organisation"]
    )
    return Draft(html.replace(" – ", "\u00a0– "), title, meta)  # no line begins with a dash


def values(book: CampaignFigures, language: str) -> dict[str, Any]:
    """Return what every template has, and the texts of its file.

    `f`: the organisation's own figures by code (`f.CODE`); `compares`: whether there is a year before.
    `name` and `organisation`: what it is called, in the nominative and in the genitive; `year`, `last_year`, and
    `as_of`, the day of the report in words. `places`: the organisations right below it (`campaign_figures.Places`).
    """
    return {
        "language": language,
        "book": book,
        "codes_told": set(),
        "f": book.f,
        "compares": book.compares,
        "name": book.organisation.name.in_(language),
        "organisation": orgs.form_of(book.organisation, language, "genitive"),
        "year": book.period.year,
        "last_year": book.period.previous_period.year,
        "as_of": dates.as_of(book.period.as_of, language),
        "places": Places(book, language),
    }


def _details(kind: PaperKind, book: CampaignFigures, language: str) -> Details:
    """Return what is known before an editor: whose paper it is. Date, number and names are for the editor."""
    return Details(
        organisation_kk=book.organisation.name_kk,
        organisation_ru=book.organisation.name_ru,
        body_kk=kind.body.kk,
        body_ru=kind.body.ru,
        signatory_position=kind.signatory.in_(language),
    )
