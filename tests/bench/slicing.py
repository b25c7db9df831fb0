"""Slicing: PrusaSlicer's time over the embedded slicer's, on the same parts and the same profile.

From a mesh on the bed to G-code, engine against engine, run by run in turn. Beside it, with filling at 100 %,
what each extruded over the volume of the mesh.
"""

from __future__ import annotations

import statistics
import time

from models import slicing
from models.slicing import Profile, Sliced, layers, prusaslicer, teaching
from models.solid import Solid
from tests.bench import Measurement, Side
from tests.printed import PARTS

RUNS = 5


def measure() -> Measurement:
    """Every part by both engines; then once more at 100 %."""
    usual, full = slicing.profile(), slicing.profile().changed(fill_density="100%", skirts=0)
    solids = {name: _on_bed(Solid.of(part), usual) for name, part in PARTS.items()}
    sides, gains = [], []
    for name, solid in solids.items():
        runs: dict[str, list[float]] = {engine: [] for engine in slicing.ENGINES}
        for _ in range(RUNS):
            for engine, seconds in runs.items():
                seconds.append(_timed(solid, usual, engine))
        prusa, ours = (Side(f"{name}: {engine}", tuple(runs[engine])) for engine in slicing.ENGINES)
        sides += [prusa, ours]
        gains.append(prusa.median / ours.median)
    for engine in slicing.ENGINES:
        shares = [
            _extruded(slicing.slice_part(solid, full, engine), full) / solid.volume
            for solid in solids.values()
        ]
        sides.append(Side(f"extruded over mesh: {engine}", tuple(shares), "x"))
    compares = "PrusaSlicer's time over the embedded slicer's (geometric mean of the parts)"
    return Measurement("slicing", statistics.geometric_mean(gains), compares, tuple(sides))


def _timed(solid: Solid, settings: Profile, engine: str) -> float:
    start = time.perf_counter()
    if engine == "prusaslicer":
        prusaslicer.to_gcode(solid, settings)
    else:
        teaching.to_gcode(layers.cut(solid, settings), settings)
    return time.perf_counter() - start


def _on_bed(solid: Solid, settings: Profile) -> Solid:
    (x0, y0, z0), (x1, y1, _) = solid.bounds
    return solid.moved((settings.bed[0] - x0 - x1) / 2, (settings.bed[1] - y0 - y1) / 2, -z0)


def _extruded(sliced: Sliced, settings: Profile) -> float:
    return sliced.filament_mm * settings.filament_area
