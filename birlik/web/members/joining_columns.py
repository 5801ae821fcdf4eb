"""The columns and the filter of the list of applications: on the page, and in its file, which names nobody."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from birlik.members.enums import ApplicationState, Category, Channel
from birlik.members.models import Application
from birlik.orgs.forms import name_language
from birlik.web.shared import addresses
from birlik.web.shared.columns import Column, ColumnList, by_label, day_text, labels_of
from birlik.web.shared.filters import Choice, ChoiceFilter
from birlik.web.shared.fragments import format_html
from birlik.web.shared.page_context import short

STATE: ChoiceFilter[Application] = ChoiceFilter(
    "state",
    {
        ApplicationState.RECEIVED: Choice(pgettext_lazy("applications", "Waiting")),
        ApplicationState.ACCEPTED: Choice(pgettext_lazy("applications", "Accepted")),
        ApplicationState.REFUSED: Choice(pgettext_lazy("applications", "Refused")),
    },
)


@lru_cache(maxsize=16)
def columns(language: str, state: str) -> ColumnList[Application]:
    """Return the columns of the applications in this state: those that wait begin with the oldest."""
    waits = state == ApplicationState.RECEIVED
    categories, channels = labels_of(Category), labels_of(Channel)

    def draw_receipt(row: Application) -> SafeString:
        return _day_and_words(localdate(row.received_at), channels[row.channel])

    last = _conditions() if waits else _decision()
    return ColumnList(
        (
            Column("number", _("Number"), lambda row: row.pk, pages=False),
            Column("name", _("Surname, name, patronymic"), cell=_name, sort=("sort_key",), files=False),
            Column(
                "organisation", _("Organisation"), lambda row: short(row.organisation),
                sort=(f"organisation__sort_{name_language(language)}",),
            ),
            Column(
                "category", pgettext("member", "Category"), lambda row: categories[row.category],
                sort=(by_label("category", Category.choices, language),),
            ),
            Column(
                "received",
                _("Received"),
                lambda row: localdate(row.received_at),
                draw_receipt,
                sort=("received_at",),
            ),
            Column("channel", _("How it came"), lambda row: channels[row.channel], pages=False),
            *last,
        ),
        "received" if waits else "-received",
    )  # fmt: skip


def _conditions() -> list[Column[Application]]:
    with_dues, not_agreed, none = _("dues agreed"), _("dues not agreed"), _("no consent")
    given, dues_missing, consent_missing = _("given"), _warning(not_agreed), format_html(" {}", _warning(none))

    def cell(row: Application) -> SafeString:
        dues = with_dues if row.dues_agreed else dues_missing
        return format_html("{}{}", dues, "" if row.consent_id else consent_missing)

    return [
        Column("dues", _("Dues and consent"), lambda row: with_dues if row.dues_agreed else not_agreed, cell,
               sort=("dues_agreed",)),
        Column("consent", _("Consent"), lambda row: given if row.consent_id else none, pages=False),
    ]  # fmt: skip


def _decision() -> list[Column[Application]]:
    return [Column("decided", _("Decision"), lambda row: row.decided_on, _draw_decision, sort=("decided_on",))]


def _name(row: Application) -> SafeString:
    name = " ".join(part for part in (row.surname, row.given, row.patronymic) if part)
    return format_html('<a href="{}">{}</a>', addresses.application(row.pk), name)


def _warning(text: str) -> SafeString:
    return format_html('<span class="mark mark--warning">{}</span>', text)


def _draw_decision(row: Application) -> SafeString | str:
    if row.decided_on is None:
        return ""
    return format_html(
        '<span class="num">{}</span> <span class="muted">{}</span>', day_text(row.decided_on), row.decision
    )


def _day_and_words(day: date, words: str) -> SafeString:
    return format_html('<span class="num">{}</span> <span class="muted">{}</span>', day_text(day), words)
