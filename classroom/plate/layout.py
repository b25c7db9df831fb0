"""Where parts stand: shared out over the printers by time, then laid in rows on each plate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from models.slicing import Estimate
from models.solid import BadShape, Solid

GAP = 5.0
"""Between two parts, and between a part and the edge of the plate (mm)."""


@dataclass(frozen=True)
class Part:
    """An accepted part: whose it is (« Lina + Noah » for a pair), and what printing it alone takes."""

    pseudonym: str
    solid: Solid
    estimate: Estimate


@dataclass
class Plate:
    """What is printed at once: parts whose solids are where they will be printed. ``bed`` in mm."""

    bed: tuple[float, float]
    parts: list[Part] = field(default_factory=list)

    def solid(self) -> Solid:
        """Every part of the plate as one solid."""
        meshes = [part.solid for part in self.parts]
        shifts = np.cumsum([0] + [len(mesh.vertices) for mesh in meshes[:-1]])
        triangles = [mesh.triangles + shift for mesh, shift in zip(meshes, shifts, strict=True)]
        return Solid(np.concatenate([mesh.vertices for mesh in meshes]), np.concatenate(triangles))


def plates(parts: Sequence[Part], printers: int, bed: tuple[float, float]) -> list[Plate]:
    """One plate for each printer, or more where a printer's share needs more than a bed.

    Raises :class:`BadShape` for a part larger than ``bed``.
    """
    return [plate for group in share(parts, printers) for plate in lay_out(group, bed)]


def share(parts: Sequence[Part], printers: int) -> list[list[Part]]:
    """Parts in at most ``printers`` groups that take about as long: the longest first, to the least busy."""
    groups: list[list[Part]] = [[] for _ in range(printers)]
    for part in sorted(parts, key=lambda part: -part.estimate.seconds):
        min(groups, key=lambda group: sum(one.estimate.seconds for one in group)).append(part)
    return [group for group in groups if group]


def lay_out(parts: Sequence[Part], bed: tuple[float, float]) -> list[Plate]:
    """Lay parts on as few plates as simple rows allow.

    Deepest parts first, left to right; a new row when one is full, a new plate when the rows are. A part
    keeps its orientation, and stands on the plate. Raises :class:`BadShape` for one larger than ``bed``.
    """
    made: list[Plate] = []
    x = y = row = 0.0
    for part in sorted(parts, key=lambda part: -part.solid.size[1]):
        fits(part.pseudonym, part.solid, bed)
        width, depth, _ = part.solid.size
        if not made:
            made, x, y, row = [Plate(bed)], GAP, GAP, depth
        if x + width + GAP > bed[0]:
            x, y, row = GAP, y + row + GAP, depth
        if y + depth + GAP > bed[1]:
            made.append(Plate(bed))
            x, y, row = GAP, GAP, depth
        low = part.solid.bounds[0]
        moved = part.solid.moved(x - low[0], y - low[1], -low[2])
        made[-1].parts.append(Part(part.pseudonym, moved, part.estimate))
        x += width + GAP
    return made


def fits(pseudonym: str, solid: Solid, bed: Sequence[float]) -> None:
    """Raises :class:`BadShape` for a part larger than ``bed``: width, depth and, when given, height."""
    width, depth, height = solid.size
    if width + 2 * GAP > bed[0] or depth + 2 * GAP > bed[1] or height > [*bed, height][2]:
        raise BadShape(
            "la pièce dépasse du plateau",
            f"La pièce de {pseudonym} mesure {width:.0f} × {depth:.0f} × {height:.0f} mm.",
            f"Le plateau mesure {bed[0]:.0f} × {bed[1]:.0f} mm, avec {GAP:.0f} mm de marge.",
            "Imprimer cette pièce à part, ou demander une pièce plus petite.",
        )
