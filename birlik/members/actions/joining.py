"""Becoming a member: an application on paper or by link, the committee's decision, the card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit import log
from birlik.audit.subjects import Subject
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.db.locks import wait_for_turn
from birlik.members.actions import common, fields, limits, meetings, membership, privacy
from birlik.members.enums import ApplicationState, Channel
from birlik.members.models import Application, JoinLink, Person
from birlik.members.values import GROUND_LENGTH, PERSON_FIELD_NAMES, PersonFields
from birlik.orgs import rules as orgs
from birlik.orgs.models import Organisation

RATE = Decimal(1)  # per cent of pay, unless the organisation decides otherwise later
A_DAY = timedelta(days=1)
A_LINK_A_DAY = 300  # more than the largest primary organisation has workers coming on one day
A_VISITOR_A_DAY = 5  # tries by one link: the own one, once more after a mistake, and a colleague's
AN_ADDRESS_A_DAY = 150  # a school is behind one address; but no one address uses up a link for all
A_NUMBER_A_DAY = 3  # by all links together
OPEN_A_NUMBER = 2  # applications in one organisation that wait for a decision
QUESTIONS = tuple(name for name in PERSON_FIELD_NAMES if hasattr(Application, name))
PERSONAL = {"iin": "", "born": None, "phone": "", "email": ""}


@dataclass(frozen=True, slots=True)
class Request:
    """What an applicant writes: who, as what, and what is agreed to."""

    person: PersonFields
    category: str
    position: str = ""
    dues_agreed: bool = False
    consent: bool = False


@transaction.atomic
def make_link(organisation: Organisation, *, until: date, by: User, at: datetime) -> tuple[JoinLink, str]:
    """Make a link for the organisation's workers, good before the day `until`; its secret is told once and not kept.

    Refused with `joining.link_ended`.
    """
    organisation = membership.load_receiving_organisation(organisation, by=by, at=at)
    if until <= common.local_day(at):
        raise Refusal("joining.link_ended", field="until", until=until)
    secret = token_urlsafe(24)
    link = JoinLink.objects.create(
        organisation=organisation, digest=digest(secret), until=until, made_at=at, made_by=by
    )
    log.record("joining.link_made", subject=_subject(organisation), by=by, at=at, after={"until": until})
    return link, secret


@transaction.atomic
def close_link(link: JoinLink, *, by: User, at: datetime) -> None:
    """Close the link: from now on nobody applies by it."""
    organisation = membership.load_receiving_organisation(link.organisation, by=by, at=at)
    JoinLink.objects.filter(pk=link.pk).update(until=common.local_day(at))
    log.record("joining.link_closed", subject=_subject(organisation), by=by, at=at, after={})


def apply_by_link(secret: str, request: Request, *, visitor: str, address: str, at: datetime) -> Application:
    """Write down that somebody applies without an account. Consent is a condition: without it nothing may be kept.

    Limited by visitor (`joining.visitor_often`: the mark of a browser, at an address), by number (`joining.waiting`)
    and, far above a school behind one address, by address and link (`joining.too_many`). Tries count when refused,
    too. Refused with `joining.link_unknown` or `joining.consent_missing`.
    """
    link = JoinLink.objects.select_related("organisation").filter(digest=digest(secret)).first()
    if link is None or link.until <= common.local_day(at):
        raise Refusal("joining.link_unknown")
    if not request.consent:
        raise Refusal("joining.consent_missing")
    membership.require_category(request.category)
    fields.require_sound(fields.clean(request.person), at)
    with transaction.atomic():
        wait_for_turn(common.MEMBERS_LOCK)  # who cannot have it now comes again, and that is no try
        refusal = _too_often(link, request.person.iin.strip(), visitor, address, at)
    if refusal is not None:
        raise refusal
    with transaction.atomic():
        wait_for_turn(common.MEMBERS_LOCK)
        by_link = Application.objects.filter(organisation=link.organisation, channel=Channel.LINK)
        if by_link.filter(received_at__gt=at - A_DAY).count() >= A_LINK_A_DAY:
            raise Refusal("joining.too_many")
        return _receive(link.organisation, request, Channel.LINK, by=None, at=at)


def _too_often(link: JoinLink, iin: str, visitor: str, address: str, at: datetime) -> Refusal | None:
    """Count the try; the refusal where there were too many, returned so that the count stays."""
    if not limits.take(A_VISITOR_A_DAY, "visitor", link.pk, visitor, address, at=at):
        return Refusal("joining.visitor_often")
    if not limits.take(AN_ADDRESS_A_DAY, "address", link.pk, address, at=at):
        return Refusal("joining.too_many")
    applications = Application.objects.filter(organisation=link.organisation, iin=iin, state=ApplicationState.RECEIVED)
    if iin and (applications.count() >= OPEN_A_NUMBER or not limits.take(A_NUMBER_A_DAY, "number", iin, at=at)):
        return Refusal("joining.waiting")
    return None


@transaction.atomic
def apply_on_paper(organisation: Organisation, request: Request, *, by: User, at: datetime) -> Application:
    """Write down, as the chair, an application that came on paper."""
    return _receive(
        membership.load_receiving_organisation(organisation, by=by, at=at), request, Channel.PAPER, by=by, at=at
    )


def accept(
    application: Application,
    *,
    on: date,
    decision: str,
    card: str = "",
    confirmed: bool = False,
    by: User,
    at: datetime,
) -> Person:
    """Accept, as the committee on the day `on` by its minutes `decision`: person, membership, work, dues and consent.

    Without a card number the person gets the number of the own row, eight digits long.
    """
    with transaction.atomic():
        _load_undecided_application(application, by=by, at=at)
        decision = _require_decision(decision)
    meetings.require_settled(application, by=by, at=at)  # stays written down when it is refused
    with transaction.atomic():
        application = _load_undecided_application(application, by=by, at=at)
        return _accept(application, on, decision, card, confirmed=confirmed, by=by, at=at)


def _accept(
    application: Application, on: date, decision: str, card: str, *, confirmed: bool, by: User, at: datetime
) -> Person:
    person = membership.accept(
        PersonFields(**{name: getattr(application, name) for name in QUESTIONS}, card=card),
        organisation=application.organisation,
        category=application.category,
        on=on,
        ground=decision,
        confirmed=confirmed,
        by=by,
        at=at,
    )
    if not person.card:
        person.card = f"{person.pk:08d}"
        fields.require_free(fields.fields_of(person), own=person)
        person.save(update_fields=["card"])
    if application.position:
        membership.change_employment(
            person,
            position=application.position,
            institution_type=application.organisation.institution_type,
            on=on,
            by=by,
            at=at,
        )
    if application.dues_agreed:
        membership.set_dues(person, rate=RATE, on=on, signed=common.local_day(application.received_at), by=by, at=at)
    if application.consent is not None and not person.consents.filter(withdrawn__isnull=True).exists():
        consent_day = common.local_day(application.received_at)
        privacy.give_consent(
            person, channel=application.channel, given=consent_day, text=application.consent, by=by, at=at
        )
    application.state, application.person = ApplicationState.ACCEPTED, person
    application.decided_on, application.decision, application.decided_by = on, decision, by
    application.save()
    return person


@transaction.atomic
def refuse(application: Application, *, on: date, reason: str, by: User, at: datetime) -> Application:
    """Refuse the application for the committee. What was only needed to become a member is forgotten at once."""
    application = _load_undecided_application(application, by=by, at=at)
    fields.require_come(on, at)
    application.state, application.decided_on, application.decided_by = ApplicationState.REFUSED, on, by
    application.decision = _require_decision(reason)
    for name, value in PERSONAL.items():
        setattr(application, name, value)
    application.save()
    after = {"application": application.pk}
    log.record("joining.refused", subject=_subject(application.organisation), by=by, at=at, after=after)
    return application


def digest(secret: str) -> str:
    """Return what is kept of a link's secret: 64 hexadecimal digits."""
    return sha256(secret.encode()).hexdigest()


def _receive(
    organisation: Organisation, request: Request, channel: Channel, *, by: User | None, at: datetime
) -> Application:
    membership.require_category(request.category)
    person_fields = fields.clean(request.person)
    fields.require_sound(person_fields, at)
    values = {name: getattr(person_fields, name) for name in QUESTIONS}
    application = Application.objects.create(
        organisation=organisation,
        channel=channel,
        category=request.category,
        position=request.position.strip(),
        dues_agreed=request.dues_agreed,
        consent=privacy.current_text(common.local_day(at)) if request.consent else None,
        received_at=at,
        received_by=by,
        sort_key=common.keys(person_fields.surname, person_fields.given, person_fields.patronymic)["sort_key"],
        **values,
    )
    after = {"application": application.pk, "channel": channel}
    log.record("joining.received", subject=_subject(organisation), by=by, at=at, after=after)
    return application


def _load_undecided_application(application: Application, *, by: User, at: datetime) -> Application:
    wait_for_turn(common.MEMBERS_LOCK)
    current = Application.objects.select_related("organisation", "consent").get(pk=application.pk)
    if not orgs.can(by, Permission.MEMBER_EDIT, current.organisation, on=common.local_day(at)):
        raise Refusal("joining.unknown")
    if current.state != ApplicationState.RECEIVED:
        raise Refusal("joining.decided")
    return current


def _require_decision(text: str) -> str:
    if not text.strip():
        raise Refusal("joining.decision_missing")
    return text_within(text, GROUND_LENGTH)


def _subject(organisation: Organisation) -> Subject:
    """Name the organisation by its code."""
    return organisation.as_subject()._replace(label=organisation.code)
