"""From model to solid: Solid.of against the program OpenSCAD, the same solidpython2 models.

Ours is warm, as in a notebook after its first part. OpenSCAD is started for each model, as it is used, and
ends with an STL file; both sides start from the object, and their solids are compared in
tests/unit/test_engines.py.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from solid2 import scad_render

from models import openscad
from models.solid import Solid
from tests.bench import Measurement, Side
from tests.made_parts import MODELS

RUNS = 5


def measure() -> Measurement:
    """Every model on both sides, run by run in turn."""
    Solid.of(MODELS["text"].part)  # the grammar of OpenSCAD, the fonts
    sides, gains = [], []
    for name, model in MODELS.items():
        part = model.part
        runs = [
            (_seconds(lambda part=part: Solid.of(part)), _seconds(lambda part=part: _openscad(part)))
            for _ in range(RUNS)
        ]
        ours, theirs = (
            Side(f"{name}: {side}", tuple(run[number] * 1000 for run in runs), "ms")
            for number, side in enumerate(("ours", "OpenSCAD"))
        )
        sides += [ours, theirs]
        gains.append(theirs.median / ours.median)
    compares = "OpenSCAD's time over ours (geometric mean of the models)"
    return Measurement("solid", statistics.geometric_mean(gains), compares, tuple(sides))


def _openscad(part: object) -> None:
    made, told = openscad.run(scad_render(part))
    assert made, told


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
