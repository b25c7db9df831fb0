"""A part cut into layers, and each layer parted into what is drawn: walls, solid filling, sparse filling.

A section is the part cut at the middle of a layer. Filling is sparse only where the part goes on for several
layers above and below: that is the core. Lengths are mm, areas mm².
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.slicing.profile import Profile
from models.solid import BadShape, Solid

if TYPE_CHECKING:
    from manifold3d import CrossSection

MOST_LAYERS = 3000
SMALL_LOOP = 2 * math.pi * 6.5
"""Loops shorter than this (mm) are printed at the small-perimeter speed, as in PrusaSlicer."""
_DETAIL = 0.01
"""Details of a section smaller than this (mm) are not drawn: a nozzle is forty times as wide."""
_CRUMB = 0.05
"""Leftovers narrower than twice this (mm) are nothing."""


@dataclass(frozen=True)
class Layer:
    """One layer. ``top`` is its height above the bed, ``section`` its matter, ``core`` what may be sparse."""

    number: int
    top: float
    height: float
    section: CrossSection
    core: CrossSection

    @cached_property
    def key(self) -> tuple[object, ...]:
        """The same for two layers that are drawn alike."""
        return fingerprint(self.section), fingerprint(self.core), self.height, self.number == 0


class Loop(NamedTuple):
    """A closed line of plastic; ``flow`` is how much of a whole line there is room for, from 0 to 1."""

    points: np.ndarray
    flow: float


class Areas(NamedTuple):
    """What is drawn of a section: walls by their rank from the outside, then three kinds of filling."""

    walls: list[list[Loop]]
    thin: list[CrossSection]
    """Regions with room for one line along them."""
    solid: CrossSection
    sparse: CrossSection


def cut(solid: Solid, settings: Profile) -> list[Layer]:
    """The layers of a part. Raises :class:`BadShape` when it has no inside or far too many layers."""
    body, bottom = solid.closed(), solid.bounds[0][2]
    tops, heights = _heights(solid.size[2], settings)
    if len(tops) > MOST_LAYERS:
        raise BadShape(
            "la pièce est trop haute",
            f"La pièce mesure {solid.size[2]:.0f} mm de haut : il faudrait {len(tops)} couches.",
            "Une impression compte au plus 3000 couches.",
            "Vérifier les unités : tout est en millimètres.",
        )
    middles = bottom + tops - heights / 2
    sections = [body.slice(float(z)).simplify(_DETAIL) for z in middles]
    cores = _cores(sections, int(settings["bottom_solid_layers"]), int(settings["top_solid_layers"]))
    rows = zip(tops.tolist(), heights.tolist(), sections, cores, strict=True)
    return [Layer(number, *row) for number, row in enumerate(rows)]


def _heights(height: float, settings: Profile) -> tuple[np.ndarray, np.ndarray]:
    """The top of each layer above the bed, and its own height; each has its middle inside the part."""
    first, other = settings["first_layer_height"], settings["layer_height"]
    count = 1 + max(0, math.ceil((height - first) / other - 0.5 - 1e-6))
    heights = np.full(count, other)
    heights[0] = first
    return np.cumsum(heights).round(6), heights


def _cores(sections: list[CrossSection], below: int, above: int) -> list[CrossSection]:
    """For each layer, what is far enough from the outside, below and above, to be filled sparsely."""
    from manifold3d import CrossSection, OpType

    prints = [fingerprint(section) for section in sections]
    cores = []
    for i in range(len(sections)):
        if i < below or i + above >= len(sections):
            cores.append(CrossSection())
            continue
        around = {prints[j]: sections[j] for j in range(i - below, i + above + 1)}
        several = list(around.values())
        cores.append(
            CrossSection.batch_boolean(several, OpType.Intersect) if len(several) > 1 else several[0]
        )
    return cores


def areas(section: CrossSection, core: CrossSection, height: float, settings: Profile) -> Areas:
    """What is drawn of ``section``, of which ``core`` may be sparse."""
    from manifold3d import CrossSection

    spacing = settings.spacing(height)
    walls, inside, gaps = _walls(section, height, settings)
    sparse = _sparse(inside, core, spacing, settings)
    thin, solid = [], []
    for region in pieces((inside - sparse) + gaps):
        if region.area() < spacing**2:
            continue  # less than a dot, in a sharp corner: not worth the way
        (thin if offset(region, -0.75 * spacing).is_empty() else solid).append(region)
    return Areas(walls, thin, CrossSection.compose(solid), sparse)


def _walls(
    section: CrossSection, height: float, settings: Profile
) -> tuple[list[list[Loop]], CrossSection, CrossSection]:
    """The walls, what is inside them, and the gaps where one more wall has no room.

    The outer edge of the first line lies on the outline, as a caliper will find it.
    """
    from manifold3d import CrossSection

    spacing = settings.spacing(height)
    walls, inside, gaps = [], section, CrossSection()
    for rank in range(int(settings["perimeters"])):
        edge = spacing / 2 if rank else settings["extrusion_width"] / 2
        centre = offset(inside, -edge)
        walls.append([loop for region in pieces(centre) for loop in _loops(region, spacing)])
        if rank:
            gaps += opened(inside - offset(centre, edge), _CRUMB)
        inside = offset(centre, -spacing / 2)
    return walls, inside, gaps


def _loops(region: CrossSection, spacing: float) -> list[Loop]:
    """The edges of ``region`` as lines. Where two lie closer than a spacing, they share the room."""
    lines = edges(region)
    room = (offset(region, spacing / 2) - offset(region, -spacing / 2)).area()
    flow = min(1.0, room / (spacing * sum(map(length_around, lines))))
    return [Loop(line, flow) for line in lines]


def _sparse(inside: CrossSection, core: CrossSection, spacing: float, settings: Profile) -> CrossSection:
    """What is filled sparsely: the core, but for regions that are small or narrow.

    What lies outside the core and is narrower than a line is left to the sparse filling; the rest, filled
    solid, reaches one line into the core, to hold there.
    """
    from manifold3d import CrossSection

    if settings["fill_density"] >= 1:
        return CrossSection()
    solid = offset(opened(inside - core, spacing / 2), spacing)
    least = settings["solid_infill_below_area"]
    regions = [region for region in pieces(inside - solid) if region.area() >= least]
    return CrossSection.compose([region for region in regions if not offset(region, -spacing).is_empty()])


def skirt(first: Layer, settings: Profile) -> list[Loop]:
    """The lines around the part that start the flow of plastic before the part itself, nearest first."""
    from manifold3d import CrossSection, JoinType

    around, spacing = CrossSection.hull(first.section), settings.spacing(first.height)
    nearest = settings["skirt_distance"] + spacing
    rings = [around.offset(nearest + i * spacing, JoinType.Round) for i in range(int(settings["skirts"]))]
    return [Loop(edge, 1.0) for ring in rings for edge in edges(ring)]


def offset(area: CrossSection, distance: float) -> CrossSection:
    """``area`` with its edge moved outwards by ``distance``, its corners kept sharp."""
    from manifold3d import JoinType

    return area.offset(distance, JoinType.Miter)


def opened(area: CrossSection, distance: float) -> CrossSection:
    """``area`` without what is narrower than twice ``distance``."""
    return offset(offset(area, -distance), distance) ^ area


def pieces(area: CrossSection) -> list[CrossSection]:
    """The separate regions of ``area``."""
    return [piece for piece in area.decompose() if not piece.is_empty()]


def edges(area: CrossSection) -> list[np.ndarray]:
    """The closed lines around ``area`` and around its holes, each as its corners."""
    return [np.asarray(edge) for edge in area.to_polygons()]


def length_around(points: np.ndarray) -> float:
    """Length of a closed line (mm)."""
    return float(np.linalg.norm(np.roll(points, -1, axis=0) - points, axis=1).sum())


def fingerprint(section: CrossSection) -> bytes:
    """The same for two sections of one shape at one place."""
    return b"|".join(np.round(edge, 4).tobytes() for edge in edges(section))
