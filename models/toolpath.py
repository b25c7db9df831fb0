"""The path a printing head follows: straight segments, some of them drawn in molten plastic.

Lengths are millimetres, speeds mm/s, times seconds, temperatures °C, volumes mm³. A toolpath comes from a
G-code text (:meth:`Toolpath.from_gcode`, what the program asks) or from a machine's record (what really
happened). It holds a print of hundreds of thousands of segments as one array.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from models.gcode import KINDS, moves
from models.segment import FILAMENT_AREA, STILL, Point, Segment

SAME_HEIGHT = 0.005
"""Two heights closer than this are one layer."""
SAME_POINT = 0.01
"""A line that starts closer than this to the end of the last one goes on with its stroke."""

COLUMNS = (
    *("x0", "y0", "z0", "x", "y", "z", "e", "speed", "temperature"),
    *("time", "duration", "line", "fan", "kind"),
)
"""The columns of :attr:`Toolpath.table`; ``kind`` is a place in KINDS."""
MOST_SEGMENTS = 1_000_000
"""Segments that may cross from one process to another."""
_LARGEST = 1e9
"""Largest number that may cross."""


class Toolpath:
    """Segments in the order the head follows them."""

    def __init__(self, segments: Iterable[Segment] = ()) -> None:
        self.table = _table(map(_row, segments))

    @classmethod
    def _of_table(cls, table: np.ndarray) -> Toolpath:
        path = cls()
        path.table = table
        return path

    # -- the segments, one by one ---------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.segments)

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def segments(self) -> list[Segment]:
        return [_segment(row) for row in self.table.tolist()]

    @property
    def extruded(self) -> list[Segment]:
        """The segments drawn in plastic."""
        return [_segment(row) for row in self.table[self.drawn].tolist()]

    @property
    def travels(self) -> list[Segment]:
        """The segments where the head moves without drawing."""
        return [_segment(row) for row in self.table[self.moved & ~self.drawn].tolist()]

    # -- the segments, as columns of one number each --------------------------------------------------------

    def column(self, name: str) -> np.ndarray:
        """One of COLUMNS, for each segment."""
        return self.table[:, COLUMNS.index(name)]

    @property
    def starts(self) -> np.ndarray:
        """Where each segment starts, n × 3 (mm)."""
        return self.table[:, :3]

    @property
    def ends(self) -> np.ndarray:
        """Where each segment ends, n × 3 (mm)."""
        return self.table[:, 3:6]

    @cached_property
    def lengths(self) -> np.ndarray:
        """How far the head goes in each segment, mm."""
        return np.sqrt(((self.ends - self.starts) ** 2).sum(axis=1))

    @property
    def moved(self) -> np.ndarray:
        """For each segment, whether the head moves."""
        return self.lengths > STILL

    @cached_property
    def drawn(self) -> np.ndarray:
        """For each segment, whether it is drawn in plastic."""
        return self.moved & (self.column("e") > 0)

    @cached_property
    def layer_of(self) -> np.ndarray:
        """For each segment, the number (from 0) of the layer it is drawn on; a travel has that of the line
        before. All zero where there are no layers.
        """
        heights = np.asarray(self.layers)
        last = np.maximum.accumulate(np.where(self.drawn, np.arange(len(self)), 0))
        found = np.searchsorted(heights, self.ends[last, 2] + STILL, side="right") - 1
        return found.clip(0, max(0, len(heights) - 1))

    @cached_property
    def widths(self) -> np.ndarray:
        """Width (mm) of each drawn line, from its plastic and the height of its layer over the one below;
        0 for travels, and where there are no layers.
        """
        heights = np.diff(np.asarray(self.layers), prepend=0.0)
        section = np.zeros(len(self))
        section[self.drawn] = FILAMENT_AREA * self.column("e")[self.drawn] / self.lengths[self.drawn]
        thick = heights[self.layer_of] if len(heights) else np.zeros(len(self))
        return np.divide(section, thick, out=np.zeros(len(self)), where=thick > STILL)

    # -- measures -------------------------------------------------------------------------------------------

    @property
    def length(self) -> float:
        """Length drawn in plastic, mm."""
        return float(self.lengths[self.drawn].sum())

    @property
    def filament(self) -> float:
        """Filament pushed for good, mm: what goes in less what comes back."""
        return float(self.column("e").sum())

    @property
    def volume(self) -> float:
        """Plastic drawn, mm³."""
        return float(self.column("e")[self.drawn].sum()) * FILAMENT_AREA

    @property
    def duration(self) -> float:
        """From the start of the first segment to the end of the last, seconds."""
        if not len(self):
            return 0.0
        times = self.column("time")
        return float(times[-1] + self.column("duration")[-1] - times[0])

    @cached_property
    def heights(self) -> list[float]:
        """The heights (mm) at which something is drawn, lowest first."""
        heights: list[float] = []
        for z in np.unique(self.ends[self.drawn, 2]).tolist():
            if not heights or z - heights[-1] > SAME_HEIGHT:
                heights.append(z)
        return heights

    @property
    def layers(self) -> list[float]:
        """The heights (mm) of the layers, lowest first; none when the head rises while it draws."""
        return [] if self.is_spiral else self.heights

    @cached_property
    def is_spiral(self) -> bool:
        """Whether more than half of what is drawn is in strokes that change height (a « vase »)."""
        drawn, starts = self.drawn, self._stroke_starts
        if not len(starts):
            return False
        heights, lengths = self.ends[drawn, 2], np.add.reduceat(self.lengths[drawn], starts)
        spread = np.maximum.reduceat(heights, starts) - np.minimum.reduceat(heights, starts)
        rising = spread + abs(self.starts[drawn, 2][starts] - heights[starts]) > SAME_HEIGHT
        return bool(lengths[rising].sum() > lengths.sum() / 2)

    @property
    def bounds(self) -> tuple[Point, Point] | None:
        """The two opposite corners of the box round what is drawn, or None when nothing is."""
        points = self.table[self.drawn, :6].reshape(-1, 3)
        if not len(points):
            return None
        (x0, y0, z0), (x1, y1, z1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        return (x0, y0, z0), (x1, y1, z1)

    def strokes(self) -> list[list[Point]]:
        """What is drawn without lifting: runs of drawn segments, each as its list of points."""
        starts = self._stroke_starts.tolist()
        firsts, ends = (points[self.drawn].tolist() for points in (self.starts, self.ends))
        runs = zip(starts, [*starts[1:], len(ends)], strict=True)
        return [[tuple(firsts[start]), *map(tuple, ends[start:end])] for start, end in runs]

    @cached_property
    def _stroke_starts(self) -> np.ndarray:
        """Among the drawn segments, those that begin a stroke."""
        starts, ends = self.starts[self.drawn], self.ends[self.drawn]
        if not len(starts):
            return np.zeros(0, dtype=int)
        jumps = np.sqrt(((starts[1:] - ends[:-1]) ** 2).sum(axis=1))
        return np.concatenate([[0], 1 + np.flatnonzero(jumps >= SAME_POINT)])

    # -- where a toolpath comes from ------------------------------------------------------------------------

    @classmethod
    def of(cls, thing: Any) -> Toolpath:
        """``thing`` as a toolpath: a Toolpath itself, or plain data made by :meth:`as_plain`."""
        return thing if isinstance(thing, Toolpath) else cls.from_plain(thing)

    def as_plain(self) -> dict[str, str]:
        """The columns as plain data, to cross from one process to another."""
        columns = self.table.T.astype("<f8")
        return {
            name: base64.b64encode(values.tobytes()).decode("ascii")
            for name, values in zip(COLUMNS, columns, strict=True)
        }

    @classmethod
    def from_plain(cls, data: Any) -> Toolpath:
        """The path of :meth:`as_plain`, from a process that may lie. Raises ValueError for anything else."""
        if not isinstance(data, Mapping) or set(data) != set(COLUMNS):
            raise ValueError("these are not the columns of a toolpath")
        columns = [_decode(data[name]) for name in COLUMNS]
        if len(set(map(len, columns))) != 1:
            raise ValueError("the columns of a toolpath have different lengths")
        table = np.stack(columns, axis=1).astype(float)
        if not (np.abs(table) <= _LARGEST).all():
            raise ValueError("a number of the toolpath is out of reason")
        whole = table[:, [COLUMNS.index(name) for name in ("line", "kind")]]
        if (whole % 1).any() or (whole < 0).any() or (whole[:, 1] >= len(KINDS)).any():
            raise ValueError("a line or a kind of the toolpath does not exist")
        return cls._of_table(_frozen(table))

    @classmethod
    def from_gcode(cls, text: str, start: Point = (0.0, 0.0, 0.0)) -> Toolpath:
        """The path that a G-code text asks for, as :func:`models.gcode.moves` tells it."""
        return cls._of_table(_table(moves(text, start)))


def _row(one: Segment) -> tuple[float, ...]:
    figures = one.e, one.speed, one.temperature, one.time, one.duration, one.line, one.fan
    return (*one.start, *one.end, *figures, KINDS.index(one.kind))


def _segment(row: list[float]) -> Segment:
    x, y, z, u, v, w, e, speed, temperature, time, duration, line, fan, kind = row
    where = (x, y, z), (u, v, w)
    return Segment(*where, e, speed, temperature, time, duration, int(line), fan, KINDS[int(kind)])


def _table(rows: Iterable[tuple[float, ...]]) -> np.ndarray:
    flat = np.fromiter(chain.from_iterable(rows), dtype=float)
    return _frozen(flat.reshape(-1, len(COLUMNS)))


def _frozen(table: np.ndarray) -> np.ndarray:
    table.flags.writeable = False
    return table


def _decode(text: Any) -> np.ndarray:
    if type(text) is not str or len(text) > 4 * MOST_SEGMENTS * 8 // 3 + 4:
        raise ValueError("a column of the toolpath is no text, or too long")
    return np.frombuffer(base64.b64decode(text, validate=True), "<f8")
