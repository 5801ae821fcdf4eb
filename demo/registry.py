"""The registry of members of the demonstration as rows: body by body, indexes built at the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
from django.db import connection, models, transaction

from birlik.accounts.models import User
from birlik.activity.deliveries import DigitisationDeadline
from birlik.db import bulk
from birlik.db.first_load import Tables, first_load
from birlik.db.locks import wait_for_turn
from birlik.members.models import (
    Consent,
    ConsentText,
    DuesAgreement,
    Employment,
    Mandate,
    MemberAccount,
    Membership,
    Person,
    Transfer,
)
from birlik.members.values import PLAIN_FIELDS
from birlik.orgs.models import Organisation, Workplace
from demo import facts
from demo.apportion import Integers
from demo.model import DemoUnion
from demo.people import REGION, People, people
from demo.people_places import YEAR

LOADED: tuple[type[models.Model], ...] = (Person, Membership, Employment, Mandate, Consent, DuesAgreement)
TURN = "members"
# Source: "The programme of unified digital accounting of members" in the review of 2021-2022 names nine organisations
# that had not delivered their member base by its end. The days of the others are not published, so they are invented.
AGREED, DUE = date(2021, 6, 1), date(2022, 12, 31)
LATE = ("karaganda", "west-kazakhstan", "atyrau", "akmola", "east-kazakhstan", "zhambyl", "ulytau", "kyzylorda",
        "turkistan")  # fmt: skip
CONSENT_SINCE = date(2022, 1, 10)
CONSENT_KK = (
    "Мен кәсіподақ ұйымының мүшелік есебін жүргізуі үшін дербес деректерімді: тегімді, атымды, әкемнің атын, ЖСН-імді, "
    "туған күнімді, жынысымды, телефонымды, жұмыс орным мен лауазымымды жинауға және өңдеуге келісемін. Келісімді кез "
    "келген уақытта кері қайтарып ала аламын. (Көрсетілім мәтіні.)"
)
CONSENT_RU = (
    "Я согласен на сбор и обработку моих персональных данных для ведения учёта членов профсоюза: фамилии, имени, "
    "отчества, ИИН, даты рождения, пола, телефона, места работы и должности. Согласие могу отозвать в любое время. "
    "(Текст демонстрации.)"
)
DUES_RATE = 1.0  # per cent of pay
NOON = "07:00:00"  # of the union's clock, in UTC


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids in the database: of the reports' organisations, of the union's workplaces, of the consent; who signs."""

    organisations: Integers
    workplaces: Integers
    consent: int
    by: int


@transaction.atomic
def write(union: DemoUnion, ids: dict[str, int], bodies: Iterable[str], *, by: User) -> None:
    """Deliveries of all member organisations, and the people of these bodies. `ids`: code → id of organisations.

    Consents and dues agreements are only written for the digitised region: they would double the time of the whole.
    """
    wait_for_turn(TURN)
    _deliveries(ids, by)
    wanted = tuple(bodies)
    if not wanted:
        return
    known = _ids(union, ids, by)
    with first_load(LOADED) as tables:
        transfers = [_body(made, known, tables) for made in people(union, wanted)]
    bulk.append(_table(Transfer), pl.concat(transfers))
    _join_transfers()


def link_member(user: User, organisation: Organisation) -> Person | None:
    """Let the account be that of a member of the organisation who holds no office; None where it has no members."""
    plain = Person.objects.filter(organisation=organisation, category="working", mandates__isnull=True)
    person = plain.order_by("pk").first() or Person.objects.filter(organisation=organisation).order_by("pk").first()
    if person is not None:
        MemberAccount.objects.create(user=user, person=person)
    return person


def _deliveries(ids: dict[str, int], by: User) -> None:
    days = np.random.default_rng(YEAR).integers(20, 400, len(facts.bodies())).tolist()
    DigitisationDeadline.objects.bulk_create(
        DigitisationDeadline(
            organisation_id=ids[body.code],
            due=DUE,
            recorded_by=by,
            recorded_at=datetime.fromisoformat(f"{AGREED} {NOON}+00:00"),
            delivered=None if body.code in LATE else DUE - timedelta(days=day),
        )
        for body, day in zip(facts.bodies(), days, strict=True)
        if body.kind == "member"
    )


def _ids(union: DemoUnion, ids: dict[str, int], by: User) -> Ids:
    rows = Workplace.objects.values_list("organisation_id", "name_kk", "since", "pk")
    places = {(organisation, name, since): pk for organisation, name, since, pk in rows}
    text = ConsentText.objects.create(
        version="2022-1",
        text_kk=CONSENT_KK,
        text_ru=CONSENT_RU,
        digest=hashlib.sha256(f"{CONSENT_KK}\n{CONSENT_RU}".encode()).hexdigest(),
        since=CONSENT_SINCE,
    )
    return Ids(
        np.array([ids[code] for code in union.reports[YEAR].organisations]),
        np.array([places[ids[one.organisation], one.kk, one.since] for one in union.workplaces]),
        text.pk,
        by.pk,
    )


def _body(made: People, ids: Ids, tables: Tables) -> pl.DataFrame:
    """Write the people of a body; returns its transfers, which are written when all spans are in their place."""
    persons = _series(Person, made.persons.height)
    spans = _series(Membership, made.spans.height)
    _append(Person, _persons(made, persons, ids), tables)
    _append(Membership, _spans(made, spans, persons, ids), tables)
    others: dict[type[models.Model], pl.DataFrame] = {
        Employment: _employments(made, persons, ids),
        Mandate: _mandates(made, persons, ids),
    }
    if made.body == REGION:
        others |= {Consent: _consents(made, persons, ids), DuesAgreement: _dues(made, persons)}
    for model, frame in others.items():
        _append(model, frame.with_columns(id=_series(model, frame.height)), tables)
    return _transfers(made, spans, ids)


def _series(model: type[models.Model], count: int) -> pl.Series:
    """New ids, one a row."""
    given = bulk.reserve_ids(model, count)
    return pl.Series(np.arange(given.start, given.stop))


def _append(model: type[models.Model], frame: pl.DataFrame, tables: Tables) -> None:
    bulk.append(tables[_table(model)], frame)


def _table(model: type[models.Model]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001 - Django's documented way to a table


def _taken(ids: Integers | pl.Series, positions: pl.Series) -> pl.Series:
    """The id at each position; nothing where the position is -1."""
    found = pl.Series(ids)[positions.clip(0)] if len(ids) else pl.Series([None] * len(positions), dtype=pl.Int64)
    return found.set(positions < 0, None)


def _persons(made: People, persons: pl.Series, ids: Ids) -> pl.DataFrame:
    return made.persons.drop("organisation").with_columns(
        id=persons,
        organisation_id=_taken(ids.organisations, made.persons["organisation"]),
        email=pl.lit(""),
        state=pl.lit("active"),
        **{one.name: pl.lit("") for one in PLAIN_FIELDS if one.name not in made.persons.columns},
    )


def _spans(made: People, spans: pl.Series, persons: pl.Series, ids: Ids) -> pl.DataFrame:
    return made.spans.drop("person", "organisation", "transfer").with_columns(
        id=spans,
        person_id=persons[made.spans["person"]],
        organisation_id=_taken(ids.organisations, made.spans["organisation"]),
        ground_in=pl.lit(""),
        ground_out=pl.lit(""),
    )


def _join_transfers() -> None:
    """Both spans of a transfer point to it, and it to the first: so the spans learn of it last. The second span has the
    id after the first. (Written with the spans, SQLite would read all of them for every transfer.)"""
    span, transfer = _table(Membership), _table(Transfer)
    with connection.cursor() as cursor:
        for after in (0, 1):
            cursor.execute(
                f'UPDATE "{span}" SET transfer_id = t.id FROM "{transfer}" t'  # noqa: S608 - own names
                f' WHERE "{span}".id = t.source_id + {after}'
            )


def _transfers(made: People, spans: pl.Series, ids: Ids) -> pl.DataFrame:
    """Both sides agreed at noon of the day itself."""
    at = pl.col("on").dt.to_string("%Y-%m-%d") + f" {NOON}"
    return made.transfers.select(
        "category",
        "on",
        pl.lit("").alias("ground"),
        pl.lit("").alias("refusal"),
        pl.lit("done").alias("state"),
        *(at.alias(f"{step}_at") for step in ("asked", "released", "received")),
        *(pl.lit(ids.by).alias(f"{step}_by_id") for step in ("asked", "released", "received")),
    ).with_columns(
        id=_series(Transfer, made.transfers.height),
        source_id=spans[made.transfers["source"]],
        target_id=_taken(ids.organisations, made.transfers["target"]),
    )


def _employments(made: People, persons: pl.Series, ids: Ids) -> pl.DataFrame:
    return made.employments.drop("person", "workplace").with_columns(
        person_id=persons[made.employments["person"]],
        workplace_id=_taken(ids.workplaces, made.employments["workplace"]),
        employer=pl.lit(""),
        employer_bin=pl.lit(""),
    )


def _mandates(made: People, persons: pl.Series, ids: Ids) -> pl.DataFrame:
    return made.mandates.drop("person", "organisation").with_columns(
        person_id=persons[made.mandates["person"]],
        organisation_id=_taken(ids.organisations, made.mandates["organisation"]),
        ground=pl.lit(""),
        version=pl.lit(1),
        annulled_reason=pl.lit(""),
    )


def _first_days(made: People) -> pl.DataFrame:
    """person, category, since, until of everybody's whole membership."""
    whole = made.spans.group_by("person", maintain_order=True)
    return whole.agg(pl.col("category").last(), pl.col("since").first(), pl.col("until").last())


def _consents(made: People, persons: pl.Series, ids: Ids) -> pl.DataFrame:
    """Everybody signed on joining, or when the text came; it was not there for those who had left before."""
    days = _first_days(made)
    return days.select(
        persons[days["person"]].alias("person_id"),
        pl.lit(ids.consent).alias("text_id"),
        pl.max_horizontal("since", pl.lit(CONSENT_SINCE)).alias("given"),
        pl.lit("paper").alias("channel"),
    )


def _dues(made: People, persons: pl.Series) -> pl.DataFrame:
    days = _first_days(made).filter(category="working")
    return days.select(
        persons[days["person"]].alias("person_id"),
        pl.col("since").alias("signed"),
        pl.lit(DUES_RATE).alias("rate"),
        "since",
        "until",
    )
