"""One plate, built in twenty ways, passes every check; place, scale and facets change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube, cylinder

from checks import solid
from models.solid import Solid
from tests.made_plates import PLATES, drilled, placed, plate, refined
from tests.results import mistakes

# A pin of 4.4 mm has 0.3 mm of play in a round hole of 5, and 0.1 in an octagon: its sides are nearer.
PIN = Solid.of(cylinder(d=4.4, h=20, _fn=90))
MODEL = Solid.of(drilled())
OTHER = Solid.of(drilled(x=30))

CHECKS = {
    "size": lambda part: solid.size(part, 60, 20, 4),
    "fits_in": lambda part: solid.fits_in(part, 60, 20, 4),
    "at_least": lambda part: solid.at_least(part, 60, 20, 4),
    "volume": lambda part: solid.volume(part, 4721),
    "centre": lambda part: solid.centre(part, 29.7, 10, 2),
    "watertight": solid.watertight,
    "bodies": solid.bodies,
    "on_bed": solid.on_bed,
    "hole": lambda part: solid.hole(part, 5),
    "hole at": lambda part: solid.hole(part, (4, 6), at=(50, 10)),
    "hole_margin": lambda part: solid.hole_margin(part, 7),
    "minimum_wall": lambda part: solid.minimum_wall(part, 4),
    "overhang": solid.overhang,
    "stands": lambda part: solid.stands(part, 60),
    "fits_bed": solid.fits_bed,
    "prints_within": lambda part: solid.prints_within(part, minutes=40, grams=6, metres=2, euros=0.2),
    "same_shape": lambda part: solid.same_shape(part, MODEL),
    "same_shape, turned": lambda part: solid.same_shape(part, MODEL, turned=True),
    "symmetric, y": lambda part: solid.symmetric(part, "y"),
    "symmetric, z": lambda part: solid.symmetric(part, "z"),
    "fits": lambda part: solid.fits(PIN, part, (0.1, 0.32), at=(50, 10, 2)),
    "different": lambda part: solid.different(part, OTHER),
}  # fmt: skip
TURNED = [
    "volume",
    "watertight",
    "bodies",
    "on_bed",
    "hole",
    "hole_margin",
    "minimum_wall",
    "overhang",
    "stands",
]
"""They look at nothing that a turn about z changes."""


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("way", PLATES)
def test_the_plate_passes_however_it_is_built(way: str, check: str) -> None:
    assert mistakes(CHECKS[check](plate(way))) == []


places = st.tuples(*[st.floats(-300, 300)] * 3)


@settings(max_examples=15, deadline=None)
@given(move=places, facets=st.integers(8, 120), times=st.integers(1, 3))
def test_neither_the_place_nor_the_facets_change_a_thing(
    move: tuple[float, float, float], facets: int, times: int
) -> None:
    part = placed(refined(drilled(facets=facets), times), move=move)
    told = {name: mistakes(check(part)) for name, check in CHECKS.items() if name != "fits"}
    assert not any(told.values()), told


@settings(max_examples=15, deadline=None)
@given(turn=st.floats(0, 360), move=places)
def test_a_turn_about_z_changes_nothing_to_what_does_not_follow_the_axes(
    turn: float, move: tuple[float, float, float]
) -> None:
    part = placed(MODEL, turn, move)
    told = {name: mistakes(CHECKS[name](part)) for name in TURNED}
    assert not any(told.values()), told


@settings(max_examples=15, deadline=None)
@given(scale=st.floats(0.5, 3), turn=st.sampled_from([0, 180]), move=places)
def test_lengths_volumes_and_areas_follow_the_scale(
    scale: float, turn: float, move: tuple[float, float, float]
) -> None:
    part = placed(MODEL, turn, move, scale)
    at = (50 * scale, 10 * scale) if turn == 0 else (10 * scale, 10 * scale)
    assert mistakes(solid.size(part, 60 * scale, 20 * scale, 4 * scale)) == []
    assert mistakes(solid.volume(part, 4721 * scale**3)) == []
    assert mistakes(solid.hole(part, 5 * scale, at=at)) == []
    assert mistakes(solid.hole_margin(part, 7.4 * scale)) == []
    assert mistakes(solid.minimum_wall(part, 4 * scale)) == []
    larger = 1.2 * scale
    assert len(mistakes(solid.size(part, 60 * larger, 20 * larger, 4 * larger))) == 3
    assert mistakes(solid.volume(part, 4721 * larger**3)) == ["il manque de la matière"]
    assert mistakes(solid.hole(part, 5 * larger)) == ["le diamètre du trou n'est pas bon"]
    assert mistakes(solid.hole_margin(part, 7.7 * scale)) == ["le trou est trop près du bord"]
    assert mistakes(solid.minimum_wall(part, 4 * larger)) == ["une paroi est trop fine"]


EVERY: list[Any] = [
    *CHECKS.values(),
    lambda part: solid.counterbore(part, 9, 3),
    lambda part: solid.edges(part, 3),
    lambda part: solid.play(part, 0.3),
    lambda part: solid.fits(part, PIN),
    lambda part: solid.different(part, cube(3)),
    solid.assembled,
    solid.relief,
]
"""Each check of the package, on one part."""


@pytest.mark.parametrize("check", EVERY)
@pytest.mark.parametrize("empty", [None, ...])
def test_no_answer_earns_nothing(check: Any, empty: Any) -> None:
    results = check(empty)
    assert results
    assert set(mistakes(results)) == {"il n'y a pas encore de pièce"}


def test_an_open_skin_is_told_by_every_check_that_needs_an_inside() -> None:
    open_part = Solid(MODEL.vertices, MODEL.triangles[:-1])
    outside = ("size", "fits_in", "at_least", "volume", "fits_bed", "overhang")
    for name, check in CHECKS.items():
        if name not in outside:
            assert mistakes(check(open_part)) == ["la pièce n'est pas fermée"], name
