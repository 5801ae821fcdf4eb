"""What is shown before a campaign is opened: the days proposed, who is expected, what changed since last year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.orgs import kinds
from birlik.orgs.enums import ReorganisationKind
from birlik.orgs.models import Organisation, Reorganisation
from birlik.refdata.calendar import is_working_day, working_day_after
from birlik.statistics import spec
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import campaigns
from birlik.statistics.queries.expected import expected_organisations, kinds_with_lines
from birlik.statistics.spec.campaign_dates import DATES, WindowTerms, campaign_terms
from birlik.statistics.spec.form_changes import FormChanges, compare_forms
from birlik.statistics.windows import Window


@dataclass(frozen=True, slots=True)
class OpeningPlan:
    """A campaign as it is to be opened: the year reported on, the form, the first day, the days of each kind."""

    year: int
    form: spec.FormSpec
    opens: date
    windows: Mapping[str, Window]

    def faults(self) -> list[Refusal]:
        """Return `campaign.dates` for every day that does not follow the one before it, at its field (on_time_KIND)."""
        return [self._fault(kind, name) for kind in self.windows for name in self._days_out_of_order(kind)]

    def _fault(self, kind: str, name: str) -> Refusal:
        days, label = asdict(self.windows[kind]), kinds.kind(kind).plural
        return Refusal("campaign.dates", field=f"{name}_{kind}", kind=label, opens=self.opens, **days)

    def _days_out_of_order(self, kind: str) -> list[str]:
        window = self.windows[kind]
        days = [self.opens, window.hand_in, window.on_time, window.closes]
        names = [name for name, before, day in zip(DATES, days, days[1:], strict=False) if day < before]
        return names or (["closes"] if window.closes == self.opens else [])

    def days_off(self) -> list[tuple[str, str, date]]:
        """Return (kind, name of the day, day) for those that are no working day; the opening has no kind."""
        days = [("", "opens", self.opens)]
        days += [(kind, name, getattr(window, name)) for kind, window in self.windows.items() for name in DATES]
        return [one for one in days if not is_working_day(one[2])]


@dataclass(frozen=True, slots=True)
class TreeChange:
    """What happened to one organisation and the document that ordered it ("" where none is known)."""

    code: str
    name: Bilingual
    on: date | None
    ground: str


@dataclass(frozen=True, slots=True)
class OpeningPreview:
    """Who would be expected, and what changed since the campaign before; nothing where there was none."""

    expected: int
    by_kind: Mapping[str, int]
    opened: list[TreeChange] = field(default_factory=list)
    closed: list[TreeChange] = field(default_factory=list)
    renamed: list[TreeChange] = field(default_factory=list)
    moved: list[TreeChange] = field(default_factory=list)
    form: FormChanges = field(default_factory=FormChanges)
    before: int | None = None


def propose_plan(year: int, form: spec.FormSpec | None = None) -> OpeningPlan:
    """Return the plan with the days of the rulebook, counted in working days; `period.unknown` without a form."""
    form = form or spec.default_form(year)
    terms, start = campaign_terms(), Period(year).as_of
    windows = {kind: _propose_window(start, terms.of_kind(kind)) for kind in kinds_with_lines(form)}
    return OpeningPlan(year, form, working_day_after(start, terms.opens), windows)


def _propose_window(start: date, terms: WindowTerms) -> Window:
    return Window(*(working_day_after(start, getattr(terms, name)) for name in DATES))


def next_year(today: date) -> int:
    """Return the year whose campaign is the next one: after the newest, or the last that has ended."""
    newest = campaigns.newest_campaign()
    return newest.year + 1 if newest else today.year - 1


def years_to_open(today: date) -> list[int]:
    """Return the years that have a form, have begun and have no campaign, the newest first."""
    open_years = set(Campaign.objects.values_list("year", flat=True))
    first = min(form.valid_from for form in spec.load_all().forms).year
    return [year for year in range(today.year, first - 1, -1) if year not in open_years]


def require_new(year: int, today: date) -> None:
    """Refuse a year whose campaign is open or closed already (`campaign.exists`), or that lies ahead
    (`campaign.too_early`).
    """
    if Campaign.objects.filter(year=year).exists():
        raise Refusal("campaign.exists", year=year)
    if year > today.year:
        raise Refusal("campaign.too_early", year=year)


def preview(plan: OpeningPlan) -> OpeningPreview:
    """Compare who would be expected with the campaign of the year before. Seven queries, whatever the size."""
    as_of = Period(plan.year).as_of
    organisations = {one.pk: one for one in expected_organisations(plan.form, as_of).order_by("sort_kk", "pk")}
    by_kind: dict[str, int] = {}
    for one in organisations.values():
        by_kind[one.kind] = by_kind.get(one.kind, 0) + 1
    before = Campaign.objects.filter(year=plan.year - 1, source="").first()  # nobody reported in a year brought along
    if before is None:
        return OpeningPreview(len(organisations), by_kind)
    reporters = set(Report.objects.filter(campaign=before).values_list("organisation_id", flat=True))
    leavers = Organisation.objects.filter(pk__in=reporters - organisations.keys()).order_by("sort_kk", "pk")
    steps = _reorganisations(Period(before.year).as_of, as_of)
    grounds = _grounds(steps)
    return OpeningPreview(
        len(organisations),
        by_kind,
        opened=[_change(one, grounds.get(one.pk)) for pk, one in organisations.items() if pk not in reporters],
        closed=[_change(one, grounds.get(one.pk)) for one in leavers],
        renamed=[_change(one.organisation, one) for one in steps if one.kind == ReorganisationKind.RENAME],
        moved=[_change(one.organisation, one) for one in steps if one.kind == ReorganisationKind.MOVE],
        form=compare_forms(campaigns.form(before), plan.form),
        before=before.year,
    )


def _reorganisations(after: date, until: date) -> list[Reorganisation]:
    steps = Reorganisation.objects.filter(on__gt=after, on__lte=until).order_by("on", "pk")
    return list(steps.select_related("organisation").prefetch_related("successions"))


def _grounds(steps: list[Reorganisation]) -> dict[int, Reorganisation]:
    """Return the last reorganisation that opened, closed, divided or joined each organisation."""
    grounds = {}
    for one in steps:
        if one.kind in {ReorganisationKind.RENAME, ReorganisationKind.MOVE}:
            continue
        grounds[one.organisation_id] = one
        for succession in one.successions.all():
            grounds[succession.predecessor_id] = grounds[succession.successor_id] = one
    return grounds


def _change(organisation: Organisation, step: Reorganisation | None) -> TreeChange:
    return TreeChange(
        organisation.code, organisation.name, step.on if step else None, describe_ground(step) if step else ""
    )


def describe_ground(step: Reorganisation) -> str:
    """Write the document that ordered a reorganisation: title, number, date."""
    return f"{step.document_title} {step.document_number}, {step.document_date:%d.%m.%Y}"
