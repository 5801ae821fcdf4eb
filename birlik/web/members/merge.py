"""Two people side by side: one of them, or two different ones; and a merge taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from birlik.members.actions import merging, privacy
from birlik.members.actions.merging import Choices
from birlik.members.models import Membership, Person
from birlik.members.queries import merging as queries
from birlik.members.queries import privacy as privacy_queries
from birlik.members.queries.merging import Pair, Side
from birlik.members.timelines import Fate
from birlik.members.values import PERSON_FIELD_NAMES
from birlik.web.members.extracts import value_in_words
from birlik.web.members.person_page import person_page
from birlik.web.shared.facts import FIELDS
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import language, reader
from birlik.web.shared.refusals import shown_as_message

DUPLICATES = "/members/duplicates/"  # whoever works through a list goes on with it
FATES = (
    (Fate.KEEP, gettext_lazy("counts as it is")),
    (Fate.SHORTEN, gettext_lazy("gives way on the days of the other")),
    (Fate.DROP, gettext_lazy("was a mistake and goes")),
)
OPEN_ROWS = (
    ("employment", gettext_lazy("Present work or study")),
    ("dues", gettext_lazy("Present agreement on dues")),
    ("consent", gettext_lazy("Consent in force")),
)


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """A field of both; `choose`: they differ and both say something, so a person chooses. `takes`: the second one's."""

    name: str
    label: str
    first: str
    second: str
    takes: bool

    @property
    def choose(self) -> bool:
        return self.first != self.second


@dataclass(frozen=True, slots=True)
class SpanLine:
    span: Membership
    own: bool  # of the first person
    organisation: str
    fate: str  # empty where the span clashes with none


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Merge two people: the first goes on with what is chosen of both. Comparing is reading, written down for both."""
    page, other = person_page(request, first), person_page(request, second).person
    if request.method == "POST":
        with shown_as_message(request) as outcome:
            merging.merge(page.person, other, _choices(request), by=page.user, at=timezone.now())
        if not outcome.is_refused:
            messages.success(request, _("The two entries are one person now. This can be taken back."))
            return redirect("members:merges", first)
    for person in (page.person, other):
        privacy.read_card(person, by=page.user, at=timezone.now(), act="merge")
    pair = queries.pair(page.person, other)
    context = page.context(Crumb(_("Two entries"))) | {
        "second": other,
        "pair": pair,
        "lines": _lines(request, pair),
        "spans": _spans(request, pair),
        "clashes": pair.clashes,
        "fates": [(fate.value, words) for fate, words in FATES],
        "language": language(),
    }
    return render(request, "members/merge.html", context)


@require_POST
def different(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Say that they are two people: the search for duplicates does not show them again."""
    page, other = person_page(request, first), person_page(request, second).person
    with shown_as_message(request) as outcome:
        merging.different(page.person, other, by=page.user, at=timezone.now())
    if outcome.is_refused:
        return redirect("members:merge", first, second)
    messages.success(request, _("Written down: these are two different people."))
    came = request.headers.get("Referer", "")
    is_own_address = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    if is_own_address and urlsplit(came).path.startswith(DUPLICATES):
        return redirect(came)
    return redirect("members:card", first)


@never_cache
@require_safe
def merges(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the merges in which the person went on."""
    page = person_page(request, pk)
    context = page.context(Crumb(_("Merges"))) | {"merges": list(privacy_queries.merges(page.person))}
    return render(request, "members/merges.html", context)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    merge_record = queries.merge_of(user, pk, on=timezone.localdate())
    with shown_as_message(request) as outcome:
        merging.undo(merge_record, by=user, at=timezone.now())
    if not outcome.is_refused:
        messages.success(request, _("The merge is taken back; both entries are as they were."))
    return redirect("members:merges", merge_record.survivor_id)


def _choices(request: HttpRequest) -> Choices:
    names = (*PERSON_FIELD_NAMES, *merging.ONE_OPEN)
    fields = {name: request.POST.get(name, "") for name in names}
    fates: dict[int, Fate] = {}
    for name, value in request.POST.items():
        ident = name.removeprefix("span-")
        if name != ident and ident.isdecimal() and value in set(Fate):
            fates[int(ident)] = Fate(str(value))
    return Choices(fields, fates)


def _lines(request: HttpRequest, pair: Pair) -> list[FieldComparison]:
    """Compare field by field: what was chosen before stays chosen, else the first one's value, where it has one."""
    form = request.POST
    comparisons = []
    for name in PERSON_FIELD_NAMES:
        first, second = (_person_value(side.person, name) for side in (pair.first, pair.second))
        takes = form.get(name) == merging.MERGED if name in form else not first and bool(second)
        comparisons.append(FieldComparison(name, str(FIELDS[name]), first, second, takes))
    for name, words in OPEN_ROWS:
        first, second = (_record_value(side, name) for side in (pair.first, pair.second))
        if first and second:
            comparisons.append(FieldComparison(name, str(words), first, second, form.get(name) == merging.MERGED))
    return comparisons


def _person_value(person: Person, name: str) -> str:
    value: Any = getattr(person, name)
    return f"{value:%d.%m.%Y}" if name == "born" and value else str(value_in_words(name, value) or "")


def _record_value(side: Side, name: str) -> str:
    row: Any = getattr(side, name)
    if row is None:
        return ""
    if name == "employment":
        return ", ".join(part for part in (row.position, row.employer) if part) or "—"
    if name == "dues":
        return f"{row.rate.normalize():f} % · {row.since:%d.%m.%Y}"
    return f"{row.text.version} · {row.given:%d.%m.%Y}" if row.given else str(row.text.version)


def _spans(request: HttpRequest, pair: Pair) -> Sequence[SpanLine]:
    def fate(span: Membership) -> str:
        proposal = pair.proposed.get(span.pk)
        return "" if proposal is None else request.POST.get(f"span-{span.pk}", proposal.value)

    own = pair.first.person.pk
    return [
        SpanLine(span, span.person_id == own, span.organisation.short.in_(language()), fate(span))
        for span in pair.spans
    ]
