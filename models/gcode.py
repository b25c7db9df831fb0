"""Reading G-code: the words of a line, and the moves that a whole text asks of a printing head.

What is known: G0, G1, G2, G3 (in the XY plane), G20, G21, G28, G90 to G92, M82, M83, M104, M109, M106, M107,
and the comments by which PrusaSlicer, OrcaSlicer and Cura name what they draw. Other commands leave the head
where it is. The commands are those of Marlin (https://marlinfw.org/meta/gcode/).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from models.segment import Kind, Point

INCH = 25.4
LONGEST_LINE = 256
"""Characters of a line that are read; Marlin reads 96."""
FARTHEST = 1e6
"""Largest number a word may hold: what is beyond counts as this."""
CHORD_ERROR = 0.05
"""Farthest that a chord may be from its arc, mm."""
MOST_CHORDS = 720
"""Chords of one arc: CHORD_ERROR holds for a whole circle of a radius up to 5 m."""


KINDS = tuple(Kind)
"""What a line may be for; a row of a table tells it by its place here."""
_KIND_OF = {
    name: KINDS.index(kind)
    for kind, names in {
        Kind.OUTER_WALL: "external perimeter, outer wall, wall-outer",
        Kind.INNER_WALL: "perimeter, inner wall, wall-inner",
        Kind.OVERHANG: "overhang perimeter, overhang wall",
        Kind.INFILL: "internal infill, sparse infill, fill",
        Kind.SOLID: "solid infill, internal solid infill, bottom surface, skin",
        Kind.TOP: "top solid infill, top surface, ironing",
        Kind.BRIDGE: "bridge infill, bridge, internal bridge",
        Kind.GAP: "gap fill, gap infill",
        Kind.SKIRT: "skirt/brim, skirt, brim",
        Kind.SUPPORT: "support material, support material interface, support, support interface, "
        "support transition, support-interface",
    }.items()
    for name in names.split(", ")
}
_TOLD = re.compile(r"; ?(?:TYPE|FEATURE): ?([\w /-]+)")
_WORD = re.compile(r"([A-Z])\s*([-+]?(?:\d+\.?\d*|\.\d+))?")
_COMMENT = re.compile(r"\([^()]*\)")

Place = tuple[float, float, float, float]
"""x, y, z and e, mm."""
Row = tuple[float, ...]
"""A move: x, y, z it starts from; x, y, z it goes to; filament (mm); speed (mm/s); temperature (°C); when it
starts and how long it takes (s); its line of G-code; fan (0 to 1); the place of its kind in KINDS."""


def words(line: str) -> tuple[str, dict[str, float]]:
    """A line of G-code as its command (``"G1"``, or ``""``) and its words (``{"X": 10.0}``).

    Comments, a line number and a checksum are left out.
    """
    line = line[:LONGEST_LINE].split(";", 1)[0].upper()
    while "(" in line and (shorter := _COMMENT.sub("", line)) != line:
        line = shorter
    found = _WORD.findall(line.split("*", 1)[0])
    if found and found[0][0] == "N":
        del found[0]
    if not found or found[0][0] not in "GMT":
        return "", {}
    (letter, number), *rest = found
    return f"{letter}{number.lstrip('0') or number[-1:]}", {name: _number(value) for name, value in rest}


def _number(text: str) -> float:
    return max(-FARTHEST, min(FARTHEST, float(text or 0)))


def moves(text: str, start: Point = (0.0, 0.0, 0.0)) -> Iterator[Row]:
    """The moves that a G-code text asks for, in order, whatever a machine would make of them.

    Lengths are told in millimetres, also after G20. An arc is told as chords. Times are length over speed,
    without acceleration: shorter than a real print.
    """
    head = _Head(start)
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(";"):
            if told := _TOLD.match(line):
                head.kind = _KIND_OF.get(told[1].strip().lower(), KINDS.index(Kind.OTHER))
            continue
        command, values = words(line)
        if command in ("G0", "G1"):
            row = head.go(head.goal(values), values, number)
            if row:
                yield row
        elif command in ("G2", "G3"):
            chords = head.arc(head.goal(values), values, clockwise=command == "G2")
            yield from filter(None, (head.go(point, values, number) for point in chords))
        elif command:
            head.obey(command, values)


class _Head:
    """Where the head is, and how it is set, while a program goes on."""

    def __init__(self, start: Point) -> None:
        self.at = (*start, 0.0)
        self.speed, self.temperature, self.fan, self.time = 25.0, 0.0, 0.0, 0.0
        self.unit = 1.0
        self.relative = self.relative_e = False
        self.kind = 0

    def obey(self, command: str, values: dict[str, float]) -> None:
        """A command that moves nothing, or sends the head home."""
        match command:
            case "G90" | "G91":
                self.relative = self.relative_e = command == "G91"
            case "M82" | "M83":
                self.relative_e = command == "M83"
            case "G20" | "G21":
                self.unit = INCH if command == "G20" else 1.0
            case "M104" | "M109":
                self.temperature = values.get("S", values.get("R", self.temperature))
            case "M106" | "M107":
                self.fan = min(1.0, max(0.0, values.get("S", 255.0) / 255)) if command == "M106" else 0.0
            case "G92":
                self._set({axis: values[axis] * self.unit for axis in "XYZE" if axis in values})
            case "G28":
                self._set(dict.fromkeys([axis for axis in "XYZ" if axis in values] or "XYZ", 0.0))

    def _set(self, values: dict[str, float]) -> None:
        x, y, z, e = (values.get(axis, value) for axis, value in zip("XYZE", self.at, strict=True))
        self.at = (x, y, z, e)

    def goal(self, values: dict[str, float]) -> Place:
        """Where a move to these words ends: x, y, z and e, in mm."""
        x, y, z, e = self.at
        unit, relative = self.unit, self.relative
        if "X" in values:
            x = values["X"] * unit + (x if relative else 0.0)
        if "Y" in values:
            y = values["Y"] * unit + (y if relative else 0.0)
        if "Z" in values:
            z = values["Z"] * unit + (z if relative else 0.0)
        if "E" in values:
            e = values["E"] * unit + (e if self.relative_e else 0.0)
        return x, y, z, e

    def go(self, goal: Place, values: dict[str, float], line: int) -> Row | None:
        """The straight move there; None when only the speed changes."""
        if "F" in values:
            self.speed = values["F"] * self.unit / 60
        x, y, z, e = self.at
        u, v, w, f = goal
        pushed = f - e
        distance = math.sqrt((u - x) ** 2 + (v - y) ** 2 + (w - z) ** 2) or abs(pushed)
        if not distance:
            return None
        duration = distance / self.speed if self.speed > 0 else 0.0
        begin = self.time
        self.time += duration
        self.at = goal
        return (x, y, z, u, v, w, pushed, self.speed, self.temperature, begin, duration, line, self.fan,
                self.kind)  # fmt: skip

    def arc(self, goal: Place, values: dict[str, float], clockwise: bool) -> Iterator[Place]:
        """The ends of the chords of an arc to ``goal``; none where no arc is told, as in Marlin."""
        x, y, z, e = self.at
        centre = self._centre(goal, values, clockwise)
        if centre is None:
            return
        a, b = centre
        first, last = math.atan2(y - b, x - a), math.atan2(goal[1] - b, goal[0] - a)
        turn = (last - first) % math.tau or math.tau
        if clockwise:
            turn = turn - math.tau or -math.tau
        near, far = math.hypot(x - a, y - b), math.hypot(goal[0] - a, goal[1] - b)
        step = 2 * math.acos(max(0.0, 1 - CHORD_ERROR / max(near, far, CHORD_ERROR)))
        count = min(MOST_CHORDS, math.ceil(abs(turn) / step))
        for way in (number / count for number in range(1, count)):
            radius, angle = near + (far - near) * way, first + turn * way
            yield (a + radius * math.cos(angle), b + radius * math.sin(angle),
                   z + (goal[2] - z) * way, e + (goal[3] - e) * way)  # fmt: skip
        yield goal

    def _centre(self, goal: Place, values: dict[str, float], clockwise: bool) -> tuple[float, float] | None:
        """The centre told by I and J, from where the head is, or by R (negative: the long way round)."""
        x, y, *_ = self.at
        if "R" not in values:
            i, j = values.get("I", 0.0) * self.unit, values.get("J", 0.0) * self.unit
            return (x + i, y + j) if i or j else None
        radius, across, up = values["R"] * self.unit, goal[0] - x, goal[1] - y
        chord = math.hypot(across, up)
        if not chord or not radius:
            return None
        aside = math.sqrt(max(0.0, radius**2 - chord**2 / 4)) / chord
        if clockwise == (radius > 0):
            aside = -aside
        return x + across / 2 - up * aside, y + up / 2 + across * aside
