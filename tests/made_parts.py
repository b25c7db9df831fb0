"""Parts made twice, in solidpython2 and in cadquery: what engines are compared on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import solid2
from solid2 import (
    cube,
    cylinder,
    hull,
    linear_extrude,
    minkowski,
    polyhedron,
    rotate_extrude,
    sphere,
    square,
)

EXACT = 1e-3
"""Greatest relative difference of volume where both engines make the same facets, or cadquery flat faces."""


@dataclass(frozen=True)
class Model:
    """A part in solidpython2, the same in cadquery where it makes sense, and how near volumes must be."""

    part: Any
    in_cadquery: Callable[[Any], Any] | None = None
    cadquery_within: float = EXACT
    openscad_within: float = EXACT
    alike: float = 0.999
    """Least intersection over union with what OpenSCAD makes."""


def _plate(cq: Any) -> Any:
    return cq.Workplane().box(60, 20, 4, centered=False).faces(">Z").workplane(origin=(50, 10)).hole(5)


CORNER = [(0, 0), (40, 0), (40, 5), (5, 5), (5, 40), (0, 40)]
TETRA = [[0, 0, 0], [10, 0, 0], [0, 10, 0], [0, 0, 10]]
MODELS = {
    "block": Model(cube([30, 20, 10]), lambda cq: cq.Workplane().box(30, 20, 10)),
    # A circle of n sides has an area smaller by 2π²/3n²: 0.07 % with 96, and the hole is 2 % of the plate.
    "plate": Model(cube([60, 20, 4]) - cylinder(d=5, h=10, _fn=96).translate([50, 10, -1]), _plate),
    "spacer": Model(
        cylinder(d=12, h=8, _fn=256) - cylinder(d=5, h=20, center=True, _fn=256),
        lambda cq: cq.Workplane().circle(6).circle(2.5).extrude(8),
    ),
    "cone": Model(
        cylinder(d1=40, d2=10, h=30, _fn=256), lambda cq: cq.Workplane(cq.Solid.makeCone(20, 5, 30))
    ),
    # cadquery's triangles stay within 0.05 mm of the ball, OpenSCAD's poles are cut: neither is exact.
    "ball": Model(sphere(d=30, _fn=96), lambda cq: cq.Workplane().sphere(15), cadquery_within=0.01),
    "bracket": Model(
        cube([50, 40, 5]) + cube([50, 5, 40]),
        lambda cq: cq.Workplane("YZ").polyline(CORNER).close().extrude(50),
    ),
    "tray": Model(
        cube([40, 30, 20]) - cube([36, 26, 20]).translate([2, 2, 2]),
        lambda cq: cq.Workplane().box(40, 30, 20).faces(">Z").shell(-2),
    ),
    "ring": Model(
        rotate_extrude(_fn=256)(square([4, 3]).translate([10, 0])),
        lambda cq: cq.Workplane().circle(14).circle(10).extrude(3),
    ),
    "extrusion": Model(
        linear_extrude(12)(square([20, 10]) - square([10, 4]).translate([5, 3])),
        lambda cq: cq.Workplane().rect(20, 10).rect(10, 4).extrude(12),
    ),
    "hull": Model(
        hull()(cube(4), cube(4).translate([20, 10, 6])),
    ),
    "rounded": Model(minkowski()(cube([20, 10, 4]), cylinder(r=2, h=1, _fn=24))),
    "tetrahedron": Model(polyhedron(TETRA, [[0, 1, 2], [0, 3, 1], [1, 3, 2], [0, 2, 3]])),
    "turned": Model(
        cube([20, 12, 6], center=True).rotate([30, 20, 10]).mirror([1, 0, 0]).scale([1, 2, 0.5]),
    ),
    "placed": Model((cube(10) + cylinder(d=6, h=30, _fn=32)).translate([700, -300, 90])),
    # A twisted side is no plane: one engine cuts each into triangles by the inner diagonal, one by the outer.
    "twist": Model(
        linear_extrude(20, twist=60, slices=40)(square(10, center=True)), openscad_within=0.02, alike=0.98
    ),
    # Each engine has its own facets on the curves of letters, and its own space between them.
    "text": Model(
        linear_extrude(2)(solid2.text("Léa", size=10, font="Liberation Sans:style=Bold")),
        openscad_within=0.02,
        alike=0.8,
    ),
}
