"""Time of each check on a part, over trimesh's own measure where it has one.

The parts are those of tests/made_parts.py and a ball of 40 000 triangles. Both sides start from the arrays of
the mesh, for each measure anew: nothing is remembered from another one. A side's runs are the parts, each the
best of three. trimesh has a bounding box, a volume, a centre, bodies, a closed skin, and the volume of an
intersection (by manifold3d, as ours); it has no holes, no overhangs, no walls (its rays need a library that
it does not bring), no standing, no gaps, no print: those checks have no other side.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import trimesh
from solid2 import cube, sphere

from checks import solid
from checks.feedback import Outcome
from models.solid import Solid
from tests.bench import Measurement, Side
from tests.made_parts import MODELS

RUNS = 3
PIN = Solid.of(cube(1))

OURS: dict[str, Callable[[Any], Any]] = {
    "size": lambda part: solid.size(part, 1, 2, 3),
    "volume": lambda part: solid.volume(part, 100),
    "centre": lambda part: solid.centre(part, 1, 2, 3),
    "watertight": solid.watertight,
    "bodies": solid.bodies,
    "same_shape": lambda part: solid.same_shape(part, part),
    "symmetric": solid.symmetric,
    "different": lambda part: solid.different(part, PIN),
    "assembled": solid.assembled,
    "relief": solid.relief,
    "hole": solid.hole,
    "hole_margin": solid.hole_margin,
    "counterbore": lambda part: solid.counterbore(part, 9, 3),
    "edges": lambda part: solid.edges(part, 2),
    "minimum_wall": solid.minimum_wall,
    "overhang": solid.overhang,
    "stands": solid.stands,
    "fits": lambda part: solid.fits(PIN, part),
    "play": lambda part: solid.play(part, 0.3),
    "on_bed": solid.on_bed,
    "fits_bed": solid.fits_bed,
    "prints_within": lambda part: solid.prints_within(part, 10, 10),
}
THEIRS: dict[str, Callable[[trimesh.Trimesh], Any]] = {
    "size": lambda mesh: mesh.extents,
    "volume": lambda mesh: mesh.volume,
    "centre": lambda mesh: mesh.center_mass,
    "watertight": lambda mesh: mesh.is_watertight,
    "bodies": lambda mesh: mesh.body_count,
    "same_shape": lambda mesh: trimesh.boolean.intersection([mesh, mesh.copy()], engine="manifold").volume,
}


def measure() -> Measurement:
    """Every check on every part; the ratio is over the checks that trimesh has a measure for."""
    parts = [Solid.of(model.part) for model in MODELS.values()] + [Solid.of(sphere(d=40, _fn=200))]
    sides, gains = [], []
    for name, check in OURS.items():
        ours = Side(name, tuple(_best(_judged, check, part) for part in parts), "ms")
        sides.append(ours)
        if name in THEIRS:
            runs = (_best(_measured, THEIRS[name], part) for part in parts)
            theirs = Side(f"{name}: trimesh", tuple(runs), "ms")
            sides.append(theirs)
            gains.append(theirs.median / ours.median)
    ratio = math.prod(gains) ** (1 / len(gains))
    compares = "trimesh's time over ours (geometric mean of the measures that trimesh has)"
    return Measurement("checks", ratio, compares, tuple(sides))


def _judged(check: Callable[[Any], Any], part: Solid) -> None:
    results = check(Solid(part.vertices, part.triangles))
    assert all(result.outcome is not Outcome.BROKEN for result in results), results


def _measured(measure: Callable[[trimesh.Trimesh], Any], part: Solid) -> None:
    measure(trimesh.Trimesh(part.vertices, part.triangles))


def _best(work: Callable[[Any, Solid], None], *arguments: Any) -> float:
    """Milliseconds, the best of some runs: what another program does meanwhile is left out."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work(*arguments)
        times.append(time.perf_counter() - start)
    return 1000 * min(times)
