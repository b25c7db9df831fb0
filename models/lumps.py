"""What a body has that another one lacks, thin skins left out. Lengths in millimetres.

Two constructions of one shape differ by skins: the slivers between two numbers of facets. A lump is what
differs by more than ``skin``, on average over its surface: a slab ``t`` thick has the volume ``t/2`` times
its area, so twice the volume over the area is taken for its thickness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
    found = []
    for piece in body.decompose():
        volume = piece.volume()
        thickness = 2 * volume / max(piece.surface_area(), 1e-9)
        if volume > _DUST and thickness > skin:
            found.append(Lump(volume, thickness, piece.bounding_box()))
    return sorted(found, reverse=True)
