"""Checks of the edges of a plate: fillets and chamfers pass however they are made, others are told."""

from __future__ import annotations

from typing import Any

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube, cylinder, hull, minkowski, offset, square

from checks import solid
from tests.made_plates import as_polyhedron, block, refined
from tests.results import mistakes, told


def plate(x: float = 40, y: float = 20, z: float = 5) -> Any:
    return cq.Workplane().box(x, y, z)


@pytest.mark.parametrize(
    "part",
    [
        plate().edges("|Z").fillet(4),
        plate().edges("|Z").fillet(4).faces(">Z").chamfer(1),
        plate().edges("|Z").fillet(4).translate((7, -90, 3)),
        cq.Workplane().sketch().rect(40, 20).vertices().fillet(4).finalize().extrude(5),
        plate(40, 12).union(plate(32, 20)).union(
            cq.Workplane().rect(32, 12, forConstruction=True).vertices().circle(4).extrude(5, both=True)
            .intersect(plate())
        ),
        cube([32, 12, 5]) + sum(
            (cylinder(r=4, h=5, _fn=64).translate([x, y, 0]) for x in (0, 32) for y in (0, 12)),
            start=cube([40, 12, 5]).translate([-4, 0, 0]) + cube([32, 20, 5]).translate([0, -4, 0]),
        ),
        offset(r=4, _fn=64)(square([32, 12])).linear_extrude(5),
        hull()(*(cylinder(r=4, h=5, _fn=64).translate([x, y, 0]) for x in (0, 32) for y in (0, 12))),
        minkowski()(cube([32, 12, 3]), cylinder(r=4, h=2, _fn=64)),
        as_polyhedron(hull()(*(cylinder(r=4, h=5).translate([x, y, 0]) for x in (0, 32) for y in (0, 12)))),
        refined(offset(r=4, _fn=96)(square([32, 12])).linear_extrude(5)),
    ],
)  # fmt: skip
def test_fillets_pass_however_they_are_made(part: Any) -> None:
    assert all(solid.edges(part, 4))


@pytest.mark.parametrize(
    ("part", "mistake"),
    [
        (plate(), "des bords sont restés vifs"),
        (plate().edges("|X").fillet(2), "des bords sont restés vifs"),
        (plate().edges("|Z and >X").fillet(4), "des bords sont restés vifs"),
        (plate().edges("|Z").chamfer(4), "les bords sont en chanfrein au lieu de congé"),
        (plate().edges("|Z").fillet(3), "la taille du congé n'est pas bonne"),
        (plate().edges("|Z").fillet(6), "la taille du congé n'est pas bonne"),
        (plate().edges("|Z").chamfer(2.62), "la taille du congé n'est pas bonne"),
    ],
)
def test_wrong_fillets_are_told(part: Any, mistake: str) -> None:
    assert mistakes(solid.edges(part, 4)) == [mistake]


@pytest.mark.parametrize("axis", ["x", "y"])
def test_chamfers_on_top_are_not_those_of_the_bottom(axis: str) -> None:
    def asked(part: Any) -> list[str]:
        return mistakes(solid.edges(part, 1, "chanfrein", axis, top=True))

    assert asked(plate().faces(">Z").chamfer(1)) == []
    assert asked(plate().faces(">Z or <Z").chamfer(1)) == []
    assert asked(plate().faces("<Z").chamfer(1)) == ["des bords sont restés vifs"]
    assert asked(plate().faces(">Z").fillet(1)) == ["les bords sont en congé au lieu de chanfrein"]
    assert asked(plate().faces(">Z").chamfer(0.5)) == ["la taille du chanfrein n'est pas bonne"]


@settings(max_examples=15, deadline=None)
@given(
    mm=st.floats(1, 6),
    size=st.tuples(st.floats(15, 60), st.floats(15, 60), st.floats(2, 20)),
    place=st.tuples(*[st.floats(-100, 100)] * 3),
    shape=st.sampled_from(["congé", "chanfrein"]),
)
def test_edges_are_measured_whatever_the_size_and_the_place(
    mm: float, size: tuple[float, float, float], place: tuple[float, float, float], shape: str
) -> None:
    upright = plate(*size).edges("|Z")
    part = (upright.fillet(mm) if shape == "congé" else upright.chamfer(mm)).translate(place)
    assert mistakes(solid.edges(part, mm, shape)) == []
    assert mistakes(solid.edges(part, 1.4 * mm, shape)) == [f"la taille du {shape} n'est pas bonne"]
    other = "chanfrein" if shape == "congé" else "congé"
    assert mistakes(solid.edges(part, mm, other)) == [f"les bords sont en {shape} au lieu de {other}"]


SHARP, SIZE = "des bords sont restés vifs", "la taille du congé n'est pas bonne"
WRONG = [
    (plate().edges("|Z and <X").fillet(4), SHARP),
    (plate().edges("|Z and <Y").fillet(4), SHARP),
    (block(40, 20, 5), SHARP),
    (refined(block(40, 20, 5)), SHARP),
    (plate().edges("|Z").fillet(2), SIZE),
    (plate().edges("|Z").fillet(8), SIZE),
    (cylinder(d=30, h=5), SIZE),
]


@pytest.mark.parametrize(("part", "mistake"), WRONG)
def test_other_wrong_edges_are_told(part: Any, mistake: str) -> None:
    assert told(solid.edges(part, 4)) == [mistake]


def test_the_first_wrong_edge_is_the_place() -> None:
    (found,) = solid.edges(plate().edges("|Z and <X").fillet(4), 4)
    assert found.place["kind"] == "segment"
    assert found.place["from"] == pytest.approx([20, -10, -2.5], abs=0.02)
    assert found.place["to"] == pytest.approx([20, -10, 2.5], abs=0.02)
