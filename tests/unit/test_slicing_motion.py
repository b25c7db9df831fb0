"""How long moves take, against the planner of the simulated printer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.sim.marlin.motion import Block, Planner
from models import slicing
from models.slicing import motion

# What Marlin's planner has built in (hardware/sim/marlin/motion.py).
MACHINE = slicing.profile().changed(
    machine_max_acceleration_extruding=1500,
    machine_max_acceleration_retracting=1500,
    machine_max_acceleration_travel=3000,
)
lengths = st.one_of(st.floats(-40, 40), st.floats(-1, 1), st.just(0.0)).map(lambda value: round(value, 2))
moves = st.tuples(lengths, lengths, st.sampled_from([0.0, 0.0, 0.2]), st.sampled_from([0.0, 0.4, -5.0]))


def planned(ways: list[tuple[float, ...]], speeds: list[float]) -> float:
    """Seconds for a path that fits the planner's buffer."""
    planner, at, seconds = Planner(), np.zeros(4), 0.0
    for way, speed in zip(ways, speeds, strict=True):
        planner.add(Block(tuple(at), tuple(at + way), speed))
        at = at + way
    while block := planner.start_next(0.0):
        seconds += block.duration
        planner.finish()
    return seconds


@given(st.lists(st.tuples(moves, st.floats(5, 150)), min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_a_path_takes_as_long_as_in_the_printers_planner(path: list[tuple[tuple[float, ...], float]]) -> None:
    path = [(way, speed) for way, speed in path if any(way)]
    ways, speeds = [way for way, _ in path], [speed for _, speed in path]
    found = motion.seconds(np.array(ways).reshape(-1, 4), np.array(speeds), MACHINE)
    assert found == pytest.approx(planned(ways, speeds), rel=1e-6)


def test_a_straight_way_in_pieces_takes_as_long_as_in_one() -> None:
    whole = motion.seconds(np.array([[60.0, 0, 0, 2]]), np.array([50.0]), MACHINE)
    pieces = motion.seconds(np.array([[20.0, 0, 0, 2 / 3]] * 3), np.array([50.0] * 3), MACHINE)
    assert pieces == pytest.approx(whole)
    assert whole == pytest.approx(60 / 50 + 50 / 1500)
