"""Where a fault is in a part, as plain data that a view draws. Lengths in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.solid import Solid


def box_place(solid: Solid, box: Sequence[float] = ()) -> dict[str, Any]:
    """A place to draw: a box of the part (mm), given by its two corners; without them, the whole part."""
    bounds = _bounds(solid)
    low, high = (list(box[:3]), list(box[3:])) if box else bounds
    return {"kind": "box", "from": low, "to": high, "part": bounds}


def point_place(solid: Solid, point: Sequence[float]) -> dict[str, Any]:
    """A place to draw: a point of the part (mm)."""
    return {"kind": "point", "at": list(point), "part": _bounds(solid)}


def _bounds(solid: Solid) -> list[list[float]]:
    return [list(corner) for corner in solid.bounds]
