"""The parts of a circuit: what they are, what they bear before they burn.

Limits are those of the workshop's drawers: quarter-watt resistors, 5 mm LEDs, small batteries.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

THERMAL_VOLTAGE = 1.380649e-23 * 300.15 / 1.602176634e-19
"""kT/q at 27 °C, the solver's temperature, in volts."""

LED_MAX_CURRENT = 0.020
"""Amperes: the usual continuous rating of a 5 mm indicator LED."""
LED_MAX_REVERSE = 5.0
"""Volts: the usual reverse rating of an indicator LED."""
RESISTOR_MAX_POWER = 0.25
"""Watts: an ordinary through-hole resistor."""
BATTERY_MAX_CURRENT = 1.0
"""Amperes: above it a small battery heats up and its voltage falls."""
CONTACT_RESISTANCE = 0.01
"""Ohms of a closed switch."""
TRACK_END_RESISTANCE = 1.0
"""Ohms that remain on a potentiometer's track at the end of its travel."""


@dataclass(frozen=True)
class LEDModel:
    """A diode that drops ``forward`` volts at 20 mA. ``emission`` and ``series`` (Ω) give its slope.

    Forward voltages are typical figures of 5 mm LEDs; they vary by ±0.2 V from one LED to the next. An
    emission coefficient of 2 for the phosphide colours and 3 for the nitride ones (blue, white), with 10 Ω in
    series, gives a drop of about 0.3 V from 20 mA to 2 mA, as their curves do.
    """

    french: str
    forward: float
    emission: float
    series: float = 10.0

    @property
    def saturation(self) -> float:
        """Shockley's saturation current, in amperes, so that 20 mA flow under ``forward`` volts."""
        junction = self.forward - LED_MAX_CURRENT * self.series
        return LED_MAX_CURRENT / math.expm1(junction / (self.emission * THERMAL_VOLTAGE))


LED_COLORS = {
    "red": LEDModel("rouge", forward=2.0, emission=2.0),
    "yellow": LEDModel("jaune", forward=2.1, emission=2.0),
    "green": LEDModel("verte", forward=2.2, emission=2.0),
    "blue": LEDModel("bleue", forward=3.2, emission=3.0),
    "white": LEDModel("blanche", forward=3.2, emission=3.0),
}


@dataclass(frozen=True)
class Part:
    """A part between named nodes. ``current`` conventions: from the first node to the second, through it."""

    kind: ClassVar[str] = ""
    french: ClassVar[str] = ""
    name: str
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Battery(Part):
    """An ideal battery; nodes are plus, minus. Its current is what it delivers, out of its plus."""

    kind: ClassVar[str] = "battery"
    french: ClassVar[str] = "pile"
    voltage: float


@dataclass(frozen=True)
class Resistor(Part):
    kind: ClassVar[str] = "resistor"
    french: ClassVar[str] = "résistance"
    resistance: float


@dataclass(frozen=True)
class LED(Part):
    """A light-emitting diode; nodes are anode, cathode."""

    kind: ClassVar[str] = "led"
    french: ClassVar[str] = "LED"
    color: str

    @property
    def model(self) -> LEDModel:
        return LED_COLORS[self.color]


@dataclass(frozen=True)
class Switch(Part):
    kind: ClassVar[str] = "switch"
    french: ClassVar[str] = "interrupteur"
    closed: bool


@dataclass(frozen=True)
class Potentiometer(Part):
    """A track between the first two nodes, a wiper on the third; ``position`` 0 puts it at the first."""

    kind: ClassVar[str] = "potentiometer"
    french: ClassVar[str] = "potentiomètre"
    resistance: float
    position: float

    @property
    def sections(self) -> tuple[float, float]:
        """Ohms from the first node to the wiper and from the wiper to the second node."""
        return (
            max(self.resistance * self.position, TRACK_END_RESISTANCE),
            max(self.resistance * (1 - self.position), TRACK_END_RESISTANCE),
        )


def connections(part: Part) -> list[tuple[str, str]]:
    """The pairs of nodes that ``part`` joins for the current; an open switch joins none."""
    if isinstance(part, Switch) and not part.closed:
        return []
    if isinstance(part, Potentiometer):
        first, second, wiper = part.nodes
        return [(first, wiper), (wiper, second)]
    return [(part.nodes[0], part.nodes[1])]
