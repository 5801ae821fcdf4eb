"""What the command line prints of a headcount: every organisation of a subtree on a day."""

from __future__ import annotations

from datetime import date

from birlik.core.errors import Refusal
from birlik.members.indicators import HEADCOUNT, MANDATE, indicator_set
from birlik.members.queries import headcount
from birlik.members.queries.counting import KEY
from birlik.orgs import queries as orgs
from birlik.orgs.kinds import rank
from birlik.sheets.tables import Table


def table(on: date, code: str) -> Table:
    """Return the organisation and everybody below it, from the top down; refused with `orgs.unknown`, or where it was
    not open on the day (`member.organisation_closed`).

    JSON: {"organisation", "as_of", "figures": {indicator: value}, "organisations": {code: {indicator: value}}}.
    """
    organisation = orgs.organisation_by_code(code)
    nodes = sorted(orgs.subtree(organisation, on), key=lambda node: (rank(node.kind), node.sort_kk, node.pk))
    if not nodes:
        raise Refusal("member.organisation_closed", on=on)
    codes = [one.code for one in indicator_set().of(HEADCOUNT, MANDATE)]
    counts_by_node = {row[0]: row[1:] for row in headcount.at_nodes(on).select(KEY, *codes).iter_rows()}
    nobody = (0,) * len(codes)
    node_counts = {node.pk: counts_by_node.get(node.pk, nobody) for node in nodes}
    figures = {node.code: dict(zip(codes, node_counts[node.pk], strict=True)) for node in nodes}
    data = {
        "organisation": organisation.code,
        "as_of": on.isoformat(),
        "figures": figures[organisation.code],
        "organisations": figures,
    }
    rows = [[node.code, node.kind, node.name_kk, node.name_ru, *node_counts[node.pk]] for node in nodes]
    return Table(data, ["code", "kind", "kk", "ru", *codes], rows)
