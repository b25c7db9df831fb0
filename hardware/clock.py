"""The one door to time.

Every wait of a lesson goes through the *current* clock. On a real board and in the live lab it is the wall;
in a check and in grading it is a :class:`VirtualClock`, which moves only when someone waits, so that a mark
never depends on the load of the host.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from hardware.errors import BadValue


@dataclass(order=True)
class Event:
    """Something to do at a moment of a clock; ``cancel()`` forgets it."""

    when: float
    order: int
    action: Callable[[], None] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class Clock:
    """Seconds, a sleep, and events that happen while someone sleeps or waits.

    Subclasses say how time passes: :meth:`now` and :meth:`_wait_until`.
    """

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._order = itertools.count()

    def now(self) -> float:
        """Seconds since an origin of the clock's own."""
        raise NotImplementedError

    def _wait_until(self, when: float) -> None:
        raise NotImplementedError

    def call_at(self, when: float, action: Callable[[], None]) -> Event:
        """Do ``action()`` at ``when`` (seconds of this clock), at the next sleep or wait that reaches it."""
        event = Event(when, next(self._order), action)
        heapq.heappush(self._events, event)
        return event

    def next_event(self) -> float | None:
        """The moment of the next event, or None."""
        while self._events and self._events[0].cancelled:
            heapq.heappop(self._events)
        return self._events[0].when if self._events else None

    def run_due_events(self) -> None:
        """Do every event whose moment has come.

        On the wall clock the kernel's event loop also calls it between two cells (``WALL.run_due_events()``):
        a lamp goes on blinking and a button is watched while nobody sleeps. What an action raises comes out.
        """
        while (when := self.next_event()) is not None and when <= self.now():
            heapq.heappop(self._events).action()

    def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass, doing the events that fall in them."""
        self.sleep_until(self.now() + seconds)

    def sleep_until(self, end: float) -> None:
        """Let time pass until ``end``, doing the events that fall before it. A past moment passes no time."""
        while (when := self.next_event()) is not None and when <= end:
            self._wait_until(when)
            self.run_due_events()
        self._wait_until(end)


class WallClock(Clock):
    """The time of the world, for real machines and for the live lab."""

    def now(self) -> float:
        return time.monotonic()

    def _wait_until(self, when: float) -> None:
        time.sleep(max(0.0, when - self.now()))


class Follower(Protocol):
    """A machine that lives on a virtual clock."""

    def advance_to(self, when: float) -> None:
        """Live until ``when``, in seconds of the clock."""


class VirtualClock(Clock):
    """Time that passes only when somebody waits. The machines on it live exactly that long."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._followers: list[Follower] = []

    def now(self) -> float:
        return self._now

    def follow(self, follower: Follower) -> None:
        """Let ``follower`` live whenever this clock moves."""
        self._followers.append(follower)

    def unfollow(self, follower: Follower) -> None:
        if follower in self._followers:
            self._followers.remove(follower)

    def _wait_until(self, when: float) -> None:
        when = max(when, self._now)
        for follower in list(self._followers):
            follower.advance_to(when)
        self._now = when


WALL = WallClock()
_stack: list[Clock] = [WALL]


def current() -> Clock:
    """The clock that ``hardware.sleep`` and every wait use now."""
    return _stack[-1]


def in_use(clock: Clock) -> bool:
    """Whether ``clock`` is the current one, or will be again when inner ones end."""
    return clock in _stack


@contextmanager
def using(clock: Clock) -> Iterator[Clock]:
    """Make ``clock`` the current one inside a ``with``."""
    _stack.append(clock)
    try:
        yield clock
    finally:
        _stack.remove(clock)


def sleep(seconds: float, *decimals: object) -> None:
    """Attendre ``seconds`` secondes (un nombre, 0 ou plus)."""
    if decimals:
        raise BadValue(
            f"sleep({seconds!r}, {decimals[0]!r}) : la durée est un seul nombre. "
            "Un nombre à virgule s'écrit avec un point. Exemple : sleep(0.5)."
        )
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < float("inf"):
        raise BadValue(
            f"sleep({seconds!r}) : la durée est un nombre de secondes, 0 ou plus. Exemple : sleep(0.5)."
        )
    current().sleep(seconds)
