"""What a print takes: time, filament, mass, price and layers, without slicing for real.

A teaching model of what a slicer does: each layer is the cross-section of the part at mid-height; its outline
is walked once a wall, what is close under or over the outside is filled solid, the rest sparsely. Time is the
sum of straight runs at constant acceleration, slowed at corners by the allowed jerk. It leaves out supports,
bridges, gap fill and heating. The test compares it with PrusaSlicer reading the same profile.

Flow (as Slic3r): a line ``w`` wide in a layer ``h`` high has rounded sides, so lines lie
``w - h·(1 - π/4)`` apart and hold that times ``h`` cubic millimetres a millimetre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.solid import BadShape, Solid

if TYPE_CHECKING:
    import manifold3d

PROFILES = Path(__file__).parent / "profiles"
_SMALL_LOOP = 2 * math.pi * 6.5
"""Loops shorter than this (mm) are printed at the small-perimeter speed, as in PrusaSlicer."""
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


class Profile:
    """Settings of a print, by their PrusaSlicer names, in mm, mm/s, g/cm³ and €/kg."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "=" in line]
        pairs = [line.split("=", 1) for line in lines if not line.startswith("#")]
        self._settings = {key.strip(): value.strip() for key, value in pairs}

    def __getitem__(self, name: str) -> float:
        text = self._settings[name]
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)

    @property
    def bed(self) -> tuple[float, float, float]:
        """Width, depth and height of what can be printed (mm)."""
        width, depth = self._settings["bed_shape"].split(",")[2].split("x")
        return float(width), float(depth), self["max_print_height"]

    @property
    def spacing(self) -> float:
        """Distance between two neighbouring lines (mm)."""
        return self["extrusion_width"] - self["layer_height"] * (1 - math.pi / 4)


@lru_cache
def profile(name: str = "pla_04") -> Profile:
    """The profile of this name: a file of ``models/profiles``."""
    return Profile(PROFILES / f"{name}.ini")


class _Work(NamedTuple):
    """What a layer, or a part of it, takes: millimetres of line, and seconds."""

    length: float
    seconds: float

    def plus(self, other: _Work) -> _Work:
        return _Work(self.length + other.length, self.seconds + other.seconds)


def estimate(solid: Solid, settings: Profile | None = None) -> Estimate:
    """What printing ``solid`` as it stands takes. Raises :class:`BadShape` when it has no inside."""
    settings = settings or profile()
    layer = settings["layer_height"]
    body = solid.closed()
    bottom, height = solid.bounds[0][2], solid.size[2]
    count = max(1, round(height / layer))
    if count > 5000:
        raise BadShape(
            "la pièce est trop haute",
            f"La pièce mesure {height:.0f} mm de haut.",
            "Aucune imprimante de l'atelier ne monte aussi haut.",
            "Vérifier les unités : tout est en millimètres.",
        )
    sections = [body.slice(bottom + (i + 0.5) * height / count) for i in range(count)]
    cores = _cores(sections, int(settings["bottom_solid_layers"]), int(settings["top_solid_layers"]))
    total = _skirt(sections[0], settings)
    known: dict[tuple[bytes, bytes, bool], _Work] = {}
    for i, (section, core) in enumerate(zip(sections, cores, strict=True)):
        key = (_fingerprint(section), _fingerprint(core), i == 0)
        if key not in known:
            known[key] = _layer(section, core, i == 0, settings)
        total = total.plus(known[key])
    return _estimate(total, count, settings)


def _estimate(total: _Work, layers: int, settings: Profile) -> Estimate:
    volume = total.length * settings.spacing * settings["layer_height"]
    filament = volume / (math.pi * settings["filament_diameter"] ** 2 / 4)
    grams = volume / 1000 * settings["filament_density"]
    return Estimate(total.seconds, grams, filament, grams / 1000 * settings["filament_cost"], layers)


def _cores(sections: list[manifold3d.CrossSection], below: int, above: int) -> list[manifold3d.CrossSection]:
    """For each layer, what is far enough from the outside, below and above, to be filled sparsely."""
    import manifold3d

    prints = [_fingerprint(section) for section in sections]
    empty, cores = manifold3d.CrossSection(), []
    for i in range(len(sections)):
        if i < below or i + above >= len(sections):
            cores.append(empty)
            continue
        around = {prints[j]: sections[j] for j in range(i - below, i + above + 1)}
        several = list(around.values())
        cores.append(
            manifold3d.CrossSection.batch_boolean(several, manifold3d.OpType.Intersect)
            if len(several) > 1
            else several[0]
        )
    return cores


def _layer(
    section: manifold3d.CrossSection, core: manifold3d.CrossSection, first: bool, settings: Profile
) -> _Work:
    import manifold3d

    spacing, walls = settings.spacing, int(settings["perimeters"])
    limit = settings["first_layer_speed"] if first else math.inf
    work = _Work(0.0, settings["layer_height"] / 10)
    loops = 0
    for wall in range(walls):
        speed = settings["external_perimeter_speed"] if wall == 0 else settings["perimeter_speed"]
        for loop in section.offset(-(wall + 0.5) * spacing, manifold3d.JoinType.Miter).to_polygons():
            work = work.plus(_loop(np.asarray(loop), min(speed, limit), settings))
            loops += 1
    inside = section.offset((_OVERLAP - walls) * spacing, manifold3d.JoinType.Miter)
    sparse = _large(inside ^ core, settings["solid_infill_below_area"])
    solid = inside - sparse
    work = work.plus(_fill(solid, 1.0, min(settings["solid_infill_speed"], limit), settings))
    work = work.plus(_fill(sparse, settings["fill_density"], min(settings["infill_speed"], limit), settings))
    islands = len(section.decompose())
    jump = math.sqrt(max(section.area(), 1.0)) / 2
    work = work.plus(_Work(0.0, _travel(jump, settings) * (loops / walls + 2 * islands)))
    return _cooled(work, settings)


def _large(area: manifold3d.CrossSection, least: float) -> manifold3d.CrossSection:
    """The regions of ``area`` of at least ``least`` mm²: smaller ones are filled solid."""
    import manifold3d

    return manifold3d.CrossSection.compose([region for region in area.decompose() if region.area() >= least])


def _cooled(work: _Work, settings: Profile) -> _Work:
    """A layer that is too quick is slowed to let it cool, but never below the lowest speed."""
    slowest = max(work.seconds, work.length / settings["min_print_speed"])
    return _Work(work.length, min(slowest, max(work.seconds, settings["slowdown_below_layer_time"])))


def _loop(points: np.ndarray, speed: float, settings: Profile) -> _Work:
    """A closed wall: corners are passed as fast as the jerk lets, each side is a run between two."""
    sides = np.roll(points, -1, axis=0) - points
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    sides, lengths = sides[lengths > 1e-6], lengths[lengths > 1e-6]
    if len(lengths) < 3:
        return _Work(0.0, 0.0)
    if lengths.sum() < _SMALL_LOOP:
        speed = min(speed, settings["small_perimeter_speed"])
    headings = sides / lengths[:, None]
    turn = np.linalg.norm(headings - np.roll(headings, 1, axis=0), axis=1)
    corner = np.minimum(speed, settings["machine_max_jerk_x"] / turn.clip(1e-9))
    seconds = _run(lengths, corner, np.roll(corner, -1), speed, settings).sum()
    return _Work(float(lengths.sum()), float(seconds))


def _fill(area: manifold3d.CrossSection, density: float, speed: float, settings: Profile) -> _Work:
    """Parallel lines over an area.

    Their mean length is π·A/P (Cauchy's mean chord of a plane region); a short link along the wall
    joins each to the next.
    """
    if area.area() < 1e-6 or density <= 0:
        return _Work(0.0, 0.0)
    edge = sum(_perimeter(np.asarray(loop)) for loop in area.to_polygons())
    chord = math.pi * area.area() / edge
    lines = area.area() * density / settings.spacing / chord
    link = settings.spacing / density
    slow = np.full(2, settings["machine_max_jerk_x"])
    seconds = _run(np.array([chord, link]), slow, slow, speed, settings).sum()
    return _Work(lines * (chord + link), lines * float(seconds))


def _run(
    length: np.ndarray, entry: np.ndarray, leave: np.ndarray, speed: float, settings: Profile
) -> np.ndarray:
    """Seconds for straight runs from ``entry`` up to ``speed`` and down to ``leave`` (trapezoid)."""
    acceleration = settings["machine_max_acceleration_extruding"]
    reachable = np.sqrt((2 * acceleration * length + entry**2 + leave**2) / 2)
    top = np.minimum(speed, np.maximum(reachable, np.maximum(entry, leave)))
    ramps = (2 * top**2 - entry**2 - leave**2) / (2 * acceleration)
    ramp_time = (2 * top - entry - leave) / acceleration
    return ramp_time + np.maximum(0.0, length - ramps) / top


def _travel(distance: float, settings: Profile) -> float:
    """Seconds for a move without printing, with the filament pulled back before and pushed again after."""
    slow = np.full(1, settings["machine_max_jerk_x"])
    move = float(_run(np.full(1, distance), slow, slow, settings["travel_speed"], settings)[0])
    far = distance > settings["retract_before_travel"]
    return move + (2 * settings["retract_length"] / settings["retract_speed"] if far else 0.0)


def _skirt(section: manifold3d.CrossSection, settings: Profile) -> _Work:
    """The line drawn around the part before it starts."""
    import manifold3d

    around = manifold3d.CrossSection.hull(section).offset(
        settings["skirt_distance"] + settings.spacing, manifold3d.JoinType.Round
    )
    work = _Work(0.0, 0.0)
    for loop in around.to_polygons():
        work = work.plus(_loop(np.asarray(loop), settings["first_layer_speed"], settings))
    return work


def _perimeter(points: np.ndarray) -> float:
    return float(np.linalg.norm(np.roll(points, -1, axis=0) - points, axis=1).sum())


def _fingerprint(section: manifold3d.CrossSection) -> bytes:
    return b"|".join(np.round(np.asarray(loop), 4).tobytes() for loop in section.to_polygons())
