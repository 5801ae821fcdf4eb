"""The columns of report and registry side by side, child by child: on the page, and in its file."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from birlik.members.indicators import indicator_set
from birlik.orgs.forms import name_language
from birlik.statistics.queries.reconciliation import Child
from birlik.statistics.spec import FormSpec
from birlik.web.shared import addresses, numbers
from birlik.web.shared.columns import Column, ColumnList
from birlik.web.shared.fragments import escape_value, format_html


@lru_cache(maxsize=64)
def columns(language: str, year: int, form: FormSpec, rest: str) -> ColumnList[Child]:
    """Return the columns; `rest`: what the way down keeps of the address. Where nobody is known nothing is told."""
    sort_name, query = f"sort_{name_language(language)}", SafeString(escape_value(rest))

    def name(child: Child) -> SafeString:
        url, text = addresses.reconciliation(year, child.organisation.code), child.organisation.short.in_(language)
        return format_html('<a href="{}{}">{}</a>', url, "" if child.organisation.kind == "primary" else query, text)

    def known_cell(child: Child) -> str:
        return _("%(known)s of %(all)s") % {
            "known": numbers.group_thousands(child.known), "all": numbers.group_thousands(child.primaries),
        }  # fmt: skip

    headcount = form.uses.headcount
    names = {one.code: one.label.in_(language) for one in indicator_set().columns}
    parts = [
        _difference(category, _("of them %(category)s") % {"category": names[category]}, closing)
        for category, (_opening, closing) in form.uses.categories.items()
    ]
    return ColumnList(
        (
            Column("code", _("Code"), lambda child: child.organisation.code, pages=False),
            Column(
                "name", _("Organisation"), lambda child: child.organisation.short.in_(language), name,
                sort=lambda child: getattr(child.organisation, sort_name),
            ),
            _number("reported", _("By the reports"), lambda child: child.reported.get(headcount)),
            _number("counted", _("By the registry"), lambda child: child.counted.get(headcount)),
            _difference("difference", _("Difference"), headcount),
            *parts,
            Column(
                "share", _("Registry to reports"), _share, lambda child: numbers.percent(_share(child), language),
                sort=_share, is_number=True, unit="%",
            ),
            Column(
                "known", _("Primary organisations in the registry"), lambda child: child.known, known_cell,
                sort=lambda child: child.known, is_number=True,
            ),
            Column("primaries", _("Primary organisations"), lambda child: child.primaries, pages=False),
        )
    )  # fmt: skip


def _number(code: str, label: str, value: Callable[[Child], int | None]) -> Column[Child]:
    return Column(code, label, value, sort=value, is_number=True, empty=numbers.EMPTY)


def _difference(code: str, label: str, indicator: str) -> Column[Child]:
    def value(child: Child) -> int | None:
        return child.difference(indicator)

    return Column(code, label, value, lambda child: numbers.with_sign(value(child)), sort=value, is_number=True)


def _share(child: Child) -> Decimal | None:
    return child.share if child.known else None
