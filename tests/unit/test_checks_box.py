"""Checks on a box and its lid: right ones pass however they are built, each wrong one is told its mistake."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube, cylinder, linear_extrude, polygon, square

from checks import box
from models.solid import Solid
from tests.results import mistakes


def a_box(x: float = 40, y: float = 30, z: float = 20, wall: float = 2, floor: float | None = None) -> Any:
    floor = wall if floor is None else floor
    full = cube([x + 2 * wall, y + 2 * wall, z + floor])
    return full - cube([x, y, z + 1]).translate([wall, wall, floor])


def a_lid(x: float = 40, y: float = 30, wall: float = 2, play: float = 0.3, shift: float = 0.0) -> Any:
    rim = cube([x - 2 * play, y - 2 * play, 3])
    return cube([x + 2 * wall, y + 2 * wall, wall]) + rim.translate([wall + play + shift, wall + play, wall])


def frame() -> Any:
    """The four walls of the box, drawn flat and extruded."""
    return linear_extrude(22)(square([44, 34]) - square([40, 30]).translate([2, 2, 0]))


RIGHT = {
    "carved": a_box(),
    "elsewhere": a_box().translate([-300, 12, 5]),
    "carved far above the rim": cube([44, 34, 22]) - cube([40, 30, 90]).translate([2, 2, 2]),
    "four walls and a bottom": cube([44, 34, 2])
    + cube([2, 34, 22])
    + cube([2, 34, 22]).translate([42, 0, 0])
    + cube([44, 2, 22])
    + cube([44, 2, 22]).translate([0, 32, 0]),
    "extruded": frame() + cube([44, 34, 2]),
    "centred": cube([44, 34, 22], center=True) - cube([40, 30, 22], center=True).translate([0, 0, 2]),
    "scaled": a_box(20, 15, 10, 1).scale(2),
    "turned upright": a_box().rotate([180, 0, 0]).rotate([180, 0, 0]),
    "two carvings": cube([44, 34, 22])
    - cube([25, 30, 40]).translate([2, 2, 2])
    - cube([25, 30, 40]).translate([17, 2, 2]),
    "a hole in a wall": a_box() - cylinder(d=3, h=9).rotate([90, 0, 0]).translate([20, 5, 10]),
    "plain data": Solid.of(a_box()).as_plain(),
}
WRONG = {
    "full": (cube([44, 34, 22]), "la boîte n'est pas creuse"),
    "closed on all sides": (cube([44, 34, 22]) - cube([40, 30, 18]).translate([2, 2, 2]),
                            "la boîte n'est pas creuse"),
    "upside down": (a_box().rotate([180, 0, 0]), "la boîte n'est pas creuse"),
    "no bottom": (frame(), "la boîte n'a pas de fond"),
    "outer sizes given": (a_box(36, 26, 18), "à l'intérieur, la largeur (x) n'est pas celle demandée"),
    "x and y swapped": (a_box(30, 40), "à l'intérieur, la profondeur (y) n'est pas celle demandée"),
    "shallow": (a_box(z=18), "à l'intérieur, la hauteur (z) n'est pas celle demandée"),
    "a step at the bottom": (a_box() + cube([10, 34, 6]),
                             "à l'intérieur, la hauteur (z) n'est pas celle demandée"),
    "thin walls": (a_box(wall=1), "les parois n'ont pas la bonne épaisseur"),
    "off centre": (cube([44, 34, 22]) - cube([40, 30, 30]).translate([3, 2, 2]),
                   "les parois n'ont pas la bonne épaisseur"),
    "thick bottom": (a_box(floor=4), "le fond n'a pas la bonne épaisseur"),
    "no answer": (None, "il n'y a pas encore de pièce"),
}  # fmt: skip


def judged(part: Any) -> list[str]:
    return mistakes(box.inside(part, x=40, y=30, z=20)) + mistakes(box.walls(part, 2))


@pytest.mark.parametrize("name", RIGHT)
def test_the_same_box_passes_however_it_is_built(name: str) -> None:
    assert judged(RIGHT[name]) == []


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_box_is_told_its_mistake(name: str) -> None:
    part, mistake = WRONG[name]
    assert mistake in judged(part)


@settings(max_examples=25, deadline=None)
@given(x=st.integers(5, 90), y=st.integers(5, 90), z=st.integers(3, 60), wall=st.floats(0.8, 5))
def test_any_box_is_measured(x: int, y: int, z: int, wall: float) -> None:
    part = a_box(x, y, z, wall)
    assert mistakes(box.inside(part, x=x, y=y, z=z) + box.walls(part, wall)) == []


RIGHT_LIDS = {
    "lip up": a_lid(),
    "lip down": a_lid().rotate([180, 0, 0]),
    "elsewhere": a_lid().translate([70, -9, 3]),
    "tight": a_lid(play=0.1),
    "loose": a_lid(play=0.6),
    "hollow lip": a_lid() - cube([30, 20, 9]).translate([7, 7, 2]),
    "larger plate": a_lid() + cube([54, 44, 1]).translate([-5, -5, 0]),
    "centred": cube([44, 34, 2], center=True) + cube([39.4, 29.4, 8], center=True).translate([0, 0, 4]),
    "a hole in the plate": a_lid() - cylinder(d=4, h=20).translate([22, 17, -5]),
    "plain data": Solid.of(a_lid()).as_plain(),
}  # fmt: skip
WRONG_LIDS = {
    "no lip": (cube([44, 34, 2]), "le couvercle n'a pas de rebord"),
    "no play": (a_lid(play=0), "le couvercle n'entre pas dans la boîte"),
    "play added": (a_lid(play=-0.3), "le couvercle n'entre pas dans la boîte"),
    "too much play": (a_lid(play=1), "le couvercle flotte dans la boîte"),
    "off centre": (a_lid(play=0.2, shift=0.4), "le rebord n'est pas au milieu du couvercle"),
    "a small plate": (cube([42, 34, 2]) + cube([39.4, 29.4, 3]).translate([1.3, 2.3, 2]),
                      "le couvercle ne couvre pas la boîte"),
    "turned by a quarter": (a_lid(30, 40), "le couvercle ne couvre pas la boîte"),
    "no answer": (None, "il n'y a pas encore de pièce"),
    "no matter": (cube(3) - cube(4), "la pièce est vide"),
    "a number": (12, "la réponse n'est pas une pièce"),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT_LIDS)
def test_a_right_lid_closes_the_box(name: str) -> None:
    assert mistakes(box.closes(RIGHT_LIDS[name], a_box())) == []


@pytest.mark.parametrize("name", WRONG_LIDS)
def test_a_wrong_lid_is_told_its_mistake(name: str) -> None:
    lid, mistake = WRONG_LIDS[name]
    assert mistake in mistakes(box.closes(lid, a_box()))


def test_a_round_box_and_its_lid_are_judged_too() -> None:
    can = cylinder(d=34, h=20, _fn=96) - cylinder(d=30, h=30, _fn=96).translate([0, 0, 2])
    lid = cylinder(d=34, h=2, _fn=96) + cylinder(d=29.4, h=5, _fn=96)
    assert mistakes(box.inside(can, x=30, y=30, z=18) + box.closes(lid, can)) == []


def test_a_square_lip_does_not_enter_a_round_hollow() -> None:
    can = cylinder(d=34, h=20, _fn=96) - cylinder(d=30, h=30, _fn=96).translate([0, 0, 2])
    lid = cylinder(d=34, h=2, _fn=96) + cube([29.4, 29.4, 5]).translate([-14.7, -14.7, 0])
    assert mistakes(box.closes(lid, can)) == ["le rebord n'a pas la forme du creux"]


def test_a_lid_that_is_not_symmetrical_is_judged_turned_over() -> None:
    corner = [[0, 0], [30, 0], [30, 12], [12, 12], [12, 20], [0, 20]]
    room = linear_extrude(9)(polygon(corner))
    container = cube([34, 24, 10]) - room.translate([2, 2, 2])
    lip = linear_extrude(3)(polygon(corner).offset(delta=-0.3)).translate([2, 2, 2])
    lid = cube([34, 24, 2]) + lip
    for one in (lid, lid.rotate([180, 0, 0]), lid.mirror([1, 0, 0])):
        assert mistakes(box.closes(one, container)) == []
    assert mistakes(box.closes(lid.rotate([0, 0, 180]), container)) == []


def test_the_message_gives_the_figures_and_the_place() -> None:
    tight = next(result for result in box.closes(a_lid(play=0.05), a_box()) if not result)
    assert "39,9 mm" in tight.constat
    assert "il reste 0,05 mm" in tight.constat
    wide = next(result for result in box.closes(a_lid(play=-0.3), a_box()) if not result)
    assert "il dépasse de 0,3 mm" in wide.constat
    assert tight.place["kind"] == "box"
