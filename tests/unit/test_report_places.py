"""The place of a fault, in words and drawn."""

import base64
import re

import pytest

from checks import solid
from classroom.report.pictures import clean_svg
from classroom.report.places import drawn, in_words
from models.solid import Solid
from views.place import FAULT, plan

PART = [[0, 0, 0], [60, 20, 4]]


def svg(where):
    found = drawn(where)
    return found and base64.b64decode(found.address.partition(",")[2]).decode()


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"kind": "point", "at": [1, 2.5, -3], "part": PART}, "près du point x = 1, y = 2,5, z = -3 mm"),
        ({"kind": "box", "from": PART[0], "to": PART[1], "part": PART}, ""),
        (
            {"kind": "box", "from": [0, 0, 2], "to": [5, 20, 4], "part": PART},
            "x de 0 à 5, y de 0 à 20, z de 2 à 4 mm",
        ),
        (
            {"kind": "segment", "from": [0, 0, 2], "to": [5, 20, 4], "part": PART},
            "entre x = 0, y = 0, z = 2 et x = 5, y = 20, z = 4 mm",
        ),
        ({"line": 12}, "ligne 12 du programme"),
        (["R1", "D1"], "R1, D1"),
        ([[0, 1], [2, 3.25]], "de X 0 Y 1 à X 2 Y 3,25 mm"),
        ([], ""),
        (None, ""),
        ("R1", ""),
        ({"kind": "point", "at": [1]}, ""),
    ],
)
def test_a_place_in_words(where, words):
    assert in_words(where) == words


def test_a_point_is_marked_where_it_is_in_both_views():
    drawing = svg({"kind": "point", "at": [15, 5, 4], "part": PART})
    outlines = re.findall(r'<rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"', drawing)
    rings = re.findall(r'<circle cx="(.*?)" cy="(.*?)"', drawing)
    shares = [
        ((float(cx) - float(x)) / float(width), (float(cy) - float(y)) / float(height))
        for (x, y, width, height), (cx, cy) in zip(outlines, rings, strict=True)
    ]
    front, above = shares
    assert front == pytest.approx((0.25, 0), abs=0.01)  # z grows upwards
    assert above == pytest.approx((0.25, 0.75), abs=0.01)
    assert drawing.count(FAULT) == 4


def test_a_box_of_the_part_is_framed():
    assert (
        svg({"kind": "box", "from": [0, 0, 2], "to": [5, 20, 4], "part": PART}).count("stroke-dasharray") == 2
    )


def test_a_segment_is_a_line_and_a_ring_where_it_is_seen_end_on():
    upright = svg(
        {"kind": "segment", "from": [15, 5, 4], "to": [15, 5, 0], "part": [[0, 0, 0], [20, 20, 20]]}
    )
    front, above = upright.split("de dessus")
    assert (front.count("<circle"), above.count("<circle")) == (0, 1)
    line = re.search(r'<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)M', front)
    assert line
    x0, y0, x1, y1 = map(float, line.groups())
    assert x0 == x1
    assert y1 - y0 == pytest.approx(220 * 4 / 20)  # downwards, at the scale of the drawing


def test_what_lies_outside_of_the_part_is_in_the_drawing():
    outside = (30.0, 5.0, -20.0)
    drawing = plan(((0, 0, 0), (10, 10, 10)), (outside, outside))
    width, height = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', drawing).groups())
    for x, y in re.findall(r'<circle cx="(.*?)" cy="(.*?)"', drawing):
        assert 0 < float(x) < width
        assert 0 < float(y) < height


@pytest.mark.parametrize(
    "where",
    [
        None,
        {"line": 3},
        {"kind": "point", "at": [1, 2, 3]},
        {"kind": "point", "at": [1, 2, float("nan")], "part": PART},
        {"kind": "box", "from": PART[0], "to": PART[1], "part": PART},
    ],
)
def test_where_a_drawing_would_tell_nothing_there_is_none(where):
    assert drawn(where) is None


def test_the_places_that_checks_give_are_drawn():
    drill = Solid.of(solid_with_a_hole())
    (result,) = solid.hole(drill, 9)
    assert in_words(result.place)
    assert clean_svg(svg(result.place))


def solid_with_a_hole():
    from solid2 import cube, cylinder

    return cube([60, 20, 4]) - cylinder(d=5, h=30).translate([50, 10, -10])
