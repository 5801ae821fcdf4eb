"""The columns and the filter of pairs that may be one person: on the page, and in its file, which names nobody."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from birlik.grammar.letters import sort_key
from birlik.members.queries.duplicates import WEIGHT, Pair, Why
from birlik.members.queries.people_list import PersonRow
from birlik.orgs.forms import name_language
from birlik.web.shared import addresses
from birlik.web.shared.columns import Column, ColumnList, day_text
from birlik.web.shared.filters import Choice, ChoiceFilter
from birlik.web.shared.fragments import format_html

REASONS: dict[str, str | Promise] = {
    Why.NO_NUMBER: gettext_lazy("Same name and date of birth; one has no IIN"),
    Why.MISTYPED: gettext_lazy("Same name and date of birth; the IINs differ in one or two digits"),
    Why.TURNED: gettext_lazy("Same name; day and month of birth are changed over"),
    Why.NEAR: gettext_lazy("Names differ in one letter; same date of birth and organisation"),
    Why.PHONE: gettext_lazy("Same telephone and given name"),
    Why.NAMESAKE: gettext_lazy("Same name and date of birth, but different IINs: perhaps namesakes"),
}
COMMON: ChoiceFilter[Pair] = ChoiceFilter(
    "why",
    {
        "": Choice(gettext_lazy("All")),
        Why.NO_NUMBER: Choice(gettext_lazy("No IIN"), lambda pair: pair.why == Why.NO_NUMBER),
        Why.MISTYPED: Choice(gettext_lazy("IIN mistyped"), lambda pair: pair.why == Why.MISTYPED),
        Why.TURNED: Choice(gettext_lazy("Day and month"), lambda pair: pair.why == Why.TURNED),
        Why.NEAR: Choice(gettext_lazy("One letter"), lambda pair: pair.why == Why.NEAR),
        Why.PHONE: Choice(gettext_lazy("Telephone"), lambda pair: pair.why == Why.PHONE),
        Why.NAMESAKE: Choice(gettext_lazy("Namesakes"), lambda pair: pair.why == Why.NAMESAKE),
    },
)


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two people side by side."""

    first: PersonRow
    second: PersonRow
    why: Why


def columns(language: str, token: str) -> ColumnList[PairRow]:
    """Return the columns, the likeliest pairs first unless asked otherwise; `token`: of the forms that send by POST."""

    def name(row: PersonRow) -> str:
        return sort_key(row.name, name_language(language))

    def decision(pair: PairRow) -> SafeString:
        merge = addresses.merge(pair.first.pk, pair.second.pk)
        different = addresses.merge_different(pair.first.pk, pair.second.pk)
        return format_html(DECISION, merge, _("Compare and merge"), different, token, _("Different people"))

    return ColumnList(
        (
            Column("first-number", _("Card of the first"), lambda pair: pair.first.pk, pages=False),
            Column("second-number", _("Card of the second"), lambda pair: pair.second.pk, pages=False),
            Column(
                "first", _("First person"), cell=lambda pair: _person(pair.first, language),
                sort=lambda pair: name(pair.first), files=False,
            ),
            Column(
                "second", _("Second person"), cell=lambda pair: _person(pair.second, language),
                sort=lambda pair: name(pair.second), files=False,
            ),
            Column(
                "first-organisation", _("Organisation of the first"),
                lambda pair: pair.first.organisation.in_(language), pages=False,
            ),
            Column(
                "second-organisation", _("Organisation of the second"),
                lambda pair: pair.second.organisation.in_(language), pages=False,
            ),
            Column(
                "why", _("What they have in common"), lambda pair: str(REASONS[pair.why]),
                sort=lambda pair: WEIGHT[pair.why], css="pairs-of-people__why",
            ),
            Column(
                "decision", _("Decision"), cell=decision, is_silent=True, files=False, css="pairs-of-people__do"
            ),
        ),
        "why",
    )  # fmt: skip


DECISION = (
    '<a class="button button--small" href="{}">{}</a><form method="post" action="{}">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<button class="button button--small button--quiet">{}</button></form>'
)
PERSON = '<a href="{}"><strong>{}</strong></a> <span class="num">{} · {}</span> <span class="muted small">{}{}</span>'


def _person(row: PersonRow, language: str) -> SafeString:
    """Draw the name and the number, which comes masked already, and stays so."""
    span = f" · {day_text(row.since)} – {day_text(row.until) if row.until else ''}" if row.since else ""
    born = day_text(row.born) if row.born else "—"
    place = row.organisation.in_(language)
    return format_html(PERSON, addresses.card(row.pk), row.name, born, row.iin or _("no IIN"), place, span)
