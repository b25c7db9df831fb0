"""Checks of separate pieces: how many, how far apart, on the bed; a part inside or around another."""

from __future__ import annotations

import math
from typing import Any

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube, cylinder

from checks import solid
from tests.made_plates import block, drill, drilled, placed, retold
from tests.results import mistakes, told


def plate(x: float = 40, y: float = 20, z: float = 5) -> Any:
    return cq.Workplane().box(x, y, z)


def ring_on_axle(gap: float, facets: int = 96) -> Any:
    ring = cylinder(d=16, h=10, _fn=facets) - cylinder(r=4 + gap, h=30, center=True, _fn=facets)
    return cylinder(r=4, h=10, _fn=facets) + ring


@pytest.mark.parametrize(
    "part",
    [
        ring_on_axle(0.3),
        ring_on_axle(0.3).rotate([30, 40, 50]).translate([5, 6, 7]),
        ring_on_axle(0.3, facets=48),
        cq.Workplane().circle(4).extrude(10).union(cq.Workplane().circle(8).circle(4.3).extrude(10)),
        cq.Assembly().add(plate()).add(plate(), loc=cq.Location((0, 20.3, 0))),
        cube([5, 5, 5]) + cube([5, 5, 5]).translate([0, 0, 5.3]),
    ],
)
def test_play_is_the_gap_between_two_pieces(part: Any) -> None:
    assert all(solid.play(part, 0.3))
    assert all(solid.play(part, (0.25, 0.4)))


@pytest.mark.parametrize(
    ("part", "mistake"),
    [
        (ring_on_axle(0), "les pièces se touchent"),
        (cube([5, 5, 5]) + cube([5, 5, 5]).translate([5, 0, 0]), "les pièces se touchent"),
        (cube([5, 5, 5]), "les pièces se touchent"),
        (ring_on_axle(0.15), "le jeu est trop petit"),
        (ring_on_axle(0.6), "le jeu est trop grand"),
        (cube([5, 5, 5]) + cube([5, 5, 5]).translate([80, 0, 0]), "le jeu est trop grand"),
    ],
)
def test_a_wrong_play_is_told(part: Any, mistake: str) -> None:
    assert mistakes(solid.play(part, 0.3)) == [mistake]


@pytest.mark.parametrize("height", [0.0, 35.0, -8.0])
def test_pieces_that_all_stand_on_the_bed_pass_wherever_the_bed_is(height: float) -> None:
    pair = cube([5, 5, 5]) + cube([5, 5, 9]).translate([8, 0, 0])
    assert all(solid.on_bed(pair.translate([0, 0, height])))
    assert all(solid.on_bed(cube([5, 5, 5]).translate([0, 0, height])))


@pytest.mark.parametrize("gap", [0.3, 4.0])
def test_a_piece_in_the_air_is_told_with_its_height_and_place(gap: float) -> None:
    [found] = solid.on_bed(cube([5, 5, 5]) + cube([5, 5, 5]).translate([8, 0, gap]))
    assert found.mistake == "un morceau est en l'air"
    assert f"{gap:g}".replace(".", ",") in found.constat
    assert found.place["from"] == pytest.approx((8, 0, gap))


THREE = block(5, 5, 5) + block(5, 5, 5, 5.3, 0, 0)
MORE, LESS = "la pièce est en plusieurs morceaux", "il manque un morceau"
COUNTS = [
    (block(5, 5, 5), 2, LESS),
    (block(5, 5, 5) + block(5, 5, 5, 5, 0, 0), 2, LESS),
    (block(5, 5, 5) + block(5, 5, 5, 4, 0, 0), 2, LESS),
    (drilled(), 3, LESS),
    (THREE, 3, LESS),
    (block(5, 5, 5) + block(5, 5, 5, 9, 0, 0), 1, MORE),
    (block(5, 5, 5) + block(5, 5, 5, 0, 0, 5.01), 1, MORE),
    (block(60, 20, 4) - block(1, 30, 9, 30, -1, -1), 1, MORE),
    (ring_on_axle(0.3), 1, MORE),
    (cq.Assembly().add(plate()).add(plate(), loc=cq.Location((0, 21, 0))), 1, MORE),
    (THREE + block(1, 1, 1, 40, 0, 0), 2, MORE),
]


@pytest.mark.parametrize(("part", "count", "mistake"), COUNTS)
def test_a_wrong_number_of_pieces_is_told(part: Any, count: int, mistake: str) -> None:
    assert told(solid.bodies(part, count)) == [mistake]


def test_the_smallest_piece_is_shown() -> None:
    (found,) = solid.bodies(block(5, 5, 5) + block(1, 2, 3, 9, 0, 0))
    assert "1 × 2 × 3 mm" in found.constat
    assert (found.place["from"], found.place["to"]) == ([9, 0, 0], [10, 2, 3])


@pytest.mark.parametrize("part", retold(THREE, ring_on_axle(0.3)))
def test_two_pieces_are_counted_and_their_play_measured_however_they_are_told(part: Any) -> None:
    assert mistakes([*solid.bodies(part, 2), *solid.play(part, 0.3), *solid.on_bed(part)]) == []


LARGE, SMALL = "le jeu est trop grand", "le jeu est trop petit"


@pytest.mark.parametrize(("third", "mistake"), [(10.6, []), (12.3, [LARGE]), (10.4, [SMALL]), (90, [LARGE])])
def test_each_piece_has_its_play(third: float, mistake: list[str]) -> None:
    assert told(solid.play(THREE + block(5, 5, 5, third, 0, 0), 0.3)) == mistake


def test_the_gap_that_is_wrong_is_the_place() -> None:
    (found,) = solid.play(THREE + block(5, 5, 5, 12.3, 0, 0), 0.3)
    assert "0,3 mm, 2 mm" in found.constat
    assert math.dist(found.place["from"], found.place["to"]) == pytest.approx(2)
    assert (found.place["from"][0], found.place["to"][0]) == pytest.approx((10.3, 12.3))


@pytest.mark.parametrize("part", [block(5, 5, 5) + block(5, 5, 5, 9, 0, lift) for lift in (0.1, 1, 5, 40)]
                         + [block(5, 5, 5) + block(3, 3, 3, 1, 1, 6), drilled() + block(2, 2, 2, 0, 0, 9),
                            ring_on_axle(0.3).rotate([90, 0, 0]), THREE + block(5, 5, 5, 0, 20, 0.2),
                            block(5, 5, 5) + block(5, 5, 5, 9, 0, -1),
                            placed(block(5, 5, 5) + block(5, 5, 5, 9, 0, 2), 30)])  # fmt: skip
def test_a_piece_in_the_air_is_told(part: Any) -> None:
    assert told(solid.on_bed(part)) == ["un morceau est en l'air"]


# -- inside or around another part --------------------------------------------------------------------------

HOST = drilled(6)
AT = (50, 10, 2)
INTO, TIGHT, LOOSE = (
    "les deux pièces se rentrent dedans",
    "le jeu entre les deux pièces est trop petit",
    "le jeu entre les deux pièces est trop grand",
)


def pin(diameter: float = 5.4, height: float = 20) -> Any:
    return cylinder(d=diameter, h=height, _fn=48)


FITTING = [
    *retold(pin(), pin(5.4, 12) + cylinder(d=2, h=20, _fn=48)),
    pin().rotate([180, 0, 0]),
    cylinder(d=5.4, h=20, _fn=90),
    cq.Workplane().circle(2.7).extrude(20),
    block(3.8, 3.8, 20),
    pin() - cylinder(d=3, h=90, center=True),
]
NOT_FITTING = [
    (pin(6), TIGHT),
    (pin(5.8), TIGHT),
    (cylinder(d=5.9, h=9, _fn=100), TIGHT),
    (pin(4), LOOSE),
    (block(1, 1, 20), LOOSE),
    (cq.Workplane().circle(2).extrude(20), LOOSE),
    (pin(6.2), INTO),
    (pin(12), INTO),
    (block(5.4, 5.4, 20), INTO),
    (pin() + cylinder(d=9, h=10), INTO),
    (pin().rotate([90, 0, 0]), INTO),
    (block(60, 20, 4), INTO),
]


@pytest.mark.parametrize("part", FITTING)
def test_what_fits_passes_wherever_each_was_drawn(part: Any) -> None:
    assert mistakes(solid.fits(part, HOST, (0.25, 0.35), at=AT)) == []
    assert mistakes(solid.fits(part, placed(HOST, move=(80, 9, -4)), (0.25, 0.35), at=AT)) == []


@pytest.mark.parametrize(("part", "mistake"), NOT_FITTING)
def test_what_does_not_fit_is_told(part: Any, mistake: str) -> None:
    assert told(solid.fits(part, HOST, 0.3, at=AT)) == [mistake]


def test_a_part_goes_around_another() -> None:
    sleeve = block(20, 20, 10) - drill(10, 10, 6)
    assert mistakes(solid.fits(sleeve, pin(), 0.3)) == []
    assert told(solid.fits(sleeve, pin(6.4), 0.3)) == [INTO]
    assert told(solid.fits(sleeve, pin(5), 0.3)) == [LOOSE]


def test_a_collision_says_how_much_and_where() -> None:
    (found,) = solid.fits(block(10, 10, 10), block(10, 10, 10), 0.3, at=(14, 5, 5))
    assert "100 mm³" in found.constat
    assert (found.place["from"], found.place["to"]) == (pytest.approx([0, 0, 0]), pytest.approx([1, 10, 10]))


@settings(max_examples=15, deadline=None)
@given(
    gap=st.floats(0.05, 2),
    turn=st.floats(0, 360),
    scale=st.floats(0.5, 3),
    move=st.tuples(*[st.floats(-100, 100)] * 3),
)
def test_the_gap_is_measured_and_shown(
    gap: float, turn: float, scale: float, move: tuple[float, float, float]
) -> None:
    part = placed(block(8, 8, 8), 0, move, scale)
    room = placed(block(30, 30, 30) - block(8 + 2 * gap, 30, 60, 11 - gap, 2, -5), 0, (3, 3, 3), scale)
    assert mistakes(solid.fits(part, room, gap * scale)) == []
    (found,) = solid.fits(part, room, gap * scale + 1)
    assert found.mistake == TIGHT
    assert math.dist(found.place["from"], found.place["to"]) == pytest.approx(gap * scale, abs=1e-6)
    pair = placed(block(8, 8, 8) + block(8, 8, 8, 8 + gap, 5, 3), turn, move, scale)
    (found,) = solid.play(pair, gap * scale + 1)
    assert math.dist(found.place["from"], found.place["to"]) == pytest.approx(gap * scale, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(
    gap=st.floats(0.1, 1.5),
    facets=st.sampled_from([48, 96, 150]),
    turn=st.tuples(*[st.floats(0, 360)] * 3),
)
def test_play_is_measured_whatever_its_size_and_the_way_the_part_lies(
    gap: float, facets: int, turn: tuple[float, float, float]
) -> None:
    part = ring_on_axle(gap, facets).rotate(list(turn))
    assert mistakes(solid.play(part, gap)) == []
    assert mistakes(solid.play(part, gap + 0.1)) == ["le jeu est trop petit"]
    assert mistakes(solid.play(part, max(0.0, gap - 0.1))) == ["le jeu est trop grand"]
