"""Checks of holes: right ones pass however they are made, a wrong one is told its size, depth or place."""

from __future__ import annotations

from typing import Any

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import circle, cube, cylinder, square

from checks import solid
from tests.made_plates import as_polyhedron, block, drill, drilled, placed, refined, retold
from tests.results import mistakes, told


def counterbored(*, head: float = 9, depth: float = 3, holes: int = 2, thickness: float = 6) -> Any:
    places = [(10 + 30 * i, 0, 0) for i in range(holes)]
    part = cube([60, 20, thickness]).translate([0, -10, 0])
    for place in places:
        part -= cylinder(d=4.5, h=40, center=True, _fn=40).translate(place)
        part -= cylinder(d=head, h=9, _fn=40).translate([place[0], 0, thickness - depth])
    return part


def pierced(diameter: float) -> Any:
    """The plate of :func:`counterbored`, flat, with two round holes."""
    holes = circle(d=diameter, _fn=40).translate([-15, 0]) + circle(d=diameter, _fn=40).translate([15, 0])
    return square([60, 20], center=True) - holes


@pytest.mark.parametrize(
    "part",
    [
        counterbored(),
        counterbored().translate([-80, 33, 5]),
        counterbored().rotate([180, 0, 0]),
        cq.Workplane().box(60, 20, 6).faces(">Z").workplane().rarray(30, 1, 2, 1).cboreHole(4.5, 9, 3),
        cq.Workplane().rect(60, 20).extrude(6).faces(">Z").workplane().rarray(30, 1, 2, 1).hole(4.5)
        .cut(cq.Workplane("XY", origin=(0, 0, 3)).rarray(30, 1, 2, 1).circle(4.5).extrude(9)),
        pierced(4.5).linear_extrude(3) + pierced(9).linear_extrude(3).translate([0, 0, 3]),
        cq.Workplane().rect(60, 20).rarray(30, 1, 2, 1).circle(2.25).extrude(3).faces(">Z").workplane()
        .rect(60, 20).rarray(30, 1, 2, 1).circle(4.5).extrude(3),
        counterbored().mirror([1, 0, 0]),
        as_polyhedron(counterbored()),
        refined(counterbored()),
        placed(counterbored(), turn=37, move=(-5, 80, 2)),
    ],
)  # fmt: skip
def test_a_counterbore_passes_however_it_is_made(part: Any) -> None:
    assert all(solid.counterbore(part, 9, 3, count=2))


def test_a_counterbore_is_found_along_another_axis() -> None:
    assert all(solid.counterbore(counterbored().rotate([90, 0, 0]), 9, 3, count=2, axis="y"))
    assert all(solid.counterbore(counterbored().rotate([0, 90, 0]), 9, 3, count=2, axis="x"))


@pytest.mark.parametrize(
    ("part", "mistake"),
    [
        (drilled(), "il n'y a pas de lamage"),
        (counterbored(head=4.5), "il n'y a pas de lamage"),
        (cube([60, 20, 6]), "il n'y a pas de lamage"),
        (counterbored(head=18), "le diamètre du lamage n'est pas bon"),
        (counterbored(head=8.5), "le diamètre du lamage n'est pas bon"),
        (counterbored(depth=1.5), "la profondeur du lamage n'est pas bonne"),
        (counterbored(holes=1), "le nombre de lamages n'est pas bon"),
        (counterbored(depth=4.5), "la profondeur du lamage n'est pas bonne"),
        (counterbored(depth=1.5).rotate([180, 0, 0]), "la profondeur du lamage n'est pas bonne"),
        (counterbored(head=10), "le diamètre du lamage n'est pas bon"),
        (
            counterbored() - drill(25, 0, 4.5) - drill(25, 0, 9).translate([0, 0, 43]),
            "le nombre de lamages n'est pas bon",
        ),
        (block(60, 20, 6) - cylinder(d=9, h=9).translate([10, 10, 3]), "il n'y a pas de lamage"),
    ],
)
def test_a_wrong_counterbore_is_told(part: Any, mistake: str) -> None:
    assert mistakes(solid.counterbore(part, 9, 3, count=2)) == [mistake]


@settings(max_examples=15, deadline=None)
@given(
    head=st.floats(7, 16),
    depth=st.floats(1, 5),
    place=st.tuples(*[st.floats(-100, 100)] * 3),
    turn=st.floats(0, 360),
)
def test_a_counterbore_is_measured_whatever_its_size_and_place(
    head: float, depth: float, place: tuple[float, float, float], turn: float
) -> None:
    part = counterbored(head=head, depth=depth).rotate([0, 0, turn]).translate(list(place))
    assert mistakes(solid.counterbore(part, head, depth, count=2)) == []
    assert mistakes(solid.counterbore(part, head + 1, depth, count=2)) == [
        "le diamètre du lamage n'est pas bon"
    ]
    assert mistakes(solid.counterbore(part, head, depth + 0.5, count=2)) == [
        "la profondeur du lamage n'est pas bonne"
    ]


def test_too_few_holes_of_the_right_size_are_not_sent_to_their_diameter() -> None:
    (result,) = solid.hole(drilled(), diameter=5, count=3)
    assert result.mistake == "le nombre de trous n'est pas bon"
    assert "diamètre" not in result.piste


def pocket(depth: float = 3, diameter: float = 5) -> Any:
    return block(60, 20, 4) - cylinder(d=diameter, h=20, _fn=48).translate([50, 10, 4 - depth])


COUNT, BLIND, THROUGH, WIDTH, PLACE, NONE = (
    "le nombre de trous n'est pas bon",
    "le trou ne traverse pas",
    "le trou traverse la pièce",
    "le diamètre du trou n'est pas bon",
    "le trou n'est pas à sa place",
    "il n'y a pas de trou",
)
HOLES = [
    (block(60, 20, 4), NONE),
    (drilled(y=20), NONE),
    (block(60, 20, 4) - block(5, 5, 50, 47, 7, -9), NONE),
    (pocket(), BLIND),
    (pocket(3.9), BLIND),
    (pocket().rotate([180, 0, 0]), BLIND),
    (drilled(10), WIDTH),
    (drilled(2.5), WIDTH),
    (drilled(5.5), WIDTH),
    (drilled() - drill(10, 10), COUNT),
    (drilled() - drill(10, 10) - drill(30, 10), COUNT),
    (drilled(x=10), PLACE),
    (drilled(y=7), PLACE),
    (placed(drilled(), 180), PLACE),
    (placed(drilled(), scale=1.2), WIDTH),
]


@pytest.mark.parametrize(("part", "mistake"), HOLES)
def test_a_wrong_hole_is_told(part: Any, mistake: str) -> None:
    assert told(solid.hole(part, 5, at=(50, 10))) == [mistake]


@pytest.mark.parametrize("part", [*retold(pocket(), pocket(1)), refined(pocket(2), 2)])
def test_a_blind_hole_passes_where_it_is_asked(part: Any) -> None:
    assert mistakes(solid.hole(part, 5, through=False, at=(50, 10))) == []
    assert mistakes(solid.hole(part, 5)) == [BLIND]


def test_a_hole_through_is_no_blind_one() -> None:
    assert told(solid.hole(drilled(), 5, through=False)) == [THROUGH]


@pytest.mark.parametrize(("axis", "turn"), [("x", [0, 90, 0]), ("y", [90, 0, 0]), ("z", [0, 0, 0])])
def test_a_hole_is_placed_along_each_axis(axis: str, turn: list[float]) -> None:
    part = drilled(y=7).rotate(turn).translate([-7, 8, 9])
    at = {"x": (7, 10), "y": (50, 7), "z": (50, 7)}[axis]
    assert mistakes(solid.hole(part, 5, axis=axis, at=at)) == []
    assert told(solid.hole(part, 5, axis=axis, at=(at[0] + 1, at[1]))) == [PLACE]


def test_the_hole_nearest_to_its_place_is_shown() -> None:
    (found,) = solid.hole(drilled() - drill(12, 10), 5, count=2, at=(10, 10))
    assert found.place["at"] == pytest.approx([12, 10, 2])


NEAR = [
    drilled(x=56.5),
    drilled(x=3),
    drilled(y=3.9),
    drilled(y=17),
    drilled(17.5),
    drilled(x=56.5).rotate([0, 0, 30]),
    drilled() - block(9, 9, 9, 52.8, 5, -1),
    drilled() - drill(56, 10),
    cylinder(d=7, h=4, _fn=60) - drill(0, 0),
    drilled(x=56.5).translate([-90, 8, 7]),
    refined(drilled(x=56.5)),
    cq.Workplane().box(60, 20, 4).faces(">Z").workplane().center(26.5, 0).hole(5),
]


@pytest.mark.parametrize("part", NEAR)
def test_a_hole_too_near_to_an_edge_is_told(part: Any) -> None:
    assert told(solid.hole_margin(part, 1.5)) == ["le trou est trop près du bord"]


@pytest.mark.parametrize("part", [block(60, 20, 4), pocket(), drilled(y=20)])
def test_no_hole_has_no_margin(part: Any) -> None:
    assert told(solid.hole_margin(part, 1.5)) == ["il n'y a pas de trou entouré de matière"]
