"""What a written change of a person says, in words: the act, and each field before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from birlik.members.models import PersonChange
from birlik.web.members.extracts import value_in_words
from birlik.web.shared.acts import ACTIONS
from birlik.web.shared.facts import FIELDS

MORE: Mapping[str, Promise] = {
    "consent": gettext_lazy("Version of the text"),
    "given": gettext_lazy("Given name"),
    "organisation": gettext_lazy("Organisation"),
    "merged": gettext_lazy("Entry number"),
    "on": gettext_lazy("Day"),
}
GIVEN_ON = pgettext_lazy("consent", "Given on")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeDescription:
    at: datetime
    by_label: str
    words: str
    reason: str
    lines: Sequence[ChangeRow]


def describe_changes(changes: Iterable[PersonChange]) -> list[ChangeDescription]:
    """Describe changes for who may know the values: the person, and who may edit the card."""
    return [
        ChangeDescription(
            one.at,
            one.by_label,
            str(ACTIONS.get(one.action, _("the entry was changed"))),
            one.reason,
            list(_lines(one)),
        )
        for one in changes
    ]


def _lines(change: PersonChange) -> Iterable[ChangeRow]:
    for name in sorted({*change.before, *change.after}):
        if not _plain(change.before.get(name)) and not _plain(change.after.get(name)):
            continue
        label = FIELDS.get(name) or MORE.get(name) or name
        if change.action == "member.consent_given" and name == "given":
            label = GIVEN_ON
        yield ChangeRow(str(label), _value(name, change.before.get(name)), _value(name, change.after.get(name)))


def _plain(value: object) -> bool:
    return isinstance(value, str | int | float) and value != ""


def _value(name: str, value: object) -> str:
    if not _plain(value):
        return ""
    text = str(value_in_words(name, value))
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text
