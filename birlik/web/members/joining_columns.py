"""The columns and the filter of the list of applications: on the page, and in its file, which names nobody."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from birlik.members.enums import ApplicationState, Category
from birlik.members.models import Application
from birlik.orgs.forms import name_language
from birlik.web.members.places import short
from birlik.web.shared import addresses
from birlik.web.shared.columns import Column, ColumnList, by_label, day_text
from birlik.web.shared.filters import Choice, ChoiceFilter
from birlik.web.shared.fragments import format_html

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
    """Return the columns of the applications in this state: those that wait begin with the oldest.

    By the name they can't be sorted: the key of the alphabet is kept of members alone.
    """
    waits = state == ApplicationState.RECEIVED
    last = _conditions() if waits else _decision()
    return ColumnList(
        (
            Column("number", _("Number"), lambda row: row.pk, pages=False),
            Column("name", _("Surname, name, patronymic"), cell=_name, files=False),
            Column(
                "organisation", _("Organisation"), lambda row: short(row.organisation),
                sort=(f"organisation__sort_{name_language(language)}",),
            ),
            Column(
                "category", pgettext("member", "Category"), lambda row: str(row.get_category_display()),
                sort=(by_label("category", Category.choices, language),),
            ),
            Column("received", _("Received"), lambda row: localdate(row.received_at), _received, sort=("received_at",)),
            Column("channel", _("How it came"), lambda row: str(row.get_channel_display()), pages=False),
            *last,
        ),
        "received" if waits else "-received",
    )  # fmt: skip


def _conditions() -> list[Column[Application]]:
    return [
        Column("dues", _("Dues and consent"), _dues, _conditions_cell, sort=("dues_agreed",)),
        Column("consent", _("Consent"), lambda row: _("given") if row.consent_id else _("no consent"), pages=False),
    ]


def _decision() -> list[Column[Application]]:
    return [Column("decided", _("Decision"), lambda row: row.decided_on, _decided, sort=("decided_on",))]


def _name(row: Application) -> SafeString:
    name = " ".join(part for part in (row.surname, row.given, row.patronymic) if part)
    return format_html('<a href="{}">{}</a>', addresses.application(row.pk), name)


def _received(row: Application) -> SafeString:
    return _day_and_words(localdate(row.received_at), row.get_channel_display())


def _dues(row: Application) -> str:
    return _("dues agreed") if row.dues_agreed else _("dues not agreed")


def _conditions_cell(row: Application) -> SafeString:
    dues = _dues(row) if row.dues_agreed else _warning(_dues(row))
    return format_html("{}{}", dues, "" if row.consent_id else format_html(" {}", _warning(_("no consent"))))


def _warning(text: str) -> SafeString:
    return format_html('<span class="mark mark--warning">{}</span>', text)


def _decided(row: Application) -> SafeString | str:
    if row.decided_on is None:
        return ""
    return format_html(
        '<span class="num">{}</span> <span class="muted">{}</span>', day_text(row.decided_on), row.decision
    )


def _day_and_words(day: date, words: str) -> SafeString:
    return format_html('<span class="num">{}</span> <span class="muted">{}</span>', day_text(day), words)
