"""Where the walls of a part are thin: the triangles to colour.

The skin is cut into small triangles, so that a large face is coloured only where it is thin; from the middle
of each, a ray goes through the wall.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from models.solid import Solid

LIMIT = 0.8
"""Two lines of a 0.4 mm nozzle (mm): a wall below it prints badly."""
PIECES = 20_000
"""About how many small triangles the skin is cut into."""
_EFFORT = 30_000_000
"""Rays times triangles: each ray tries each triangle, so that this takes a second or two on a small PC."""
_DETAIL = 0.02
"""How far the skin may be moved (mm) to leave out triangles that say nothing of the thickness."""


class Thin(NamedTuple):
    """The thinnest wall found (mm, infinite without any), and the corners of thin triangles: (n, 3, 3)."""

    thinnest: float
    corners: np.ndarray


def find(solid: Solid, limit: float = LIMIT) -> Thin:
    """The walls of ``solid`` thinner than ``limit`` mm. Raises :class:`BadShape` on an open skin."""
    simple = _simplified(solid)
    corners = _small_triangles(simple)
    crosses = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(crosses, axis=1)
    step = math.ceil(len(corners) / max(300, min(PIECES, _EFFORT / len(simple.triangles))))
    looked_at = np.flatnonzero(lengths > 1e-9)[::step]
    middles, normals = corners.mean(axis=1), crosses / lengths.clip(1e-9)[:, None]
    thickness = np.array([simple.thickness(middles[i], normals[i]) for i in looked_at])
    return Thin(float(thickness.min(initial=math.inf)), corners[looked_at[thickness < limit - 0.01]])


def _simplified(solid: Solid) -> Solid:
    mesh = solid.closed().simplify(_DETAIL).to_mesh64()
    return Solid(mesh.vert_properties[:, :3], mesh.tri_verts)


def _small_triangles(solid: Solid) -> np.ndarray:
    """The corners of the skin's triangles, the large ones cut so that there are some PIECES in all."""
    side = math.sqrt(solid.area / (0.43 * PIECES / 2))  # of as many equilateral triangles
    mesh = solid.closed().refine_to_length(side).to_mesh64()
    return mesh.vert_properties[:, :3][mesh.tri_verts]
