"""The days between which a report is handed in, and what an exception makes of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Window:
    """The three days of a kind of organisations, each of them inclusive.

    `hand_in`: the day asked for; `on_time`: the last day on which a first sending is in time; `closes`: the last day
    on which a report that was never sent is received without an exception.
    """

    hand_in: date
    on_time: date
    closes: date

    @property
    def is_ordered(self) -> bool:
        return self.hand_in <= self.on_time <= self.closes

    def extend(self, until: date | None) -> Window:
        """Return the window of who has an exception that ends on the day `until`; it never takes a day away."""
        if until is None:
            return self
        return replace(self, on_time=max(self.on_time, until), closes=max(self.closes, until))

    def is_late(self, first_sent: date | None, *, today: date) -> bool:
        """Return whether the report was first sent after the day in time, or is unsent and that day has passed."""
        return (first_sent or today) > self.on_time

    def is_open(self, today: date) -> bool:
        return today <= self.closes
