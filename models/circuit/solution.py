"""A solved circuit: voltages, currents, powers, and what would burn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.circuit import parts as p
from models.circuit.errors import CircuitError
from models.circuit.topology import Problem, unprotected_leds
from models.circuit.values import format_value

REVERSED_LED = 0.3
"""Volts from cathode to anode above which a LED is called reversed rather than just off."""


@dataclass(frozen=True, repr=False)
class Burn:
    """A part over one of its limits. ``value`` and ``limit`` are in ``unit``."""

    part: p.Part
    quantity: str
    value: float
    limit: float
    unit: str
    unprotected: bool = False
    """A LED with no resistor between it and the battery."""

    @property
    def ratio(self) -> float:
        """How many times the limit."""
        return self.value / self.limit

    def __str__(self) -> str:
        times = f"{self.ratio:.1f}".replace(".", ",")
        return (
            f"« {self.part.name} » ({self.part.french}) : {self.quantity} de "
            f"{format_value(self.value, self.unit)}, la limite est {format_value(self.limit, self.unit)} "
            f"({times} fois trop)"
        )

    __repr__ = __str__


@dataclass(frozen=True, repr=False)
class Solution:
    """Le montage résolu : volts par nœud, ampères et watts par pièce.

    Node voltages are measured from the reference node. A part's current goes from its first node to its
    second; a battery's is what it delivers, as its power; a potentiometer's is the larger of its
    two sections'.
    """

    parts: tuple[p.Part, ...]
    voltages: Mapping[str, float]
    currents: Mapping[str, float]
    powers: Mapping[str, float]

    def voltage(self, first: str, second: str | None = None) -> float:
        """La tension d'un nœud, ou entre deux nœuds, en volts."""
        for node in (first, second):
            if node is not None and node not in self.voltages:
                raise CircuitError(
                    f"Le nœud {node!r} n'existe pas dans ce montage. "
                    f"Nœuds connus : {', '.join(self.voltages)}."
                )
        return self.voltages[first] - (self.voltages[second] if second is not None else 0.0)

    def current(self, part: str) -> float:
        """Le courant dans une pièce, en ampères."""
        return self._of_part(self.currents, part)

    def power(self, part: str) -> float:
        """La puissance d'une pièce, en watts."""
        return self._of_part(self.powers, part)

    def _of_part(self, figures: Mapping[str, float], part: str) -> float:
        if part not in figures:
            raise CircuitError(
                f"Aucune pièce ne s'appelle {part!r}. Pièces connues : {', '.join(self.currents)}."
            )
        return figures[part]

    def across(self, part: p.Part) -> float:
        """Volts from a part's first node to its second."""
        return self.voltage(part.nodes[0], part.nodes[1])

    def burns(self) -> list[Burn]:
        """Ce qui dépasse sa limite, et de combien, le pire d'abord ; une liste vide quand tout va bien."""
        return sorted(self._burns(), key=lambda burn: -burn.ratio)

    def _burns(self) -> Iterator[Burn]:
        unprotected = unprotected_leds(self.parts)
        for part in self.parts:
            current, power = self.currents[part.name], self.powers[part.name]
            if isinstance(part, p.LED):
                yield from _over(part, "courant", current, p.LED_MAX_CURRENT, "A", part in unprotected)
                yield from _over(part, "tension inverse", -self.across(part), p.LED_MAX_REVERSE, "V")
            elif isinstance(part, p.Resistor | p.Potentiometer):
                yield from _over(part, "puissance", power, p.RESISTOR_MAX_POWER, "W")
            elif isinstance(part, p.Battery):
                yield from _over(part, "courant", abs(current), p.BATTERY_MAX_CURRENT, "A")

    def problems(self) -> list[Problem]:
        """What only the solution shows: LEDs turned the wrong way."""
        return [
            Problem(
                "led_reversed",
                "LED à l'envers",
                f"La LED « {led.name} » reçoit {format_value(-self.across(led), 'V')} à l'envers.",
                "Une LED ne laisse passer le courant que dans un sens : de l'anode vers la cathode.",
                "Échangez les nœuds de l'anode et de la cathode. L'anode est du côté du + de la pile.",
                (led.name,),
            )
            for led in self.parts
            if isinstance(led, p.LED) and self.across(led) < -REVERSED_LED
        ]

    def __str__(self) -> str:
        return "\n".join([*_table(self._rows()), *(f"✖ {burn}." for burn in self.burns())])

    __repr__ = __str__

    def _rows(self) -> Iterator[tuple[str, ...]]:
        yield "pièce", "tension", "courant", "puissance"
        for part in self.parts:
            yield (
                part.name,
                format_value(self.across(part), "V"),
                format_value(self.currents[part.name], "A"),
                format_value(self.powers[part.name], "W"),
            )


def _over(
    part: p.Part, quantity: str, value: float, limit: float, unit: str, bare: bool = False
) -> list[Burn]:
    # A thousandth of slack: 20 mA computed as 20.0001 mA burns nothing.
    return [Burn(part, quantity, value, limit, unit, bare)] if value > limit * 1.001 else []


def _table(rows: Iterator[tuple[str, ...]]) -> list[str]:
    cells = list(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [_line(row, widths) for row in cells]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    figures = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join([row[0].ljust(widths[0]), *figures])
