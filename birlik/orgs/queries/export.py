"""What the command line prints of the organisations."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from birlik.orgs.kinds import kind as known_kind
from birlik.orgs.kinds import rank
from birlik.orgs.models import Organisation
from birlik.orgs.queries.tree import organisation_by_code, subtree
from birlik.sheets.tables import Table


def list_organisations(on: date, *, under: str = "", kind: str = "") -> Table:
    """Return the organisations open on the day, from the top down: code, kind, names. `under`: only those below this
    one; refused with `orgs.unknown`, `kind.unknown`.
    """
    organisations: QuerySet[Organisation] = Organisation.objects.open_on(on)
    if under:
        parent = organisation_by_code(under)
        organisations = subtree(parent, on).exclude(pk=parent.pk)
    if kind:
        organisations = organisations.filter(kind=known_kind(kind).code)
    rows = [
        [code, own, kk, ru]
        for code, own, kk, ru in sorted(
            organisations.order_by("sort_kk", "pk").values_list("code", "kind", "name_kk", "name_ru"),
            key=lambda row: rank(row[1]),
        )
    ]
    data = [{"code": code, "kind": own, "names": {"kk": kk, "ru": ru}} for code, own, kk, ru in rows]
    return Table(data, ["code", "kind", "kk", "ru"], rows)
