"""Real time for a simulated machine: it lives as long as the wall does, or so many times faster."""

from __future__ import annotations

import time

from hardware.sim.machine import SimulatedMachine

TICK = 0.005
"""Seconds between two advances of a machine that somebody uses."""
IDLE_TICK = 0.05
LONGEST_STEP = 0.05
"""Most seconds of the wall caught up at once; a host slower than that makes the machine late, not jumpy."""


class Pace:
    """Lets ``machine`` live ``speed`` seconds in a second of the wall.

    ``now`` is the machine's time and ``late`` what it lost on a host too slow, both in seconds.
    """

    def __init__(self, machine: SimulatedMachine, speed: float = 1.0) -> None:
        self.machine = machine
        self.speed = speed
        self.paused = False
        self.now = self.late = 0.0
        self._wall = time.monotonic()

    def live(self, data: bytes = b"") -> bytes:
        """Put ``data`` on the machine's line, let it live until now, and return what it said."""
        before, self._wall = self._wall, time.monotonic()
        elapsed = self._wall - before
        step = 0.0 if self.paused else min(elapsed, LONGEST_STEP)
        if not self.paused:
            self.late += elapsed - step
        self.now, output = self.machine.exchange(data, self.now + step * self.speed)
        return output

    def line_opened(self) -> None:
        """A program opens the line: as on a real board, the machine restarts, and what was said is lost."""
        self.machine.exchange(b"", 0.0)
        self.machine.command({"op": "reset"})
