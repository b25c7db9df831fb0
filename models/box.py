"""The hollow of a box and the lip of its lid, found on cross-sections: lengths in millimetres."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.solid import Point, Solid

if TYPE_CHECKING:
    import manifold3d

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

    opening = _opening(solid)
    if opening is None:
        return None
    body, (low, high) = solid.closed(), solid.bounds
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
    end = _narrow_end(lid)
    if end is None:
        return None
    low, high = lid.bounds
    left, front, right, back = end.bounds()
    width, depth = right - left, back - front
    return Block((left, front, low[2]), (width, depth, high[2] - low[2]))


def enters(lid: Solid, solid: Solid) -> bool:
    """Whether the outline of the lip stays within that of the hollow, their middles together.

    The lid may be turned over, or by a half turn. False without a lip or a hollow. Raises BadShape when a
    skin is open.
    """
    end, opening = _narrow_end(lid), _opening(solid)
    if end is None or opening is None:
        return False
    room = _centred(opening).offset(_SKIN)
    turned = (_centred(end).scale(sides) for sides in ((1, 1), (-1, 1), (1, -1), (-1, -1)))
    return any((one - room).is_empty() for one in turned)


def _opening(solid: Solid) -> manifold3d.CrossSection | None:
    """The largest opening of the section just under the rim."""
    import manifold3d

    section = solid.closed().slice(solid.bounds[1][2] - _SKIN)
    outline = manifold3d.CrossSection([line for line in section.to_polygons() if _turns_left(line)])
    openings = [one for one in (outline - section).decompose() if not one.is_empty()]
    return max(openings, key=lambda one: one.area(), default=None)


def _narrow_end(lid: Solid) -> manifold3d.CrossSection | None:
    """The section of a lid near the narrower of its two ends."""
    body, (low, high) = lid.closed(), lid.bounds
    ends = [body.slice(z) for z in (low[2] + _SKIN, high[2] - _SKIN)]
    sizes = [np.subtract(end.bounds()[2:], end.bounds()[:2]) for end in ends]
    if np.allclose(sizes[0], sizes[1], atol=0.01):
        return None
    return ends[int(sizes[1].sum() < sizes[0].sum())]


def _centred(section: manifold3d.CrossSection) -> manifold3d.CrossSection:
    left, front, right, back = section.bounds()
    return section.translate((-(left + right) / 2, -(front + back) / 2))


def _turns_left(contour: np.ndarray) -> bool:
    """Whether a contour goes round matter (anticlockwise), and not round a void."""
    x, y = np.asarray(contour).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) > 0
