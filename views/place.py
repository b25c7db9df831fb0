"""Where a fault is in a part: its outline from the front and from above, and a mark.

As on a technical drawing in Europe, the view from above stands below the view from the front. All is in
millimetres; what is drawn comes from a check's ``place``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

Point = tuple[float, float, float]
Box = tuple[Point, Point]
"""Its lowest and its highest corner."""

INK, FAULT, PART = "#1f2430", "#a4262c", "#dfe4ec"
SIDE = 220.0
"""Longest side of a view, pixels."""
THIN = 6.0
"""Shortest side of what is drawn, pixels: a thin plate stays visible."""
EDGE, CAPTION = 22.0, 20.0


def plan(part: Box, fault: Box, segment: bool = False) -> str:
    """The outline of ``part`` with ``fault`` marked: a box, or a point when its two corners are the same.

    With ``segment``, ``fault`` is the two ends of a line: a gap, a distance. An SVG drawing. The fault may
    lie outside of the part.
    """
    low, high = (_corner(choose, part, fault) for choose in (min, max))
    scale = SIDE / max(1e-6, *(top - bottom for bottom, top in zip(low, high, strict=True)))
    shapes, top = "", 0.0
    for name, axes in (("de face (x, z)", (0, 2)), ("de dessus (x, y)", (0, 1))):
        view = _View(axes, (low, high), scale, top + CAPTION)
        shapes += (
            f'<text x="{EDGE:g}" y="{view.top - 6:.1f}">{name}</text>'
            f'<rect {view.area(part)} fill="{PART}" stroke="{INK}"/>'
            + (_line(view, fault) if segment else _mark(view, fault))
        )
        top = view.bottom + EDGE
    width = SIDE + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {top:.1f}" width="{width:g}" '
        f'height="{top:.1f}" font-family="Liberation Sans, Arial, sans-serif" font-size="13" fill="{INK}">'
        f"{shapes}</svg>"
    )


class _View:
    """Where points fall on the page, seen along one axis: the others are ``axes``, across and up."""

    def __init__(self, axes: tuple[int, int], frame: Box, scale: float, top: float) -> None:
        self._axes, self._low, self._scale = axes, frame[0], scale
        self.top = top
        self.bottom = top + max(THIN, scale * (frame[1][axes[1]] - frame[0][axes[1]]))

    def at(self, point: Point) -> tuple[float, float]:
        across, up = self._axes
        return (
            EDGE + self._scale * (point[across] - self._low[across]),
            self.bottom - self._scale * (point[up] - self._low[up]),
        )

    def area(self, box: Box) -> str:
        """The position and size of a box, as attributes of a ``<rect>``."""
        (left, bottom), (right, top) = map(self.at, box)
        width, height = max(THIN, right - left), max(THIN, bottom - top)
        return f'x="{left:.1f}" y="{bottom - height:.1f}" width="{width:.1f}" height="{height:.1f}"'


def _mark(view: _View, fault: Box) -> str:
    """A ring and a cross on a point, a dashed frame round a box."""
    if fault[0] != fault[1]:
        return (
            f'<rect {view.area(fault)} fill="none" stroke="{FAULT}" stroke-width="3" stroke-dasharray="7 4"/>'
        )
    x, y = view.at(fault[0])
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="none" stroke="{FAULT}" stroke-width="3"/>'
        f'<path d="M{x - 15:.1f} {y:.1f}H{x + 15:.1f}M{x:.1f} {y - 15:.1f}V{y + 15:.1f}" stroke="{FAULT}" '
        'stroke-width="1.5"/>'
    )


def _line(view: _View, ends: Box) -> str:
    """A line with a small bar across each end; a ring where it is seen end on."""
    (x0, y0), (x1, y1) = map(view.at, ends)
    length = math.hypot(x1 - x0, y1 - y0)
    if length < THIN:
        return _mark(view, (ends[0], ends[0]))
    across, up = 6 * (y1 - y0) / length, 6 * (x0 - x1) / length
    bars = "".join(
        f"M{x - across:.1f} {y - up:.1f}L{x + across:.1f} {y + up:.1f}" for x, y in ((x0, y0), (x1, y1))
    )
    return f'<path d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}{bars}" stroke="{FAULT}" stroke-width="3"/>'


def _corner(choose: Callable[[Iterable[float]], float], *boxes: Box) -> Point:
    x, y, z = (choose(corner[axis] for box in boxes for corner in box) for axis in range(3))
    return x, y, z
