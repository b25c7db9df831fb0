"""Checks of what a print needs: a bed, walls, nothing in the air, a footing, time and plastic."""

from __future__ import annotations

import math
from typing import Any

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube, cylinder, sphere

from checks import solid
from models import slicing
from models.solid import Solid
from tests.made_plates import block, drill, drilled, placed, retold
from tests.results import mistakes, told

BED = slicing.profile().bed
TOO_LARGE = [
    block(300, 10, 10),
    block(10, 300, 10),
    block(10, 10, BED[2] + 1),
    block(BED[0] + 1, BED[1] + 1, 1),
    block(BED[0] + 1, 5, 5).translate([-500, 0, 0]),
    block(5, 5, 5) + block(5, 5, 5, 400, 0, 0),
    cylinder(d=BED[0] + 5, h=3),
    block(250, 5, 5).rotate([0, 90, 0]),
    Solid.of(block(300, 300, 300)).as_plain(),
    block(290, 5, 5).rotate([0, 0, 10]),
]


@pytest.mark.parametrize("part", TOO_LARGE)
def test_what_is_larger_than_the_bed_is_told(part: Any) -> None:
    assert told(solid.fits_bed(part)) == ["la pièce dépasse du plateau"]


@pytest.mark.parametrize("part", retold(block(BED[0], 10, BED[2]), block(10, BED[0], 4)))
def test_what_just_fits_the_bed_passes(part: Any) -> None:
    assert mistakes(solid.fits_bed(part)) == []


# -- walls --------------------------------------------------------------------------------------------------


def slotted(wall: float, facets: int = 60) -> Any:
    """A plate with a hole that leaves ``wall`` mm to its front."""
    return block(40, 20, 5) - drill(20, 3 + wall, 6, facets)


def cup(wall: float, floor: float = 2) -> Any:
    return cylinder(d=30, h=20, _fn=60) - cylinder(d=30 - 2 * wall, h=20, _fn=60).translate([0, 0, floor])


THIN = [
    block(20, 20, 0.5),
    block(0.5, 20, 20),
    slotted(0.5),
    slotted(0.3, 120),
    cup(0.4),
    cup(2, 0.4),
    block(20, 20, 5) + block(0.4, 20, 9),
    block(20, 20, 20) - block(19, 19, 30, 0.5, 0.5, 1),
    block(30, 20, 5) - drill(10, 10, 8) - drill(18.5, 10, 8),
    sphere(d=20, _fn=40) - sphere(d=19, _fn=40),
    cq.Workplane().box(30, 30, 20).faces(">Z").shell(-0.5),
    block(20, 20, 0.5).rotate([0, 0, 33]),
]


@pytest.mark.parametrize("part", THIN)
def test_a_thin_wall_is_told(part: Any) -> None:
    assert told(solid.minimum_wall(part, 0.8)) == ["une paroi est trop fine"]


@pytest.mark.parametrize(
    "part",
    [*retold(slotted(1), cup(1)), sphere(d=10, _fn=50), cylinder(d1=20, d2=0, h=20), cube(1),
     cq.Workplane().box(30, 30, 20).faces(">Z").shell(-1)],
)  # fmt: skip
def test_walls_thick_enough_pass(part: Any) -> None:
    assert mistakes(solid.minimum_wall(part, 0.8)) == []


@settings(max_examples=15, deadline=None)
@given(
    wall=st.floats(0.3, 3),
    turn=st.floats(0, 360),
    scale=st.floats(0.5, 2),
    facets=st.integers(24, 90),
)
def test_the_thinnest_wall_is_measured_and_shown(wall: float, turn: float, scale: float, facets: int) -> None:
    part = placed(cup(wall, 9), turn, (5, 6, 7), scale)
    thin = wall * scale * math.cos(math.pi / 60)
    assert mistakes(solid.minimum_wall(part, thin * 0.97)) == []
    (found,) = solid.minimum_wall(part, wall * scale * 1.1 + 0.02)
    x, y, _ = (found.place["at"][i] - (5, 6, 7)[i] for i in range(3))
    assert math.hypot(x, y) == pytest.approx(15 * scale, abs=wall * scale + 0.1)
    assert mistakes(solid.minimum_wall(slotted(wall, facets), wall + 0.2)) == ["une paroi est trop fine"]


# -- overhangs ----------------------------------------------------------------------------------------------


def table(top: float = 30, height: float = 10) -> Any:
    """A top of ``top`` × ``top`` × 2 mm on one leg of 4 × 4."""
    return block(4, 4, height) + block(top, top, 2, 0, 0, height)


def cone_up(angle: float, height: float = 10, facets: int = 60) -> Any:
    """A cone that widens upwards, its side ``angle`` degrees from the vertical."""
    return cylinder(r1=5, r2=5 + height * math.tan(math.radians(angle)), h=height, _fn=facets)


HANGING = [
    table(),
    table(6),
    table().rotate([0, 0, 27]),
    table().translate([0, 0, 80]),
    cone_up(50),
    cone_up(60, facets=13),
    sphere(d=30, _fn=60),
    cylinder(d=20, h=20, _fn=60).rotate([90, 0, 0]),
    block(20, 20, 20) - block(30, 10, 10, -5, 5, 5),
    block(5, 5, 5) + block(5, 5, 5, 9, 0, 3),
    cq.Workplane().box(20, 20, 4).faces(">Z").workplane().rect(40, 40).extrude(4),
    drilled().rotate([90, 0, 30]),
]
SUPPORTED = [
    *retold(cone_up(44), table().rotate([180, 0, 0])),
    cone_up(45),
    Solid.from_stl(Solid.of(cone_up(45, 33.3)).to_stl()),
    cq.Workplane().box(20, 20, 4).faces(">Z").workplane().rect(10, 10).extrude(4),
    cq.Workplane("XZ").polyline([(0, 0), (10, 0), (20, 10), (20, 14), (0, 14)]).close().extrude(8),
    drilled(),
    cup(2),
]


@pytest.mark.parametrize("part", HANGING)
def test_what_hangs_over_nothing_is_told(part: Any) -> None:
    assert told(solid.overhang(part)) == ["une partie est dans le vide"]


@pytest.mark.parametrize("part", SUPPORTED)
def test_what_stands_on_something_passes(part: Any) -> None:
    assert mistakes(solid.overhang(part)) == []


def test_the_largest_overhang_is_the_place() -> None:
    small = block(5, 20, 5, 30, 0, 12) + block(1, 20, 17, 34, 0, 0)
    (found,) = solid.overhang(table(20) + small)
    assert "464 mm²" in found.constat
    assert "à 10 mm du plateau" in found.constat
    assert (found.place["from"], found.place["to"]) == ([0, 0, 10], [20, 20, 10])


@settings(max_examples=15, deadline=None)
@given(turn=st.floats(0, 360), scale=st.floats(0.5, 4), lift=st.floats(-50, 50), angle=st.floats(0, 80))
def test_overhangs_follow_the_angle_and_the_scale(
    turn: float, scale: float, lift: float, angle: float
) -> None:
    hanging = (900 - 16) * scale**2
    part = placed(table(), turn, (9, 9, lift), scale)
    assert mistakes(solid.overhang(part, hanging * 1.001)) == []
    assert mistakes(solid.overhang(part, hanging * 0.999)) == ["une partie est dans le vide"]
    if abs(angle - 45) > 0.5:
        assert bool(all(solid.overhang(placed(cone_up(angle), turn, scale=scale)))) == (angle < 45)


# -- standing -----------------------------------------------------------------------------------------------

FALLS, TIPS = "la pièce ne tient pas debout", "la pièce bascule trop facilement"
UNSTABLE = [
    (block(4, 4, 60), TIPS),
    (block(4, 60, 60), TIPS),
    (cylinder(d=5, h=40), TIPS),
    (cylinder(d1=2, d2=30, h=20), TIPS),
    (sphere(r=10, _fn=60), TIPS),
    (block(4, 4, 30) + block(20, 20, 4, -8, -8, 30), TIPS),
    (block(10, 10, 10) + block(4, 4, 60, 20, 0, 0), TIPS),
    (cylinder(h=10, d=4) + block(40, 4, 4, 0, -2, 10), FALLS),
    (block(4, 20, 10) + block(40, 20, 10, 0, 0, 10), FALLS),
    (block(4, 20, 10, 36, 0, 0) + block(40, 20, 10, 0, 0, 10), FALLS),
    (block(20, 4, 10) + block(20, 40, 10, 0, 0, 10), FALLS),
    (block(20, 20, 5).rotate([0, 20, 0]), FALLS),
    (block(10, 10, 40).rotate([45, 0, 0]) + block(1, 1, 1, 0, 0, 0), FALLS),
]
STABLE = [
    *retold(block(20, 20, 20), drilled(), table().rotate([180, 0, 0])),
    block(4, 20, 30) + block(4, 20, 30, 40, 0, 0) + block(44, 4, 4, 0, 0, 30),
    cylinder(d1=30, d2=2, h=20),
    cq.Workplane().box(30, 30, 10).faces(">Z").workplane().circle(5).extrude(20),
    cup(2),
]  # fmt: skip


@pytest.mark.parametrize(("part", "mistake"), UNSTABLE)
def test_what_does_not_stand_is_told(part: Any, mistake: str) -> None:
    assert told(solid.stands(part)) == [mistake]


@pytest.mark.parametrize("part", STABLE)
def test_what_stands_passes(part: Any) -> None:
    assert mistakes(solid.stands(part)) == []


@pytest.mark.parametrize(
    ("turn", "words"),
    [(0, "vers la droite"), (90, "vers l'arrière"), (180, "vers la gauche"), (270, "vers l'avant")],
)
def test_the_side_towards_which_it_tips_is_named_and_shown(turn: float, words: str) -> None:
    (found,) = solid.stands(placed(block(4, 20, 10) + block(40, 20, 10, 0, 0, 10), turn))
    assert words in found.constat
    angle = math.radians(turn)
    expected = [4 * math.cos(angle) - 10 * math.sin(angle), 4 * math.sin(angle) + 10 * math.cos(angle), 0]
    assert found.place["at"] == pytest.approx(expected, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(
    base=st.floats(3, 40),
    height=st.floats(10, 90),
    turn=st.floats(0, 360),
    scale=st.floats(0.5, 3),
    move=st.tuples(*[st.floats(-200, 200)] * 3),
)
def test_a_block_tips_at_the_angle_of_its_diagonal(
    base: float, height: float, turn: float, scale: float, move: tuple[float, float, float]
) -> None:
    part = placed(block(base, 60, height), turn, move, scale)
    tilt = math.degrees(math.atan2(min(base, 60), height))
    assert mistakes(solid.stands(part, tilt - 0.1)) == []
    assert mistakes(solid.stands(part, tilt + 0.1)) == [TIPS]


# -- time and plastic ---------------------------------------------------------------------------------------

LIMITS = {
    "minutes": "l'impression est trop longue",
    "grams": "la pièce prend trop de plastique",
    "metres": "la pièce prend trop de filament",
    "euros": "la pièce coûte trop cher",
}
PRINTED = [block(20, 20, 10), drilled(), cup(2), sphere(d=20, _fn=30), cylinder(d=30, h=4), table(),
           block(5, 5, 30), block(60, 60, 1), block(9, 9, 9) + block(9, 9, 9, 30, 0, 0),
           Solid.of(drilled()).as_plain(), drilled().rotate([90, 0, 0])]  # fmt: skip


@pytest.mark.parametrize("part", PRINTED)
def test_what_a_print_takes_is_limited_one_by_one(part: Any) -> None:
    found = slicing.estimate(Solid.of(part))
    takes = dict(
        zip(LIMITS, (found.minutes, found.grams, found.filament_mm / 1000, found.price_eur), strict=True)
    )
    assert mistakes(solid.prints_within(part, **{name: 1.01 * most for name, most in takes.items()})) == []
    for name, most in takes.items():
        assert told(solid.prints_within(part, **{name: 0.9 * most})) == [LIMITS[name]]


def test_mass_length_and_price_say_the_same_plastic() -> None:
    told_ = [result.constat for result in solid.prints_within(block(30, 30, 30), 1e3, 1e3, 1e3, 1e3)]
    found = slicing.estimate(Solid.of(block(30, 30, 30)))
    assert f"{found.grams:.1f}".replace(".", ",") in told_[1]
    assert f"{found.filament_mm / 1000:.2f}".replace(".", ",") in told_[2]
    assert f"{found.price_eur:.2f}".replace(".", ",") in told_[3]
