"""The people of the demonstration add up to its reports of 2025, one by one and all together."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from birlik.core.identifiers import control_digit, iin_fault
from birlik.grammar.letters import fold, sort_key
from demo import people_lives
from demo.facts import UNION_TOTALS
from demo.people import CATEGORIES, REGION, People, bodies_of, people
from demo.people_numbers import NO_OPERATOR, control_digits
from demo.people_offices import SEATS, positions
from demo.rows import CATEGORIES as COLUMNS
from demo.rows import REASONS_OF
from demo.tree import TYPES
from demo.union import build
from tests.demo.conftest import Look

BEFORE, AFTER = date(2025, 1, 1), date(2026, 1, 1)
LAST_OF_35 = date(1991, 1, 1)  # who was born that day is 35 on 1 January 2026
COLUMN_OF = dict(zip(CATEGORIES, (*COLUMNS, "working"), strict=True))
FRAMES = ("persons", "spans", "transfers", "employments", "mandates")
STANDING = ("members_women", "members_under_35", *SEATS.values(), "chairs_paid")


@pytest.fixture(scope="module")
def everyone(demo: Look) -> list[People]:
    return list(people(demo.union, bodies_of("full")))


@pytest.fixture(scope="module")
def region(everyone: list[People]) -> People:
    return next(part for part in everyone if part.body == REGION)


def on(spans: pl.DataFrame, day: date) -> pl.DataFrame:
    return spans.filter(pl.col("since") <= day, pl.col("until").is_null() | (pl.col("until") > day))


def in_2025(column: str) -> pl.Expr:
    return (pl.col(column) > BEFORE) & (pl.col(column) <= AFTER)


def counted(demo: Look, spans: pl.DataFrame, line: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Spans by primary organisation, in the order of the reports."""
    counts = np.bincount(spans["organisation"].to_numpy(), minlength=len(demo.union.reports[2025].organisations))
    assert counts.sum() == len(spans), line
    return counts


def lines(spans: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows of the report that spans feed, as the spans they count."""
    came, went = spans.filter(in_2025("since")), spans.filter(in_2025("until"))
    found = {
        "opening": on(spans, BEFORE),
        "members": on(spans, AFTER),
        "accepted": came.filter(entry="accepted"),
        "arrived": came.filter(entry="arrived"),
        "departed": went.filter(exit="departed"),
    }
    reasons = {reason for kinds in REASONS_OF.values() for reason in kinds}
    return found | {f"left_{reason}": went.filter(exit=reason) for reason in reasons}


def test_every_line_of_every_report_is_the_number_of_such_people(demo: Look, everyone: list[People]) -> None:
    spans = pl.concat(part.spans for part in everyone)
    spans = spans.with_columns(column=pl.col("category").replace_strict(COLUMN_OF))
    report = demo.union.reports[2025]
    for line, found in lines(spans).items():
        for column in COLUMNS:
            if line.removeprefix("left_") not in {
                *REASONS_OF[column],
                "opening",
                "members",
                "accepted",
                "arrived",
                "departed",
            }:
                assert not len(found.filter(column=column))
                continue
            code = f"{line}_{column}"
            assert (counted(demo, found.filter(column=column), code) == report.column(code)).all(), code


def test_women_young_people_and_offices_are_those_of_every_report(demo: Look, everyone: list[People]) -> None:
    now = on(pl.concat(part.spans for part in everyone), AFTER)
    mandates = pl.concat(part.mandates for part in everyone)
    assert (mandates["since"] <= AFTER).all()
    found = {
        "members_women": now.filter(sex="f"),
        "members_under_35": now.filter(pl.col("born") > LAST_OF_35),
        "chairs_paid": mandates.filter("paid"),
        **{row: mandates.filter(body=seat) for seat, row in SEATS.items()},
    }
    for code in STANDING:
        assert (counted(demo, found[code], code) == demo.union.reports[2025].column(code)).all(), code


def test_the_union_has_its_published_number_of_members(everyone: list[People]) -> None:
    spans = pl.concat(part.spans for part in everyone)
    persons = pl.concat(part.persons for part in everyone)
    before, after = UNION_TOTALS["members_total"]
    assert (len(on(spans, BEFORE)), len(on(spans, AFTER))) == (before, after)
    assert len(persons.filter(pl.col("organisation") >= 0)) == after


def test_numbers_are_valid_and_unique_and_can_be_nobody_s(everyone: list[People]) -> None:
    persons = pl.concat(part.persons for part in everyone)
    for column in ("iin", "card"):
        assert persons[column].n_unique() == len(persons)
    phones = persons["phone"].filter(persons["phone"] != "")
    assert phones.n_unique() == len(phones)
    assert phones.str.starts_with(NO_OPERATOR).all()
    assert persons["iin"].str.slice(6, 1).is_in(["1", "2"]).all()
    assert (persons["iin"].str.slice(0, 6) == persons["born"].dt.strftime("%y%m%d")).all()
    assert ((persons["iin"].str.slice(6, 1) == "2") == (persons["sex"] == "f")).all()
    digits = persons["iin"].cast(pl.Int64).to_numpy()
    assert (control_digits(digits // 10) == digits % 10).all()
    assert [iin_fault(iin) for iin in persons["iin"].head(500)] == [None] * 500


def test_control_digits_take_all_three_ways() -> None:
    eleven = np.array([1010110001, 1010110090, 1010110099, *range(80_000_000_000, 80_000_000_300)])
    expected = [control_digit(f"{number:011d}") for number in eleven.tolist()]
    assert control_digits(eleven).tolist() == [-1 if digit is None else digit for digit in expected]
    assert None in expected


def test_spans_of_a_person_follow_each_other(demo: Look, region: People) -> None:
    spans = region.spans
    assert spans.select(((pl.col("until") > pl.col("since")) | pl.col("until").is_null()).all()).item()
    assert (spans["until"].is_null() == (spans["exit"] == "")).all()
    assert spans.select(["person", "since"]).equals(spans.select(["person", "since"]).sort("person", "since"))
    follows = spans.with_columns(
        before=pl.col("until").shift().over("person"), number=pl.int_range(pl.len()).over("person")
    )
    later = follows.filter(pl.col("number") > 0)
    assert (later["since"] == later["before"]).all()
    assert (later["number"] == 1).all()
    opened = {code: demo.by_code[code].opened for code in demo.union.reports[2025].organisations}
    days = pl.Series([opened[demo.union.reports[2025].organisations[row]] for row in spans["organisation"]])
    assert (spans["since"] >= days).all()


def test_transfers_join_two_spans_of_one_person(region: People) -> None:
    sources = region.spans[region.transfers["source"]]
    assert (sources["transfer"] == pl.Series(range(len(sources)))).all()
    pairs = region.spans.filter(pl.col("transfer") >= 0)
    assert len(pairs) == 2 * len(region.transfers) > 0
    arrivals = pairs.filter(entry="arrived").sort("transfer")
    assert (arrivals["person"] == sources["person"]).all()
    assert (arrivals["organisation"] == region.transfers["target"]).all()
    assert (arrivals["organisation"] != sources["organisation"]).all()
    assert (sources["until"] == region.transfers["on"]).all()
    assert (arrivals["since"] == sources["until"]).all()
    assert len(region.spans.filter(entry="arrived")) == len(arrivals)


def test_persons_repeat_their_open_membership(everyone: list[People]) -> None:
    for part in everyone:
        current = part.spans.filter(pl.col("until").is_null())
        assert current["person"].is_unique().all()
        held = part.persons.with_row_index("person").filter(pl.col("organisation") >= 0)
        expected = held.select(pl.col("person").cast(pl.Int64), "organisation", "category", "sex", "born")
        assert_frame_equal(current.select(expected.columns), expected)


def test_ages_are_those_of_people_who_work_study_or_rest(everyone: list[People]) -> None:
    spans = pl.concat(part.spans for part in everyone)
    years = spans.with_columns(
        age=(AFTER - pl.col("born")).dt.total_days() // 365.25, came=(pl.col("since") - pl.col("born")).dt.total_days()
    )
    limits = {"working": (18, 69), "temporary": (18, 69), "student": (16, 24), "pensioner": (60, 86)}
    for category, (low, high) in limits.items():
        ages = years.filter(category=category)["age"]
        assert ages.is_between(low, high).all(), category
    assert (years["came"] >= 16 * 365).all()
    assert spans["since"].min() < date(1994, 1, 1)


def test_every_office_is_held_by_members_of_the_organisation(region: People) -> None:
    held = region.mandates.join(on(region.spans, AFTER), on=["person", "organisation"], suffix="_span", how="left")
    assert held["since_span"].is_not_null().all()
    assert (held["since"] >= held["since_span"]).all()
    assert not region.mandates.select("person", "organisation", "body").is_duplicated().any()


def test_work_is_at_a_workplace_of_the_last_organisation(demo: Look, everyone: list[People], region: People) -> None:
    codes = [place.organisation for place in demo.union.workplaces]
    last = region.spans.group_by("person", maintain_order=True).last()
    work = region.employments.join(last.select("person", "organisation"), on="person")
    assert len(work) == len(region.employments) == len(last.filter(pl.col("category").is_in(["working", "temporary"])))
    organisations = demo.union.reports[2025].organisations
    assert all(
        codes[place] == organisations[row] for place, row in work.select("workplace", "organisation").iter_rows()
    )
    everywhere = pl.concat(part.employments for part in everyone)
    assert (everywhere["until"].is_null() | (everywhere["until"] > everywhere["since"])).all()
    for kind in TYPES:
        assert set(work.filter(institution_type=kind)["position"]) <= set(positions(kind)[0][0])


def test_names_have_the_keys_of_the_registry(region: People) -> None:
    some = region.persons.sample(300, seed=1)
    for row in some.iter_rows(named=True):
        names = [name for name in (row["surname"], row["given"], row["patronymic"]) if name]
        assert row["fold_key"] == fold(" ".join(names))
        assert row["given_key"] == fold(f"{row['given']} {row['surname']}")
        assert row["sort_key"] == sort_key(" ".join(names), "kk")
    assert region.persons["surname"].n_unique() > 400
    women = region.persons.filter(pl.col("sex") == "f", pl.col("patronymic") != "")["patronymic"]
    assert (women.str.ends_with("қызы") | women.str.ends_with("вна")).all()
    assert not region.persons.filter(sex="m")["patronymic"].str.contains("(қызы|вна)$").any()


def test_a_body_has_the_same_people_alone_and_with_all(demo: Look, region: People) -> None:
    again = next(people(build(), bodies_of("region")))
    for frame in FRAMES:
        assert_frame_equal(getattr(again, frame), getattr(region, frame))
    assert bodies_of("none") == ()
    assert list(people(demo.union, ())) == []


def test_nobody_moves_to_where_they_were() -> None:
    random = np.random.default_rng(5)
    for left, came in (([0, 0, 1], [0, 0, 1]), ([0, 0], [0, 0]), ([0, 1, 2, 2], [2, 2, 0, 1]), ([3], []), ([], [])):
        source, target, out, into = people_lives.pair(random, np.array(left, np.int64), np.array(came, np.int64))
        assert (source != target).all()
        assert sorted([*source, *out]) == sorted(left)
        assert sorted([*target, *into]) == sorted(came)
