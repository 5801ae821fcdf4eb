"""Figures that nobody reports: counts of organisations, sums of the lists of growth and decline, causes, coverage,
indicators of registers.

They are computed where they are read, from the figures they speak of, so the two can't disagree. Each has a code and
a name and so a page of its own, like any reported figure: a paper cites them in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import override

from birlik.core.bilingual import Bilingual
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.registers.declare import Register, register_that_counts
from birlik.registers.queries import totals
from birlik.statistics import spec
from birlik.statistics.dynamics import Measure
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns
from birlik.statistics.queries.dynamics import Dynamics, dynamics
from birlik.statistics.queries.nodes import NodeFigures

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
        return self.node.causes if self.node else {}

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


def _reader_of_change(read: Callable[[Dynamics], int | None]) -> Callable[[Year], int | None]:
    return lambda year: read(year.dynamics) if year.compares else None


def _coverage(read: Callable[[NodeFigures], int]) -> Callable[[Year], int | None]:
    return lambda year: read(year.node) if year.node else None


def _cause(code: str) -> Callable[[Year], int | None]:
    return lambda year: year.causes.get(code, 0) if year.node else None


WHOSE = {
    Measure.WORKING: ("жұмыс істейтін кәсіподақ мүшелерінің саны", "работающих членов профсоюза", "working members"),
    Measure.TOTAL: ("кәсіподақ мүшелерінің жалпы саны", "всех членов профсоюза", "all members"),
}


def _of_measure(measure: Measure) -> dict[str, ComputedFigure]:
    """Return what reconciles the lists of one measure with its net change: three sums and the rest that they leave."""
    kk, ru, en = WHOSE[measure]
    return {
        f"growth_{measure}": ComputedFigure(
            Bilingual(
                f"Өсім: {kk} артқан ұйымдар", f"Прирост {ru} в организациях с ростом", f"Growth: {en}, where more"
            ),
            "persons",
            _reader_of_change(lambda dynamics: dynamics.growth(measure)),
        ),
        f"decline_{measure}": ComputedFigure(
            Bilingual(
                f"Кему: {kk} азайған ұйымдар", f"Убыль {ru} в организациях со снижением", f"Fall: {en}, where fewer"
            ),
            "persons",
            _reader_of_change(lambda dynamics: dynamics.decline(measure)),
        ),
        f"joined_{measure}": ComputedFigure(
            Bilingual(
                f"Жаңадан қосылған ұйымдар: {kk}",
                f"Численность {ru} во вновь принятых организациях",
                f"Newcomers: {en}",
            ),
            "persons",
            _reader_of_change(lambda dynamics: dynamics.newcomer_members(measure)),
        ),
        f"residual_{measure}": ComputedFigure(
            Bilingual(
                f"Тізімдерге кірмеген өзгеріс: {kk}",
                f"Изменение численности {ru}, не вошедшее в перечни",
                f"Change outside the lists: {en}",
            ),
            "persons",
            _reader_of_change(lambda dynamics: dynamics.residual(measure)),
        ),
    }


COMPUTED_FIGURES: dict[str, ComputedFigure] = {
    "member_organisations": ComputedFigure(
        Bilingual("Мүшелік ұйымдар", "Членские организации", "Member organisations"), "organisations", _members
    ),
    "organisations_with_decrease": ComputedFigure(
        Bilingual(
            "Мүшелерінің жалпы саны азайған ұйымдар",
            "Организации, где общая численность членов снизилась",
            "Organisations whose membership fell",
        ),
        "organisations",
        _reader_of_change(lambda dynamics: len(dynamics.decreases(Measure.TOTAL))),
    ),
    "organisations_with_growth": ComputedFigure(
        Bilingual(
            "Жұмыс істейтін мүшелерінің саны артқан ұйымдар",
            "Организации, где численность работающих членов увеличилась",
            "Organisations whose working membership grew",
        ),
        "organisations",
        _reader_of_change(lambda dynamics: len(dynamics.increases(Measure.WORKING))),
    ),
    **_of_measure(Measure.WORKING),
    **_of_measure(Measure.TOTAL),
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


def computed_figure(code: str) -> ComputedFigure | None:
    """Return the computed figure of this code, or None.

    `cause_<code>` counts the people of one cause; an indicator of a register is a figure under its own code.
    """
    if code in COMPUTED_FIGURES:
        return COMPUTED_FIGURES[code]
    if register := register_that_counts(code):
        return _of_register(register, code)
    name = code.removeprefix(CAUSE)
    cause = next((each for each in spec.load_all().causes if name != code and each.code == name), None)
    return ComputedFigure(cause.label, "persons", _cause(name)) if cause else None
