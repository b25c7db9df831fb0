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


def width(one: manifold3d.Manifold, other: manifold3d.Manifold) -> float:
    """The gap between two bodies; 0 where they touch or share matter.

    It is looked for ever further: manifold3d compares all triangles that are within the length it is given.
    """
    reach, within = _reach(one, other), _NEAR
    while (found := one.min_gap(other, within)) >= within and within < reach:
        within *= 4
    return found


def nearest(one: manifold3d.Manifold, other: manifold3d.Manifold) -> Gap:
    """Where two bodies that share no matter are nearest. ``width`` is exact; the ends are two of the nearest.

    Each body is halved, again and again, keeping a half that is as near: what is left has few triangles.
    """
    gap = width(one, other)
    while _length(one) > _NEAR or _length(other) > _NEAR:
        shorter = _half(one, other, gap) if _length(one) >= _length(other) else None
        if shorter is not None:
            one = shorter
            continue
        shorter = _half(other, one, gap)
        if shorter is None:
            break
        other = shorter
    forth, back = _from_corners(one, other), _from_corners(other, one)
    start, end = forth if math.dist(*forth) <= math.dist(*back) else back[::-1]
    return Gap(gap, _point(start), _point(end))


def _half(body: manifold3d.Manifold, other: manifold3d.Manifold, gap: float) -> manifold3d.Manifold | None:
    """A half of ``body``, cut across its longest side, that is as near to ``other``; None without one."""
    low, high = np.reshape(body.bounding_box(), (2, 3))
    axis = int(np.argmax(high - low))
    x, y, z = np.eye(3)[axis].tolist()
    for half in body.split_by_plane((x, y, z), float(low[axis] + high[axis]) / 2):
        if (
            not half.is_empty()
            and half.min_gap(other, gap + 2 * _SLACK) <= gap + _SLACK
            and _length(half) < _length(body)
        ):
            return half
    return None


def _from_corners(body: manifold3d.Manifold, other: manifold3d.Manifold) -> tuple[np.ndarray, np.ndarray]:
    """The corner of ``body`` nearest to the skin of ``other``, and the point of that skin."""
    corners, mesh = body.to_mesh64().vert_properties[:, :3], other.to_mesh64()
    faces = mesh.vert_properties[:, :3][mesh.tri_verts]
    reached = [_on_faces(corner, faces) for corner in corners]
    best = int(np.argmin([math.dist(*pair) for pair in zip(corners, reached, strict=True)]))
    return corners[best], reached[best]


def _on_faces(point: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """The point of triangles, an (n, 3, 3) array, nearest to ``point``: inside of one or on a side."""
    along = np.roll(faces, -1, axis=1) - faces
    away = point - faces
    share = np.einsum("ijk,ijk->ij", away, along) / np.maximum(np.einsum("ijk,ijk->ij", along, along), 1e-12)
    on_sides = (faces + np.clip(share, 0, 1)[:, :, None] * along).reshape(-1, 3)
    normals = np.cross(along[:, 0], along[:, 1])
    normals /= np.maximum(np.linalg.norm(normals, axis=1), 1e-12)[:, None]
    inside = (np.einsum("ijk,ik->ij", np.cross(along, away), normals) >= 0).all(axis=1)
    heights = np.einsum("ij,ij->i", away[:, 0], normals)
    found = np.concatenate([on_sides, (point - heights[:, None] * normals)[inside]])
    return found[np.argmin(np.linalg.norm(found - point, axis=1))]


def _length(body: manifold3d.Manifold) -> float:
    low, high = np.reshape(body.bounding_box(), (2, 3))
    return float(np.max(high - low))


def _reach(one: manifold3d.Manifold, other: manifold3d.Manifold) -> float:
    """A length that no gap between the two exceeds: the diagonal of their common bounding box."""
    boxes = np.reshape([one.bounding_box(), other.bounding_box()], (2, 2, 3))
    return math.dist(boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0))


def _point(values: np.ndarray) -> Point:
    return (float(values[0]), float(values[1]), float(values[2]))
