"""Round holes of a part, found on its cross-sections.

The part is cut by planes across the axis, one between each two neighbouring heights of its vertices. In
each cut, an inner contour whose corners lie on one circle (within 3 %, at least five corners, none further
apart than 75°) is a round opening. Openings on one axis are one hole.

**Diameter** means the circle through the corners. Modelling programs put the corners of a faceted circle on
the circle that was asked for, so a hole asked for at 5 mm measures 5 mm with 8 facets as with 100 (its area
would not). A hole that narrows has the diameter of its narrowest place. **Through** means that no material at
all lies on the hole's axis, from one side of the part to the other.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import manifold3d

    from models.solid import Point

_MAX_CUTS = 60
_ROUND = 0.03
_MAX_GAP = math.radians(75)


@dataclass(frozen=True)
class Hole:
    """A round hole (mm): its axis passes through ``position``, the middle of its depth."""

    diameter: float
    position: Point
    depth: float
    through: bool
    axis: str
    widest: float
    """Its diameter at its widest place: that of a counterbore, where there is one."""
    widest_depth: float
    """How deep it is that wide."""


@dataclass(frozen=True)
class _Opening:
    x: float
    y: float
    diameter: float
    low: float
    high: float


def find(solid: manifold3d.Manifold, axis: str = "z") -> list[Hole]:
    """The holes of ``solid`` along ``axis``, ordered by position."""
    turned = upright(solid, axis)
    stacks: list[list[_Opening]] = []
    for opening in _openings(turned):
        for stack in stacks:
            same = math.hypot(stack[-1].x - opening.x, stack[-1].y - opening.y) < 0.2 * opening.diameter
            if same and opening.low - stack[-1].high < 1e-3:
                stack.append(opening)
                break
        else:
            stacks.append([opening])
    return sorted((_hole(turned, stack, axis) for stack in stacks), key=lambda hole: hole.position)


def upright(solid: manifold3d.Manifold, axis: str) -> manifold3d.Manifold:
    """``solid`` turned so that its ``axis`` stands along z; its top then looks to −x ('x') or to −y ('y')."""
    return solid.rotate({"x": (0.0, -90.0, 0.0), "y": (90.0, 0.0, 0.0), "z": (0.0, 0.0, 0.0)}[axis])


def laid_back(point: Point, axis: str) -> Point:
    """Where a point of the part turned by :func:`upright` is in the part itself."""
    x, y, z = point
    return {"x": (z, y, -x), "y": (x, z, -y), "z": (x, y, z)}[axis]


def rim(solid: manifold3d.Manifold, hole: Hole) -> float:
    """How much material (mm) is left around a hole along z, where it is thinnest, at half its depth.

    Zero or less where the hole is not surrounded.
    """
    x, y, z = hole.position
    section, radius = solid.slice(z), hole.diameter / 2
    filled = section + type(section).circle(radius + 0.01, 96).translate((x, y))
    return min((_away(np.asarray(line) - (x, y)) for line in filled.to_polygons()), default=0.0) - radius


def _away(line: np.ndarray) -> float:
    """The distance from the origin to a closed line."""
    along = np.roll(line, -1, axis=0) - line
    lengths = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(-(line * along).sum(axis=1) / lengths, 0, 1)
    return float(np.linalg.norm(line + share[:, None] * along, axis=1).min())


def _openings(solid: manifold3d.Manifold) -> list[_Opening]:
    levels = np.unique(np.round(solid.to_mesh64().vert_properties[:, 2], 4))
    pairs = list(itertools.pairwise(levels))
    pairs = [(low, high) for low, high in pairs if high - low > 1e-3]
    if len(pairs) > _MAX_CUTS:
        edges = np.linspace(levels[0], levels[-1], _MAX_CUTS + 1)
        pairs = list(itertools.pairwise(edges))
    found = []
    for low, high in pairs:
        for contour in solid.slice(float(low + high) / 2).simplify(1e-4).to_polygons():
            circle = _circle(np.asarray(contour))
            if circle is not None:
                found.append(_Opening(*circle, float(low), float(high)))
    return found


def _circle(corners: np.ndarray) -> tuple[float, float, float] | None:
    """Centre and diameter of an inner contour (clockwise) whose corners lie on a circle, else None."""
    x, y = corners[:, 0], corners[:, 1]
    if len(corners) < 5 or np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)) >= 0:
        return None
    # Least-squares circle (Kåsa): x² + y² = 2·a·x + 2·b·y + c.
    middle = corners.mean(axis=0)
    u, v = (corners - middle).T
    (a, b, c), *_ = np.linalg.lstsq(
        np.stack([2 * u, 2 * v, np.ones_like(u)], axis=1), u**2 + v**2, rcond=None
    )
    radius = math.sqrt(c + a * a + b * b)
    angles = np.sort(np.arctan2(v - b, u - a))
    gap = np.diff(angles, append=angles[0] + 2 * math.pi).max()
    if np.abs(np.hypot(u - a, v - b) - radius).max() > _ROUND * radius or gap > _MAX_GAP:
        return None
    return float(middle[0] + a), float(middle[1] + b), 2 * radius


def _hole(solid: manifold3d.Manifold, stack: list[_Opening], axis: str) -> Hole:
    narrow = min(stack, key=lambda opening: opening.diameter)
    low, high = stack[0].low, stack[-1].high
    bottom, top = solid.bounding_box()[2], solid.bounding_box()[5]
    through = not solid.ray_cast((narrow.x, narrow.y, bottom - 1), (narrow.x, narrow.y, top + 1))
    back = laid_back((narrow.x, narrow.y, (low + high) / 2), axis)
    widest = max(opening.diameter for opening in stack)
    wide = sum(opening.high - opening.low for opening in stack if opening.diameter > 0.99 * widest)
    return Hole(round(narrow.diameter, 4), back, high - low, through, axis, round(widest, 4), wide)
