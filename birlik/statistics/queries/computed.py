"""Figures that nobody reports: counts of organisations, sums of the lists of growth and decline, causes, coverage,
indicators of registers.

They are computed where they are read, from the figures they speak of, so the two can't disagree. Each has a code and
a name and so a page of its own, like any reported figure: a paper cites them in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import override

from birlik.core.bilingual import LANGUAGES, Bilingual
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.registers.declare import Register, register_that_counts
from birlik.registers.queries import totals
from birlik.statistics import spec
from birlik.statistics.dynamics import Measure, cells_of_measures
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns
from birlik.statistics.queries.dynamics import Dynamics, dynamics
from birlik.statistics.queries.nodes import NodeFigures
from birlik.statistics.spec import FormSpec

CAUSE = "cause_"
MAIN_CAUSES = 3
OTHER_CAUSE = "other"  # what nobody classified is never one of the main causes


class Year:
    """One organisation in one campaign, with what is read at most once for all its computed figures."""

    def __init__(
        self, campaign: Campaign, organisation: Organisation, node: NodeFigures | None, edition: int | None
    ) -> None:
        self.campaign = campaign
        self.organisation = organisation
        self.node = node
        self.edition = edition
        self._registers: dict[str, dict[str, int] | None] = {}

    @cached_property
    def dynamics(self) -> Dynamics:
        return dynamics(self.campaign, self.organisation, edition=self.edition)

    def indicator(self, register: Register, code: str) -> int | None:
        """Return what a register counts in the year at the organisation and below it; None where it holds nothing."""
        if register.code not in self._registers:
            period = campaigns.period(self.campaign)
            self._registers[register.code] = totals(register, self.organisation, period.start, period.as_of)
        numbers = self._registers[register.code]
        return None if numbers is None else numbers[code]

    @property
    def causes(self) -> Mapping[str, int]:
        """Cause → people; nothing under a form that does not ask who left."""
        return self.node.causes if self.node and campaigns.form(self.campaign).uses.outflow else {}

    @cached_property
    def year_before(self) -> Year | None:
        """The same a year earlier, in its newest edition; None where there was no campaign."""
        past = self.node.before if self.node else None
        campaign = past.campaign if past else campaigns.previous_campaign(self.campaign)
        if campaign is None:
            return None
        node = None
        if past is not None:
            node = NodeFigures(self.organisation, past.values, None, past.causes, past.accepted, past.expected)
        return Year(campaign, self.organisation, node, None)

    @property
    def compares(self) -> bool:
        """Whether there is a year before, to grow or fall from."""
        return self.year_before is not None


@dataclass(frozen=True, slots=True)
class ComputedFigure:
    """`read` gives the value of one year; None is empty."""

    label: Bilingual
    unit: str
    read: Callable[[Year], int | None]

    def sides(self, year: Year) -> tuple[int | None, int | None]:
        """Return the value of the year and of the year before."""
        return self.read(year), self.read(year.year_before) if year.year_before else None


def main_causes(causes: Mapping[str, int]) -> list[str]:
    """Return codes of the three causes with the most people, the most first; unclassified ones are never among them."""
    codes = [cause.code for cause in spec.load_all().causes if not cause.correction and cause.code != OTHER_CAUSE]
    nonzero = [code for code in codes if causes.get(code)]
    return sorted(nonzero, key=lambda code: -causes[code])[:MAIN_CAUSES]


def _members(year: Year) -> int:
    return orgs.subtree(year.organisation, campaigns.period(year.campaign).as_of).filter(kind="member").count()


def _causes_rest(year: Year) -> int:
    main = set(main_causes(year.causes))
    return sum(people for code, people in year.causes.items() if code not in main)


def _reader_of_change(measure: Measure, read: Callable[[Dynamics], int | None]) -> Callable[[Year], int | None]:
    """Read a change where the year is compared with the one before in this measure."""
    return lambda year: read(year.dynamics) if year.compares and measure in year.dynamics.measures else None


def _coverage(read: Callable[[NodeFigures], int]) -> Callable[[Year], int | None]:
    return lambda year: read(year.node) if year.node else None


def _cause(code: str) -> Callable[[Year], int | None]:
    return lambda year: year.causes.get(code, 0) if year.node else None


# What is said of a head-count whose words the rulebook does not hold: its name as the form has it.
GROWTH = (
    "growth",
    Bilingual("Өсім, саны артқан ұйымдарда: ", "Прирост в организациях с ростом: ", "Growth, where more: "),
)
DECLINE = (
    "decline",
    Bilingual("Кему, саны азайған ұйымдарда: ", "Убыль в организациях со снижением: ", "Fall, where fewer: "),
)
NEWCOMERS = ("joined", Bilingual("Жаңадан қосылған ұйымдарда: ", "Во вновь принятых организациях: ", "Newcomers: "))
RESIDUAL = (
    "residual",
    Bilingual("Тізімдерге кірмеген өзгеріс: ", "Изменение, не вошедшее в перечни: ", "Change outside the lists: "),
)  # fmt: skip
SUMS = (GROWTH, DECLINE, NEWCOMERS, RESIDUAL)
WITH_GROWTH = (
    "organisations_with_growth",
    Bilingual("Көрсеткіші артқан ұйымдар: ", "Организации, где показатель вырос: ", "Organisations with growth: "),
)
WITH_DECREASE = (
    "organisations_with_decrease",
    Bilingual("Көрсеткіші азайған ұйымдар: ", "Организации, где показатель снизился: ", "Organisations with a fall: "),
)
NamedPhrase = tuple[str, Bilingual]


def _name(form: FormSpec, code: str, words: NamedPhrase) -> Bilingual:
    """Return the name of what is computed of a head-count: the rulebook's words for the line, else its own name."""
    phrase, before = words
    if own := spec.load_all().words.phrase(form, code, phrase):
        return own
    label = form.label(code)
    return Bilingual(*(before.in_(language) + label.in_(language) for language in LANGUAGES))


def _of_measure(form: FormSpec, measure: Measure, code: str) -> dict[str, ComputedFigure]:
    """Return what reconciles the lists of one measure with its net change: three sums and the rest that they leave."""

    def figure(words: NamedPhrase, read: Callable[[Dynamics, Measure], int | None]) -> ComputedFigure:
        reader = _reader_of_change(measure, lambda changes: read(changes, measure))
        return ComputedFigure(_name(form, code, words), "persons", reader)

    return {
        f"growth_{measure}": figure(GROWTH, Dynamics.growth),
        f"decline_{measure}": figure(DECLINE, Dynamics.decline),
        f"joined_{measure}": figure(NEWCOMERS, Dynamics.newcomer_members),
        f"residual_{measure}": figure(RESIDUAL, Dynamics.residual),
    }


def _of_changes(form: FormSpec) -> dict[str, ComputedFigure]:
    """Return what is computed of the head-counts that the form names; nothing where it names none."""
    cells = cells_of_measures(form.uses.measures)
    if not cells:
        return {}
    first, last = next(iter(cells)), list(cells)[-1]
    figures = {
        "organisations_with_decrease": ComputedFigure(
            _name(form, cells[last], WITH_DECREASE),
            "organisations",
            _reader_of_change(last, lambda dynamics: len(dynamics.decreases(last))),
        ),
        "organisations_with_growth": ComputedFigure(
            _name(form, cells[first], WITH_GROWTH),
            "organisations",
            _reader_of_change(first, lambda dynamics: len(dynamics.increases(first))),
        ),
    }
    for measure, code in cells.items():
        figures |= _of_measure(form, measure, code)
    return figures


MEMBER_ORGANISATIONS = ComputedFigure(
    Bilingual("Мүшелік ұйымдар", "Членские организации", "Member organisations"), "organisations", _members
)
OF_CAUSES: dict[str, ComputedFigure] = {
    "causes_total": ComputedFigure(
        Bilingual(
            "Шығу себебі көрсетілген мүшелер", "Выбывшие с указанной причиной", "Members who left for a stated cause"
        ),
        "persons",
        lambda year: sum(year.causes.values()) if year.node else None,
    ),
    "causes_rest": ComputedFigure(
        Bilingual(
            "Үш негізгі себептен басқа себептермен шыққан мүшелер",
            "Выбывшие по причинам, кроме трёх основных",
            "Members who left for causes other than the main three",
        ),
        "persons",
        lambda year: _causes_rest(year) if year.node else None,
    ),
}
OF_COVERAGE: dict[str, ComputedFigure] = {
    "reports_expected": ComputedFigure(
        Bilingual(
            "Есеп беруге тиіс бастауыш ұйымдар",
            "Первичные организации, обязанные отчитаться",
            "Primary organisations due to report",
        ),
        "organisations",
        _coverage(lambda node: node.expected),
    ),
    "reports_accepted": ComputedFigure(
        Bilingual(
            "Есебі қабылданған бастауыш ұйымдар",
            "Первичные организации с принятым отчётом",
            "Primary organisations whose report is accepted",
        ),
        "organisations",
        _coverage(lambda node: node.accepted),
    ),
    "reports_missing": ComputedFigure(
        Bilingual(
            "Есебі қабылданбаған бастауыш ұйымдар",
            "Первичные организации без принятого отчёта",
            "Primary organisations without an accepted report",
        ),
        "organisations",
        _coverage(lambda node: node.expected - node.accepted),
    ),
}


def _of_register(register: Register, code: str) -> ComputedFigure:
    indicator = next(one for one in register.indicators if one.code == code)
    names = []
    for language in ("kk", "ru", "en"):
        with override(language):
            names.append(str(indicator.label))
    return ComputedFigure(Bilingual(*names), indicator.unit, lambda year: year.indicator(register, code))


@lru_cache(maxsize=32)
def _computed_figures(form: FormSpec) -> dict[str, ComputedFigure]:
    """Return what is computed under a form, in the order in which it is exported."""
    causes = OF_CAUSES if form.uses.outflow else {}
    return {"member_organisations": MEMBER_ORGANISATIONS, **_of_changes(form), **causes, **OF_COVERAGE}


def headcount_of(form: FormSpec, code: str) -> str:
    """Return the line of the form whose growth or fall a computed figure tells; "" of any other figure."""
    cells = cells_of_measures(form.uses.measures)
    if not cells:
        return ""
    of_lists = {"organisations_with_growth": next(iter(cells)), "organisations_with_decrease": list(cells)[-1]}
    of_sums = {f"{what}_{measure}": measure for measure in cells for what in (name for name, _ in SUMS)}
    measure = (of_lists | of_sums).get(code)
    return cells[measure] if measure else ""


def computed_codes(form: FormSpec) -> tuple[str, ...]:
    return tuple(_computed_figures(form))


def computed_figure(form: FormSpec, code: str) -> ComputedFigure | None:
    """Return the computed figure of this code, or None where there is none under the form.

    `cause_<code>` counts the people of one cause; an indicator of a register is a figure under its own code.
    """
    if own := _computed_figures(form).get(code):
        return own
    if register := register_that_counts(code):
        return _of_register(register, code)
    name = code.removeprefix(CAUSE)
    if name == code or not form.uses.outflow:
        return None
    cause = next((each for each in spec.load_all().causes if each.code == name), None)
    return ComputedFigure(cause.label, "persons", _cause(name)) if cause else None
