"""What is still missing before the first report, counted; and the invitations that are still to be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from birlik.accounts.models import AccountLink, User
from birlik.accounts.permissions import Permission, Reach
from birlik.accounts.roles import ROLES
from birlik.core.errors import Refusal
from birlik.orgs import queries as orgs
from birlik.orgs.models import Assignment, Organisation
from birlik.statistics import spec
from birlik.statistics.enums import COUNTED_STATUSES
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries.expected import kinds_with_lines
from birlik.statistics.queries.opening import next_year

PRIMARY = "primary"
SENDERS = [code for code, one in ROLES.items() if Permission.REPORT_SEND in one.grants]
ACCEPTERS = [code for code, one in ROLES.items() if one.grants.get(Permission.REPORT_ACCEPT) is Reach.BELOW]
RUNNERS = [code for code, one in ROLES.items() if Permission.CAMPAIGN_RUN in one.grants]


@dataclass(frozen=True, slots=True)
class Step:
    """A step before the first report. `number` of `total`: what is done of it; `about`: a name that its words need."""

    code: str
    is_done: bool
    number: int = 0
    total: int = 0
    about: Mapping[str, object] = field(default_factory=dict)

    @property
    def left_count(self) -> int:
        """How much of it is still to do."""
        return max(0, self.total - self.number)


def steps_before_first_report(*, on: date) -> list[Step]:
    """Return the steps in their order; a fixed number of queries, whatever the size of the union."""
    root = orgs.root(on)
    if root is None:
        return [Step("names", is_done=False)]
    year = _year(on)
    open_now = Organisation.objects.open_on(on)
    count_below = open_now.exclude(pk=root.pk).count()
    primaries = open_now.filter(kind=PRIMARY).count()
    names = [root.name_kk, root.name_ru, root.short_kk, root.short_ru]
    return [
        Step("names", all(names), sum(map(bool, names)), len(names)),
        Step("tree", bool(primaries), count_below, primaries),
        _accounts_step("runners", RUNNERS, Organisation.objects.filter(pk=root.pk), on),
        _accounts_step("accepters", ACCEPTERS, _parents_of_primaries(on), on),
        _accounts_step("chairs", SENDERS, open_now.filter(kind=PRIMARY), on),
        _invitations_step(),
        _form_step(year),
        _figures_step(year),
        *_campaign_steps(year),
    ]


def _year(on: date) -> int:
    """Return the year of the first campaign: that of the one that is there, else of the next to open."""
    first = Campaign.objects.filter(source="").order_by("year").first()
    return first.year if first else next_year(on)


def _parents_of_primaries(on: date) -> QuerySet[Organisation]:
    primaries = Organisation.objects.open_on(on).filter(kind=PRIMARY)
    return Organisation.objects.open_on(on).filter(
        child_placements__organisation__in=primaries, child_placements__until__isnull=True
    )


def _accounts_step(code: str, roles: list[str], organisations: QuerySet[Organisation], on: date) -> Step:
    """Count how many of these organisations have somebody with an account for one of the roles."""
    assignments = Assignment.objects.not_over(on).filter(
        organisation=OuterRef("pk"), role__in=roles, user__is_active=True
    )
    places = Organisation.objects.filter(pk__in=organisations.values("pk"))
    counts = places.aggregate(all=Count("pk"), held=Count("pk", filter=Q(Exists(assignments))))
    return Step(code, counts["held"] == counts["all"] > 0, counts["held"], counts["all"])


def _invitations_step() -> Step:
    """Count how many of the accounts have a password: somebody has come in by it, or can."""
    total = User.objects.filter(is_active=True).count()
    waiting_accounts = User.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX).count()
    return Step("invitations", not waiting_accounts and total > 1, total - waiting_accounts, total)


def _form_step(year: int) -> Step:
    try:
        form = spec.default_form(year)
    except Refusal:
        return Step("form", is_done=False, about={"year": year, "form": "", "is_draft": False})
    about = {"year": year, "form": form.name, "title": form.title, "is_draft": form.draft}
    return Step("form", bool(kinds_with_lines(form)), len(form.stored_codes), 0, about)


def _figures_step(year: int) -> Step:
    before = Campaign.objects.filter(year=year - 1).first()
    count = before.figure_sets.count() if before else 0
    return Step("figures", bool(count), count, 0, {"year": year - 1, "source": before.source if before else ""})


def _campaign_steps(year: int) -> list[Step]:
    campaign = Campaign.objects.filter(year=year).first()
    reports = Report.objects.filter(campaign=campaign) if campaign else Report.objects.none()
    counts = reports.aggregate(all=Count("pk"), accepted=Count("pk", filter=Q(status__in=COUNTED_STATUSES)))
    return [
        Step("campaign", campaign is not None, counts["all"], 0, {"year": year}),
        Step("report", bool(counts["accepted"]), counts["accepted"], counts["all"], {"year": year}),
    ]


@dataclass
class InvitationGroup:
    """The accounts under one organisation that wait for an invitation to be used."""

    organisation: Organisation
    users: list[User] = field(default_factory=list)
    roles: dict[int, Assignment] = field(default_factory=dict)
    invited: int = 0


def invitation_groups(user: User, *, on: date, at: datetime) -> list[InvitationGroup]:
    """Return the accounts that this person keeps and that nobody has come in by, by the organisation above theirs.

    Primary organisations stand together under their district; any other stands for itself. In the order of names.
    """
    waiting_accounts = orgs.accounts_to_invite(user, on=on)
    assignments = (
        Assignment.objects.not_over(on)
        .filter(user__in=waiting_accounts)
        .select_related("user", "organisation")
        .order_by("organisation__sort_kk", "user__sort_kk", "pk")
    )
    parents, groups = orgs.parents(on), dict[int, InvitationGroup]()
    invited_accounts = set(
        AccountLink.objects.filter(used_at__isnull=True, revoked_at__isnull=True, until__gt=at).values_list(
            "user_id", flat=True
        )
    )
    of_place: dict[int, list[Assignment]] = defaultdict(list)
    seen_accounts: set[int] = set()
    for one in assignments:
        if one.user_id not in seen_accounts:
            seen_accounts.add(one.user_id)
            place = one.organisation
            of_place[parents.get(place.pk, place.pk) if place.kind == PRIMARY else place.pk].append(one)
    for place in Organisation.objects.filter(pk__in=of_place).order_by("sort_kk", "pk"):
        group = groups[place.pk] = InvitationGroup(place)
        for one in of_place[place.pk]:
            group.users.append(one.user)
            group.roles[one.user_id] = one
            group.invited += one.user_id in invited_accounts
    return list(groups.values())
