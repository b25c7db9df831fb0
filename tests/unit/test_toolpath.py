"""The toolpath model and its drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from models.toolpath import FILAMENT_AREA, Segment, Toolpath, words
from views.toolpath import Drawing, NoDrawing, draw, show

SQUARE = """\
G28
M109 S200
G1 Z5 F300
G1 X50 Y50 F3000
G1 Z0.2
M83
G1 X70 E0.7 F1200 ; en bas
G1 Y70 E0.7
G1 X50 E0.7
G1 Y50 E0.7
G1 E-1
G1 Z5
"""


def test_a_square() -> None:
    path = Toolpath.from_gcode(SQUARE)
    assert path.length == pytest.approx(80)
    assert path.filament == pytest.approx(1.8)
    assert path.volume == pytest.approx(2.8 * FILAMENT_AREA)
    assert path.layers == [0.2]
    assert path.bounds == ((50, 50, 0.2), (70, 70, 0.2))
    assert len(path.strokes()) == 1
    assert len(path.strokes()[0]) == 5
    assert [segment.line for segment in path.extruded] == [7, 8, 9, 10]
    assert {segment.temperature for segment in path} == {200}
    assert path.duration == pytest.approx(5 / 5 + 70.71 / 50 + 4.8 / 50 + 4 + 1 / 20 + 4.8 / 20, abs=0.01)


def test_width_of_a_line() -> None:
    segment = Segment((0, 0, 0.2), (10, 0, 0.2), e=0.4 * 0.2 * 10 / FILAMENT_AREA)
    assert segment.width(0.2) == pytest.approx(0.4)
    assert Segment((0, 0, 5), (10, 0, 5)).width(0.2) == 0


def test_modes() -> None:
    relative = Toolpath.from_gcode("G91\nG1 X10 E1\nG1 X10 E1\nG90\nG1 X5 E0")
    assert [segment.end[0] for segment in relative] == [10, 20, 5]
    assert [segment.e for segment in relative] == [1, 1, -2]
    absolute = Toolpath.from_gcode("M82\nG1 X10 E1\nG92 E0\nG1 X20 E1")
    assert [segment.e for segment in absolute] == [1, 1]


def test_nothing_drawn() -> None:
    path = Toolpath.from_gcode("G28\nG1 X10")
    assert path.bounds is None
    assert path.layers == []
    assert path.length == 0
    assert Toolpath().duration == 0


def test_plain_data_and_back() -> None:
    path = Toolpath.from_gcode(SQUARE)
    assert Toolpath.from_plain(path.as_plain()).segments == path.segments


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("G1 X10 Y-2.5 F3000", ("G1", {"X": 10, "Y": -2.5, "F": 3000})),
        ("G1X10", ("G1", {"X": 10})),
        ("; rien", ("", {})),
        ("G28 (zéro) ; début", ("G28", {})),
        ("bonjour", ("", {})),
    ],
)
def test_words(line: str, found: tuple[str, dict[str, float]]) -> None:
    assert words(line) == found


def test_the_drawing_says_what_it_shows() -> None:
    shown = show(SQUARE)
    assert isinstance(shown, Drawing)
    assert "4 traits de plastique sur 1 couche" in repr(shown)
    root = ET.fromstring(shown.svg)
    space = "{http://www.w3.org/2000/svg}"
    title = root.find(f"{space}title")
    assert title is not None
    assert title.text == root.get("aria-label") == repr(shown)
    lines = root.findall(f".//{space}g/{space}line")
    assert sum(line.get("stroke-dasharray") is None for line in lines) == 4
    assert sum(line.get("stroke-dasharray") is not None for line in lines) == 4


def test_the_same_path_gives_the_same_drawing() -> None:
    assert draw(Toolpath.from_gcode(SQUARE)) == draw(Toolpath.from_gcode(SQUARE))


@pytest.mark.parametrize("work", [None, ..., "", "M105", 12])
def test_nothing_to_draw(work: object) -> None:
    shown = show(work)
    assert isinstance(shown, NoDrawing)
    assert shown._repr_html_().startswith("<p>")
