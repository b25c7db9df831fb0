"""The strokes of a layer: where the nozzle goes, in which order, how fast and with how much plastic.

Lengths are mm, speeds mm/s, angles degrees.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.slicing import layers
from models.slicing.layers import SMALL_LOOP, Areas, Layer, Loop
from models.slicing.profile import Profile

if TYPE_CHECKING:
    from manifold3d import CrossSection

SKIRT, OUTER, INNER = "Skirt/Brim", "External perimeter", "Perimeter"
THIN, SOLID, SPARSE = "Gap fill", "Solid infill", "Internal infill"
"""What a stroke draws, in PrusaSlicer's words."""

_OVERLAP = 0.25
"""How far the sparse filling goes into the walls, in lines: it is all that holds the two together."""
_LONGEST_JOIN = 50.0
"""Lines of the sparse filling are joined along the wall up to this far (PrusaSlicer's infill_anchor_max)."""
_SHORTEST = 0.05
"""Shorter lines (mm) are not drawn."""


@dataclass(frozen=True)
class Stroke:
    """A line drawn without stopping: its (n, 2) points, its speed, its mm² of plastic across."""

    kind: str
    points: np.ndarray
    speed: float
    across: float

    @property
    def closed(self) -> bool:
        return bool((self.points[0] == self.points[-1]).all())


def skirt(first: Layer, settings: Profile) -> list[Stroke]:
    """The lines around the part, outermost first: the plastic flows well when the part begins."""
    loops = reversed(layers.skirt(first, settings))
    return [_loop(SKIRT, loop, settings["first_layer_speed"], first, settings) for loop in loops]


def strokes(layer: Layer, settings: Profile, start: np.ndarray) -> list[Stroke]:
    """All that is drawn of a layer, island by island, from where the nozzle stands: walls, then filling."""
    drawn: list[Stroke] = []
    waiting = layers.pieces(layer.section)
    while waiting:
        island = waiting.pop(_nearest_island(waiting, start))
        parts = layers.areas(island, layer.core ^ island, layer.height, settings)
        for group in (*_walls(parts, layer, settings), *_filling(parts, layer, settings)):
            ordered = nearest_first(group, start)
            drawn += ordered
            start = ordered[-1].points[-1] if ordered else start
    return drawn


def _nearest_island(islands: Sequence[CrossSection], at: np.ndarray) -> int:
    distances = [
        min(np.linalg.norm(edge - at, axis=1).min() for edge in layers.edges(one)) for one in islands
    ]
    return int(np.argmin(distances))


# -- walls --------------------------------------------------------------------------------------------------


def _walls(parts: Areas, layer: Layer, settings: Profile) -> list[list[Stroke]]:
    """The walls, one group a rank: from the inside out, or from the outside in where the profile says so."""
    groups = []
    for rank, loops in enumerate(parts.walls):
        kind = INNER if rank else OUTER
        speed = settings["perimeter_speed" if rank else "external_perimeter_speed"]
        groups.append([_loop(kind, loop, speed, layer, settings) for loop in loops])
    return groups if settings["external_perimeters_first"] else groups[::-1]


def _loop(kind: str, loop: Loop, speed: float, layer: Layer, settings: Profile) -> Stroke:
    if kind != SKIRT and layers.length_around(loop.points) < SMALL_LOOP:
        speed = min(speed, settings["small_perimeter_speed"])
    points = np.concatenate([loop.points, loop.points[:1]])
    return _stroke(kind, points, speed, loop.flow * settings.spacing(layer.height), layer, settings)


def _stroke(
    kind: str, points: np.ndarray, speed: float, room: float, layer: Layer, settings: Profile
) -> Stroke:
    """A stroke that fills a band of ``room`` millimetres."""
    if layer.number == 0:
        speed = min(speed, settings["first_layer_speed"])
    return Stroke(kind, points.round(3), speed, room * layer.height)


# -- filling ------------------------------------------------------------------------------------------------


def _filling(parts: Areas, layer: Layer, settings: Profile) -> list[list[Stroke]]:
    """The filling of an island, one group a region: thin, solid, then sparse."""
    thin = [_along(region, layer, settings) for region in parts.thin]
    solid = [_solid(region, layer, settings) for region in layers.pieces(parts.solid)]
    sparse = [_sparse(region, layer, settings) for region in layers.pieces(parts.sparse)]
    return [*thin, *solid, *sparse]


def _along(region: CrossSection, layer: Layer, settings: Profile) -> list[Stroke]:
    """A thin region is drawn with one line: around a ring, else along its longest side."""
    outlines = layers.edges(region)
    speed = settings["solid_infill_speed"]
    if len(outlines) == 2 and (middle := _middle(region, outlines)):
        room = region.area() / sum(map(layers.length_around, middle))
        return [
            _loop(THIN, Loop(line, room / settings.spacing(layer.height)), speed, layer, settings)
            for line in middle
        ]
    sides = np.concatenate([np.roll(edge, -1, axis=0) - edge for edge in outlines])
    longest = sides[np.argmax(np.hypot(sides[:, 0], sides[:, 1]))]
    angle = math.degrees(math.atan2(longest[1], longest[0]))
    return _parallel(THIN, region, angle, speed, layer, settings)


def _middle(ring: CrossSection, outlines: list[np.ndarray]) -> list[np.ndarray]:
    """The line half-way between the two edges of a thin ring."""
    width = 2 * ring.area() / sum(map(layers.length_around, outlines))
    return layers.edges(layers.offset(_filled(outlines), -width / 2))


def _filled(outlines: list[np.ndarray]) -> CrossSection:
    """What the longest of these lines goes around, without holes."""
    from manifold3d import CrossSection, FillRule

    return CrossSection([max(outlines, key=layers.length_around)], FillRule.NonZero)


def _solid(region: CrossSection, layer: Layer, settings: Profile) -> list[Stroke]:
    """Lines side by side, turned by a quarter from one layer to the next."""
    angle = 45.0 if layer.number % 2 else 135.0
    return _parallel(SOLID, region, angle, settings["solid_infill_speed"], layer, settings)


def _parallel(
    kind: str, region: CrossSection, angle: float, speed: float, layer: Layer, settings: Profile
) -> list[Stroke]:
    """Lines side by side from edge to edge.

    They are spread evenly, a little closer or further apart, and as much thinner or thicker: the region gets
    just its volume.
    """
    low, high = _extent(region, angle)
    room = (high - low) / max(1, round((high - low) / settings.spacing(layer.height)))
    lines = hatch(region, angle, low, room)
    return [_stroke(kind, line, speed, room, layer, settings) for line in lines.ends]


def _sparse(region: CrossSection, layer: Layer, settings: Profile) -> list[Stroke]:
    """A grid, or lines turned by a quarter from one layer to the next, joined along the walls."""
    density, spacing = settings["fill_density"], settings.spacing(layer.height)
    if density <= 0:
        return []
    inside = layers.offset(region, _OVERLAP * spacing)
    grid = settings.text("fill_pattern") == "grid"
    angles = (45.0, 135.0) if grid else (45.0 if layer.number % 2 else 135.0,)
    apart = spacing / density * len(angles)
    found = Lines.together([hatch(inside, angle, 0.0, apart) for angle in angles])
    speed = settings["infill_speed"]
    return [
        _stroke(SPARSE, path, speed, spacing, layer, settings) for path in joined(found, layers.edges(inside))
    ]


# -- lines in a region ---------------------------------------------------------------------------------------


class Lines(NamedTuple):
    """Straight lines from edge to edge of a region.

    ``ends`` is (n, 2, 2); each end lies on an edge of the region, ``edge`` (n, 2), ``way`` mm along it.
    """

    ends: np.ndarray
    edge: np.ndarray
    way: np.ndarray

    @classmethod
    def together(cls, several: Sequence[Lines]) -> Lines:
        return cls(*(np.concatenate(column) for column in zip(*several, strict=True)))


def _turn(angle: float) -> np.ndarray:
    """The matrix that brings lines at ``angle`` level: ``points @ _turn(angle)``."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return np.array([[cos, -sin], [sin, cos]])


def _extent(region: CrossSection, angle: float) -> tuple[float, float]:
    """How far a region reaches on both sides of a line at ``angle``."""
    across = np.concatenate(layers.edges(region)) @ _turn(angle)[:, 1]
    return float(across.min()), float(across.max())


def hatch(region: CrossSection, angle: float, low: float, apart: float) -> Lines:
    """The parts inside ``region`` of parallel lines ``apart``, at half-way places counted from ``low``.

    Along each line, between its first and second crossing of an edge there is matter, then none, and so on.
    """
    turn = _turn(angle)
    columns = [
        _crossings(edge @ turn, number, low, apart) for number, edge in enumerate(layers.edges(region))
    ]
    row, x, edge, way = np.concatenate(columns, axis=1) if columns else np.empty((4, 0))
    order = np.lexsort((x, row))
    row, x, edge, way = (values[order].reshape(-1, 2) for values in (row, x, edge, way))
    points = np.stack([x, low + (row + 0.5) * apart], axis=-1) @ turn.T
    long = x[:, 1] - x[:, 0] > _SHORTEST
    return Lines(points[long], edge[long].astype(int), way[long])


def _crossings(points: np.ndarray, number: int, low: float, apart: float) -> np.ndarray:
    """Where level lines cross one edge of a region, as columns: line, x, number of the edge, way along it."""
    start, end = points, np.roll(points, -1, axis=0)
    lengths = np.linalg.norm(end - start, axis=1)
    place = (np.stack([start[:, 1], end[:, 1]]) - low) / apart - 0.5
    # A side holds the lines from its lower end, counted, to its upper one, not counted: a corner counts once.
    first, last = np.ceil(place.min(axis=0)).astype(int), np.ceil(place.max(axis=0)).astype(int)
    side = np.repeat(np.arange(len(points)), last - first)
    row = (
        np.arange(len(side)) - np.repeat(np.cumsum(last - first) - (last - first), last - first) + first[side]
    )
    share = (row - place[0, side]) / (place[1, side] - place[0, side])
    x = start[side, 0] + share * (end[side, 0] - start[side, 0])
    way = (np.cumsum(lengths) - lengths)[side] + share * lengths[side]
    return np.stack([row, x, np.full(len(side), number), way])


def joined(lines: Lines, outlines: Sequence[np.ndarray]) -> Iterator[np.ndarray]:
    """Long paths made of ``lines``: of the gaps between their ends along an edge, every second is walked."""
    ends = lines.ends.reshape(-1, 2)
    mate: dict[int, tuple[int, np.ndarray]] = {}
    for number, outline in enumerate(outlines):
        here = np.flatnonzero(lines.edge.reshape(-1) == number)
        here = here[np.argsort(lines.way.reshape(-1)[here], kind="stable")]
        for one, other in zip(here[::2].tolist(), here[1::2].tolist(), strict=False):
            walk = _along_edge(outline, *lines.way.reshape(-1)[[one, other]])
            if layers.length_around(walk) / 2 <= _LONGEST_JOIN:
                mate[one], mate[other] = (other, walk), (one, walk[::-1])
    return _paths(ends, mate)


def _along_edge(outline: np.ndarray, start: float, end: float) -> np.ndarray:
    """The points of a closed line from ``start`` to ``end`` mm along it, both included."""
    closed = np.concatenate([outline, outline[:1]])
    ways = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    between = (ways > start) & (ways < end)
    sides = [np.interp([start, end], ways, closed[:, axis]) for axis in (0, 1)]
    first, last = np.stack(sides, axis=1)
    return np.concatenate([[first], closed[between], [last]])


def _paths(ends: np.ndarray, mate: dict[int, tuple[int, np.ndarray]]) -> Iterator[np.ndarray]:
    """Follow line, join, line, join… from each free end; then what goes round."""
    drawn: set[int] = set()
    for first in (*(end for end in range(len(ends)) if end not in mate), *range(len(ends))):
        if first // 2 in drawn:
            continue
        path, end = [ends[first : first + 1]], first
        while end // 2 not in drawn:
            drawn.add(end // 2)
            end ^= 1  # the two ends of line n are 2n and 2n + 1
            path.append(ends[end : end + 1])
            if end in mate and mate[end][0] // 2 not in drawn:
                end, walk = mate[end]
                path.append(walk)
        yield np.concatenate(path)


# -- order --------------------------------------------------------------------------------------------------


def nearest_first(group: Sequence[Stroke], at: np.ndarray) -> list[Stroke]:
    """The strokes in the order of a nozzle that always goes to the nearest end or corner of a loop."""
    corners = np.concatenate([_entries(stroke) for stroke in group]) if group else np.empty((0, 2))
    owner = np.repeat(np.arange(len(group)), [len(_entries(stroke)) for stroke in group])
    ordered, free = [], np.ones(len(corners), dtype=bool)
    while free.any():
        distance = np.where(free, ((corners - at) ** 2).sum(axis=1), np.inf)
        entry = int(distance.argmin())
        stroke = _entered(group[owner[entry]], corners[entry])
        ordered.append(stroke)
        free[owner == owner[entry]] = False
        at = stroke.points[-1]
    return ordered


def _entries(stroke: Stroke) -> np.ndarray:
    """Where a stroke may begin."""
    return stroke.points[:-1] if stroke.closed else stroke.points[[0, -1]]


def _entered(stroke: Stroke, at: np.ndarray) -> Stroke:
    """The same stroke, begun at ``at``."""
    if stroke.closed:
        first = int(((stroke.points[:-1] - at) ** 2).sum(axis=1).argmin())
        around = np.roll(stroke.points[:-1], -first, axis=0)
        return replace(stroke, points=np.concatenate([around, around[:1]]))
    return stroke if (stroke.points[0] == at).all() else replace(stroke, points=stroke.points[::-1])
