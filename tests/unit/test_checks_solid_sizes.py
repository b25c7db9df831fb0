"""Checks of size and matter: a wrong part is told which length, which way, and where."""

from __future__ import annotations

from typing import Any

import pytest
from solid2 import cube, cylinder, sphere

from checks import solid
from models.solid import Solid
from tests.made_plates import block, drilled, placed
from tests.results import told

WIDE, DEEP, HIGH = (f"la {name} n'est pas celle demandée" for name in (
    "largeur (x)", "profondeur (y)", "hauteur (z)"))  # fmt: skip
SIZES: list[tuple[Any, list[str]]] = [
    (block(20, 60, 4), [WIDE, DEEP]),
    (block(6, 2, 0.4), [WIDE, DEEP, HIGH]),
    (block(60, 20, 8), [HIGH]),
    (block(60, 10, 4), [DEEP]),
    (block(59.8, 20, 4), [WIDE]),
    (block(60, 20.2, 4), [DEEP]),
    (block(60, 20, 4) + block(4, 4, 4, -3, 3, 0), [WIDE]),
    (block(60, 20, 4) + cylinder(d=5, h=5).translate([9, 9, 0]), [HIGH]),
    (block(60, 20, 4).rotate([90, 0, 0]), [DEEP, HIGH]),
    (block(60, 20, 4).rotate([0, 0, 30]), [WIDE, DEEP]),
    (block(60, 20, 4) - block(9, 30, 9, 55, -5, -2), [WIDE]),
    (Solid.of(block(600, 20, 4)).as_plain(), [WIDE]),
]


@pytest.mark.parametrize(("part", "expected"), SIZES)
def test_a_wrong_size_is_told_with_its_length(part: Any, expected: list[str]) -> None:
    assert told(solid.size(part, 60, 20, 4)) == expected


def test_the_length_that_is_wrong_is_the_place() -> None:
    (found,) = (result for result in solid.size(block(60, 25, 4, 5, 6, 7), 60, 20, 4) if not result)
    assert found.place["kind"] == "segment"
    assert (found.place["from"], found.place["to"]) == ([5, 6, 7], [5, 31, 7])


def test_a_part_in_centimetres_is_told_its_unit() -> None:
    (wide, *_) = solid.size(cube([6, 2, 0.4]), x=60, y=20, z=4)
    assert "centimètres" in wide.piste


LIMITS = [
    block(51, 25, 5),
    block(50, 25.1, 5),
    block(50, 25, 5.2),
    block(25, 50, 5),
    block(5, 25, 50),
    block(50, 25, 5).rotate([0, 0, 20]),
    block(50, 25, 5) + cylinder(d=4, h=8),
    block(50, 25, 5) + block(3, 3, 3, 90, 0, 0),
    sphere(d=26, _fn=60),
    Solid.of(block(500, 5, 5)).as_plain(),
    cylinder(d=40, h=3),
]


@pytest.mark.parametrize("part", LIMITS)
def test_what_is_too_large_or_too_small_is_told(part: Any) -> None:
    assert told(solid.fits_in(part, 50, 25, 5)) == ["la pièce est trop grande"]
    size = Solid.of(part).size
    assert told(solid.at_least(part, size[0] + 0.1, size[1])) == ["la pièce est trop petite"]


MORE, LESS = "il y a trop de matière", "il manque de la matière"
VOLUMES = [
    (block(60, 20, 4), MORE, 4600),
    (drilled(), MORE, 4600),
    (drilled(10), LESS, 4721),
    (drilled(1), MORE, 4600),
    (drilled() - block(9, 9, 9), LESS, 4721),
    (drilled() + block(9, 9, 9), MORE, 4721),
    (placed(drilled(), scale=1.02), MORE, 4721),
    (placed(drilled(), scale=0.97), LESS, 4721),
    (placed(drilled(), scale=0.1), LESS, 4721),
    (sphere(d=10, _fn=90), LESS, 1000),
    (block(10, 10, 10) + block(10, 10, 10, 20, 0, 0), MORE, 1000),
]


@pytest.mark.parametrize(("part", "mistake", "mm3"), VOLUMES)
def test_a_wrong_volume_is_told(part: Any, mistake: str, mm3: float) -> None:
    assert told(solid.volume(part, mm3)) == [mistake]


HEAVY_BELOW = block(10, 10, 4) + block(2, 2, 30, 4, 4, 0)
CENTRES = [
    (HEAVY_BELOW.rotate([180, 0, 0]), "z"),
    (HEAVY_BELOW + block(8, 8, 4, 1, 1, 26), "z"),
    (block(10, 10, 34), "z"),
    (block(10, 10, 4) + block(2, 2, 30, 0, 4, 0), "x"),
    (block(10, 10, 4) + block(2, 2, 30, 8, 4, 0), "x"),
    (HEAVY_BELOW + block(10, 5, 4, 10, 0, 0), "x"),
    (block(10, 10, 4) + block(2, 2, 30, 4, 0, 0), "y"),
    (block(10, 10, 4) + block(2, 2, 30, 4, 8, 0), "y"),
    (HEAVY_BELOW.rotate([90, 0, 0]), "y"),
    (HEAVY_BELOW.rotate([0, -90, 0]), "x"),
    (Solid.of(HEAVY_BELOW.rotate([180, 0, 0])).moved(5, 5, 5), "z"),
]


@pytest.mark.parametrize(("part", "axis"), CENTRES)
def test_matter_at_a_wrong_place_is_told(part: Any, axis: str) -> None:
    wanted = dict(zip("xyz", Solid.of(HEAVY_BELOW).centre, strict=True))
    assert solid.centre(HEAVY_BELOW.translate([3, 4, 5]), **wanted)
    assert told(solid.centre(part, **{axis: wanted[axis]})) == ["la matière n'est pas au bon endroit"]


KEPT = [(1, None), (0, -1), (2, None), (0, -5), (0, 3), (3, 20), (9, None), (5, 9), (0, 1), (4, 40)]


@pytest.mark.parametrize(("first", "last"), KEPT)
def test_an_open_skin_is_told(first: int, last: int | None) -> None:
    whole = Solid.of(drilled(facets=8))
    assert all(solid.watertight(whole))
    left = Solid(whole.vertices, whole.triangles[first:last])
    assert told(solid.watertight(left)) == ["la pièce n'est pas fermée"]


def test_the_opening_is_the_place() -> None:
    whole = Solid.of(block(10, 10, 10))
    top = (whole.vertices[whole.triangles][:, :, 2] == 10).all(axis=1)
    (found,) = solid.watertight(Solid(whole.vertices, whole.triangles[~top]))
    assert (found.place["from"], found.place["to"]) == ([0, 0, 10], [10, 10, 10])
