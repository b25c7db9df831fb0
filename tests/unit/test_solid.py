"""Solids: where they come from, what is refused, what is measured; the estimate against PrusaSlicer."""

from __future__ import annotations

import base64
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import solid2
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube, cylinder, linear_extrude, polyhedron, sphere, square

from models.from_cad import from_openscad
from models.solid import SHEET, BadShape, Solid

TETRA = [[0, 0, 0], [10, 0, 0], [0, 10, 0], [0, 0, 10]]


def plate(facets: int = 48, **place: float) -> Solid:
    hole = cylinder(d=5, h=10, _fn=facets).translate([50, 10, -1])
    return Solid.of(cube([60, 20, 4]) - hole).moved(**place)


def mistake(thing: Any) -> str:
    with pytest.raises(BadShape) as caught:
        Solid.of(thing)
    return caught.value.mistake


def test_measures_of_a_plate() -> None:
    part = plate()
    # A regular 48-gon of circumradius 2.5 is what the facets take away.
    gon = 48 / 2 * 2.5**2 * math.sin(2 * math.pi / 48)
    assert part.size == (60, 20, 4)
    assert part.volume == pytest.approx((60 * 20 - gon) * 4)
    assert part.section_area(2) == pytest.approx(60 * 20 - gon)
    assert part.bodies == 1
    assert part.is_watertight
    assert part.overhang_area() == 0
    assert part.centre == pytest.approx(((30 * 1200 - 50 * gon) / (1200 - gon), 10, 2))
    around = 48 * 2 * 2.5 * math.sin(math.pi / 48) * 4
    assert part.area == pytest.approx(2 * (1200 - gon) + 2 * (60 + 20) * 4 + around)


def test_text_needs_its_font_and_is_one_body_with_its_plate() -> None:
    word = solid2.text("Léa", size=8, font="Liberation Sans:style=Bold").linear_extrude(1)
    assert Solid.of(word).bodies == 4  # the accent is a piece of its own
    assert Solid.of(cube([45, 16, 2]) + word.translate([4, 4, 2])).bodies == 1


def test_background_is_not_matter_and_highlight_is() -> None:
    assert Solid.of(cube(5) + cube(9).background()).volume == pytest.approx(125)
    assert Solid.of(cube(5).debug()).volume == pytest.approx(125)


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (None, "il n'y a pas encore de pièce"),
        (..., "il n'y a pas encore de pièce"),
        (12, "la réponse n'est pas une pièce"),
        (cube(3) + square(8), "la forme est plate"),
        (cube([-5, 5, 5]), "une taille est nulle ou négative"),
        (cube(4) + cube([-5, 5, 5]), "une taille est nulle ou négative"),
        (cube(4) - cylinder(h=0, r=1), "une taille est nulle ou négative"),
        (linear_extrude(-2)(square(5)), "une taille est nulle ou négative"),
        (cube(3) - cube(5), "la pièce est vide"),
        (cylinder(h=1, r=10, _fn=10**9), "la pièce a trop de détails"),
        (cube(30) - cylinder(h=99, r=10, _fn=1e5), "la pièce a trop de détails"),
        (cube(20_000), "la pièce est beaucoup trop grande ou trop loin"),
        (cube("a"), "la pièce ne se construit pas"),  # type: ignore[arg-type]
        (solid2.import_("absent.stl"), "la pièce ne se construit pas"),
        (polyhedron(TETRA, [[0, 1, 2], [0, 1, 3]]), "la pièce n'est pas fermée"),
        (polyhedron(TETRA, [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]]), "les faces sont retournées"),
    ],
)
def test_what_is_no_part_is_refused(thing: Any, expected: str) -> None:
    assert mistake(thing) == expected


def test_openscad_syntax_error_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadShape, match="construction"):
        from_openscad("cube([")
    assert capfd.readouterr() == ("", "")


def test_cadquery_gives_the_same_solid() -> None:
    cq = pytest.importorskip("cadquery")
    made = cq.Workplane().rect(60, 20).extrude(4).faces(">Z").workplane().center(20, 0).hole(5)
    part = Solid.of(made)
    assert part.size == pytest.approx((60, 20, 4), abs=0.01)
    assert part.volume == pytest.approx(made.val().Volume(), rel=1e-3)
    assert [round(hole.diameter, 1) for hole in part.holes()] == [5.0]
    assert Solid.of(made.faces(">Z")).volume == part.volume
    both = cq.Assembly().add(made).add(cq.Workplane().sphere(4), loc=cq.Location((0, 0, 30)))
    assert Solid.of(both).bodies == 2
    assert mistake(cq.Assembly().add(cq.Assembly())) == "la pièce est vide"


@pytest.mark.parametrize(
    ("drawn", "area"),
    [
        (lambda cq: square([60, 20]), 1200),
        (lambda cq: square([60, 20]) - square(10), 1100),
        (lambda cq: cq.Sketch().rect(30, 20), 600),
        (lambda cq: cq.Workplane().placeSketch(cq.Sketch().rect(30, 20)), 600),
        (lambda cq: cq.Workplane().rect(30, 20).rect(10, 10), 500),
        (lambda cq: cq.Workplane().rect(30, 20).pushPoints([(40, 0), (-40, 0)]).rect(10, 10), 800),
        (lambda cq: cq.Workplane("XZ").lineTo(6, 0).lineTo(6, 4).close(), 12),
        (lambda cq: cq.Face.makePlane(3, 4), 12),
    ],
)
def test_a_drawing_is_a_sheet_and_no_volume(drawn: Any, area: float) -> None:
    sheet = Solid.of(drawn(pytest.importorskip("cadquery")))
    assert sheet.flat
    assert Solid.of(sheet.as_plain()).flat
    assert sheet.moved(3, 4, 5).flat
    assert min(sheet.size) == pytest.approx(SHEET)
    assert sheet.volume == pytest.approx(area * SHEET)
    with pytest.raises(BadShape) as caught:
        sheet.closed()
    assert caught.value.mistake == "la forme est plate"


def test_cadquery_drawings_that_enclose_nothing() -> None:
    cq = pytest.importorskip("cadquery")
    assert mistake(cq.Workplane().lineTo(3, 0).lineTo(3, 3)) == "le dessin n'est pas fermé"
    assert mistake(cq.Workplane()) == "la pièce est vide"
    assert mistake(cq.Workplane().sphere(5).faces().val()) == "la forme est plate"


# -- plain data and files -------------------------------------------------------------------------------


def test_plain_data_and_stl_come_back_the_same() -> None:
    part = plate()
    again = Solid.of(part.as_plain())
    assert np.array_equal(again.vertices, part.vertices)
    assert np.array_equal(again.triangles, part.triangles)
    copy = Solid.from_stl(part.to_stl())
    assert copy.is_watertight
    assert copy.volume == pytest.approx(part.volume, rel=1e-6)


def test_text_stl_is_read() -> None:
    faces = [[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]]
    lines = ["solid t"]
    for face in faces:
        lines += [
            "facet normal 0 0 0",
            "outer loop",
            *(f"vertex {x} {y} {z}" for x, y, z in np.array(TETRA)[face]),
        ]
        lines += ["endloop", "endfacet"]
    assert Solid.from_stl("\n".join([*lines, "endsolid t"]).encode()).volume == pytest.approx(1000 / 6)


@pytest.mark.parametrize("data", [b"", b"hello", b"solid x\nvertex a b c\n", b"\0" * 84, b"\0" * 500])
def test_a_file_that_is_no_stl_is_refused(data: bytes) -> None:
    with pytest.raises(BadShape):
        Solid.from_stl(data)


def packed(values: Any, kind: str) -> str:
    return base64.b64encode(np.asarray(values).astype(kind).tobytes()).decode()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "circuit"},
        {"vertices": 3},
        {"vertices": "é"},
        {"vertices": "!!!!"},
        {"vertices": packed([1.0, 2.0], "<f8")},
        {"vertices": ""},
        {"vertices": packed([[math.nan] * 3] * 4, "<f8")},
        {"vertices": packed([[1e9] * 3] * 4, "<f8")},
        {"triangles": packed([[0, 1, 99]], "<u4")},
        {"triangles": packed([[0, 1, 2**32 - 1]], "<u4")},
        {"triangles": ""},
    ],
)
def test_plain_data_that_lies_is_refused(change: dict[str, Any]) -> None:
    good = Solid.of(cube(5)).as_plain()
    Solid.from_plain(good)
    with pytest.raises(BadShape):
        Solid.from_plain({**good, **change})


def test_too_many_triangles_are_refused_before_they_are_decoded() -> None:
    good = Solid.of(cube(5)).as_plain()
    with pytest.raises(BadShape, match="longues"):
        Solid.from_plain({**good, "triangles": "A" * 40_000_000})


def test_an_open_mesh_is_told_and_not_measured() -> None:
    box = Solid.of(cube(5))
    opened = Solid(box.vertices, box.triangles[1:])
    assert not opened.is_watertight
    with pytest.raises(BadShape, match="ouverte"):
        _ = opened.bodies


def test_the_trusted_side_imports_no_modelling_library() -> None:
    code = (
        "import sys; from models.solid import Solid; import checks.solid; from solid2 import cube;"
        "plain = Solid.of(cube(5)).as_plain(); assert 'cadquery' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


# -- holes and walls ------------------------------------------------------------------------------------


@given(
    facets=st.integers(5, 80),
    diameter=st.floats(2, 12),
    x=st.floats(-500, 500),
    y=st.floats(-500, 500),
    z=st.floats(-50, 50),
)
@settings(max_examples=40, deadline=None)
def test_a_hole_measures_the_same_whatever_its_facets_and_place(
    facets: int, diameter: float, x: float, y: float, z: float
) -> None:
    box = cube([40, 30, 6]) - cylinder(d=diameter, h=20, _fn=facets).translate([15, 12, -5])
    (hole,) = Solid.of(box).moved(x, y, z).holes()
    assert hole.diameter == pytest.approx(diameter, rel=1e-3)
    assert hole.position == pytest.approx((15 + x, 12 + y, 3 + z), abs=1e-3)
    assert hole.through


@pytest.mark.parametrize(("axis", "turn"), [("x", [0, 90, 0]), ("y", [90, 0, 0]), ("z", [0, 0, 0])])
def test_holes_are_found_along_each_axis(axis: str, turn: list[float]) -> None:
    drill = cylinder(d=6, h=100, _fn=32, center=True).rotate(turn).translate([3, 5, 7])
    part = Solid.of(cube([60, 30, 40], center=True) - drill)
    (hole,) = part.holes(axis)
    middle = [3, 5, 7]
    middle["xyz".index(axis)] = 0
    assert hole.position == pytest.approx(middle, abs=1e-3)
    assert all(part.holes(other) == [] for other in "xyz" if other != axis)


def test_blind_square_and_counterbored_holes() -> None:
    box = cube([40, 20, 10])
    blind = Solid.of(box - cylinder(d=5, h=20, _fn=32).translate([10, 10, 4])).holes()
    assert [(hole.through, hole.depth) for hole in blind] == [(False, pytest.approx(6))]
    assert Solid.of(box - cube([5, 5, 50], center=True).translate([10, 10, 0])).holes() == []
    step = cylinder(d=4, h=50, center=True, _fn=32) + cylinder(d=8, h=20, _fn=32).translate([0, 0, 6])
    assert [round(hole.diameter, 3) for hole in Solid.of(box - step.translate([10, 10, 0])).holes()] == [4.0]


def test_the_thinnest_wall_is_found_and_a_ball_is_not_thin() -> None:
    box = cube([40, 30, 20]) - cube([37, 27, 30]).translate([0.6, 1.5, 1.5])
    wall = Solid.of(box).thinnest_wall
    assert wall.thickness == pytest.approx(0.6, abs=0.01)
    assert wall.point[0] <= 0.6
    assert Solid.of(sphere(d=20, _fn=48)).thinnest_wall.thickness > 19


def test_overhangs_are_faces_in_the_air() -> None:
    table = cylinder(d=4, h=20, _fn=48) + cube([30, 30, 4]).translate([-15, -15, 20])
    assert Solid.of(table).overhang_area() == pytest.approx(900 - 4 * math.pi, rel=0.01)
    assert Solid.of(cylinder(d1=10, d2=2, h=20, _fn=48)).overhang_area() == 0


@pytest.mark.parametrize(
    ("part", "bodies"),
    [
        (cube(10) + cube(10).translate([10, 10, 0]), 2),  # one edge in common
        (cube(10) + cube(10).translate([10, 10, 10]), 2),  # one corner
        (cube(10) - cube(4).translate([3, 3, 3]), 1),  # a hollow is no body
        (cube(10) - cube(6).translate([2, 2, 2]) + cube(2).translate([4, 4, 4]), 2),
    ],
)
def test_bodies_that_touch_or_are_hollow_are_counted(part: Any, bodies: int) -> None:
    solid = Solid.of(part)
    assert solid.bodies == bodies
    assert Solid.from_stl(solid.to_stl()).bodies == bodies


@pytest.mark.timeout(20)
def test_thousands_of_bodies_are_counted_at_once() -> None:
    corners = np.array(TETRA) / 10
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]])
    places = np.random.default_rng(0).random((20_000, 1, 3)) * 40
    triangles = (faces + 4 * np.arange(20_000)[:, None, None]).reshape(-1, 3)
    assert Solid((corners + places).reshape(-1, 3), triangles).bodies == 20_000
