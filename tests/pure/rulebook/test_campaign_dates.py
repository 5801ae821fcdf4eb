"""Windows of a campaign by themselves, the days that the rulebook proposes, and how two editions of a form differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.core.rulebook import RulebookError
from birlik.refdata.calendar import is_working_day, working_day_after
from birlik.statistics import spec
from birlik.statistics.spec.campaign_dates import campaign_terms, load_campaign_terms
from birlik.statistics.spec.form_changes import FormChanges, compare_forms
from birlik.statistics.windows import Window

DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
WINDOWS = st.lists(DAYS, min_size=3, max_size=3).map(sorted).map(lambda days: Window(*days))
DAY = timedelta(days=1)


class TestWindows:
    @given(WINDOWS, st.none() | DAYS)
    def test_an_exception_keeps_the_order_and_takes_no_day_away(self, window: Window, until: date | None) -> None:
        longer = window.extend(until)
        assert window.is_ordered
        assert longer.is_ordered
        assert (longer.hand_in, longer.on_time >= window.on_time, longer.closes >= window.closes) == (
            window.hand_in, True, True,
        )  # fmt: skip
        assert until is None or longer.closes >= longer.on_time >= until

    @given(WINDOWS, st.none() | DAYS, DAYS, DAYS)
    def test_late_is_first_sent_after_the_day_in_time_or_its_exception(
        self, window: Window, until: date | None, sent: date, today: date
    ) -> None:
        last = max(window.on_time, until or window.on_time)
        assert window.extend(until).is_late(sent, today=today) == (sent > last)
        assert window.extend(until).is_late(None, today=today) == (today > last)

    @given(st.permutations([date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)]))
    def test_only_one_order_is_one(self, days: list[date]) -> None:
        assert Window(*days).is_ordered == (days == sorted(days))


class TestTerms:
    @given(st.integers(2010, 2027))
    def test_what_is_proposed_is_in_order_and_on_working_days(self, year: int) -> None:
        terms, start = campaign_terms(), date(year, 1, 1)
        for kind in ("primary", "member", "district"):
            of_kind = terms.of_kind(kind)
            numbers = (of_kind.hand_in, of_kind.on_time, of_kind.closes)
            window = Window(*(working_day_after(start, number) for number in numbers))
            assert window.is_ordered
            assert working_day_after(start, terms.opens) <= window.hand_in
            assert all(map(is_working_day, (window.hand_in, window.on_time, window.closes)))

    @pytest.mark.parametrize(
        ("default", "kinds", "fault"),
        [
            ("{hand_in: 9, on_time: 8, closes: 20}", "{}", ":3: opens ≤ hand_in ≤ on_time ≤ closes does not hold"),
            ("{hand_in: 0, on_time: 8, closes: 20}", "{}", ":3: opens ≤ hand_in ≤ on_time ≤ closes does not hold"),
            (
                "{hand_in: 7, on_time: 8, closes: 20}",
                "{clan: {hand_in: 7, on_time: 8, closes: 20}}",
                ":4: there is no kind 'clan'",
            ),
        ],
    )
    def test_a_malformed_file_says_where(self, tmp_path: Path, default: str, kinds: str, fault: str) -> None:
        path = tmp_path / "dates.yaml"
        path.write_text(f"source: {{kk: а, ru: а, en: a}}\nopens: 1\ndefault: {default}\nkinds: {kinds}\n")
        with pytest.raises(RulebookError) as caught:
            load_campaign_terms(path)
        assert str(caught.value) == f"{path}{fault}"


class TestFormChanges:
    def test_nothing_changed_in_the_same_edition(self) -> None:
        form = spec.load_all().forms[0]
        assert not compare_forms(form, form)

    def test_added_gone_and_changed_lines_are_named(self) -> None:
        form = spec.load_all().forms[0]
        lines = [line for section in form.sections for line in section.lines]
        first, second = lines[0], lines[1]
        changed = replace(first, number="99")
        after = replace(
            form,
            sections=tuple(
                replace(
                    section,
                    lines=tuple(changed if line is first else line for line in section.lines if line is not second),
                )
                for section in form.sections
            ),
        )
        assert compare_forms(form, after) == FormChanges(gone=(second,), changed=(changed,))
        assert compare_forms(after, form) == FormChanges(added=(second,), changed=(first,))

    def test_the_edition_of_2025_changed_the_lines_on_training(self) -> None:
        before, after = (spec.default_form(year) for year in (2024, 2025))
        changes = compare_forms(before, after)
        assert (changes.added, changes.gone) == ((), ())
        assert {line.code for line in changes.changed} == {
            "trained_chairs", "trained_activists", "trained_audit_commission", "trained_conciliation_commission",
            "trained_members",
        }  # fmt: skip
