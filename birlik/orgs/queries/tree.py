"""The tree as of a day: above, below, beside."""

from __future__ import annotations

from datetime import date

from django.core.validators import slug_re
from django.db.models import BigIntegerField, CharField, DateField, F, QuerySet

from birlik.core.errors import Refusal
from birlik.core.prepared_query import Parameter, PreparedObjects, PreparedQuery, Row
from birlik.orgs.enums import NameKind
from birlik.orgs.forms import name_language
from birlik.orgs.kinds import kinds
from birlik.orgs.models import FormerName, Lineage, Organisation, Placement, valid_on

LONGEST_CODE = 80  # of the column


def organisation_by_code(code: str) -> Organisation:
    """Return the organisation of this code, open or closed; refused with `orgs.unknown`."""
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise Refusal("orgs.unknown", organisation=code)
    return organisation


def _root() -> QuerySet[Organisation]:
    tops = [kind.code for kind in kinds() if not kind.parents]
    return Organisation.objects.open_on(Parameter("on", DateField())).filter(kind__in=tops).order_by("opened", "id")[:1]


ROOT = PreparedObjects(_root)


def root(on: date) -> Organisation | None:
    """Return the open organisation of a kind that hangs under no other; the oldest, should there be several."""
    return next(iter(ROOT.objects(on=on)), None)


def require_root(on: date) -> Organisation:
    """Return the root of the tree; `orgs.no_root` while there is none."""
    organisation = root(on)
    if organisation is None:
        raise Refusal("orgs.no_root", day=on)
    return organisation


def subtree(organisation: Organisation, on: date) -> QuerySet[Organisation]:
    """Return the organisation and everybody below it on this day, in no order; nobody when it was not open then."""
    descendants = Lineage.objects.on(on).filter(ancestor=organisation).values("descendant")
    return Organisation.objects.filter(pk__in=descendants)


def _subtree() -> QuerySet[Lineage, Row]:
    lines = Lineage.objects.on(Parameter("on", DateField()))
    return lines.filter(ancestor_id=Parameter("organisation", BigIntegerField())).values_list("descendant_id")


SUBTREE = PreparedQuery(_subtree)


def subtree_ids(organisation: Organisation, on: date) -> set[int]:
    return {pk for (pk,) in SUBTREE.rows(organisation=organisation.pk, on=on)}


def ancestors(organisation: Organisation, on: date) -> QuerySet[Organisation]:
    """Return the root first, the organisation itself last."""
    return (
        Organisation.objects.filter(valid_on(on, "lineage_down__"), lineage_down__descendant=organisation)
        .annotate(depth=F("lineage_down__depth"))
        .order_by("-depth")
    )


def _path() -> QuerySet[Organisation]:
    on, code = Parameter("on", DateField()), Parameter("code", CharField())
    organisations = Organisation.objects.filter(valid_on(on, "lineage_down__"), lineage_down__descendant__code=code)
    return organisations.order_by("-lineage_down__depth")


PATH = PreparedObjects(_path)


def path_to(code: str, on: date) -> list[Organisation]:
    """Return the same by the code alone; empty when nobody of that code was open on this day."""
    if len(code) > LONGEST_CODE or not slug_re.match(code):
        return []
    return PATH.objects(code=code, on=on)


def children(organisation: Organisation, on: date) -> QuerySet[Organisation]:
    """Return those who stood directly under it on this day, in the order of their Kazakh names."""
    return Organisation.objects.filter(valid_on(on, "placements__"), placements__parent=organisation).order_by(
        "sort_kk", "id"
    )


def parent_of(organisation: Organisation, on: date) -> Organisation | None:
    return Organisation.objects.filter(
        valid_on(on, "child_placements__"), child_placements__organisation=organisation
    ).first()


def parents(on: date) -> dict[int, int]:
    """Return organisation id → parent id, for the whole tree of this day, in one query."""
    return dict(Placement.objects.on(on).values_list("organisation_id", "parent_id"))


def name_as_of(organisation: Organisation, on: date, language: str) -> str:
    """Return the full name it bore on this day, in kk or ru."""
    field = f"name_{name_language(language)}"
    former = FormerName.objects.on(on).filter(organisation=organisation, kind=NameKind.FORMER).first()
    return str((former and getattr(former, field)) or getattr(organisation, field))
