"""The kinds of papers. A new one is an entry of KINDS and a template a language, `papers/CODE.kk.html`, `.ru.html`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from birlik.accounts.permissions import Permission
from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.documents import layouts
from birlik.documents.details import Details
from birlik.documents.queries import OTHER_LANGUAGE
from birlik.orgs.kinds import kind as organisation_kind
from birlik.orgs.models import Organisation
from birlik.statistics.papers import note, resolution
from birlik.statistics.papers.campaign_figures import CampaignFigures

UNION = frozenset({"union"})
NO_WORDS = Bilingual("", "")
CHAIR = Bilingual("Төраға", "Председатель")


def nothing_more(_book: CampaignFigures, _language: str, _details: Details) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class PaperKind:
    """How one kind of paper is called, whose it is, who may read and write it, and what its template is given.

    `name`: what pages, files and lists call it. `title`: what stands above the text, a line of the page per line; it
    may name {year}, {as_of} and {organisation}, which is in the genitive. `signatory`: the position of who signs;
    `body`: the second line of a letterhead.
    `levels`: the kinds of organisations (rulebook/orgs/kinds.yaml) of which each has such a paper, on its own figures.
    `view`, `edit`: what is needed besides the right to papers; a chair of a primary organisation has none to papers.
    `layout`: how it stands on the page, and what is checked in it (`documents.layouts`).
    `context`: values of the template beside those that each paper has (`drafts.values`).
    """

    name: Bilingual
    title: Bilingual
    signatory: Bilingual
    body: Bilingual = NO_WORDS
    levels: frozenset[str] = UNION
    layout: str = layouts.PLAIN
    view: Permission = Permission.PAPER_VIEW
    edit: Permission = Permission.PAPER_EDIT
    context: Callable[[CampaignFigures, str, Details], dict[str, Any]] = nothing_more

    @property
    def is_resolution(self) -> bool:
        """Whether it has points, a date, a number and somebody who controls it."""
        return self.layout == layouts.RESOLUTION


KINDS = {
    "note": PaperKind(
        name=Bilingual("Түсіндірме жазба", "Пояснительная записка", "Explanatory note"),
        title=Bilingual(
            "{organisation}\n{year} жылғы жинақталған статистикалық есебіне\nТҮСІНДІРМЕ ЖАЗБА\n({as_of})",
            "ПОЯСНИТЕЛЬНАЯ ЗАПИСКА\nк сводному статистическому отчёту {organisation}\nза {year} год\n({as_of})",
        ),
        signatory=Bilingual(
            "Орталық комитет аппаратының\nұйымдастыру жұмыстары бөлімі",
            "Отдел организационной работы\nаппарата Центрального комитета",
        ),
        context=note.context,
    ),
    "resolution": PaperKind(
        name=Bilingual("Қаулы", "Постановление", "Resolution"),
        title=Bilingual(
            "{year} жылғы кәсіподақ мүшелігі мен кәсіподақ органдары туралы жинақталған статистикалық есептің "
            "қорытындылары туралы",
            "Об итогах сводной статистической отчётности о профсоюзном членстве и профсоюзных органах за {year} год",
        ),
        signatory=CHAIR,
        body=Bilingual("Атқару комитеті", "Исполнительный комитет"),
        layout=layouts.RESOLUTION,
        context=resolution.context,
    ),
}

for code, kind in KINDS.items():
    layouts.declare(code, kind.layout)


def kind_of(code: str, organisation: Organisation, language: str) -> PaperKind:
    """Return the kind of that code; `paper.kind_unknown` where the organisation has none, or
    `paper.language_unknown`.
    """
    kind = kinds_for(organisation).get(code)
    if kind is None:
        raise Refusal("paper.kind_unknown", kind=code)
    if language not in OTHER_LANGUAGE:
        raise Refusal("paper.language_unknown", language=language)
    return kind


def require_known_levels() -> None:
    """Ask that each kind of paper belongs to kinds of organisations that exist; refused with `kind.unknown`."""
    for level in frozenset().union(*(one.levels for one in KINDS.values())):
        organisation_kind(level)


def kinds_for(organisation: Organisation) -> dict[str, PaperKind]:
    """Return the kinds of papers that such an organisation has, in the order of the table."""
    return {code: kind for code, kind in KINDS.items() if organisation.kind in kind.levels}
