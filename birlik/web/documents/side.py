"""Beside the paper: what has changed under its figures, what the lint says, whether both languages agree, versions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from birlik.audit import queries as trail
from birlik.documents import facts
from birlik.documents import queries as documents
from birlik.documents.blocks import Mark, marks_of
from birlik.documents.facts import StaleCitation
from birlik.documents.linting import Finding, Severity
from birlik.documents.models import Paper, PaperVersion
from birlik.statistics.papers import queries
from birlik.statistics.papers.resolver import FigureResolver
from birlik.web.documents.blocks import value_of
from birlik.web.documents.desk import Spot
from birlik.web.documents.figures import name_of
from birlik.web.documents.sentences import finding_text

OWN_PLACE = ("figure.stale", "pair.missing", "pair.figures_differ")  # told in parts of the side of their own
SHOWN_DIFFERENCES = 12
SHOWN_VERSIONS = 8
VERSION_ACTS: dict[str, str | Promise] = {
    "paper.generated": gettext_lazy("written from the figures"),
    "paper.block_edited": gettext_lazy("a paragraph edited"),
    "paper.paragraph_added": gettext_lazy("a paragraph added"),
    "paper.paragraph_removed": gettext_lazy("a paragraph removed"),
    "paper.block_restored": gettext_lazy("a generated paragraph given back"),
    "paper.block_confirmed": gettext_lazy("an edited paragraph confirmed"),
    "paper.details_set": gettext_lazy("the details set"),
}
FACETS: dict[str, str | Promise] = {
    "value": gettext_lazy("this year"),
    "previous": gettext_lazy("last year"),
    "change": gettext_lazy("change"),
    "change_pct": gettext_lazy("change in per cent"),
}


@dataclass(frozen=True, slots=True)
class OutdatedFigure:
    """A figure of the paper that has another value now; `new` is "" where it is no longer there."""

    name: str
    facet: str
    old: str
    new: str
    url: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: PaperVersion
    done: str
    is_current: bool
    compare_url: str


def context(
    spot: Spot,
    paper: Paper,
    version: PaperVersion,
    pair: PaperVersion | None,
    resolver: FigureResolver,
    stale: Sequence[StaleCitation],
) -> dict[str, Any]:
    findings = queries.findings(paper, resolver)
    details_url = spot.url("details") if spot.may_edit else ""
    lines = [finding_text(one, details_url=details_url) for one in findings if one.code not in OWN_PLACE]
    errors = sum(one.severity is Severity.ERROR for one in findings)
    return {
        "findings": list(dict.fromkeys(lines)),
        "faults": faults(findings),
        "errors": errors,
        "stale": [_outdated_figure(spot, one) for one in _first_places(stale)],
        "agreement": _agreement(spot, version, pair),
        "versions": versions(spot, paper, version.number),
        "facts_url": spot.url("figures"),
        "details": _details(version, with_number=spot.kind.is_resolution),
        "may_adopt": spot.may_edit and not errors,
    }


def versions(spot: Spot, paper: Paper, current: int) -> list[VersionLine]:
    """Return the newest versions, each with what was done, by whom, and the way to what it changed."""
    events = trail.events_about("paper", paper.pk)
    actions_by_version = {
        (event.after or {}).get("version"): event.action for event in events if event.action in VERSION_ACTS
    }
    return [
        VersionLine(
            version,
            str(VERSION_ACTS.get(actions_by_version.get(version.number, ""), "")),
            version.number == current,
            f"{spot.url('versions')}?from={version.number - 1}&to={version.number}" if version.number > 1 else "",
        )
        for version in documents.history(paper)[:SHOWN_VERSIONS]
    ]


def faults(findings: Collection[Finding]) -> int:
    """Return how many remarks there are besides old figures; what is said twice of one block counts once."""
    return len({(one.code, one.block_key, *one.params.items()) for one in findings if one.code != "figure.stale"})


def _first_places(stale: Sequence[StaleCitation]) -> list[StaleCitation]:
    """List a figure that the paper says several times once, at its first place."""
    return list({one.mark.key: one for one in reversed(stale)}.values())[::-1]


def _outdated_figure(spot: Spot, stale: StaleCitation) -> OutdatedFigure:
    mark = stale.mark
    return OutdatedFigure(
        name_of(spot.desk, mark.figure),
        str(FACETS.get(mark.facet, mark.facet)),
        value_of(mark, stale.old),
        "" if stale.new is None else value_of(mark, stale.new),
        f"#block-{stale.block}",
    )


def _agreement(spot: Spot, version: PaperVersion, pair: PaperVersion | None) -> dict[str, Any]:
    """Return the proof that both languages say the same, or what only one of them says."""
    if pair is None:
        return {"missing": True, "other_url": spot.url(language=spot.other_language)}
    difference = facts.same_figures(version.blocks, pair.blocks)
    own_marks, pair_marks = marks_of(version.blocks), marks_of(pair.blocks)
    return {
        "missing": False,
        "same": not difference,
        "count": len({(mark.key, mark.value) for mark in own_marks}),
        "here": _figures_of_one_language(spot, own_marks, difference.only_first),
        "here_count": len(difference.only_first),
        "there": _figures_of_one_language(spot, pair_marks, difference.only_second),
        "there_count": len(difference.only_second),
        "other_url": spot.url(language=spot.other_language),
    }


def _figures_of_one_language(
    spot: Spot, marks: Sequence[Mark], figures: Collection[tuple[str, str, Decimal]]
) -> list[tuple[str, str, str]]:
    """Name, side and value of the first figures that one language alone cites, in reading order."""
    figures_by_key: dict[str, tuple[str, str, str]] = {}
    for mark in marks:
        if len(figures_by_key) == SHOWN_DIFFERENCES:
            break
        if mark.key not in figures_by_key and (f"{mark.figure}#{mark.edition}", mark.facet, mark.value) in figures:
            facet = str(FACETS.get(mark.facet, mark.facet))
            figures_by_key[mark.key] = (name_of(spot.desk, mark.figure), facet, value_of(mark, mark.value))
    return list(figures_by_key.values())


def _details(version: PaperVersion, *, with_number: bool) -> list[tuple[str, str]]:
    """Return what is set around the text, for the side; the names of the letterhead stand on the sheet already."""
    details, language = version.details, version.paper.language
    lines = [(_("Signed by"), " ".join(filter(None, [details.signatory_position, details.signatory_name])))]
    if with_number:
        lines[:0] = [
            (_("Date"), details.date_line(language) if details.date else ""),
            (_("Number"), details.number_line(language) if details.has_number else ""),
            (_("Control"), " ".join(filter(None, [details.controller_position, details.controller_name]))),
        ]
    return lines
