"""Faces that hang over nothing, by region. Lengths in millimetres."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from models.connected import groups
from models.solid import Point, Solid

_ROUNDING = 0.05
"""Degrees: a face at 45° that went through a file of 32-bit numbers is still one at 45°."""


class Region(NamedTuple):
    """Overhanging faces that touch each other: their area (mm²) and the two corners of their box."""

    area: float
    low: Point
    high: Point


def regions(solid: Solid, angle: float = 45.0) -> list[Region]:
    """Where faces look down and lean more than ``angle`` degrees from the vertical, the largest first.

    Faces on the bed, the lowest height of the part, are not counted. 45° is what a printer usually does
    without support.
    """
    corners = solid.vertices[solid.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    down = -normals[:, 2] > lengths * math.sin(math.radians(angle + _ROUNDING))
    hanging = np.flatnonzero(down & (corners[:, :, 2].max(axis=1) > solid.bounds[0][2] + 1e-3))
    found, names = [], groups(solid.triangles[hanging])
    for name in range(names.max(initial=-1) + 1):
        faces = hanging[names == name]
        points = corners[faces].reshape(-1, 3)
        low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        found.append(Region(float(lengths[faces].sum() / 2), tuple(low), tuple(high)))
    return sorted(found, reverse=True)
