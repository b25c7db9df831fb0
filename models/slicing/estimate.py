"""What a print takes, quickly: the layers and walls of the slicer, but filling known by its mean line only.

It leaves out supports, bridges and heating. The tests compare it with both slicers reading the same profile.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models import cost
from models.slicing import layers, motion
from models.slicing.layers import Layer, Loop
from models.slicing.profile import Profile, profile
from models.solid import Solid

if TYPE_CHECKING:
    from manifold3d import CrossSection

_OVERLAP = 0.25
"""How far the filling goes into the walls, in line widths."""


@dataclass(frozen=True)
class Estimate:
    """Ce que demande une impression : secondes (sans la chauffe), grammes, filament (mm), prix (€)."""

    seconds: float
    grams: float
    filament_mm: float
    price_eur: float
    layers: int

    @property
    def minutes(self) -> float:
        return self.seconds / 60

    def __str__(self) -> str:
        text = (
            f"{self.minutes:.0f} min, {self.grams:.1f} g, {self.filament_mm / 1000:.2f} m de filament, "
            f"{self.price_eur:.2f} €, {self.layers} couches"
        )
        return text.replace(".", ",")


class _Work(NamedTuple):
    """What a layer, or a part of it, takes: mm³ of plastic, and seconds."""

    volume: float
    seconds: float

    def plus(self, other: _Work) -> _Work:
        return _Work(self.volume + other.volume, self.seconds + other.seconds)


def estimate(solid: Solid, settings: Profile | None = None) -> Estimate:
    """What printing ``solid`` as it stands takes. Raises :class:`BadShape` when it has no inside."""
    settings = settings or profile()
    cut = layers.cut(solid, settings)
    total = _skirt(cut[0], settings)
    known: dict[tuple[object, ...], _Work] = {}
    for layer in cut:
        if layer.key not in known:
            known[layer.key] = _layer(layer, settings)
        total = total.plus(known[layer.key])
    return _estimate(total, len(cut), settings)


def _estimate(total: _Work, count: int, settings: Profile) -> Estimate:
    grams = total.volume / 1000 * settings["filament_density"]
    price = cost.plastic(grams, settings["filament_cost"])
    return Estimate(total.seconds, grams, total.volume / settings.filament_area, price, count)


def _layer(layer: Layer, settings: Profile) -> _Work:
    drawn = layers.areas(layer.section, layer.core, layer.height, settings)
    work = _Work(0.0, layer.height / 10)
    for rank, loops in enumerate(drawn.walls):
        speed = settings["perimeter_speed" if rank else "external_perimeter_speed"]
        for loop in loops:
            work = work.plus(_loop(loop, speed, layer, settings))
    for region in drawn.thin:
        work = work.plus(_thin(region, layer, settings))
    into_walls = _OVERLAP * settings.spacing(layer.height)
    for area, density, kind in (
        (drawn.solid, 1.0, "solid_infill"),
        (drawn.sparse, settings["fill_density"], "infill"),
    ):
        speed = settings[f"{kind}_speed"]
        work = work.plus(_fill(layers.offset(area, into_walls), density, speed, layer, settings))
    return _cooled(work.plus(_travels(drawn, layer, settings)), layer, settings)


def _travels(drawn: layers.Areas, layer: Layer, settings: Profile) -> _Work:
    """A jump to each loop of the first wall, and two to the filling of each island."""
    islands = len(layers.pieces(layer.section))
    loops = sum(map(len, drawn.walls)) / max(1, len(drawn.walls))
    jump = math.sqrt(max(layer.section.area(), 1.0)) / 2
    return _Work(0.0, _travel(jump, settings) * (loops + 2 * islands))


def _cooled(work: _Work, layer: Layer, settings: Profile) -> _Work:
    """A layer that is too quick is slowed to let it cool, but never below the lowest speed."""
    length = work.volume / _line(layer, settings)
    slowest = max(work.seconds, length / settings["min_print_speed"])
    return _Work(work.volume, min(slowest, max(work.seconds, settings["slowdown_below_layer_time"])))


def _loop(loop: Loop, speed: float, layer: Layer, settings: Profile) -> _Work:
    """A closed wall: from corner to corner, each passed as fast as the jerk lets."""
    sides = np.roll(loop.points, -1, axis=0) - loop.points
    length = layers.length_around(loop.points)
    if length < layers.SMALL_LOOP:
        speed = min(speed, settings["small_perimeter_speed"])
    volume = loop.flow * length * _line(layer, settings)
    moves = np.zeros((len(sides), 4))
    moves[:, :2], moves[:, 3] = sides, volume / settings.filament_area / len(sides)
    speeds = np.full(len(sides), _limited(speed, layer, settings))
    return _Work(volume, motion.seconds(moves, speeds, settings, ends=settings["machine_max_jerk_x"]))


def _thin(region: CrossSection, layer: Layer, settings: Profile) -> _Work:
    """One line along a region, half as long as the way around it."""
    length = sum(map(layers.length_around, layers.edges(region))) / 2
    speed = _limited(settings["solid_infill_speed"], layer, settings)
    return _Work(region.area() * layer.height, _straight(np.array([length]), speed, "extruding", settings))


def _fill(area: CrossSection, density: float, speed: float, layer: Layer, settings: Profile) -> _Work:
    """Parallel lines over an area.

    Their mean length is π·A/P (Cauchy's mean chord of a plane region); a short link along the wall
    joins each to the next.
    """
    if area.area() < 1e-6 or density <= 0:
        return _Work(0.0, 0.0)
    edge = sum(map(layers.length_around, layers.edges(area)))
    chord = math.pi * area.area() / edge
    spacing = settings.spacing(layer.height)
    lines, link = area.area() * density / spacing / chord, spacing / density
    seconds = _straight(np.array([chord, link]), _limited(speed, layer, settings), "extruding", settings)
    return _Work(lines * (chord + link) * _line(layer, settings), lines * seconds)


def _straight(lengths: np.ndarray, speed: float, kind: str, settings: Profile) -> float:
    """Seconds for straight moves, each between two turns."""
    slow = np.full(len(lengths), settings["machine_max_jerk_x"])
    acceleration = np.full(len(lengths), settings[f"machine_max_acceleration_{kind}"])
    return float(motion.run(lengths, slow, slow, np.full(len(lengths), speed), acceleration).sum())


def _travel(distance: float, settings: Profile) -> float:
    """Seconds for a move without printing, with the filament pulled back before and pushed again after."""
    move = _straight(np.array([distance]), settings["travel_speed"], "travel", settings)
    far = distance > settings["retract_before_travel"]
    return move + (2 * settings["retract_length"] / settings["retract_speed"] if far else 0.0)


def _skirt(first: Layer, settings: Profile) -> _Work:
    """The lines drawn around the part before it starts."""
    work = _Work(0.0, 0.0)
    for loop in layers.skirt(first, settings):
        work = work.plus(_loop(loop, settings["first_layer_speed"], first, settings))
    return work


def _line(layer: Layer, settings: Profile) -> float:
    """mm³ of plastic in a millimetre of line."""
    return settings.spacing(layer.height) * layer.height


def _limited(speed: float, layer: Layer, settings: Profile) -> float:
    return min(speed, settings["first_layer_speed"]) if layer.number == 0 else speed
