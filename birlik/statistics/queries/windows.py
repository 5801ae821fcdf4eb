"""The days of a campaign as they hold for each organisation: by its kind, and by the exceptions it comes under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from birlik.core.periods import LAST_DAY
from birlik.orgs.models import Lineage, Organisation
from birlik.statistics.models import Campaign, CampaignDeadline, ClosingException
from birlik.statistics.queries import campaigns
from birlik.statistics.windows import Window


@dataclass(frozen=True, slots=True)
class WindowOfOrganisation:
    """The window of one organisation, the exception included; None where its kind has no days or it has no exception.

    `closed_on`: the day on which the campaign was closed for all who have no exception.
    """

    window: Window | None
    exception: ClosingException | None
    closed_on: date | None

    def is_open(self, today: date) -> bool:
        """Return whether a report that was never sent is received on this day."""
        if self.exception is not None and today <= self.exception.until:
            return True
        if self.closed_on is not None and today >= self.closed_on:
            return False
        return self.window is None or self.window.is_open(today)


def windows(campaign: Campaign) -> dict[str, Window]:
    """Return kind of organisation → its days, without exceptions; the earliest first."""
    deadlines = CampaignDeadline.objects.filter(campaign=campaign).order_by("on_time", "pk")
    return {one.kind: one.window for one in deadlines}


def window_of(campaign: Campaign, organisation: Organisation) -> WindowOfOrganisation:
    """Return the days of one organisation; of several exceptions the one that ends last holds."""
    window = windows(campaign).get(organisation.kind)
    exception = _exceptions_over(campaign, organisation).first()
    if window is not None and exception is not None:
        window = window.extend(exception.until)
    return WindowOfOrganisation(window, exception, campaign.closed_on)


def last_day_in_time(campaign: Campaign, organisation: Organisation) -> date | None:
    """Return the last day on which the organisation's report is in time; None where its kind has no days."""
    window = window_of(campaign, organisation).window
    return window.on_time if window else None


def _exceptions_over(campaign: Campaign, organisation: Organisation) -> QuerySet[ClosingException]:
    """Return the exceptions that an organisation comes under, the one that ends last before the others."""
    lines = Lineage.objects.on(campaigns.period(campaign).as_of).filter(descendant=organisation)
    covers = Q(organisation__isnull=True) | Q(organisation__in=lines.values("ancestor"))
    return ClosingException.objects.filter(covers, campaign=campaign).order_by("-until", "-pk")


def exceptions_at(campaign: Campaign, node: Organisation) -> list[ClosingException]:
    """Return the exceptions that concern a node: its own, those above it and those below, the newest first."""
    on = campaigns.period(campaign).as_of
    ancestors = Lineage.objects.on(on).filter(descendant=node).values("ancestor")
    descendants = Lineage.objects.on(on).filter(ancestor=node).values("descendant")
    near = Q(organisation__isnull=True) | Q(organisation__in=ancestors) | Q(organisation__in=descendants)
    exceptions = ClosingException.objects.filter(near, campaign=campaign)
    return list(exceptions.select_related("organisation").order_by("-at", "-pk"))


def lateness(campaign: Campaign, today: date) -> Case:
    """Return 1 for a report of `descendant` sent after its last day in time, or unsent when that day has passed."""
    exceptions = list(_exception_groups(campaign))
    whens = []
    for kind, window in windows(campaign).items():
        of_kind = Q(descendant__kind=kind)
        for until, is_inside in exceptions:
            if until > window.on_time:
                whens += [
                    When(of_kind & is_inside & _is_overdue(until, today), then=Value(1)),
                    When(of_kind & is_inside, then=Value(0)),
                ]
        whens.append(When(of_kind & _is_overdue(window.on_time, today), then=Value(1)))
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _exception_groups(campaign: Campaign) -> Iterator[tuple[date, Q]]:
    """Return the last days of exceptions, the latest first, each with the condition on `descendant` for whom it is."""
    lines = Lineage.objects.on(campaigns.period(campaign).as_of)
    exceptions = ClosingException.objects.filter(campaign=campaign).order_by("-until", "pk")
    for until, group in groupby(exceptions.values_list("until", "organisation_id"), key=lambda row: row[0]):
        organisations = [row[1] for row in group]
        everybody = None in organisations
        branch = lines.filter(ancestor__in=organisations).values("descendant")
        yield until, Q(descendant__isnull=False) if everybody else Q(descendant__in=branch)


def _is_overdue(last_day: date, today: date) -> Q:
    sent_late = Q(descendant__reports__first_sent__gte=midnight_after(last_day))
    return sent_late | Q(descendant__reports__first_sent__isnull=True) if today > last_day else sent_late


def midnight_after(day: date) -> datetime:
    """Return the first moment that is no longer this day, where the union is."""
    return timezone.make_aware(datetime.combine(min(day, LAST_DAY) + timedelta(days=1), time.min))
