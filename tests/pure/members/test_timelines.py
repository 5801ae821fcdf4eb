"""Two timelines made one: on every day at most one span, and nothing lost but what was decided."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from birlik.core.errors import Refusal
from birlik.members.timelines import Fate, Stretch, clashes, cut, lay, overlap

START = date(2020, 1, 1)
DAYS = 40


def day(number: int) -> date:
    return START + timedelta(days=number)


def stretch(ident: int, since: int, until: int | None, what: str = "") -> Stretch:
    return Stretch(ident, day(since), None if until is None else day(until), (what,))


def covered(spans: list[Stretch]) -> set[int]:
    return {number for number in range(DAYS * 2) for span in spans if span.since <= day(number) < span.end}


@st.composite
def stretches(draw: st.DrawFn) -> list[Stretch]:
    found = []
    for ident in range(draw(st.integers(1, 5))):
        since = draw(st.integers(0, DAYS - 1))
        until = draw(st.none() | st.integers(since + 1, DAYS))
        found.append(stretch(ident, since, until, draw(st.sampled_from("ab"))))
    return found


@given(spans=stretches(), fates=st.dictionaries(st.integers(0, 5), st.sampled_from(list(Fate))))
def test_one_timeline_or_a_refusal(spans: list[Stretch], fates: dict[int, Fate]) -> None:
    try:
        laid = lay(spans, fates)
    except Refusal as refusal:
        assert refusal.code in {"merge.overlap", "merge.nothing_wrong"}  # noqa: PT017 - one of two refusals is right
        return
    pieces = [piece for found in laid.kept.values() for piece in found]
    assert not any(overlap(one, other) for place, one in enumerate(pieces) for other in pieces[place + 1 :])
    assert set(laid.kept) | laid.dropped == {span.id for span in spans}
    assert not set(laid.kept) & laid.dropped
    dropped = [span for span in spans if fates.get(span.id) == Fate.DROP]
    stays = [span for span in spans if fates.get(span.id, Fate.KEEP) != Fate.DROP]
    assert covered(pieces) >= covered(stays) - covered(dropped)
    assert covered(pieces) <= covered(spans)


@given(spans=stretches())
def test_a_cut_span_and_what_cut_it_cover_the_same_days(spans: list[Stretch]) -> None:
    first, *others = spans
    pieces = cut(first, others)
    assert covered(pieces) == covered([first]) - covered(others)


@given(spans=stretches())
def test_without_clashes_nothing_changes(spans: list[Stretch]) -> None:
    assume(not any(overlap(one, other) for place, one in enumerate(spans) for other in spans[place + 1 :]))
    assert lay(spans, {}).kept == {span.id: [span] for span in spans}


def test_twins_collapse_and_are_no_clash() -> None:
    one, twin = stretch(1, 0, None, "a"), stretch(2, 0, None, "a")
    assert clashes([one, twin]) == []
    assert lay([one, twin], {}).dropped == {2}


def test_spans_that_touch_do_not_clash() -> None:
    assert clashes([stretch(1, 0, 10), stretch(2, 10, None)]) == []


def test_a_clash_asks_for_a_decision() -> None:
    long, later = stretch(1, 0, None, "a"), stretch(2, 10, None, "b")
    with pytest.raises(Refusal, match=r"merge\.overlap"):
        lay([long, later], {})
    assert lay([long, later], {1: Fate.SHORTEN}).kept[1] == [stretch(1, 0, 10, "a")]
    assert lay([long, later], {2: Fate.SHORTEN}).dropped == {2}
    assert lay([long, later], {2: Fate.DROP}).kept == {1: [long]}


def test_a_span_around_another_is_left_in_two_pieces() -> None:
    around, inside = stretch(1, 0, None, "a"), stretch(2, 10, 20, "b")
    assert lay([around, inside], {1: Fate.SHORTEN}).kept[1] == [stretch(1, 0, 10, "a"), stretch(1, 20, None, "a")]


def test_what_clashes_with_nothing_is_not_dropped() -> None:
    with pytest.raises(Refusal, match=r"merge\.nothing_wrong"):
        lay([stretch(1, 0, 10), stretch(2, 10, None)], {1: Fate.DROP})
