"""Checks of shape: the same however it is built; another one, another way up, a mirror image are told."""

from __future__ import annotations

from typing import Any

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube, cylinder, linear_extrude, polygon, sphere, text

from checks import solid
from models.likeness import likeness
from models.solid import Solid
from models.turns import MIRRORED, QUARTER_TURNS, turned
from tests.made_plates import block, drill, drilled, placed, retold
from tests.results import mistakes, told

# A part that is not its own image in a mirror: three arms of different lengths from one corner.
ARMS = block(40, 10, 4) + block(10, 30, 4) + block(10, 10, 12)
SOLID_ARMS = Solid.of(ARMS)
DRAWN = linear_extrude(4)(polygon([[0, 0], [40, 0], [40, 10], [10, 10], [10, 30], [0, 30]]))


def of_manifold(body: Any) -> Solid:
    mesh = body.to_mesh64()
    return Solid(mesh.vert_properties[:, :3], mesh.tri_verts)


ALIKE = [
    *retold(ARMS),
    DRAWN + block(10, 10, 8, 0, 0, 4),
    block(40, 30, 12) - block(40, 40, 20, 10, 10, -1) - block(40, 40, 20, 10, -1, 4)
    - block(20, 40, 20, -1, 10, 4),
    cq.Workplane().box(40, 10, 4, centered=False).union(cq.Workplane().box(10, 30, 4, centered=False))
    .union(cq.Workplane().box(10, 10, 12, centered=False)),
    ARMS.mirror([1, 0, 0]).mirror([1, 0, 0]),
    ARMS.rotate([90, 0, 0]).rotate([-90, 0, 0]),
]  # fmt: skip
LESS, MORE = "il manque une partie de la pièce", "de la matière est en trop"
TURNED, MIRROR = "la pièce n'est pas dans le bon sens", "la pièce est l'image dans un miroir"
UNLIKE = [
    (block(40, 10, 4) + block(10, 30, 4), LESS),
    (ARMS - drill(30, 5), LESS),
    (ARMS - block(2, 30, 30, 38, -1, -1), LESS),
    (ARMS + block(5, 5, 5, 30, -5, 0), MORE),
    (ARMS + cylinder(d=4, h=10).translate([35, 5, 0]), MORE),
    (ARMS + block(40, 30, 4), MORE),
    (ARMS.rotate([0, 0, 90]), TURNED),
    (ARMS.rotate([0, 90, 0]), TURNED),
    (ARMS.rotate([180, 0, 0]).translate([3, 3, 3]), TURNED),
    (ARMS.mirror([1, 0, 0]), MIRROR),
    (ARMS.mirror([0, 1, 0]), MIRROR),
    (ARMS.mirror([0, 0, 1]).rotate([0, 0, 90]), MIRROR),
    (placed(ARMS, scale=1.1), MORE),
    (placed(ARMS, scale=0.9), LESS),
]


@pytest.mark.parametrize("part", ALIKE)
def test_the_same_shape_passes_however_it_is_built(part: Any) -> None:
    assert mistakes(solid.same_shape(part, SOLID_ARMS)) == []
    assert mistakes(solid.same_shape(part, ARMS.rotate([90, 0, 90]), turned=True)) == []


@pytest.mark.parametrize(("part", "mistake"), UNLIKE)
def test_another_shape_is_told(part: Any, mistake: str) -> None:
    assert mistakes(solid.same_shape(part, SOLID_ARMS)) == [mistake]
    expected = [] if mistake == TURNED else [mistake]
    assert mistakes(solid.same_shape(part, SOLID_ARMS, turned=True)) == expected


def test_a_missing_hole_is_told_though_it_is_a_small_share_of_the_volume() -> None:
    (found,) = solid.same_shape(block(60, 20, 4), drilled())
    assert found.mistake == MORE
    assert found.place["from"] == pytest.approx([47.5, 7.5, 0], abs=0.01)
    assert found.place["to"] == pytest.approx([52.5, 12.5, 4], abs=0.01)
    assert "98,4 %" in found.constat


@settings(max_examples=15, deadline=None)
@given(
    turn=st.sampled_from(range(24)),
    mirror=st.sampled_from(range(24)),
    move=st.tuples(*[st.floats(-200, 200)] * 3),
    scale=st.floats(0.3, 4),
)
def test_quarter_turns_are_found_and_mirrors_are_not_taken_for_them(
    turn: int, mirror: int, move: tuple[float, float, float], scale: float
) -> None:
    model = placed(ARMS, scale=scale)
    laid = placed(of_manifold(turned(model.closed(), QUARTER_TURNS[turn])), move=move)
    assert mistakes(solid.same_shape(laid, model, turned=True)) == []
    image = placed(of_manifold(turned(model.closed(), MIRRORED[mirror])), move=move)
    assert mistakes(solid.same_shape(image, model, turned=True)) == [MIRROR]


@settings(max_examples=15, deadline=None)
@given(facets=st.integers(24, 160), others=st.integers(24, 160), size=st.floats(5, 60))
def test_the_number_of_facets_is_not_a_shape(facets: int, others: int, size: float) -> None:
    one, other = (cylinder(d=size, h=10, _fn=count) for count in (facets, others))
    assert mistakes(solid.same_shape(one, other)) == []
    assert likeness(Solid.of(one).closed(), Solid.of(other).closed()).shared > 0.97


# -- symmetry -----------------------------------------------------------------------------------------------

EVEN = [
    *retold(drilled(x=30)),
    drilled(x=30, facets=7),
    block(30, 20, 4) + block(30, 20, 4, 30, 0, 0) - drill(30, 10),
    block(60, 20, 4) - drill(10, 10) - drill(50, 10, facets=31),
    sphere(r=9, _fn=25),
    cylinder(d=30, h=9, _fn=33),
    cq.Workplane().box(60, 20, 4).edges("|Z").fillet(4),
    cq.Workplane().circle(20).extrude(5).faces(">Z").workplane().polarArray(12, 0, 360, 6).hole(4),
    drilled(x=30) + drilled(x=30).mirror([1, 0, 0]).translate([60, 0, 0]),
]
UNEVEN = [
    (drilled(), "x"),
    (drilled(x=31), "x"),
    (drilled(y=8), "y"),
    (ARMS, "x"),
    (ARMS, "y"),
    (ARMS, "z"),
    (ARMS.mirror([1, 0, 0]), "x"),
    (block(60, 20, 4) - drill(10, 10) - drill(50, 10, 6), "x"),
    (block(60, 20, 4) - drill(10, 10) - drill(52, 10), "x"),
    (block(60, 20, 4) + cylinder(d=4, h=9).translate([10, 10, 0]), "x"),
    (block(60, 20, 4) + cylinder(d=4, h=9).translate([30, 10, 0]), "z"),
    (cq.Workplane().box(60, 20, 4).edges("|Z and >X").fillet(4), "x"),
    (cylinder(d1=10, d2=4, h=10), "z"),
]


@pytest.mark.parametrize("part", EVEN)
def test_what_is_the_same_on_both_sides_passes(part: Any) -> None:
    assert mistakes(solid.symmetric(part)) == []


@pytest.mark.parametrize(("part", "axis"), UNEVEN)
def test_what_has_no_twin_is_told(part: Any, axis: str) -> None:
    assert told(solid.symmetric(part, axis)) == ["la pièce n'est pas symétrique"]


def test_the_side_without_a_twin_is_named_and_shown() -> None:
    (found,) = solid.symmetric(block(60, 20, 4) + block(3, 3, 3, 50, 5, 4))
    assert "À droite, 27 mm³" in found.constat
    assert (found.place["from"], found.place["to"]) == ([50, 5, 4], [53, 8, 7])


@settings(max_examples=15, deadline=None)
@given(
    shift=st.floats(1, 20),
    facets=st.integers(8, 90),
    move=st.tuples(*[st.floats(-200, 200)] * 3),
    scale=st.floats(0.7, 3),
)
def test_a_hole_off_the_middle_is_never_symmetric(
    shift: float, facets: int, move: tuple[float, float, float], scale: float
) -> None:
    assert all(solid.symmetric(placed(drilled(x=30, facets=facets), 180, move, scale)))
    assert not any(solid.symmetric(placed(drilled(x=30 + shift, facets=facets), 0, move, scale)))


# -- one block, relief, change ------------------------------------------------------------------------------

PLAIN = [
    block(9, 9, 9),
    block(60, 20, 4),
    drilled(),
    block(30, 20, 4) + block(31, 20, 4, 29, 0, 0),
    block(20, 20, 20) - block(5, 5, 5, -1, -1, -1),
    cq.Workplane().box(20, 20, 20).edges().chamfer(1),
    Solid.of(block(5, 6, 7)).as_plain(),
    block(9, 9, 9, 100, 100, 100),
    block(60, 20, 4).rotate([0, 0, 90]),
    block(60, 20, 4) + block(58, 18, 0.3, 1, 1, 4),
]


@pytest.mark.parametrize("part", PLAIN)
def test_a_plain_block_is_told(part: Any) -> None:
    assert told(solid.assembled(part)) == ["la pièce n'est qu'un bloc"]


@pytest.mark.parametrize("part", [*retold(ARMS), *retold(drilled(18)), sphere(r=9), cylinder(d=10, h=10)])
def test_what_is_more_than_a_block_passes(part: Any) -> None:
    assert mistakes(solid.assembled(part)) == []


def word(letters: str = "Léa", height: float = 1) -> Any:
    return text(letters, size=8, font="Liberation Sans:style=Bold").linear_extrude(height)


NAMED = block(45, 16, 2) + word().translate([4, 4, 2])
FLAT = [
    block(45, 16, 3),
    block(45, 16, 3, -9, 8, 7),
    block(45, 16, 2) + word().translate([4, 4, 1]),
    block(45, 16, 2) + word(height=0.2).translate([4, 4, 2]),
    block(45, 16, 3) - word().translate([4, 4, -0.5]),
    block(45, 16, 3) - drill(22, 8, 3),
    block(45, 16, 2) + block(44, 15.5, 1, 0.5, 0.2, 2),
    cq.Workplane().box(45, 16, 3),
    cylinder(d=30, h=3),
    Solid.of(block(45, 16, 3)).as_plain(),
]


IN_RELIEF = [
    *retold(NAMED),
    block(45, 16, 3) - word().translate([4, 4, 2.5]),
    NAMED.rotate([0, 0, 40]),
    block(45, 16, 2) + block(9, 9, 1, 3, 3, 2),
]


@pytest.mark.parametrize("part", IN_RELIEF)
def test_a_relief_passes(part: Any) -> None:
    assert mistakes(solid.relief(part)) == []


@pytest.mark.parametrize("part", FLAT)
def test_a_smooth_top_is_told(part: Any) -> None:
    assert told(solid.relief(part)) == ["il n'y a pas de texte en relief"]


@pytest.mark.parametrize("same", retold(NAMED, drilled()))
def test_the_same_part_elsewhere_has_not_changed(same: Any) -> None:
    first = NAMED if Solid.of(same).size[0] < 50 else drilled()
    assert mistakes(solid.different(same, first)) == ["la pièce ne change pas avec le nom"]


@pytest.mark.parametrize("letters", ["Lea", "Léo", "léa", "Léa.", "L", "Ana", "Eli", "Noé", "Zoé", "Max"])
def test_another_name_is_a_change(letters: str) -> None:
    other = block(45, 16, 2) + word(letters).translate([4, 4, 2])
    assert mistakes(solid.different(NAMED, other)) == []


def test_cube_is_not_changed_by_nothing() -> None:
    assert mistakes(solid.different(cube(9), cube(9))) == ["la pièce ne change pas avec le nom"]
