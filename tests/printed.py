"""Parts as learners print them: what slicing is compared on, in tests and in measurements."""

from __future__ import annotations

from typing import Any

from solid2 import cube, cylinder, linear_extrude, polygon, sphere, text


def _key_ring() -> Any:
    word = text("MAX", size=8, font="Liberation Sans:style=Bold").linear_extrude(1).translate([3, 4, 2])
    return cube([46, 16, 2]) + word - cylinder(d=5, h=10, _fn=48).translate([40, 8, -1])


def _hinge() -> Any:
    knuckle = cylinder(d=10, h=12, _fn=48) - cylinder(d=4.4, h=40, center=True, _fn=48)
    return knuckle + (cube([25, 4, 12]).translate([3, -5, 0]) - cylinder(d=4.4, h=40, center=True, _fn=48))


PARTS = {
    "cube": cube(20),
    "plate": cube([60, 20, 4]) - cylinder(d=5, h=10, _fn=48).translate([50, 10, -1]),
    "spacer": cylinder(d=12, h=8, _fn=48) - cylinder(d=5, h=20, _fn=48, center=True),
    "cone": cylinder(d1=40, d2=2, h=40, _fn=64),
    "bracket": cube([50, 40, 5]) + cube([50, 5, 40]),
    "ball": sphere(d=30, _fn=64),
    "box": cube([40, 30, 20]) - cube([36, 26, 20]).translate([2, 2, 2]),
    "key ring": _key_ring(),
    "hinge": _hinge(),
    "prism": linear_extrude(15)(polygon([[0, 0], [30, 0], [8, 25]])),
    "post": cylinder(d=14, h=25, _fn=48) + cube([30, 30, 4], center=True).translate([0, 0, 2]),
    "two blocks": cube([12, 18, 6]) + cube([12, 18, 10]).translate([20, 0, 0]),
}
