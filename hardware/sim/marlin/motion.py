"""Motion: blocks with a trapezoid of speed, joined by Marlin's classic jerk, planned sixteen at a time.

What is simpler than the firmware: a block's profile is fixed when it starts (the firmware replans until
then, which
comes to the same) and steps are not rounded. Units: mm, s, mm/s, mm/s².
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

AXES = "XYZE"
Position = tuple[float, ...]
"""X, Y, Z and E."""

SIZE: Position = (225.0, 220.0, 210.0)
"""Travel of X, Y and Z, mm."""

STEPS_PER_MM = (80.0, 80.0, 400.0, 393.0)
MAX_SPEED = (500.0, 500.0, 6.0, 40.0)
MAX_ACCELERATION = (3000.0, 2000.0, 60.0, 10000.0)
PRINT_ACCELERATION, TRAVEL_ACCELERATION = 1500.0, 3000.0
MAX_JERK = (8.0, 8.0, 0.4, 10.0)
BLOCKS = 16
FIRST_BLOCK_DELAY = 0.1
"""A first block waits this long for others, so that they can be joined (BLOCK_DELAY_FOR_1ST_MOVE)."""


@dataclass
class Block:
    """One straight move between two positions of the firmware's own axes."""

    start: Position
    end: Position
    asked_speed: float
    line: str = ""
    number: int = 0
    flow: float = 1.0
    length: float = field(init=False)
    unit: Position = field(init=False)
    speed: float = field(init=False)
    acceleration: float = field(init=False)
    max_entry: float = 0.0
    entry: float = 0.0
    exit: float = 0.0
    begin: float = 0.0
    duration: float = 0.0
    peak: float = 0.0

    def __post_init__(self) -> None:
        delta = [end - start for start, end in zip(self.start, self.end, strict=True)]
        self.length = math.hypot(*delta[:3]) or abs(delta[3])
        self.unit = tuple(d / self.length for d in delta)
        wanted = PRINT_ACCELERATION if delta[3] else TRAVEL_ACCELERATION
        self.speed = self._limited(self.asked_speed, MAX_SPEED)
        self.acceleration = self._limited(wanted, MAX_ACCELERATION)

    def _limited(self, value: float, limits: Position) -> float:
        return min([value, *(limit / abs(u) for u, limit in zip(self.unit, limits, strict=True) if u)])

    def run(self, begin: float, entry: float, exit: float) -> None:
        """Fix the profile: from ``entry`` to ``exit`` speed over the length, starting at ``begin``."""
        a = self.acceleration
        self.begin, self.entry = begin, entry
        self.exit = min(exit, math.sqrt(entry**2 + 2 * a * self.length))
        highest = math.sqrt((2 * a * self.length + self.entry**2 + self.exit**2) / 2)
        self.peak = max(self.entry, self.exit, min(self.speed, highest))
        self._rise = (self.peak - self.entry) / a
        self._fall = (self.peak - self.exit) / a
        ramps = (self.peak + self.entry) / 2 * self._rise + (self.peak + self.exit) / 2 * self._fall
        self._cruise = max(0.0, self.length - ramps) / self.peak
        self.duration = self._rise + self._cruise + self._fall

    def share(self, now: float) -> float:
        """How much of the block is done at ``now``, from 0 to 1."""
        t = now - self.begin
        a = self.acceleration
        if t <= 0:
            return 0.0
        if t >= self.duration:
            return 1.0
        if t < self._rise:
            done = self.entry * t + a * t * t / 2
        elif t < self._rise + self._cruise:
            done = (self.entry + self.peak) / 2 * self._rise + self.peak * (t - self._rise)
        else:
            left = self.duration - t
            done = self.length - (self.exit * left + a * left * left / 2)
        return min(1.0, max(0.0, done / self.length))

    def position(self, now: float) -> Position:
        share = self.share(now)
        return tuple(s + (e - s) * share for s, e in zip(self.start, self.end, strict=True))


def junction_speed(before: Block, after: Block) -> float:
    """The highest speed at which no axis jumps by more than its jerk."""
    speed = min(before.speed, after.speed)
    for u, v, jerk in zip(before.unit, after.unit, MAX_JERK, strict=True):
        if abs(v - u) * speed > jerk:
            speed = jerk / abs(v - u)
    return speed


class Planner:
    """The blocks waiting and the one being executed."""

    def __init__(self) -> None:
        self.waiting: deque[Block] = deque()
        self.current: Block | None = None
        self._speed = 0.0

    @property
    def full(self) -> bool:
        """One of the ring's places stays empty, as in the firmware."""
        return len(self.waiting) + (self.current is not None) >= BLOCKS - 1

    @property
    def busy(self) -> bool:
        return bool(self.waiting) or self.current is not None

    def add(self, block: Block) -> None:
        before = self.waiting[-1] if self.waiting else self.current
        block.max_entry = junction_speed(before, block) if before else 0.0
        self.waiting.append(block)

    def start_next(self, now: float) -> Block | None:
        """Take the next block and fix its profile; None when there is none."""
        if not self.waiting:
            self._speed = 0.0
            return None
        block = self.current = self.waiting.popleft()
        block.run(now, self._speed, self._entry_of_next())
        self._speed = block.exit
        return block

    def _entry_of_next(self) -> float:
        """The speed at which the next block may be entered, so that the last waiting one can still stop."""
        speed = 0.0
        for block in reversed(self.waiting):
            speed = min(
                block.max_entry, block.speed, math.sqrt(speed**2 + 2 * block.acceleration * block.length)
            )
        return speed

    def finish(self) -> Block:
        """The current block is done."""
        block, self.current = self.current, None
        assert block is not None
        return block

    def stop(self) -> Block | None:
        """Forget everything; returns the block that was being executed."""
        block, self.current = self.current, None
        self.waiting.clear()
        self._speed = 0.0
        return block
