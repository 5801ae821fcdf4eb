"""One organisation through time: names, places in the tree, workplaces, reorganisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.orgs import kinds
from birlik.orgs.enums import CASES, GrammaticalCase
from birlik.orgs.forms import derived_form
from birlik.orgs.models import FormerName, Lineage, NameForm, Organisation, Placement, Reorganisation, Workplace
from birlik.orgs.queries.listing import parents_of
from birlik.orgs.queries.scope import organisations_visible_to


@dataclass(frozen=True, slots=True)
class CaseForm:
    """The full name in one case; `reviewed_at` None means that no editor has looked at it."""

    language: str
    case: GrammaticalCase
    text: str
    reviewed_at: datetime | None = None
    reviewed_by: User | None = None


def placements_of(organisation: Organisation) -> list[Placement]:
    """Return what it stood under and when, the newest first."""
    return list(Placement.objects.filter(organisation=organisation).select_related("parent").order_by("-since"))


def names_of(organisation: Organisation) -> list[FormerName]:
    """Return former names and aliases, the newest first."""
    return list(FormerName.objects.filter(organisation=organisation).order_by("-since", "-id"))


def workplaces_of(organisation: Organisation) -> list[Workplace]:
    """Return every workplace it covers or covered, those it covers now first."""
    rows = Workplace.objects.filter(organisation=organisation)
    return list(rows.order_by(F("until").desc(nulls_first=True), "name_kk", "id"))


def workplaces_on(organisation: Organisation, on: date) -> list[Workplace]:
    """Return the workplaces it covers on this day and has no end for: those a split or a merge hands over."""
    return list(Workplace.objects.on(on).open().filter(organisation=organisation).order_by("name_kk", "id"))


def case_forms(organisation: Organisation) -> list[CaseForm]:
    """Return the full name in every case of both languages: as an editor reviewed it, else as the
    grammar derives it.
    """
    rows = NameForm.objects.filter(organisation=organisation, reviewed_at__isnull=False).select_related("reviewed_by")
    forms = {(row.language, row.grammatical_case): row for row in rows}
    return [_case_form(organisation, language, case, forms) for language, cases in CASES.items() for case in cases]


def _case_form(
    organisation: Organisation, language: str, case: GrammaticalCase, forms: dict[tuple[str, str], NameForm]
) -> CaseForm:
    row = forms.get((language, case))
    if row is not None:
        return CaseForm(language, case, row.text, row.reviewed_at, row.reviewed_by)
    return CaseForm(language, case, derived_form(organisation.name.in_(language), language, case))


def reorganisations_of(organisation: Organisation) -> list[Reorganisation]:
    """Return every change of the tree that touched it, the newest first, with what went where."""
    concerns = Q(organisation=organisation) | Q(
        pk__in=Reorganisation.objects.filter(
            Q(successions__predecessor=organisation) | Q(successions__successor=organisation)
        ).values("pk")
    )
    rows = Reorganisation.objects.filter(concerns).select_related("organisation", "by")
    return list(rows.prefetch_related("successions__predecessor", "successions__successor").order_by("-on", "-pk"))


def siblings(organisation: Organisation, on: date) -> list[Organisation]:
    """Return those of the same kind that stand under the same parent on this day."""
    parents = Placement.objects.on(on).filter(organisation=organisation).values("parent")
    neighbours = Placement.objects.on(on).filter(parent__in=parents).values("organisation")
    rows = Organisation.objects.filter(pk__in=neighbours, kind=organisation.kind).exclude(pk=organisation.pk)
    return list(rows.order_by("sort_kk", "id"))


def possible_parents(
    user: User, organisation: Organisation, on: date
) -> list[tuple[Organisation, Organisation | None]]:
    """Return where the organisation could be moved on this day, each with what it stands under itself: of an allowed
    kind, within the user's right to edit, neither its parent now nor below it.
    """
    descendants = Lineage.objects.on(on).filter(ancestor=organisation).values("descendant")
    current = Placement.objects.on(on).filter(organisation=organisation).values("parent")
    rows = (
        organisations_visible_to(user, on=on, permission=Permission.ORG_EDIT)
        .filter(kind__in=kinds.kind(organisation.kind).parents, closed__isnull=True)
        .exclude(pk__in=descendants)
        .exclude(pk__in=current)
    )
    parents = sorted(rows, key=lambda one: (kinds.rank(one.kind), one.sort_kk))
    grandparents = parents_of([one.pk for one in parents], on)
    return [(one, grandparents.get(one.pk)) for one in parents]


def next_code(parent: Organisation) -> str:
    """Return a free code for a new organisation under this one: the parent's with the next number.

    Empty where those below bear codes of their own, as the member organisations of the union do.
    """
    start = f"{parent.code}-"
    codes = Organisation.objects.filter(code__startswith=start).values_list("code", flat=True)
    numbers = [code.removeprefix(start) for code in codes if code.removeprefix(start).isdecimal()]
    if not numbers and Placement.objects.filter(parent=parent).exists():
        return ""
    width = max((len(number) for number in numbers), default=1)
    return f"{start}{max(map(int, numbers), default=0) + 1:0{width}d}"
