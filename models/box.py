"""The hollow of a box and the lip of its lid, found on cross-sections: lengths in millimetres."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.solid import Point, Solid

_SKIN = 0.05
"""How far under a face its section is taken, and how far from the walls the floor is looked for."""


class Block(NamedTuple):
    """A block of space, by its lowest corner and its size."""

    low: Point
    size: Point


def hollow(solid: Solid) -> Block | None:
    """The free space of a box open at the top, or None where nothing opens upwards.

    Its width and depth are those of the largest opening of the section just under the rim; it goes down to
    the first material under this opening, or to the lowest point of the part where there is none. Raises
    BadShape when the skin of the part is open.
    """
    import manifold3d

    body, (low, high) = solid.closed(), solid.bounds
    section = body.slice(high[2] - _SKIN)
    outline = manifold3d.CrossSection([line for line in section.to_polygons() if _turns_left(line)])
    openings = [one for one in (outline - section).decompose() if not one.is_empty()]
    if not openings:
        return None
    opening = max(openings, key=lambda one: one.area())
    left, front, right, back = opening.bounds()
    shaft = opening.offset(-_SKIN, manifold3d.JoinType.Miter).extrude(high[2] - low[2])
    below = body ^ shaft.translate((0.0, 0.0, low[2]))
    floor = low[2] if below.is_empty() else below.bounding_box()[5]
    return Block((left, front, floor), (right - left, back - front, high[2] - floor))


def lip(lid: Solid) -> Block | None:
    """The part of a lid that enters the box: the narrower of its two ends, whichever way up it lies.

    Only the width and depth of the block are the lip's: its height is the whole lid's. None for a lid whose
    two ends have the same width and depth. Raises BadShape when the skin is open.
    """
    body, (low, high) = lid.closed(), lid.bounds
    ends = [body.slice(z).bounds() for z in (low[2] + _SKIN, high[2] - _SKIN)]
    sizes = [np.subtract(end[2:], end[:2]) for end in ends]
    if np.allclose(sizes[0], sizes[1], atol=0.01):
        return None
    narrow = int(sizes[1].sum() < sizes[0].sum())
    (left, front), (width, depth) = ends[narrow][:2], sizes[narrow]
    return Block((left, front, low[2]), (float(width), float(depth), high[2] - low[2]))


def _turns_left(contour: np.ndarray) -> bool:
    """Whether a contour goes round matter (anticlockwise), and not round a void."""
    x, y = np.asarray(contour).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) > 0
