"""Members whom a delivered list does not name: who they are, and deciding on one of them.

A list speaks of the organisations that it names. Whether it was to name the members of all others below the
organisation it was delivered for, only who delivered it can say; until then nobody asks about those.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from django.db import transaction

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.db import bulk
from birlik.members.actions import spans
from birlik.members.actions.common import load_for_edit, local_day, note
from birlik.members.enums import LEAVINGS, BatchState, Exit
from birlik.members.imports.match.compare import REJECTED, Outcome
from birlik.members.imports.prepare import PreparedList, holders_of
from birlik.members.models import ImportBatch, UnlistedMember
from birlik.orgs import queries as orgs_queries
from birlik.orgs import rules as orgs

STAYS = "stays"
MOST_MISSING = 50_000  # nobody decides on more one by one: of so many only their number is kept
FEW = 2_000  # organisations that one query carries
MEMBERS = "SELECT id, organisation_id FROM members_person WHERE organisation_id IS NOT NULL"
PLACES = {"id": pl.Int64, "organisation_id": pl.Int64}


@dataclass(frozen=True, slots=True)
class UnlistedPeople:
    """Ids of people: members of the organisations that the list names, and of the others it could have named."""

    here: pl.Series
    elsewhere: pl.Series
    organisations_named: int
    organisations_below: int


def rows_with_organisation(prepared_list: PreparedList) -> pl.DataFrame:
    """Return row and organisation_id of the rows that name one, asked for before the rows are handed over."""
    place = pl.col("organisation_id").cast(pl.Int64)
    if prepared_list.scope.default is not None:
        place = (
            pl.when(pl.col("organisation") == "").then(pl.lit(prepared_list.scope.default, pl.Int64)).otherwise(place)
        )
    rows = prepared_list.rows.select(pl.col("row").cast(pl.Int64), place.alias("organisation_id"))
    return rows.filter(pl.col("organisation_id").is_not_null())


def unlisted_members(batch: ImportBatch, places: pl.DataFrame, outcome: Outcome) -> UnlistedPeople:
    """Return whom the list does not name, by whether it names their organisation: in a row, at least, that was
    accepted.
    """
    accepted_rows = outcome.states.filter(pl.col("state") != REJECTED).select("row")
    named_organisations = set(places.join(accepted_rows, on="row", how="semi")["organisation_id"].unique())
    people = outcome.missing.unique().sort()
    in_named = people.is_in(_members(named_organisations)["id"].implode()) if len(people) else people.is_not_null()
    ids_below, _subtree = holders_of(batch)
    return UnlistedPeople(
        people.filter(in_named),
        people.filter(~in_named),
        len(named_organisations),
        len(ids_below | named_organisations),
    )


def count(batch: ImportBatch, people: UnlistedPeople) -> None:
    """Write down how many they are, for who reads what the list would do."""
    batch.missing, batch.missing_elsewhere = len(people.here), len(people.elsewhere)
    batch.organisations_named, batch.organisations_below = people.organisations_named, people.organisations_below


def keep(batch: ImportBatch, people: UnlistedPeople) -> None:
    """Keep a list to decide on, nothing is done to anybody; and beside it those about whom nobody asks yet."""
    count(batch, people)
    batch.elsewhere = _pack(people.elsewhere)
    if len(people.here) <= MOST_MISSING:
        _ask(batch, people.here)


def is_askable(batch: ImportBatch) -> bool:
    """Return whether those of the organisations that the list does not name can be asked about, too."""
    return 0 < batch.missing_elsewhere <= MOST_MISSING - batch.missing


@transaction.atomic
def ask_about_everybody(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Treat the list as one of everybody: those of the organisations that it does not name are to be decided on as
    well.

    Of them, whoever is a member there still. Said twice, it changes nothing more. Refused without the right to
    import here; with `import.not_open` (not applied) or `import.too_many_missing`.
    """
    orgs.require(by, Permission.MEMBER_IMPORT, batch.organisation, on=local_day(at))
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != BatchState.APPLIED:
        raise Refusal("import.not_open", state=batch.state)
    if not batch.missing_elsewhere:
        return batch
    if not is_askable(batch):
        raise Refusal("import.too_many_missing")
    ids_inside = orgs_queries.subtree_ids(batch.organisation, batch.as_of)
    people = _unpack(bytes(batch.elsewhere)).to_frame("id").join(_members(ids_inside), on="id", how="semi")["id"]
    _ask(batch, people)
    batch.missing += len(people)
    batch.missing_elsewhere, batch.elsewhere = 0, b""
    batch.save(update_fields=["missing", "missing_elsewhere", "elsewhere"])
    log.record("import.of_everybody", subject=batch, by=by, at=at, after={"missing": batch.missing})
    return batch


@transaction.atomic
def decide_missing(member: UnlistedMember, *, decision: str, by: User, at: datetime, on: date) -> UnlistedMember:
    """Decide: "stays", or a reason of leaving: the membership then ends on the day `on`.

    Refused without the right to import here or to change this person; with `import.decision_unknown` or
    `import.decided`.
    """
    orgs.require(by, Permission.MEMBER_IMPORT, member.batch.organisation, on=local_day(at))
    if decision != STAYS and decision not in {*LEAVINGS, Exit.DEPARTED}:
        raise Refusal("import.decision_unknown", decision=decision)
    person = load_for_edit(member.person, by=by, at=at)
    member = UnlistedMember.objects.select_for_update().get(pk=member.pk)
    if member.decision:
        raise Refusal("import.decided")
    if decision != STAYS:
        code = person.organisation.code if person.organisation else ""
        spans.leave(person, on=on, reason=Exit(decision))
        note(
            "member.left",
            person,
            by=by,
            at=at,
            after={"until": on, "exit": decision, "import": member.batch_id},
            organisation_code=code,
        )
    member.decision, member.decided_at, member.decided_by = decision, at, by
    member.save(update_fields=["decision", "decided_at", "decided_by"])
    return member


def _members(organisations: Collection[int]) -> pl.DataFrame:
    """Return id and organisation_id of the members of these organisations."""
    few = sorted(organisations) if len(organisations) <= FEW else []
    if not organisations:
        return pl.DataFrame(schema=PLACES)
    sql = f"{MEMBERS} AND organisation_id IN ({', '.join(['%s'] * len(few))})" if few else MEMBERS
    return bulk.read(sql, few, schema=PLACES).filter(pl.col("organisation_id").is_in(list(organisations)))


def _ask(batch: ImportBatch, people: pl.Series) -> None:
    rows = pl.DataFrame({"person_id": people}).with_columns(batch_id=pl.lit(batch.pk, pl.Int64), decision=pl.lit(""))
    bulk.append(str(UnlistedMember._meta.db_table), rows)  # noqa: SLF001 - Django's documented way to a model's table


def _pack(people: pl.Series) -> bytes:
    """Return ids in ascending order as the steps between them, which are small."""
    return zlib.compress(np.diff(people.to_numpy(), prepend=0).astype("<i8").tobytes(), 1) if len(people) else b""


def _unpack(content: bytes) -> pl.Series:
    """Return the same back."""
    steps = np.frombuffer(zlib.decompress(content), dtype="<i8") if content else np.array([], dtype=np.int64)
    return pl.Series(np.cumsum(steps), dtype=pl.Int64)
