"""What each row would do: create a person, change one, nothing, or be rejected.

An empty cell never erases anything; only what a cell says otherwise than the registry is a change. The same list
compared again after it was applied changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import polars as pl

from birlik.members.imports.match import keys, spans, work
from birlik.members.imports.match.identity import identify, require_free_cards, require_one_row_each
from birlik.members.imports.match.meeting import Meeting
from birlik.members.imports.match.notes import WARNING, Notes
from birlik.members.imports.match.people_index import Asked, PeopleIndex
from birlik.members.imports.parse.repeats import duplicates
from birlik.members.sight import Held, Sight
from birlik.members.values import PERSON_FIELD_NAMES

PERSON = PERSON_FIELD_NAMES
KEYS = ("fold_key", "given_key", "sort_key")
ALWAYS = frozenset({"iin", "surname", "given", "patronymic", "sex", "born"})  # who somebody is, and what spans repeat
YOUNGEST = 14  # years; the law on trade unions of 27.06.2014 lets nobody join earlier
CREATED, CHANGED, UNCHANGED, REJECTED = "c", "h", "u", "r"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the list may write: ids of the batch's organisation and all below; `default` where rows name none."""

    organisations: frozenset[int]
    default: int | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """`states`: row and state (one letter), in the order of the list. `created` and `changed` hold the rows with what
    is written; a column of the registry's value ends in _old. `missing`: people of the scope whom no row means.
    `held`: whom the list met outside the sight of who asked."""

    states: pl.DataFrame
    problems: pl.DataFrame
    created: pl.DataFrame
    changed: pl.DataFrame
    missing: pl.Series
    held: Held

    def count(self, state: str) -> int:
        return int((self.states["state"] == state).sum())


def compare(
    listed: Callable[[], pl.DataFrame],
    problems: pl.DataFrame,
    registry: PeopleIndex,
    scope: Scope,
    sight: Sight | None = None,
) -> Outcome:
    """Ask of `listed`, which hands over Normal.frame with `organisation_id` for what the text means (null: nothing or
    unknown); it is asked once, so that nobody else keeps the frame in memory. Without `sight` nobody is hidden.
    """
    rows = _plain(listed(), scope)
    numbers = rows.select("row")
    found = Notes(problems).frame()
    with ThreadPoolExecutor(1) as aside:  # while the registry answers
        repeated = aside.submit(duplicates, rows, found)
        people = registry.people(_filled(rows, PERSON), Asked.by(rows, scope.organisations))
        notes = Notes(found, repeated.result())
    meeting = Meeting(registry, scope.organisations, sight)
    pairs, named = identify(rows, people, registry, notes, meeting)
    require_one_row_each(rows, pairs, notes)
    if "card" in people.columns:
        cards = people.select("card", person="id")
        merged = registry.merged().select("card", person="survivor")
        require_free_cards(rows, pairs, pl.concat([cards, merged]).filter(pl.col("card") != ""), notes)
    inside = pl.col("organisation_id").is_in(list(scope.organisations))
    missing = people.filter(inside).select(person="id").join(named, on="person", how="anti")["person"]
    touched = _touched(rows, people, pairs, registry, scope)
    if not people.is_empty():
        rows = rows.join(pairs, on="row", how="anti", maintain_order="left")
    del people
    changed = _existing(touched, registry, scope, notes)
    rows = notes.good(rows)  # the one whole copy; what was before it goes
    created = _new(rows, scope, notes)
    held = meeting.hold(created, changed, notes)
    if held.waiting:
        created, changed = notes.good(created), notes.good(changed)
    return Outcome(_states(numbers, created, changed, notes), notes.frame(), created, changed, missing, held)


def _plain(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Fill in the organisation of the batch where the list needs to name none."""
    place = pl.col("organisation_id").cast(pl.Int64)
    if scope.default is not None:
        place = pl.when(pl.col("organisation") == "").then(pl.lit(scope.default, pl.Int64)).otherwise(place)
    return rows.with_columns(pl.col("row").cast(pl.Int64), organisation_id=place)


def _filled(rows: pl.DataFrame, fields: tuple[str, ...]) -> list[str]:
    """Return the columns in which at least one cell says something, and those that are always read."""
    return [name for name in fields if name in ALWAYS or (rows[name] != "").any()]


def _new(rows: pl.DataFrame, scope: Scope, notes: Notes) -> pl.DataFrame:
    """Return rows that mean nobody yet, with the membership they begin: since, entry, until, exit."""
    so_far = notes.rejected.height
    nameless = (pl.col("iin") == "") & (pl.col("born").is_null() | (pl.col("fold_key") == ""))
    notes.add(rows.filter(nameless), "person.unidentifiable", "iin")
    nowhere = pl.col("organisation_id").is_null() & (pl.col("organisation") == "")
    notes.add(rows.filter(nowhere), "organisation.missing", "organisation")
    _check_days(rows, scope, notes)
    gone = pl.col("left").is_not_null()
    notes.add(rows.filter(gone & pl.col("joined").is_null()), "left.not_member", "left")
    early = gone & (pl.col("left") <= pl.col("joined"))
    notes.add(rows.filter(early), "left.before_joined", "left", value=pl.col("joined"))
    return spans.beginning(rows if notes.rejected.height == so_far else notes.good(rows), scope.as_of)


def _touched(
    rows: pl.DataFrame, people: pl.DataFrame, pairs: pl.DataFrame, registry: PeopleIndex, scope: Scope
) -> pl.DataFrame:
    """Return rows beside the person they mean, where anything may have to be done: of an unchanged list hardly any."""
    if pairs.is_empty():
        pairs, people = pairs.clear(), people.clear()
    line, place, named = _places(rows, people, pairs)
    with ThreadPoolExecutor(1) as aside:  # while the registry answers
        own = aside.submit(_differs, rows, line, people, place, named)
        dated = spans.undated(rows["joined"].gather(line), people["id"].gather(place), registry)
        at_work, employments = work.differs(rows, line, people["id"].gather(place), registry)
        differs = own.result()
    home, category = people["organisation_id"].gather(place), people["category"].gather(place)
    organisation, said = rows["organisation_id"].gather(line), rows["category"].gather(line)
    other = (organisation.is_not_null() & organisation.ne_missing(home)) | ((said != "") & said.ne_missing(category))
    apart = home.is_null() | ~home.is_in(list(scope.organisations)) | (people["state"].gather(place) != "active")
    gone = rows["left"].gather(line).is_not_null()
    chosen = (differs | other | apart | dated | gone | at_work).fill_null(value=True)
    old = people.rename({name: f"{name}_old" for name in people.columns if name != "id"}).rename({"id": "person"})
    beside = rows[line.filter(chosen)].hstack(old[place.filter(chosen)])
    number = pl.when("is_named").then("iin").otherwise(pl.lit("")).alias("iin")
    beside = beside.with_columns(is_changed=differs.filter(chosen), is_named=named.filter(chosen))
    return beside.with_columns(number).join(employments, on="person", how="left", maintain_order="left")


def _differs(
    rows: pl.DataFrame, line: pl.Series, people: pl.DataFrame, place: pl.Series, named: pl.Series
) -> pl.Series:
    """Return whether these lines of the list say otherwise than these lines of the registry about who somebody is.

    Column after column is compared and let go, so that the two whole tables never lie beside each other.
    """
    differs = pl.Series([False]).new_from_index(0, len(line))
    for name in [name for name in PERSON if name in people.columns]:
        said = rows[name].gather(line)
        filled = said.is_not_null() if name == "born" else said != ""
        filled &= named if name == "iin" else True  # found by a number: it is that person's, or a merged duplicate's
        differs |= filled & said.ne_missing(people[name].gather(place))
    return differs


def _places(rows: pl.DataFrame, people: pl.DataFrame, pairs: pl.DataFrame) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return for each pair the line of its row, the line of its person, and whether it was told by name."""
    lines = pairs.join(rows.select("row").with_row_index("line"), on="row").join(
        people.select(person="id").with_row_index("place"), on="person"
    )
    lines = lines.sort("line")
    return lines["line"], lines["place"], lines["is_named"]


def _existing(known: pl.DataFrame, registry: PeopleIndex, scope: Scope, notes: Notes) -> pl.DataFrame:
    """Return the rows that change a person, with what is written."""
    notes.add(known.filter(pl.col("state_old") != "active"), "person.blocked", "iin")
    home = pl.col("organisation_id_old")
    elsewhere = home.is_not_null() & ~home.is_in(list(scope.organisations))
    notes.add(known.filter(elsewhere), "person.member_elsewhere", "organisation")
    renamed = pl.any_horizontal((pl.col(name) != "") & (pl.col(name) != pl.col(f"{name}_old")) for name in keys.NAMES)
    notes.add(keys.strangers(known.filter(renamed)), "person.other_name", "iin")
    known = notes.good(known)
    _check_days(known, scope, notes)
    known = work.acts(spans.moves(known, registry, scope.as_of, notes))
    return notes.good(known).filter("is_changed" | pl.col("span_act").ne("") | pl.col("work_act").ne(""))


def _check_days(rows: pl.DataFrame, scope: Scope, notes: Notes) -> None:
    """Check joining and leaving against the day of the list and the day of birth."""
    rows = notes.good(rows.select("row", "born", "joined", "left"))
    day = pl.lit(scope.as_of)
    notes.add(rows.filter(pl.col("joined") > day), "joined.later", "joined", severity=WARNING, value=pl.col("joined"))
    notes.add(rows.filter(pl.col("left") > day), "left.later", "left", severity=WARNING, value=pl.col("left"))
    grown = pl.col("born").dt.offset_by(f"{YOUNGEST}y")
    young = (pl.col("joined") >= pl.col("born")) & (pl.col("joined") < grown)
    notes.add(rows.filter(young), "joined.too_young", "joined", severity=WARNING, value=pl.col("joined"))


def _states(rows: pl.DataFrame, created: pl.DataFrame, changed: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """Return one letter a row. What is not rejected, created or changed is unchanged, so the four always add up."""
    marks = [
        created.select("row", state=pl.lit(CREATED)),
        changed.select("row", state=pl.lit(CHANGED)),
        notes.rejected.select("row", state=pl.lit(REJECTED)),
    ]
    marked = rows.select("row").join(pl.concat(marks), on="row", how="left", maintain_order="left")
    return marked.with_columns(pl.col("state").fill_null(UNCHANGED))
