"""A paper as its template makes it from the figures of today, before any editor. A new paper is a line in KINDS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from birlik.core.errors import Refusal
from birlik.documents.details import Details
from birlik.documents.queries import OTHER_LANGUAGE
from birlik.statistics.models import Campaign
from birlik.statistics.papers import note, resolution
from birlik.statistics.papers.campaign_figures import CampaignFigures


@dataclass(frozen=True, slots=True)
class PaperKind:
    """How one kind of paper is written: its title, what stands around its text, and the values of its template."""

    title: Callable[[CampaignFigures, str], str]
    meta: Callable[[CampaignFigures, str], Details]
    context: Callable[[CampaignFigures, str, Details], dict[str, Any]]


KINDS = {
    "note": PaperKind(note.title, note.meta, note.context),
    "resolution": PaperKind(resolution.title, resolution.meta, resolution.context),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """`html`: top-level elements with `data-block`, as `documents.actions.generate_paper` takes them."""

    html: str
    title: str
    meta: Details


def subject(campaign: Campaign) -> str:
    """The name of what the papers of a campaign are about."""
    return f"{campaign.year}/union"


def require_kind(kind: str, language: str) -> PaperKind:
    """Refused with `paper.kind_unknown` or `paper.language_unknown`."""
    if kind not in KINDS:
        raise Refusal("paper.kind_unknown", kind=kind)
    if language not in OTHER_LANGUAGE:
        raise Refusal("paper.language_unknown", language=language)
    return KINDS[kind]


def draft(kind: str, campaign: Campaign, language: str, *, details: Details | None = None) -> Draft:
    """Write the paper. `details`: what an editor has set already, where the text speaks of it (the control clause)."""
    writer = require_kind(kind, language)
    book = CampaignFigures(campaign)
    meta = writer.meta(book, language)
    html = render_to_string(f"papers/{kind}.{language}.html", writer.context(book, language, details or meta))
    return Draft(html.replace(" – ", "\u00a0– "), writer.title(book, language), meta)  # no line begins with a dash
