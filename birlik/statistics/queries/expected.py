"""Who is expected to report: those of the tree who have at least one line of the form to fill in."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from birlik.core.periods import Period
from birlik.orgs.enums import InstitutionType
from birlik.orgs.kinds import kinds_by_code
from birlik.orgs.models import Organisation
from birlik.orgs.queries import subtree
from birlik.statistics.models import Campaign, ExpectationChange
from birlik.statistics.spec import FormSpec

TYPES = ("", *InstitutionType.values)


def kinds_with_lines(form: FormSpec) -> list[str]:
    """Return the kinds of organisations of which somebody has a line to fill in, from the top down."""
    return [kind for kind in kinds_by_code() if _types_with_lines(form, kind)]


def expected_organisations(form: FormSpec, on: date) -> QuerySet[Organisation]:
    """Return the organisations open on this day that have a line to fill in; a kind without a line gets no report."""
    condition = Q(pk__in=[])
    for kind in kinds_by_code():
        types = _types_with_lines(form, kind)
        condition |= Q(kind=kind) if len(types) == len(TYPES) else Q(kind=kind, institution_type__in=types)
    return Organisation.objects.open_on(on).filter(condition)


def removed_by_hand(campaign: Campaign) -> set[int]:
    """Return the ids of those whom who runs the campaign took from the expected, and nobody put back."""
    changes = ExpectationChange.objects.filter(campaign=campaign, by_hand=True).order_by("at", "pk")
    last = dict(changes.values_list("organisation_id", "expected"))
    return {pk for pk, is_expected in last.items() if not is_expected}


def expectation_changes(campaign: Campaign, node: Organisation) -> list[ExpectationChange]:
    """Return who at or below a node was added to the expected or taken from them after the opening, newest first."""
    branch = subtree(node, Period(campaign.year).as_of)
    changes = ExpectationChange.objects.filter(campaign=campaign, organisation__in=branch)
    return list(changes.select_related("organisation").order_by("-at", "-pk"))


def _types_with_lines(form: FormSpec, kind: str) -> list[str]:
    return [each for each in TYPES if any(not row.is_auto for row in form.rows_for(kind, each))]
