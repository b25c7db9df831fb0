"""One straight move of a printing head, and what it is for.

Lengths are millimetres, speeds mm/s, times seconds, temperatures °C, volumes mm³.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float, float]
FILAMENT_DIAMETER = 1.75
FILAMENT_AREA = math.pi * FILAMENT_DIAMETER**2 / 4
"""Section of the filament, mm²: one millimetre of it pushed is this volume in mm³."""

STILL = 1e-6
"""A move shorter than this goes nowhere."""


class Kind(StrEnum):
    """What a line of plastic is for, as the slicer tells it in a comment."""

    UNKNOWN = ""
    OUTER_WALL = "outer wall"
    INNER_WALL = "inner wall"
    OVERHANG = "overhang"
    INFILL = "infill"
    SOLID = "solid infill"
    TOP = "top"
    BRIDGE = "bridge"
    GAP = "gap fill"
    SKIRT = "skirt"
    SUPPORT = "support"
    OTHER = "other"


@dataclass(frozen=True)
class Segment:
    """One straight move. ``e`` is the filament pushed (mm, negative when pulled back); ``line`` its line of
    G-code; ``fan`` from 0 to 1; ``kind`` what it is for.
    """

    start: Point
    end: Point
    e: float = 0.0
    speed: float = 0.0
    temperature: float = 0.0
    time: float = 0.0
    duration: float = 0.0
    line: int = 0
    fan: float = 0.0
    kind: Kind = Kind.UNKNOWN

    @property
    def length(self) -> float:
        return math.dist(self.start, self.end)

    @property
    def extruded(self) -> bool:
        """True for a drawn line: the head moves and pushes plastic."""
        return self.e > 0 and self.length > STILL

    @property
    def volume(self) -> float:
        """Plastic pushed, mm³ (0 for a travel or a retraction)."""
        return max(0.0, self.e) * FILAMENT_AREA

    def width(self, height: float) -> float:
        """Width of the drawn line (mm) for a layer of this height: its volume over length and height."""
        return self.volume / (self.length * height) if self.extruded and height > 0 else 0.0
