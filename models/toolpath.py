"""The path a printing head follows: straight segments, some of them drawn in molten plastic.

Lengths are millimetres, speeds mm/s, times seconds, temperatures °C, volumes mm³. A toolpath comes from a
G-code text
(:meth:`Toolpath.from_gcode`, what the program asks) or from a machine's record (what really happened).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float, float]
FILAMENT_DIAMETER = 1.75
FILAMENT_AREA = math.pi * FILAMENT_DIAMETER**2 / 4
"""Section of the filament, mm²: one millimetre of it pushed is this volume in mm³."""

SAME_HEIGHT = 0.005
"""Two heights closer than this are one layer."""


@dataclass(frozen=True)
class Segment:
    """One straight move. ``e`` is the filament pushed (mm, negative when pulled back); ``line`` its line of
    G-code.
    """

    start: Point
    end: Point
    e: float = 0.0
    speed: float = 0.0
    temperature: float = 0.0
    time: float = 0.0
    duration: float = 0.0
    line: int = 0

    @property
    def length(self) -> float:
        return math.dist(self.start, self.end)

    @property
    def extruded(self) -> bool:
        """True for a drawn line: the head moves and pushes plastic."""
        return self.e > 0 and self.length > 1e-6

    @property
    def volume(self) -> float:
        """Plastic pushed, mm³ (0 for a travel or a retraction)."""
        return max(0.0, self.e) * FILAMENT_AREA

    def width(self, height: float) -> float:
        """Width of the drawn line (mm) for a layer of this height: its volume over length and height."""
        return self.volume / (self.length * height) if self.extruded and height > 0 else 0.0


class Toolpath:
    """Segments in the order the head follows them."""

    def __init__(self, segments: Iterable[Segment] = ()) -> None:
        self.segments = list(segments)

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.segments)

    def __len__(self) -> int:
        return len(self.segments)

    @property
    def extruded(self) -> list[Segment]:
        """The segments drawn in plastic."""
        return [segment for segment in self.segments if segment.extruded]

    @property
    def travels(self) -> list[Segment]:
        """The segments where the head moves without drawing."""
        return [segment for segment in self.segments if segment.length > 1e-6 and not segment.extruded]

    @property
    def length(self) -> float:
        """Length drawn in plastic, mm."""
        return sum(segment.length for segment in self.extruded)

    @property
    def filament(self) -> float:
        """Filament pushed for good, mm: what goes in less what comes back."""
        return sum(segment.e for segment in self.segments)

    @property
    def volume(self) -> float:
        """Plastic drawn, mm³."""
        return sum(segment.volume for segment in self.extruded)

    @property
    def duration(self) -> float:
        """From the start of the first segment to the end of the last, seconds."""
        if not self.segments:
            return 0.0
        last = self.segments[-1]
        return last.time + last.duration - self.segments[0].time

    @property
    def layers(self) -> list[float]:
        """The heights (mm) at which something is drawn, lowest first."""
        heights: list[float] = []
        for z in sorted(segment.end[2] for segment in self.extruded):
            if not heights or z - heights[-1] > SAME_HEIGHT:
                heights.append(z)
        return heights

    @property
    def bounds(self) -> tuple[Point, Point] | None:
        """The two opposite corners of the box round what is drawn, or None when nothing is."""
        points = [point for segment in self.extruded for point in (segment.start, segment.end)]
        if not points:
            return None
        xs, ys, zs = zip(*points, strict=True)
        return (min(xs), min(ys), min(zs)), (max(xs), max(ys), max(zs))

    def strokes(self) -> list[list[Point]]:
        """What is drawn without lifting: runs of drawn segments, each as its list of points."""
        runs: list[list[Point]] = []
        for segment in self.extruded:
            if runs and math.dist(runs[-1][-1], segment.start) < 0.01:
                runs[-1].append(segment.end)
            else:
                runs.append([segment.start, segment.end])
        return runs

    @classmethod
    def of(cls, thing: Any) -> Toolpath:
        """``thing`` as a toolpath: a Toolpath itself, or plain data made by :meth:`as_plain`."""
        return thing if isinstance(thing, Toolpath) else cls.from_plain(thing)

    def as_plain(self) -> list[list[float]]:
        """The segments as plain numbers, to cross from one process to another: one row a segment."""
        return [
            [*one.start, *one.end, one.e, one.speed, one.temperature, one.time, one.duration, one.line]
            for one in self.segments
        ]

    @classmethod
    def from_plain(cls, data: Any) -> Toolpath:
        """The path of :meth:`as_plain`, from a process that may lie. Raises ValueError for anything else."""
        if not isinstance(data, list) or not all(map(_is_row, data)):
            raise ValueError("these are not the segments of a toolpath")
        return cls(Segment((x, y, z), (u, v, w), *rest) for x, y, z, u, v, w, *rest in data)

    @classmethod
    def from_gcode(cls, text: str, start: Point = (0.0, 0.0, 0.0)) -> Toolpath:
        """The path that a G-code text asks for, whatever a machine would make of it.

        Knows G0, G1, G28, G90–G92, M82, M83, M104 and M109, in millimetres; other commands leave the head
        where it is.
        Times are length over speed, without acceleration: shorter than a real print.
        """
        return cls(_trace(text, start))


def _is_row(row: Any) -> bool:
    numbers = isinstance(row, list) and all(type(value) in (int, float) for value in row)
    return numbers and len(row) == 12 and all(map(math.isfinite, row))


_WORD = re.compile(r"([A-Z])\s*([-+]?(?:\d+\.?\d*|\.\d+))?")


def words(line: str) -> tuple[str, dict[str, float]]:
    """A line of G-code as its command (``"G1"``, or ``""``) and its words (``{"X": 10.0}``), comments left
    out.
    """
    line = re.sub(r"\([^)]*\)", "", line.split(";", 1)[0]).strip().upper()
    found = [(letter, number) for letter, number in _WORD.findall(line)]
    if not found or found[0][0] not in "GMT":
        return "", {}
    (letter, number), *rest = found
    return f"{letter}{number}", {name: float(value or 0) for name, value in rest}


def _trace(text: str, start: Point) -> Iterator[Segment]:
    at = dict(zip("XYZ", start, strict=True)) | {"E": 0.0}
    speed, temperature, time = 25.0, 0.0, 0.0
    relative, relative_e = False, False
    for number, line in enumerate(text.splitlines(), 1):
        command, values = words(line)
        match command:
            case "G90" | "G91":
                relative = relative_e = command == "G91"
            case "M82" | "M83":
                relative_e = command == "M83"
            case "M104" | "M109":
                temperature = values.get("S", values.get("R", temperature))
            case "G92":
                at |= {axis: values[axis] for axis in at if axis in values}
            case "G28":
                at |= dict.fromkeys([axis for axis in "XYZ" if axis in values] or "XYZ", 0.0)
            case "G0" | "G1":
                speed = values.get("F", speed * 60) / 60
                goal = {
                    axis: values[axis] + (at[axis] if (relative_e if axis == "E" else relative) else 0.0)
                    if axis in values
                    else at[axis]
                    for axis in at
                }
                segment = _segment(at, goal, speed, temperature, time, number)
                time += segment.duration
                at = goal
                yield segment


def _segment(
    at: dict[str, float], goal: dict[str, float], speed: float, temperature: float, time: float, line: int
) -> Segment:
    start, end = ((p["X"], p["Y"], p["Z"]) for p in (at, goal))
    e = goal["E"] - at["E"]
    distance = math.dist(start, end) or abs(e)
    return Segment(start, end, e, speed, temperature, time, distance / speed if speed > 0 else 0.0, line)
