"""Parts for the tests of checks: one plate built in many ways, any part told again in others.

The plate measures 60 × 20 × 4 mm, with a hole of 5 mm through it, 50 mm from its left and 10 from its front.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import cadquery as cq
import numpy as np
from solid2 import circle, cube, cylinder, hull, linear_extrude, polyhedron, square

from models.solid import Solid


def block(x: float, y: float, z: float, *at: float) -> Any:
    """A block of this size, its lowest corner at ``at``."""
    return cube([x, y, z]).translate(list(at or (0, 0, 0)))


def drill(x: float, y: float, diameter: float = 5, facets: int = 48) -> Any:
    """What a drill takes away, from far below to far above."""
    return cylinder(d=diameter, h=80, center=True, _fn=facets).translate([x, y, 0])


def drilled(diameter: float = 5, facets: int = 48, x: float = 50, y: float = 10) -> Any:
    return block(60, 20, 4) - drill(x, y, diameter, facets)


def as_polyhedron(part: Any) -> Any:
    """The same mesh, written down point by point."""
    solid = Solid.of(part)
    return polyhedron(solid.vertices.tolist(), solid.triangles[:, ::-1].tolist())


def refined(part: Any, times: int = 3) -> Solid:
    """The same part, each edge of its mesh cut in ``times``."""
    mesh = Solid.of(part).closed().refine(times).to_mesh64()
    return Solid(mesh.vert_properties[:, :3], mesh.tri_verts)


def shuffled(part: Any) -> Solid:
    """The same part, its vertices and triangles listed in another order."""
    solid, order = Solid.of(part), np.random.default_rng(5)
    vertices = order.permutation(len(solid.vertices))
    triangles = np.argsort(vertices)[solid.triangles]
    return Solid(solid.vertices[vertices], order.permutation(np.roll(triangles, 1, axis=1)))


def placed(part: Any, turn: float = 0.0, move: Iterable[float] = (0, 0, 0), scale: float = 1.0) -> Solid:
    """The part scaled, turned about z (degrees), then moved."""
    solid, angle = Solid.of(part), math.radians(turn)
    about_z = np.array(
        [[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]]
    )
    return Solid(scale * solid.vertices @ about_z.T + np.array(list(move)), solid.triangles)


def _profile(facets: int = 60) -> Any:
    return square([60, 20]) - circle(d=5, _fn=facets).translate([50, 10, 0])


PLATES: dict[str, Callable[[], Any]] = {
    "plain": drilled,
    "8 facets": lambda: drilled(facets=8),
    "200 facets": lambda: drilled(facets=200),
    "elsewhere": lambda: drilled().translate([-130, 70, -41]),
    "two halves": lambda: block(30, 20, 4) + block(31, 20, 4, 29, 0, 0) - drill(50, 10, facets=60),
    "carved": lambda: block(80, 20, 4) - block(21, 30, 9, 60, -5, -2) - drill(50, 10, facets=30),
    "extruded drawing": lambda: linear_extrude(4)(_profile()),
    "upside down": lambda: drilled().rotate([180, 0, 0]),
    "in a mirror": lambda: drilled(x=10).mirror([1, 0, 0]),
    "hull of its ends": lambda: hull()(block(1, 20, 4), block(1, 20, 4, 59, 0, 0)) - drill(50, 10),
    "stood up, laid down": lambda: linear_extrude(60)(square([20, 4])).rotate([90, 0, 90]) - drill(50, 10),
    "layers": lambda: drilled().translate([0, 0, -2]) + drilled() - block(60, 20, 2, 0, 0, -2),
    "cadquery box": lambda: cq.Workplane().box(60, 20, 4).faces(">Z").workplane().center(20, 0).hole(5),
    "cadquery sketch": lambda: cq.Workplane().sketch().rect(60, 20).push([(20, 0)]).circle(2.5, mode="s")
    .finalize().extrude(4),
    "cadquery cut": lambda: cq.Workplane("XZ").rect(60, 4).extrude(20)
    .cut(cq.Workplane().circle(2.5).extrude(40, both=True).translate((20, -10, 0))),
    "polyhedron": lambda: as_polyhedron(drilled()),
    "STL": lambda: Solid.from_stl(Solid.of(drilled().translate([3.3, 4.7, 5.1])).to_stl()),
    "plain data": lambda: Solid.of(drilled()).as_plain(),
    "refined": lambda: refined(drilled()),
    "shuffled": lambda: shuffled(drilled()),
}  # fmt: skip


@cache
def plate(name: str) -> Solid:
    """The plate, built in one of the ways of ``PLATES``."""
    return Solid.of(PLATES[name]())


def retold(*parts: Any) -> list[Any]:
    """Each part as it is, elsewhere, from a file, as plain data, as a polyhedron, with other triangles."""
    found: list[Any] = []
    for part in map(Solid.of, parts):
        stl = Solid.from_stl(part.moved(7.7, -3.3, 21).to_stl())
        found += [part, part.moved(-90, 31, -4), stl, part.as_plain(), refined(part), shuffled(part)]
    return [*found, *(as_polyhedron(part) for part in parts)]
