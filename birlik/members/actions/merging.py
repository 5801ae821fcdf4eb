"""Two rows that are one person made one, and taken apart again.

Everything that hangs on the merged row goes to the survivor. What the merge changes is kept whole in `Merge.before`,
row by row, so that `undo` puts every table back as it was, as long as nothing was built upon it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.personal_data import MergeRule
from birlik.members import snapshots
from birlik.members.actions import offices
from birlik.members.actions.common import keys, load_for_edit, local_day, note
from birlik.members.enums import Entry, Exit, PersonState, TransferState
from birlik.members.models import (
    Consent,
    DuesAgreement,
    Employment,
    Mandate,
    MemberAccount,
    Membership,
    Merge,
    Person,
    PersonPair,
    Transfer,
)
from birlik.members.queries.person_links import person_links
from birlik.members.timelines import Fate, Stretch, Timeline, lay, overlap
from birlik.members.values import PERSON_FIELD_NAMES

UNIQUE = ("iin", "card")
ONE_OPEN = ("employment", "dues", "consent")
MERGED = "merged"  # in choices: the value of the merged row survives


@dataclass(frozen=True, slots=True)
class Choices:
    """What survives. `fields`: fields of a person and of ONE_OPEN, those whose value is the merged row's are set to
    "merged"; `fates`: id of a membership that clashes with another → what becomes of it."""

    fields: Mapping[str, str] = field(default_factory=dict)
    fates: Mapping[int, Fate] = field(default_factory=dict)

    def takes(self, name: str) -> bool:
        return self.fields.get(name) == MERGED


@transaction.atomic
def merge(survivor: Person, merged: Person, choices: Choices, *, by: User, at: datetime) -> Merge:
    """Make one of two. Refused: one person twice (`merge.same`), two accounts (`merge.two_accounts`), a transfer under
    way (`merge.open_transfer`), spans that still clash (`merge.overlap`), a blocked person (`member.blocked`)."""
    if survivor.pk == merged.pk:
        raise Refusal("merge.same")
    first, second = load_for_edit(survivor, by=by, at=at), load_for_edit(merged, by=by, at=at)
    _require_ready(first, second)
    before = snapshots.take([first.pk, second.pk])
    links = [link for link in person_links() if link.data.merge is MergeRule.MOVE]
    ids_by_table = {link.label: list(link.rows_of([second.pk]).values_list("pk", flat=True)) for link in links}
    value_changes = _merge_fields(first, second, choices)
    _merge_spans(first, second, choices)
    offices.hand_over(first, second, by=by, at=at)
    _merge_the_rest(first, second, choices, local_day(at))
    for link in links:
        link.rows_of([second.pk]).update(**{link.lookup: first})
    second.state, second.merged_into, second.organisation, second.category = PersonState.MERGED, first, None, ""
    second.save()
    _put_current(first)
    after = snapshots.take([first.pk, second.pk])
    merge_row = Merge.objects.create(
        survivor=first, merged=second, before={"rows": before, "moved": ids_by_table, "after": after}, at=at, by=by
    )
    old = {name: value for name, (value, _) in value_changes.items()}
    new = {name: value for name, (_, value) in value_changes.items()}
    note("member.merged", first, by=by, at=at, before=old, after=new | {"merged": second.pk})
    return merge_row


@transaction.atomic
def undo(merge: Merge, *, by: User, at: datetime) -> None:
    """Put every row back. Refused: done already (`merge.undone`), a change since then (`merge.built_upon`), one of the
    two was made anonymous (`merge.forgotten`)."""
    first = load_for_edit(merge.survivor, by=by, at=at)
    current = Merge.objects.get(pk=merge.pk)
    if current.undone_at is not None:
        raise Refusal("merge.undone")
    if not current.before:
        raise Refusal("merge.forgotten")
    snapshot = current.before
    people = [first.pk, current.merged_id]
    if not snapshots.are_as(people, snapshot["after"]):
        raise Refusal("merge.built_upon")
    mandates = Mandate.objects.filter(person__in=people).select_related("organisation")
    offices_before = {one.pk: one for one in mandates}
    snapshots.put_back(snapshot["rows"], snapshot["after"], merged=current.merged_id, survivor=first.pk)
    for one in Person.objects.filter(pk__in=people):
        Person.objects.filter(pk=one.pk).update(**keys(one.surname, one.given, one.patronymic))
    for link in person_links():
        if link.label in snapshot["moved"]:
            link.rows.filter(pk__in=snapshot["moved"][link.label]).update(**{link.lookup: current.merged_id})
    offices.tell_return(offices_before, by=by, at=at)
    current.undone_at, current.undone_by = at, by
    current.save(update_fields=["undone_at", "undone_by"])
    note("member.merge_undone", Person.objects.get(pk=first.pk), by=by, at=at, after={"merged": current.merged_id})


@transaction.atomic
def different(one: Person, other: Person, *, by: User, at: datetime) -> PersonPair:
    """Write down that two rows are two people: the search for duplicates does not show them again.

    Refused with `merge.same`.
    """
    if one.pk == other.pk:
        raise Refusal("merge.same")
    first, second = sorted(
        (load_for_edit(one, by=by, at=at), load_for_edit(other, by=by, at=at)), key=lambda person: person.pk
    )
    pair, is_new = PersonPair.objects.get_or_create(first=first, second=second, defaults={"at": at, "by": by})
    if is_new:
        log.record("member.told_apart", subject=first, by=by, at=at, after={"other": second.pk})
    return pair


def stretch(span: Membership) -> Stretch:
    return Stretch(span.pk, span.since, span.until, (span.organisation_id, span.category))


def _require_ready(first: Person, second: Person) -> None:
    if MemberAccount.objects.filter(person__in=[first, second]).count() > 1:
        raise Refusal("merge.two_accounts")
    under_way = (TransferState.ASKED, TransferState.RELEASED, TransferState.RECEIVED)
    if Transfer.objects.filter(source__person__in=[first, second], state__in=under_way).exists():
        raise Refusal("merge.open_transfer")


def _merge_fields(first: Person, second: Person, choices: Choices) -> dict[str, tuple[Any, Any]]:
    """Take the chosen values. Numbers that are unique change places, so that a file that still has the other one leads
    to the merged row and from there to the survivor."""
    values = {
        name: (getattr(first, name), getattr(second, name))
        for name in PERSON_FIELD_NAMES
        if choices.takes(name) and getattr(first, name) != getattr(second, name)
    }
    numbers_to_swap = {name: old for name, (old, _new) in values.items() if name in UNIQUE}
    if numbers_to_swap:
        Person.objects.filter(pk=second.pk).update(**dict.fromkeys(numbers_to_swap, ""))
    for name, (_old, new) in values.items():
        setattr(first, name, new)
    for name, value in keys(first.surname, first.given, first.patronymic).items():
        setattr(first, name, value)
    first.save()
    for name, old in numbers_to_swap.items():
        setattr(second, name, old)
    return values


def _merge_spans(first: Person, second: Person, choices: Choices) -> None:
    own, other = (list(person.memberships.order_by("since")) for person in (first, second))
    spans = {span.pk: span for span in [*own, *other]}
    timeline = lay([stretch(span) for span in spans.values()], choices.fates)
    _move_transfers(spans, timeline)
    Membership.objects.filter(pk__in=timeline.dropped).delete()
    for ident, pieces in timeline.kept.items():
        if pieces[0] != stretch(spans[ident]):
            _cut(copy(spans[ident]), pieces[0], spans[ident]).save()
    Membership.objects.filter(pk__in=timeline.kept).update(person=first, sex=first.sex, born=first.born)
    for ident, pieces in timeline.kept.items():
        for piece in pieces[1:]:
            new = Membership(organisation=spans[ident].organisation, category=spans[ident].category)
            new.person, new.sex, new.born = first, first.sex, first.born
            _cut(new, piece, spans[ident]).save()


def _cut(row: Membership, piece: Stretch, span: Membership) -> Membership:
    """Return the row with the ends of the piece: those of the whole span, or a correction where it was cut."""
    row.since, row.until = piece.since, piece.until
    row.entry, row.ground_in = span.entry, span.ground_in
    row.exit, row.ground_out = span.exit, span.ground_out
    if piece.since != span.since:
        row.entry, row.ground_in = Entry.CORRECTED, ""
    if piece.until != span.until:
        row.exit, row.ground_out = Exit.CORRECTED, ""
    return row


def _move_transfers(spans: Mapping[int, Membership], timeline: Timeline) -> None:
    """Let finished transfers that began in a span that goes begin in the one that stands in its place."""
    for transfer in Transfer.objects.filter(source__in=timeline.dropped):
        dropped_span = stretch(spans[transfer.source_id])
        stands = [pk for pk in timeline.kept if overlap(stretch(spans[pk]), dropped_span)]
        transfer.source_id = (stands or list(timeline.kept))[0]
        transfer.save(update_fields=["source"])


def _merge_the_rest(first: Person, second: Person, choices: Choices, day: date) -> None:
    same_work = ("workplace_id", "employer", "employer_bin", "position", "institution_type")
    _one_open(Employment, first, second, takes=choices.takes("employment"), same=same_work, day=day)
    _one_open(DuesAgreement, first, second, takes=choices.takes("dues"), same=("rate",), day=day)
    in_force = {one.person_id: one for one in Consent.objects.filter(person__in=[first, second], withdrawn=None)}
    if len(in_force) == 2:
        in_force[first.pk if choices.takes("consent") else second.pk].delete()
    for link in snapshots.links_in_snapshots():
        if not link.depth:
            link.rows_of([second.pk]).update(**{link.lookup: first})


def _one_open(
    model: type[Employment] | type[DuesAgreement],
    first: Person, second: Person, *, takes: bool, same: Sequence[str], day: date,
) -> None:  # fmt: skip
    """Let the chosen of two open rows go on; end the other on the day, or delete it where it says the same."""
    open_rows: dict[int, Any] = {
        one.person_id: one
        for one in model._default_manager.filter(person__in=[first, second], until=None)  # noqa: SLF001
    }
    if len(open_rows) < 2:
        return
    stays, ends = open_rows[first.pk], open_rows[second.pk]
    if takes:
        stays, ends = ends, stays
    equal = all(getattr(stays, name) == getattr(ends, name) for name in same)
    if equal or (ends.since is not None and ends.since >= day):
        ends.delete()
    else:
        ends.until = day
        ends.save(update_fields=["until"])


def _put_current(person: Person) -> None:
    span = person.memberships.select_related("organisation").filter(until=None).first()
    person.organisation, person.category = (span.organisation, span.category) if span else (None, "")
    person.save(update_fields=["organisation", "category"])
