"""Everything a paper is written from, read once: an organisation's figures and those of the ones right below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from birlik.core.periods import Period
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics import spec
from birlik.statistics.dynamics import Measure
from birlik.statistics.models import Campaign
from birlik.statistics.papers.subjects import subject
from birlik.statistics.queries import campaigns, figures
from birlik.statistics.queries.computed import CAUSE, MAIN_CAUSES, Year, headcount_of, main_causes
from birlik.statistics.queries.dynamics import Dynamics, dynamics
from birlik.statistics.queries.figures import Figure
from birlik.statistics.queries.nodes import node_figures
from birlik.statistics.spec import FormSpec

PLACE_CASE = {"kk": "locative", "ru": "prepositional"}  # «ұйымында», «(в) организации»


class Node:
    """The figures of one organisation by code; templates read `node.CODE`."""

    def __init__(self, year: Year) -> None:
        self._year = year
        self._read: dict[str, Figure] = {}

    @property
    def organisation(self) -> Organisation:
        return self._year.organisation

    @property
    def causes(self) -> dict[str, int]:
        return dict(self._year.causes)

    def __getitem__(self, code: str) -> Figure:
        if code not in self._read:
            self._read[code] = figures.build(self._year, code)
        return self._read[code]


@dataclass(frozen=True, slots=True)
class OrganisationInSentence:
    """An organisation in a sentence: its name, its name in the case of place, and its figures `f`."""

    name: str
    at: str
    f: Node


@dataclass(frozen=True, slots=True)
class Cause:
    """`phrase` is in the instrumental case: «зейнетке шығуымен», «выходом на пенсию»."""

    phrase: str
    people: Figure


@dataclass(frozen=True, slots=True)
class Causes:
    """The main causes of one organisation, and the rest as one figure where something remains."""

    place: OrganisationInSentence
    main: list[Cause]
    rest: Figure | None


class CampaignFigures:
    """A campaign as the papers about one organisation see it: itself and what is right below, in the current edition.

    Without an organisation: the union, the root of the tree.
    """

    def __init__(self, campaign: Campaign, organisation: Organisation | None = None) -> None:
        self.campaign = campaign
        self.period: Period = campaigns.period(campaign)
        self.organisation = subject(campaign, organisation).organisation

    @cached_property
    def children(self) -> list[Organisation]:
        return list(orgs.children(self.organisation, self.period.as_of))

    @cached_property
    def nodes(self) -> dict[int, Node]:
        organisations = [self.organisation, *self.children]
        figures_by_id = node_figures(self.campaign, organisations)
        years = (Year(self.campaign, each, figures_by_id.get(each.pk), None) for each in organisations)
        return {year.organisation.pk: Node(year) for year in years}

    @property
    def f(self) -> Node:
        return self.nodes[self.organisation.pk]

    @cached_property
    def dynamics(self) -> Dynamics:
        return dynamics(self.campaign, self.organisation)

    @property
    def compares(self) -> bool:
        """Whether there is a year before to speak of."""
        headcount = self.form.uses.headcount
        return bool(headcount) and self.f[headcount].change is not None

    @property
    def form(self) -> FormSpec:
        return campaigns.form(self.campaign)

    def has(self, code: str) -> bool:
        """Return whether there is such a figure under the form of the campaign."""
        return figures.is_known(self.form, code)

    def tells(self, *codes: str) -> bool:
        """Return whether a sentence that names these figures is true of the form.

        It has them all; its lines carry the names that the sentences of the rulebook were written for; and what is
        computed of a head-count is known, and named together with the line of that head-count.
        """
        form, words = self.form, spec.load_all().words
        lines = [code for code in codes if form.has(code)]
        headcounts = {code: line for code in codes if (line := headcount_of(form, code))}
        return (
            all(words.fit(form, code) for code in lines)
            and all(self.has(code) for code in codes if code not in lines)
            and all(line in lines and self.f[code].value is not None for code, line in headcounts.items())
        )


class Places:
    """The organisations right below, as one language names them: two queries for all, once one is named."""

    def __init__(self, book: CampaignFigures, language: str) -> None:
        self._book = book
        self._language = language

    @cached_property
    def _place_forms(self) -> dict[int, str]:
        return orgs.forms_of(self._book.children, self._language, PLACE_CASE[self._language])

    def with_members(self) -> list[OrganisationInSentence]:
        """Return those whose members are known, in the order of their Kazakh names."""
        headcount = self._book.form.uses.headcount
        nodes = self._book.nodes
        organisations = [
            child for child in self._book.children if headcount and nodes[child.pk][headcount].value is not None
        ]
        return [self.of(child) for child in organisations]

    def of(self, organisation: Organisation) -> OrganisationInSentence:
        name = organisation.name.in_(self._language)
        return OrganisationInSentence(name, self._place_forms[organisation.pk], self._book.nodes[organisation.pk])

    def increases(self, measure: Measure) -> list[OrganisationInSentence]:
        return [self.of(line.organisation) for line in self._book.dynamics.increases(measure)]

    def decreases(self, measure: Measure) -> list[OrganisationInSentence]:
        return [self.of(line.organisation) for line in self._book.dynamics.decreases(measure)]

    def unchanged_organisations(self, measure: Measure) -> list[OrganisationInSentence]:
        return [self.of(line.organisation) for line in self._book.dynamics.unchanged_rows(measure)]

    def newcomers(self) -> list[OrganisationInSentence]:
        return [self.of(line.organisation) for line in self._book.dynamics.newcomers]

    def organisations_with(self, code: str) -> list[OrganisationInSentence]:
        """Return those with a figure above zero, the largest first."""
        pairs = [(self._book.nodes[child.pk][code].value or 0, child) for child in self._book.children]
        return [self.of(child) for value, child in sorted(pairs, key=lambda pair: -pair[0]) if value]

    def causes(self, places: Iterable[OrganisationInSentence]) -> list[Causes]:
        """Return what the organisations say of those who left; the silent ones are left out."""
        return [causes_of(place, self._language) for place in places if place.f.causes]


def causes_of(place: OrganisationInSentence, language: str) -> Causes:
    """Return at most three causes with their phrases; the others together, where there are any."""
    phrases = {cause.code: cause.phrase.in_(language) for cause in spec.load_all().causes}
    main = [Cause(phrases[code], place.f[f"{CAUSE}{code}"]) for code in main_causes(place.f.causes)[:MAIN_CAUSES]]
    rest = place.f["causes_rest"]
    return Causes(place, main, rest if rest.value else None)
