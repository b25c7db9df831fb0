"""The measurements of the project: `python -m tests.bench NAME [--json]`.

One file a measurement, named after it, with a docstring that says what is compared and ``measure()``.
Public tools only, both sides in one run; the median of several runs, or one of a whole class.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """One side of a comparison: every run's value, in ``unit``."""

    label: str
    runs: tuple[float, ...]
    unit: str = "s"

    @property
    def median(self) -> float:
        return statistics.median(self.runs)


@dataclass(frozen=True)
class Measurement:
    """``ratio`` is how many times better we are than the reference; ``compares`` says of what, over what."""

    name: str
    ratio: float
    compares: str
    sides: tuple[Side, ...]

    def as_dict(self) -> dict[str, object]:
        return {
            "name": self.name,
            "ratio": round(self.ratio, 3),
            "compares": self.compares,
            "medians": {side.label: round(side.median, 3) for side in self.sides},
            "runs": {side.label: [round(run, 3) for run in side.runs] for side in self.sides},
            "unit": self.sides[0].unit,
        }

    def table(self) -> str:
        width = max(len(side.label) for side in self.sides)
        lines = [
            f"  {side.label:{width}}  {side.median:8.2f} {side.unit}   (min {min(side.runs):.2f}, "
            f"max {max(side.runs):.2f}, {len(side.runs)} runs)"
            for side in self.sides
        ]
        return "\n".join([self.name, *lines, f"  ratio {self.ratio:.2f}: {self.compares}"])
