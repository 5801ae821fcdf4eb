"""What a written change of a person says, in words: the act, and each field before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from birlik.members.models import PersonChange
from birlik.web.members.extracts import FIELDS, said

ACTS: Mapping[str, Promise] = {
    "member.accepted": gettext_lazy("accepted as a member"),
    "member.left": gettext_lazy("the membership ended"),
    "member.recategorised": gettext_lazy("the category changed"),
    "member.transferred": gettext_lazy("went over to another organisation"),
    "member.changed": gettext_lazy("the card was changed"),
    "member.corrected": gettext_lazy("the registry was corrected"),
    "member.employment": gettext_lazy("work or study was written down"),
    "member.dues": gettext_lazy("the agreement on dues was written down"),
    "member.mandate_granted": gettext_lazy("an office in the union began"),
    "member.mandate_ended": gettext_lazy("an office in the union ended"),
    "member.consent_given": gettext_lazy("the consent was given"),
    "member.consent_withdrawn": gettext_lazy("the consent was withdrawn"),
    "member.blocked": gettext_lazy("the data were blocked"),
    "member.restored": gettext_lazy("the data were opened again"),
    "member.merged": gettext_lazy("two entries became one"),
    "member.merge_undone": gettext_lazy("a merge was taken back"),
    "member.account_opened": gettext_lazy("an account was opened"),
    "member.account_closed": gettext_lazy("the account was closed"),
    "member.password_renewed": gettext_lazy("a new password was given"),
}
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
    """For who may know the values: the person, and who may edit the card."""
    return [
        ChangeDescription(
            one.at, one.by_label, str(ACTS.get(one.action, _("the entry was changed"))), one.reason, list(_lines(one))
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
    text = str(said(name, value))
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text
