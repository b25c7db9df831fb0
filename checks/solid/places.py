"""Where a fault is in a part, as plain data that a view draws. Lengths in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.gaps import Gap
from models.solid import Solid


def box_place(solid: Solid, box: Sequence[float] = ()) -> dict[str, Any]:
    """A place to draw: a box of the part (mm), given by its two corners; without them, the whole part."""
    bounds = _bounds(solid)
    low, high = (_plain(box[:3]), _plain(box[3:])) if box else bounds
    return {"kind": "box", "from": low, "to": high, "part": bounds}


def point_place(solid: Solid, point: Sequence[float]) -> dict[str, Any]:
    """A place to draw: a point of the part (mm)."""
    return {"kind": "point", "at": _plain(point), "part": _bounds(solid)}


def place_over(solid: Solid, x: float, y: float, z: float) -> dict[str, Any]:
    """A point to draw, told from the lowest corner of the part (mm)."""
    west, south, low = solid.bounds[0]
    return point_place(solid, (west + x, south + y, low + z))


def segment_place(solid: Solid, start: Sequence[float], end: Sequence[float]) -> dict[str, Any]:
    """A place to draw: a length measured between two points (mm)."""
    return {"kind": "segment", "from": _plain(start), "to": _plain(end), "part": _bounds(solid)}


def gap_place(solid: Solid, gap: Gap) -> dict[str, Any]:
    """A place to draw: the gap between two bodies."""
    return segment_place(solid, gap.start, gap.end)


def _bounds(solid: Solid) -> list[list[float]]:
    return [_plain(corner) for corner in solid.bounds]


def _plain(point: Sequence[float]) -> list[float]:
    return [float(value) for value in point]
