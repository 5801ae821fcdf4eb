"""Report and registry side by side, with the difference taken apart (domain rule K14).

Closing = opening + the ways in − left in both, and the registry knows two movements more: people it came to know
as members, and corrections. So the difference of the closings is the sum of the differences of these parts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from birlik.grammar.numbers import percent_of
from birlik.members.indicators import ENTRY, EXIT, HEADCOUNT, MANDATE, Indicator, indicator_set
from birlik.members.queries import moves
from birlik.orgs import queries as orgs
from birlik.orgs.models import Lineage, Organisation
from birlik.statistics import consolidation
from birlik.statistics.models import Campaign
from birlik.statistics.queries import borders, campaigns, frames, registry_counts
from birlik.statistics.spec import FormRow, FormSpec

Values = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """One line. `row` is None for a movement that only the registry knows; `code` names it then."""

    code: str
    row: FormRow | None
    reported: int | None
    counted: int | None

    @property
    def difference(self) -> int | None:
        """Report less registry; None where one of them is unknown."""
        return None if self.reported is None or self.counted is None else self.reported - self.counted


@dataclass(frozen=True, slots=True)
class Step:
    """Why the closings differ: `part` is opening, a way in (accepted, arrived), left, registered, corrected, report (it
    does not add up) or unknown (primary organisations of which the registry knows no movements)."""

    part: str
    difference: int


@dataclass(frozen=True, slots=True)
class Part:
    """One category of the registry with its lines, the closing last; "" is everything that has no category.

    `steps` add up to the difference of the closing; they are None where the movements of one side are not known.
    """

    category: str
    lines: list[ReconciliationRow]
    steps: list[Step] | None = None

    @property
    def closing(self) -> ReconciliationRow:
        return self.lines[-1]


def parts(
    form: FormSpec, report_values: Values, registry_values: Values, *, known_moves: tuple[Values, Values] | None = None
) -> list[Part]:
    """Return the lines of the form that the registry counts; a category without anybody on either side is left out.

    `known_moves`: of sums, the part of either side whose movements the registry knows; None where it is all or nothing.
    """
    parts_found = []
    ours, theirs = known_moves or (report_values, registry_values)
    for category, (opening, closing) in form.uses.categories.items():
        movements = [one.code for one in _movements(category)]
        side_codes = [f"{flow}_{category}" for flow in registry_counts.SIDE_FLOWS]
        lines = [
            _line(form, code, report_values, registry_values)
            for code in (opening, *movements, *side_codes, closing)
            if _is_shown(form, code, registry_values)
        ]
        if any(line.reported or line.counted for line in lines):
            steps = _steps(form, category, ours, theirs)
            if steps is not None and known_moves:
                rest = (lines[-1].difference or 0) - sum(step.difference for step in steps)
                steps += [Step("unknown", rest)] if rest else []
            parts_found.append(Part(category, lines, steps))
    heads = {form.uses.headcount, *(closing for _, closing in form.uses.categories.values())}
    others = registry_counts.codes(HEADCOUNT, MANDATE) - heads
    lines = [_line(form, code, report_values, registry_values) for code in form.rows if code in others]
    return [*parts_found, Part("", lines)]


def _movements(category: str) -> list[Indicator]:
    """Return the ways in and out of a category that the registry counts, in the order of its file."""
    return [one for one in indicator_set().of(ENTRY, EXIT) if one.column == category]


def _is_shown(form: FormSpec, code: str, registry_values: Values) -> bool:
    row = form.rows.get(code)
    if row is None or row.never:
        return bool(registry_values.get(code))
    return True


def _line(form: FormSpec, code: str, report_values: Values, registry_values: Values) -> ReconciliationRow:
    return ReconciliationRow(code, form.rows.get(code), report_values.get(code), registry_values.get(code))


def _steps(form: FormSpec, category: str, report_values: Values, registry_values: Values) -> list[Step] | None:
    opening, closing = form.uses.categories[category]
    if closing not in report_values or closing not in registry_values or opening not in registry_values:
        return None

    def difference_of(*codes: str) -> int:
        return sum(report_values.get(code, 0) - registry_values.get(code, 0) for code in codes)

    def flow_of(name: str) -> int:
        return registry_values.get(f"{name}_{category}", 0)

    movements = _movements(category)
    entries: dict[str, list[str]] = {}
    for one in movements:
        if one.kind == ENTRY:
            entries.setdefault(one.entry[0], []).append(one.code)
    steps = [
        Step("opening", difference_of(opening)),
        *(Step(way, difference_of(*codes)) for way, codes in entries.items()),
        Step("left", -difference_of(*(one.code for one in movements if one.kind == EXIT))),
        Step("registered", -flow_of(registry_counts.REGISTERED)),
        Step("corrected", flow_of(registry_counts.CORRECTED_OUT) - flow_of(registry_counts.CORRECTED_IN)),
    ]
    rest = report_values[closing] - registry_values[closing] - sum(step.difference for step in steps)
    return [step for step in [*steps, Step("report", rest)] if step.difference]


@dataclass(frozen=True, slots=True)
class Child:
    """A node, or an organisation below it. `primaries`: how many primary organisations it has, `known`: of how many the
    registry knows the members. `reported` and `counted` are all figures of either side; `ours` and `theirs` those of
    the primary organisations that report and registry both know. `headcount`: the cell that counts the members."""

    organisation: Organisation
    headcount: str
    reported: Values
    counted: Values
    ours: Values
    theirs: Values
    primaries: int
    known: int

    def difference(self, code: str) -> int | None:
        """Return reports less registry, of those whom both know; None where there are none."""
        of_reports, of_registry = self.ours.get(code), self.theirs.get(code)
        return None if of_reports is None or of_registry is None else of_reports - of_registry

    @property
    def share(self) -> Decimal | None:
        """Members in the registry per hundred reported ones."""
        return percent_of(self.counted.get(self.headcount), self.reported.get(self.headcount))


@dataclass(frozen=True, slots=True)
class InternalMoves:
    """Movements between organisations as the registry knows them: how many in all, and how many of them stayed within
    the node, so that they take nothing from it and add nothing to it."""

    arrived: int
    departed: int
    within: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    campaign: Campaign
    node: Child
    parts: list[Part]
    children: list[Child]
    inside: InternalMoves


def of_node(campaign: Campaign, node: Organisation) -> Reconciliation:
    """Return a node above primaries: the accepted figures beside the sums of the registry, and the same for each child.

    Compared are the primary organisations that both know: else every difference would be those not yet imported. The
    tree is that of the campaign's 1 January, as for the figures.
    """
    as_of = campaigns.period(campaign).as_of
    children = list(orgs.children(node, as_of))
    bodies = [node, *children]
    primaries_below = _primaries(bodies, campaign)
    leaves = {pk for pks in primaries_below.values() for pk in pks}
    registry_values = registry_counts.rows(campaign, leaves)
    sets = frames.figure_sets(campaign).filter(organisation_id__in=[one.pk for one in bodies])
    report_values = dict(sets.values_list("organisation_id", "values"))
    ours = borders.reported_values(campaign, set(registry_values))
    form = campaigns.form(campaign)
    all_children = [
        _child(one, form, report_values.get(one.pk, {}), ours, registry_values, primaries_below.get(one.pk, []))
        for one in bodies
    ]
    internal_moves = _internal_moves(campaign, set(primaries_below.get(node.pk, [])))
    openings = {opening for opening, _ in form.uses.categories.values()}
    movers = [pk for pk, rows in registry_values.items() if pk in ours and rows.keys() >= openings]
    known_moves = consolidation.add(ours[pk] for pk in movers), consolidation.add(registry_values[pk] for pk in movers)
    top = parts(form, all_children[0].ours, all_children[0].theirs, known_moves=known_moves)
    return Reconciliation(campaign, all_children[0], top, all_children[1:], internal_moves)


def _primaries(bodies: list[Organisation], campaign: Campaign) -> dict[int, list[int]]:
    """Return organisation id → ids of the primary organisations at or below it."""
    lines = Lineage.objects.on(campaigns.period(campaign).as_of).filter(
        ancestor_id__in=[one.pk for one in bodies], descendant__kind="primary"
    )
    primaries: dict[int, list[int]] = {}
    for ancestor, descendant in lines.values_list("ancestor_id", "descendant_id"):
        primaries.setdefault(ancestor, []).append(descendant)
    return primaries


def _child(
    body: Organisation,
    form: FormSpec,
    report_values: Values,
    ours: Mapping[int, Values],
    registry_values: Mapping[int, Values],
    primaries: Collection[int],
) -> Child:
    """Compare a child; `ours` and `registry_values`: primary organisation → its accepted figures, the registry."""
    counted_primaries = [pk for pk in primaries if pk in registry_values]
    both = [pk for pk in counted_primaries if pk in ours]
    return Child(
        body,
        form.uses.headcount,
        report_values,
        consolidation.add(registry_values[pk] for pk in counted_primaries),
        consolidation.add(ours[pk] for pk in both),
        consolidation.add(registry_values[pk] for pk in both),
        len(primaries),
        len(counted_primaries),
    )


def _internal_moves(campaign: Campaign, primaries: set[int]) -> InternalMoves:
    period = campaigns.period(campaign)
    arrivals = departures = within = 0
    for source, target, people in moves.between_organisations(period.start, period.as_of):
        departures += people * (source in primaries)
        arrivals += people * (target in primaries)
        within += people * (source in primaries and target in primaries)
    return InternalMoves(arrivals, departures, within)
