"""Who looked at a card, consent and its withdrawal, blocking, the extract of all data: law 94-V of 21.05.2013.

A withdrawal blocks the person on the day itself; within fifteen working days (article 8, paragraph 7) the data are made
anonymous: see actions.anonymising and docs/law.md. Each of these acts is done by who may edit the person, or by
the member for the own card.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import BigIntegerField, CharField, DateTimeField, QuerySet

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.prepared_query import Parameter, PreparedQuery, Row
from birlik.members import consents, rules
from birlik.members.actions.common import label, local_day, lock_person, note
from birlik.members.enums import Channel, PersonState
from birlik.members.models import CardReading, Consent, ConsentText, Person
from birlik.members.queries import extract as extracts
from birlik.members.queries import privacy as queries
from birlik.members.queries.scope import places_of
from birlik.refdata.calendar import working_day_after

SAME_READING = timedelta(seconds=60)
KNOWN_ACTS = ("card", "extract", "export", "merge")


def _same() -> QuerySet[CardReading, Row]:
    readings = CardReading.objects.filter(
        person_id=Parameter("person", BigIntegerField()),
        by_id=Parameter("by", BigIntegerField()),
        act=Parameter("act", CharField()),
        at__gt=Parameter("after", DateTimeField()),
        at__lte=Parameter("at", DateTimeField()),
    )
    return readings.values_list("pk")[:1]


SAME = PreparedQuery(_same)


def read_card(person: Person, *, by: User, at: datetime, act: str = "card") -> CardReading | None:
    """Write down that somebody opened the person's data; a reload within a minute is the same reading.

    The member's own reading is not written. Rights are asked by the caller, who found the person through them.
    One statement and no transaction around it: on SQLite everybody who opens a card waits for the others to write.
    """
    if act not in KNOWN_ACTS:
        raise ValueError(act)
    if rules.is_own(by, person):
        return None
    if SAME.rows(person=person.pk, by=by.pk, act=act, after=at - SAME_READING, at=at):
        return None
    place = person.organisation_id or places_of([person.pk])[person.pk]
    reader_label = label(by, local_day(at))
    return CardReading.objects.create(
        person=person, by=by, at=at, by_label=reader_label, act=act, organisation_id=place
    )


@transaction.atomic
def current_text(on: date) -> ConsentText:
    """Return the text in force, with the operator's name and number as they are on the day. A stored text never
    changes: when the operator's name does, the same wording becomes the next version ("2026-1.2").
    """
    text = queries.text_on(on)
    if not text.pk:
        text.save()
    return text


@transaction.atomic
def give_consent(
    person: Person, *, by: User, at: datetime, channel: str, given: date | None = None, text: ConsentText | None = None
) -> Consent:
    """Write down a consent to the newest text, or to the one that was signed. Refused: one is in force already
    (`consent.in_force`), a day to come (`consent.day`), a blocked person (`member.blocked`; see `restore`)."""
    current = _subject(person, by=by, at=at)
    if current.state == PersonState.BLOCKED:
        raise Refusal("member.blocked")
    if current.consents.filter(withdrawn__isnull=True).exists():
        raise Refusal("consent.in_force")
    consent = _consent(current, channel, given, text, at)
    note("member.consent_given", current, by=by, at=at, after={"consent": consent.text.version, "given": consent.given})
    return consent


@transaction.atomic
def withdraw(person: Person, *, by: User, at: datetime, on: date | None = None) -> Consent:
    """Take the consent back on the day (today, or the earlier day of the paper): the person is blocked at once, the
    last day to make the data anonymous is fifteen working days later. A demand of somebody whose consent was never
    written down is kept in the same way. An open membership goes on to be counted until the committee, or at the
    latest anonymising, ends it. Refused with `consent.withdrawn` or `consent.day`.
    """
    current, today = _subject(person, by=by, at=at), local_day(at)
    day = on or today
    latest = current.consents.order_by("-pk").first()
    if latest is not None and latest.withdrawn is not None and latest.done_at is None:
        raise Refusal("consent.withdrawn", due=latest.due)
    if day > today or (latest is not None and latest.given is not None and day < latest.given):
        raise Refusal("consent.day", on=day)
    if latest is None or latest.withdrawn is not None:
        latest = Consent(person=current, text=current_text(today), given=None, channel=Channel.PAPER)
    latest.withdrawn = day
    latest.due = working_day_after(day, consents.wording_on(day).term_days)
    latest.save()
    before = {"state": current.state}
    _put_state(current, PersonState.BLOCKED)
    after = {"state": current.state, "withdrawn": latest.withdrawn, "due": latest.due}
    note("member.consent_withdrawn", current, by=by, at=at, before=before, after=after)
    return latest


@transaction.atomic
def block(person: Person, *, by: User, at: datetime, reason: str) -> Person:
    """Stop the use of somebody's data, say while they are disputed; nothing is withdrawn and no term runs.

    Refused with `member.blocked` or `member.block_reason`.
    """
    current = _subject(person, by=by, at=at)
    if current.state == PersonState.BLOCKED:
        raise Refusal("member.blocked")
    if not reason.strip():
        raise Refusal("member.block_reason")
    _put_state(current, PersonState.BLOCKED)
    note(
        "member.blocked", current, by=by, at=at, before={"state": PersonState.ACTIVE}, after={"state": current.state},
        reason=reason.strip(),
    )  # fmt: skip
    return current


@transaction.atomic
def restore(person: Person, *, by: User, at: datetime, channel: str = Channel.PAPER) -> Person:
    """Open a blocked person again; after a withdrawal that means a new consent, given within the term.

    Only who may edit does so. Refused: not blocked (`member.not_blocked`), the term is over (`consent.term_over`).
    """
    current, today = lock_person(person), local_day(at)
    rules.require(by, Permission.MEMBER_EDIT, current, on=today)
    if current.state != PersonState.BLOCKED:
        raise Refusal("member.not_blocked")
    withdrawn = current.consents.filter(withdrawn__isnull=False, done_at__isnull=True).order_by("-pk").first()
    after: dict[str, object] = {"state": PersonState.ACTIVE}
    if withdrawn is not None:
        if withdrawn.due is not None and today > withdrawn.due:
            raise Refusal("consent.term_over", due=withdrawn.due)
        withdrawn.done_at = at
        withdrawn.save(update_fields=["done_at"])
        after["consent"] = _consent(current, channel, today, None, at).text.version
    _put_state(current, PersonState.ACTIVE)
    note("member.restored", current, by=by, at=at, before={"state": PersonState.BLOCKED}, after=after)
    return current


@transaction.atomic
def extract(person: Person, *, by: User, at: datetime) -> extracts.Extract:
    """Return everything that is stored about one person, from every table; the reading is shown to the person."""
    current = _subject(person, by=by, at=at)
    read_card(current, by=by, at=at, act="extract")
    log.record("member.extracted", subject=current, by=by, at=at)
    return extracts.extract_of(current)


def _subject(person: Person, *, by: User, at: datetime) -> Person:
    """Load the person as it is now, for who may edit it, and for the member; refused with `member.unknown`."""
    current = lock_person(person)
    if current.state not in {PersonState.ACTIVE, PersonState.BLOCKED}:
        raise Refusal("member.unknown")
    if not (by.is_active and rules.is_own(by, current)):
        rules.require(by, Permission.MEMBER_EDIT, current, on=local_day(at))
    return current


def _consent(person: Person, channel: str, given: date | None, text: ConsentText | None, at: datetime) -> Consent:
    today = local_day(at)
    day = given or today
    if day > today:
        raise Refusal("consent.day", on=day)
    return Consent.objects.create(person=person, text=text or current_text(today), given=day, channel=Channel(channel))


def _put_state(person: Person, state: PersonState) -> None:
    person.state = state
    person.save(update_fields=["state"])
