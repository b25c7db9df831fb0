"""What a body has that another one lacks, thin skins left out. Lengths in millimetres.

Two constructions of one shape differ by skins: the slivers between two numbers of facets. A lump is what
differs by more than ``skin``, on average over its surface: a slab ``t`` thick has the volume ``t/2`` times
its area, so twice the volume over the area is taken for its thickness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.connected import groups, volumes

if TYPE_CHECKING:
    import manifold3d

_DUST = 0.01
"""A lump smaller than this (mm³) is an error of rounding."""


class Lump(NamedTuple):
    """A lump of matter: its volume (mm³), how thick it is (mm), the two corners of its box in one tuple."""

    volume: float
    thickness: float
    box: tuple[float, ...]


def lumps(body: manifold3d.Manifold, other: manifold3d.Manifold, skin: float = 0.3) -> list[Lump]:
    """The lumps of ``body`` that are not in ``other``, the largest first."""
    return within(body - other, skin)


def within(body: manifold3d.Manifold, skin: float) -> list[Lump]:
    """The separate pieces of ``body`` thicker than ``skin``, the largest first."""
    mesh = body.to_mesh64()
    triangles = mesh.tri_verts.astype(np.int64)
    vertices = mesh.vert_properties[:, :3]
    corners, names = vertices[triangles], groups(triangles)
    crosses = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    inside = volumes(vertices, triangles, names)
    areas = np.bincount(names, np.linalg.norm(crosses, axis=1) / 2)
    thicknesses = 2 * inside / np.maximum(areas, 1e-9)
    found = []
    for name in np.flatnonzero((inside > _DUST) & (thicknesses > skin)):
        points = corners[names == name].reshape(-1, 3)
        box = (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())
        found.append(Lump(float(inside[name]), float(thicknesses[name]), box))
    return sorted(found, reverse=True)
