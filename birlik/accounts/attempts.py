"""Wrong passwords slow down whoever guesses, and close the door for nobody else.

A browser in which a name signed in before is known for that name: it is counted by itself alone, so nothing that
others do keeps its person out. Whoever is unknown is counted by address (beyond a free number a delay that grows to a
minute), by name and over the whole site. A name that is tried too often gets a turn for each address, a third of every
minute: whoever tries from elsewhere, however often, takes nobody else's turn. An attempt counts from its beginning,
before the costly look at the password, so attempts at the same time are counted too; the right password takes the
attempt back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from django.db import transaction
from django.utils.crypto import salted_hmac

from birlik.accounts.models import Attempt
from birlik.core.errors import Refusal
from birlik.db.locks import wait_for_turn

WINDOW, MINUTE = timedelta(minutes=15), timedelta(minutes=1)
FREE_OF_PAIR = 10  # in a window: one name from one address, or in one browser
FREE_OF_PLACE = 30  # in a window: all names from one address; a school of sixty people may share it
MOST_OF_ALL = 60  # in a minute: all names from everywhere; each costs a good part of a second of computing
FREE_OF_NAME = 10  # in a window: one name from everywhere
TURNS = 3  # of a minute
KEY_LENGTH = 32  # 128 bits
SUBSCRIBER = 64  # bits of an IPv6 address that name a line; who has one has all its addresses


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who tries to sign in, by keyed hashes: the name as typed, and the place, which is the browser when it is known
    for this name, else the address."""

    name: str
    place: str
    is_known: bool


def visitor(username: str, *, address: str, device: str | None) -> Visitor:
    """Return who knocks. `device`: the browser's number when the name signed in there before."""
    place = f"device {device}" if device else f"address {_line(address)}"
    return Visitor(key(f"name {username}"), key(place), device is not None)


def key(text: str) -> str:
    """Hash the name in a way that means nothing without the installation's secret."""
    return salted_hmac("birlik.accounts.attempts", text, algorithm="sha256").hexdigest()[:KEY_LENGTH]


def begin(visitor: Visitor, *, at: datetime) -> None:
    """Count an attempt, before the password is looked at; refused with `user.too_many_attempts` and its seconds."""
    _require_open(visitor, at)  # without a lock: who is refused costs one reading
    with transaction.atomic():
        wait_for_turn("accounts.attempts")
        _require_open(visitor, at)
        Attempt.objects.filter(at__lte=at - WINDOW).delete()
        Attempt.objects.create(name=visitor.name, place=visitor.place, is_known=visitor.is_known, at=at)


def record_success(visitor: Visitor) -> None:
    """Take back what this name tried from this place: the password was right."""
    Attempt.objects.filter(name=visitor.name, place=visitor.place).delete()


def seconds_to_wait(visitor: Visitor, *, at: datetime) -> int:
    """Return how long the next attempt of this visitor would be refused; 0 when it would not be."""
    attempts = Attempt.objects.filter(at__gt=at - WINDOW, is_known=visitor.is_known)
    if visitor.is_known:
        attempts = attempts.filter(name=visitor.name, place=visitor.place)
    rows = attempts.order_by("-at", "-pk").values_list("name", "place", "at")
    of_pair = [when for name, place, when in rows if (name, place) == (visitor.name, visitor.place)]
    if visitor.is_known:
        return _seconds(at, _delay(of_pair, FREE_OF_PAIR))
    of_name = [when for name, _place, when in rows if name == visitor.name]
    of_place = [when for _name, place, when in rows if place == visitor.place]
    of_all = [when for _name, _place, when in rows]
    opening = max(at, _delay(of_place, FREE_OF_PLACE) or at, _reopening_time(of_all, MOST_OF_ALL, MINUTE) or at)
    if len(of_name) >= FREE_OF_NAME:
        opening = _turn(visitor, opening, next(iter(of_pair), None))
    return _seconds(at, opening)


def _seconds(at: datetime, opening: datetime | None) -> int:
    return max(0, ceil((opening - at).total_seconds())) if opening else 0


def _require_open(visitor: Visitor, at: datetime) -> None:
    if seconds := seconds_to_wait(visitor, at=at):
        raise Refusal("user.too_many_attempts", seconds=seconds)


def _reopening_time(times: Sequence[datetime], most: int, span: timedelta) -> datetime | None:
    """Return when fewer than `most` of these times, the newest first, will lie within the span."""
    return times[most - 1] + span if len(times) >= most else None


def _turn(visitor: Visitor, at: datetime, last: datetime | None) -> datetime:
    """Return the moment from `at` on at which this name at this address has its turn and has not used it with its
    `last` attempt. Which part of the minute that is, nobody can tell beforehand.
    """
    length = MINUTE / TURNS
    part = int(key(f"turn {visitor.name} {visitor.place}"), 16) % TURNS
    seconds_past = (timedelta(seconds=at.second, microseconds=at.microsecond) - length * part) % MINUTE
    begin = at - seconds_past
    is_open = seconds_past < length and (last is None or last < begin)
    return at if is_open else begin + MINUTE


def _delay(times: Sequence[datetime], free: int) -> datetime | None:
    """Compute when the next attempt is free: two seconds after the last beyond the free ones, then four … up to
    a minute.
    """
    beyond = len(times) - free
    return times[0] + min(timedelta(seconds=2 ** min(beyond + 1, 6)), MINUTE) if beyond >= 0 else None


def _line(address: str) -> str:
    try:
        ip = ip_address(address)
    except ValueError:  # a socket file has none
        return ""
    return str(ip_network((ip, SUBSCRIBER), strict=False) if isinstance(ip, IPv6Address) else ip)
