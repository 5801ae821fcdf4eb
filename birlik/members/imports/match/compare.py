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
from birlik.members.imports.match.people_index import PeopleIndex, PeopleQuery
from birlik.members.imports.parse.repeats import duplicates
from birlik.members.sight import HeldRows, Sight
from birlik.members.values import PERSON_FIELD_NAMES

PERSON = PERSON_FIELD_NAMES
KEYS = ("fold_key", "given_key", "sort_key")
# who somebody is, and what spans repeat
FIXED_FIELDS = frozenset({"iin", "surname", "given", "patronymic", "sex", "born"})
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
    held: HeldRows

    def count(self, state: str) -> int:
        return int((self.states["state"] == state).sum())


def compare(
    source: Callable[[], pl.DataFrame],
    problems: pl.DataFrame,
    registry: PeopleIndex,
    scope: Scope,
    sight: Sight | None = None,
) -> Outcome:
    """Ask of `source`, which hands over Normal.frame with `organisation_id` for what the text means (null: nothing or
    unknown); it is asked once, so that nobody else keeps the frame in memory. Without `sight` nobody is hidden.
    """
    rows = _plain(source(), scope)
    numbers = rows.select("row")
    problem_rows = Notes(problems).frame()
    with ThreadPoolExecutor(1) as aside:  # while the registry answers
        repeat_task = aside.submit(duplicates, rows, problem_rows)
        people = registry.people(_filled_columns(rows, PERSON), PeopleQuery.by(rows, scope.organisations))
        notes = Notes(problem_rows, repeat_task.result())
    meeting = Meeting(registry, scope.organisations, sight)
    pairs, people_in_list = identify(rows, people, registry, notes, meeting)
    require_one_row_each(rows, pairs, notes)
    if "card" in people.columns:
        cards = people.select("card", person="id")
        survivors = registry.merged_duplicates().select("card", person="survivor")
        require_free_cards(rows, pairs, pl.concat([cards, survivors]).filter(pl.col("card") != ""), notes)
    in_scope = pl.col("organisation_id").is_in(list(scope.organisations))
    people_unlisted = (
        people.filter(in_scope).select(person="id").join(people_in_list, on="person", how="anti")["person"]
    )
    rows_with_people = _rows_beside_people(rows, people, pairs, registry, scope)
    if not people.is_empty():
        rows = rows.join(pairs, on="row", how="anti", maintain_order="left")
    del people
    changes = _select_changes(rows_with_people, registry, scope, notes)
    rows = notes.good(rows)  # the one whole copy; what was before it goes
    new_rows = _new(rows, scope, notes)
    held_rows = meeting.hold(new_rows, changes, notes)
    if held_rows.waiting:
        new_rows, changes = notes.good(new_rows), notes.good(changes)
    return Outcome(
        _states(numbers, new_rows, changes, notes), notes.frame(), new_rows, changes, people_unlisted, held_rows
    )


def _plain(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Fill in the organisation of the batch where the list needs to name none."""
    place = pl.col("organisation_id").cast(pl.Int64)
    if scope.default is not None:
        place = pl.when(pl.col("organisation") == "").then(pl.lit(scope.default, pl.Int64)).otherwise(place)
    return rows.with_columns(pl.col("row").cast(pl.Int64), organisation_id=place)


def _filled_columns(rows: pl.DataFrame, fields: tuple[str, ...]) -> list[str]:
    """Return the columns in which at least one cell says something, and those that are always read."""
    return [name for name in fields if name in FIXED_FIELDS or (rows[name] != "").any()]


def _new(rows: pl.DataFrame, scope: Scope, notes: Notes) -> pl.DataFrame:
    """Return rows that mean nobody yet, with the membership they begin: since, entry, until, exit."""
    so_far = notes.rejected_rows.height
    nameless = (pl.col("iin") == "") & (pl.col("born").is_null() | (pl.col("fold_key") == ""))
    notes.add(rows.filter(nameless), "person.unidentifiable", "iin")
    nowhere = pl.col("organisation_id").is_null() & (pl.col("organisation") == "")
    notes.add(rows.filter(nowhere), "organisation.missing", "organisation")
    _check_days(rows, scope, notes)
    has_left = pl.col("left").is_not_null()
    notes.add(rows.filter(has_left & pl.col("joined").is_null()), "left.not_member", "left")
    early = has_left & (pl.col("left") <= pl.col("joined"))
    notes.add(rows.filter(early), "left.before_joined", "left", value=pl.col("joined"))
    return spans.begin_spans(rows if notes.rejected_rows.height == so_far else notes.good(rows), scope.as_of)


def _rows_beside_people(
    rows: pl.DataFrame, people: pl.DataFrame, pairs: pl.DataFrame, registry: PeopleIndex, scope: Scope
) -> pl.DataFrame:
    """Return rows beside the person they mean, where anything may have to be done: of an unchanged list hardly any."""
    if pairs.is_empty():
        pairs, people = pairs.clear(), people.clear()
    line, place, by_name = _places(rows, people, pairs)
    with ThreadPoolExecutor(1) as aside:  # while the registry answers
        own = aside.submit(_differs, rows, line, people, place, by_name)
        has_new_day = spans.undated_spans(rows["joined"].gather(line), people["id"].gather(place), registry)
        at_work, employments = work.differs(rows, line, people["id"].gather(place), registry)
        differs = own.result()
    home, category = people["organisation_id"].gather(place), people["category"].gather(place)
    organisation, row_category = rows["organisation_id"].gather(line), rows["category"].gather(line)
    other = (organisation.is_not_null() & organisation.ne_missing(home)) | (
        (row_category != "") & row_category.ne_missing(category)
    )
    is_apart = home.is_null() | ~home.is_in(list(scope.organisations)) | (people["state"].gather(place) != "active")
    has_left = rows["left"].gather(line).is_not_null()
    needs_work = (differs | other | is_apart | has_new_day | has_left | at_work).fill_null(value=True)
    old = people.rename({name: f"{name}_old" for name in people.columns if name != "id"}).rename({"id": "person"})
    both = rows[line.filter(needs_work)].hstack(old[place.filter(needs_work)])
    number = pl.when("is_named").then("iin").otherwise(pl.lit("")).alias("iin")
    both = both.with_columns(is_changed=differs.filter(needs_work), is_named=by_name.filter(needs_work))
    return both.with_columns(number).join(employments, on="person", how="left", maintain_order="left")


def _differs(
    rows: pl.DataFrame, line: pl.Series, people: pl.DataFrame, place: pl.Series, by_name: pl.Series
) -> pl.Series:
    """Return whether these lines of the list say otherwise than these lines of the registry about who somebody is.

    Column after column is compared and let go, so that the two whole tables never lie beside each other.
    """
    differs = pl.Series([False]).new_from_index(0, len(line))
    for name in [name for name in PERSON if name in people.columns]:
        cells = rows[name].gather(line)
        has_value = cells.is_not_null() if name == "born" else cells != ""
        has_value &= (
            by_name if name == "iin" else True
        )  # found by a number: it is that person's, or a merged duplicate's
        differs |= has_value & cells.ne_missing(people[name].gather(place))
    return differs


def _places(rows: pl.DataFrame, people: pl.DataFrame, pairs: pl.DataFrame) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return for each pair the line of its row, the line of its person, and whether it was told by name."""
    lines = pairs.join(rows.select("row").with_row_index("line"), on="row").join(
        people.select(person="id").with_row_index("place"), on="person"
    )
    lines = lines.sort("line")
    return lines["line"], lines["place"], lines["is_named"]


def _select_changes(people_rows: pl.DataFrame, registry: PeopleIndex, scope: Scope, notes: Notes) -> pl.DataFrame:
    """Return the rows that change a person, with what is written."""
    notes.add(people_rows.filter(pl.col("state_old") != "active"), "person.blocked", "iin")
    home = pl.col("organisation_id_old")
    is_elsewhere = home.is_not_null() & ~home.is_in(list(scope.organisations))
    notes.add(people_rows.filter(is_elsewhere), "person.member_elsewhere", "organisation")
    has_new_name = pl.any_horizontal(
        (pl.col(name) != "") & (pl.col(name) != pl.col(f"{name}_old")) for name in keys.NAMES
    )
    notes.add(keys.strangers(people_rows.filter(has_new_name)), "person.other_name", "iin")
    people_rows = notes.good(people_rows)
    _check_days(people_rows, scope, notes)
    people_rows = work.acts(spans.moves(people_rows, registry, scope.as_of, notes))
    return notes.good(people_rows).filter("is_changed" | pl.col("span_act").ne("") | pl.col("work_act").ne(""))


def _check_days(rows: pl.DataFrame, scope: Scope, notes: Notes) -> None:
    """Check joining and leaving against the day of the list and the day of birth."""
    rows = notes.good(rows.select("row", "born", "joined", "left"))
    day = pl.lit(scope.as_of)
    notes.add(rows.filter(pl.col("joined") > day), "joined.later", "joined", severity=WARNING, value=pl.col("joined"))
    notes.add(rows.filter(pl.col("left") > day), "left.later", "left", severity=WARNING, value=pl.col("left"))
    working_age = pl.col("born").dt.offset_by(f"{YOUNGEST}y")
    young = (pl.col("joined") >= pl.col("born")) & (pl.col("joined") < working_age)
    notes.add(rows.filter(young), "joined.too_young", "joined", severity=WARNING, value=pl.col("joined"))


def _states(rows: pl.DataFrame, new_rows: pl.DataFrame, change_rows: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """Return one letter a row. What is not rejected, created or changed is unchanged, so the four always add up."""
    marks = [
        new_rows.select("row", state=pl.lit(CREATED)),
        change_rows.select("row", state=pl.lit(CHANGED)),
        notes.rejected_rows.select("row", state=pl.lit(REJECTED)),
    ]
    row_marks = rows.select("row").join(pl.concat(marks), on="row", how="left", maintain_order="left")
    return row_marks.with_columns(pl.col("state").fill_null(UNCHANGED))
