"""Heaters: a lumped heat capacity that loses heat to the room, and the firmware's watch over it.

    C dT/dt = power - G (T - ambient)

The controller gives the power that holds the target (known exactly here, so no integral term) plus a
proportional part,
between 0 and the heater's full power. Values are those of a common 40 W hot end and 220 W bed of 235 mm.
Units: seconds, °C, watts, J/K, W/K.
"""

from __future__ import annotations

from dataclasses import dataclass

AMBIENT = 21.87
"""Room temperature, °C: the one of the captures."""

TICK = 0.25
"""Step of the heat model and of the firmware's watch, seconds."""

WATCH_SECONDS, WATCH_RISE = 30.0, 2.0
RUNAWAY_SECONDS, RUNAWAY_DROP = 40.0, 4.0
OPEN_SENSOR, SHORTED_SENSOR = -15.0, 999.0


@dataclass
class Heater:
    """One heater and its sensor. ``limit`` is the highest target the firmware takes (it clamps without a
    word).
    """

    name: str
    capacity: float
    loss: float
    power: float
    gain: float
    limit: float
    max_reading: float
    temperature: float = AMBIENT
    target: float = 0.0
    output: float = 0.0
    wired: bool = True
    sensor: str = "ok"
    """``ok``, ``open``, ``short``, or ``loose``: fallen out, it cools while the heater stays hot."""
    loose_reading: float = AMBIENT

    @property
    def reading(self) -> float:
        """What the firmware believes the temperature is."""
        fixed = {"open": OPEN_SENSOR, "short": SHORTED_SENSOR, "loose": self.loose_reading}
        return fixed.get(self.sensor, self.temperature)

    def step(self) -> None:
        """Live one :data:`TICK`."""
        demand = 0.0
        if self.target > 0:
            demand = self.loss * (self.target - AMBIENT) + self.gain * (self.target - self.reading)
        self.output = min(1.0, max(0.0, demand / self.power))
        watts = self.output * self.power if self.wired else 0.0
        self.temperature += TICK * (watts - self.loss * (self.temperature - AMBIENT)) / self.capacity
        self.loose_reading += TICK * (AMBIENT - self.loose_reading) / 20.0

    def break_sensor(self, how: str) -> None:
        self.sensor, self.loose_reading = how, self.temperature


def nozzle() -> Heater:
    return Heater("E0", capacity=14.0, loss=0.134, power=40.0, gain=4.0, limit=270.0, max_reading=285.0)


def bed() -> Heater:
    return Heater("BED", capacity=700.0, loss=1.5, power=220.0, gain=40.0, limit=140.0, max_reading=150.0)


class Watch:
    """The firmware's thermal protection of one heater: :meth:`fault` names what it would stop for, else
    None.
    """

    def __init__(self, heater: Heater) -> None:
        self.heater = heater
        self.rearm(0.0)

    def rearm(self, now: float) -> None:
        """A new target: it must be approached by ``WATCH_RISE`` degrees every ``WATCH_SECONDS``."""
        self.since, self.wanted = now, self.heater.reading + WATCH_RISE
        self.reached = False
        self.low_since: float | None = None

    def fault(self, now: float) -> str | None:
        heater = self.heater
        if heater.reading > heater.max_reading:
            return "MAXTEMP"
        if heater.target <= 0:
            return None
        if heater.reading < 0:
            return "MINTEMP"
        if not self.reached:
            return self._rising(now)
        return self._holding(now)

    def _rising(self, now: float) -> str | None:
        heater = self.heater
        if heater.reading >= heater.target - RUNAWAY_DROP / 2:
            self.reached = True
        elif heater.reading >= self.wanted:
            self.since, self.wanted = now, heater.reading + WATCH_RISE
        elif now - self.since > WATCH_SECONDS:
            return "Heating failed"
        return None

    def _holding(self, now: float) -> str | None:
        if self.heater.reading >= self.heater.target - RUNAWAY_DROP:
            self.low_since = None
        elif self.low_since is None:
            self.low_since = now
        elif now - self.low_since > RUNAWAY_SECONDS:
            return "Thermal Runaway"
        return None
