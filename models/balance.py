"""Whether a body stands: its centre of matter over what it stands on. Lengths in millimetres."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.solid import Point, Solid

if TYPE_CHECKING:
    import manifold3d

_CONTACT = 0.02
"""What is this near to the bed touches it."""


class Stance(NamedTuple):
    """How a body stands where it is.

    ``margin`` is the distance from the centre of matter to the nearest edge of the footprint (the convex hull
    of what touches the bed), seen from above: negative outside of it. ``degrees`` is how far the body may be
    tilted over that edge before it falls: negative for one that falls by itself. ``edge`` is the point of the
    footprint over which it goes.
    """

    margin: float
    degrees: float
    centre: Point
    edge: Point


def stance(body: manifold3d.Manifold) -> Stance:
    """How ``body``, a closed one, stands on a bed at its lowest height."""
    mesh = body.to_mesh64()
    solid = Solid(mesh.vert_properties[:, :3], mesh.tri_verts)
    centre, bed = solid.centre, solid.bounds[0][2]
    touching = solid.vertices[solid.vertices[:, 2] < bed + _CONTACT, :2]
    margin, edge = _nearest_edge(np.array(centre[:2]), touching)
    degrees = math.degrees(math.atan2(margin, centre[2] - bed))
    return Stance(margin, degrees, centre, (float(edge[0]), float(edge[1]), bed))


def _nearest_edge(point: np.ndarray, touching: np.ndarray) -> tuple[float, np.ndarray]:
    """The signed distance from ``point`` to the convex hull of points (positive inside), and where it is.

    Points on one line, or a single one, hold nothing up: the distance is never positive then.
    """
    import manifold3d

    hull = manifold3d.CrossSection.hull_points(touching)
    flat = hull.area() < 1e-6
    corners = touching if flat else np.asarray(hull.to_polygons()[0])
    ends = np.roll(corners, -1, axis=0)
    along = ends - corners
    lengths = np.maximum(np.einsum("ij,ij->i", along, along), 1e-12)
    share = np.clip(np.einsum("ij,ij->i", point - corners, along) / lengths, 0, 1)
    nearest = corners + share[:, None] * along
    away = np.linalg.norm(nearest - point, axis=1)
    best = int(np.argmin(away))
    sides = along[:, 0] * (point - corners)[:, 1] - along[:, 1] * (point - corners)[:, 0]
    inside = not flat and bool((sides >= 0).all())
    return float(away[best] if inside else -away[best]), nearest[best]
