"""The columns and the filter of the list of transfers: on the page, and in its file, which names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from birlik.accounts.models import User
from birlik.members.enums import TransferState
from birlik.members.models import Transfer
from birlik.members.queries import joining as queries
from birlik.orgs.forms import name_language
from birlik.web.shared.columns import Column, ColumnList, by_label, day_text, labels_of
from birlik.web.shared.filters import Choice, ChoiceFilter
from birlik.web.shared.fragments import format_html

MARKS = {TransferState.DONE: "growth", TransferState.REFUSED: "decline"}


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer as this reader may see it; `name` and `source` are empty where they aren't told. `side`: which one
    the reader confirms now."""

    row: Transfer
    name: str
    source: str
    target: str
    url: str
    side: str
    may_refuse: bool
    card: str


STATE: ChoiceFilter[TransferRow] = ChoiceFilter(
    "state",
    {
        "all": Choice(gettext_lazy("All")),
        "waiting": Choice(pgettext_lazy("transfers", "Waiting"), where=Q(state__in=queries.UNCONFIRMED_STATES)),
        "done": Choice(pgettext_lazy("transfers", "Done"), where=Q(state=TransferState.DONE)),
        "refused": Choice(pgettext_lazy("transfers", "Refused"), where=Q(state=TransferState.REFUSED)),
    },
)


def columns(language: str, user: User, on: date) -> ColumnList[TransferRow]:
    """Return the columns for this reader: an order tells no more than a line, what is not told comes last."""
    sort_name, states = f"sort_{name_language(language)}", labels_of(TransferState)
    source, other_organisation = queries.told_source(user, sort_name, on=on), _("another organisation")
    marks = {state: _mark(state, label) for state, label in states.items()}
    return ColumnList(
        (
            Column("number", _("Number"), lambda line: line.row.pk, pages=False),
            Column("name", _("Member"), cell=_name, sort=(queries.told_name(user, on=on),), files=False),
            Column("source", _("From"), lambda line: line.source or other_organisation, sort=(source,)),
            Column("target", _("To"), lambda line: line.target, sort=(f"target__{sort_name}",)),
            Column("on", _("On"), lambda line: line.row.on, _on, sort=("on",), css="nowrap"),
            Column(
                "state", _("State"), lambda line: states[line.row.state], lambda line: marks[line.row.state],
                sort=(by_label("state", TransferState.choices, language),),
            ),
            Column("asked", _("Asked"), lambda line: localdate(line.row.asked_at), sort=("asked_at",), pages=False),
        ),
        "-asked",
    )  # fmt: skip


def _mark(state: str, label: str) -> SafeString:
    return format_html('<span class="mark mark--{}">{}</span>', MARKS.get(TransferState(state), "information"), label)


def _name(line: TransferRow) -> SafeString:
    text = line.name or _("Transfer %(number)s") % {"number": line.row.pk}
    return format_html('<a href="{}">{}</a>', line.url, text)


def _on(line: TransferRow) -> SafeString:
    return format_html('<span class="num">{}</span>', day_text(line.row.on))
