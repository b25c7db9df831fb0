"""The gap between two bodies: how wide, and from where to where. Lengths in millimetres."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.solid import Point

if TYPE_CHECKING:
    import manifold3d

_NEAR = 1.0
"""Both bodies are cut down to blocks of this size (mm) around the place where they are nearest."""
_SLACK = 1e-6
"""How much a gap may grow by cutting (mm): rounding, nothing more."""


class Gap(NamedTuple):
    """The shortest way from one body to the other (mm)."""

    width: float
    start: Point
    end: Point


def nearest(one: manifold3d.Manifold, other: manifold3d.Manifold) -> Gap:
    """Where two bodies that share no matter are nearest. ``width`` is exact; the ends are two of the nearest.

    Each body is halved, again and again, keeping a half that is as near: what is left has few triangles.
    """
    reach = math.dist(*_joint_corners(one, other))
    width = one.min_gap(other, reach)
    while _length(one) > _NEAR or _length(other) > _NEAR:
        shorter = _half(one, other, width, reach) if _length(one) >= _length(other) else None
        if shorter is not None:
            one = shorter
            continue
        shorter = _half(other, one, width, reach)
        if shorter is None:
            break
        other = shorter
    forth, back = _from_corners(one, other), _from_corners(other, one)
    start, end = forth if math.dist(*forth) <= math.dist(*back) else back[::-1]
    return Gap(width, _point(start), _point(end))


def _half(
    body: manifold3d.Manifold, other: manifold3d.Manifold, width: float, reach: float
) -> manifold3d.Manifold | None:
    """A half of ``body``, cut across its longest side, that is as near to ``other``; None without one."""
    low, high = np.reshape(body.bounding_box(), (2, 3))
    axis = int(np.argmax(high - low))
    x, y, z = np.eye(3)[axis].tolist()
    for half in body.split_by_plane((x, y, z), float(low[axis] + high[axis]) / 2):
        if (
            not half.is_empty()
            and half.min_gap(other, reach) <= width + _SLACK
            and _length(half) < _length(body)
        ):
            return half
    return None


def _from_corners(body: manifold3d.Manifold, other: manifold3d.Manifold) -> tuple[np.ndarray, np.ndarray]:
    """The corner of ``body`` nearest to the skin of ``other``, and the point of that skin."""
    from trimesh.triangles import closest_point

    corners, mesh = body.to_mesh64().vert_properties[:, :3], other.to_mesh64()
    faces = mesh.vert_properties[:, :3][mesh.tri_verts]
    pairs = [np.repeat(corners, len(faces), axis=0), np.tile(faces, (len(corners), 1, 1))]
    reached = closest_point(pairs[1], pairs[0])
    best = int(np.argmin(np.linalg.norm(reached - pairs[0], axis=1)))
    return pairs[0][best], reached[best]


def _length(body: manifold3d.Manifold) -> float:
    low, high = np.reshape(body.bounding_box(), (2, 3))
    return float(np.max(high - low))


def _joint_corners(one: manifold3d.Manifold, other: manifold3d.Manifold) -> tuple[np.ndarray, np.ndarray]:
    boxes = np.reshape([one.bounding_box(), other.bounding_box()], (2, 2, 3))
    return boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0)


def _point(values: np.ndarray) -> Point:
    return (float(values[0]), float(values[1]), float(values[2]))
