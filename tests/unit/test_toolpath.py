"""The toolpath model and its drawing."""

from __future__ import annotations

import base64
import math
import struct
import xml.etree.ElementTree as ET
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from classroom.report.pictures import LARGEST, picture
from models.gcode import CHORD_ERROR, MOST_CHORDS, words
from models.segment import FILAMENT_AREA, Kind, Point, Segment
from models.toolpath import COLUMNS, Toolpath
from tests import accessible
from views import cells, path_live, path_still, still, toolpath
from views.path_kinds import LOOKS, Look
from views.toolpath import NoDrawing, PathView, draw, show

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


def test_inches() -> None:
    path = Toolpath.from_gcode("G20\nG1 X1 Y2 E0.1 F60\nG21\nG1 X50.8")
    assert [segment.end[:2] for segment in path] == [(25.4, 50.8), (50.8, 50.8)]
    assert path.segments[0].e == pytest.approx(2.54)
    assert path.segments[0].speed == pytest.approx(25.4)


def far(points: list[tuple[float, ...]], centre: tuple[float, float]) -> float:
    """The most that chords through these points leave a circle: at their ends and in their middles."""
    radius = math.dist(points[0][:2], centre)
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(points)]
    return max(abs(math.dist(point[:2], centre) - radius) for point in [*points, *middles])


@pytest.mark.parametrize(
    ("start", "arc", "centre", "turn"),
    [
        ((10, 0, 0), "G3 X0 Y10 I-10 J0", (0, 0), 90),
        ((10, 0, 0), "G2 X0 Y10 I-10 J0", (0, 0), 270),
        ((10, 0, 0), "G3 X0 Y10 R10", (0, 0), 90),
        ((10, 0, 0), "G2 X0 Y10 R-10", (0, 0), 270),
        ((10, 0, 0), "G3 X0 Y10 R-10", (10, 10), 270),
        ((100, 50, 0), "G2 I-50", (50, 50), 360),
        ((0, 0, 0), "G3 X2 Y0 R1", (1, 0), 180),
        ((0, 0, 0), "G91\nG2 X20 Y0 I10 J0", (10, 0), 180),
    ],
)
def test_an_arc_is_told_as_chords(start: Point, arc: str, centre: tuple[float, float], turn: float) -> None:
    path = Toolpath.from_gcode(f"M83\n{arc} E5", start)
    points = [start, *(segment.end for segment in path)]
    radius = math.dist(start[:2], centre)
    assert far(points, centre) <= CHORD_ERROR + 1e-9
    assert path.length == pytest.approx(math.radians(turn) * radius, rel=0.02)
    assert path.filament == pytest.approx(5)
    assert {segment.line for segment in path} == {len(arc.splitlines()) + 1}


def test_an_arc_may_rise() -> None:
    path = Toolpath.from_gcode("G3 X0 Y10 Z4 I-10", (10, 0, 2))
    heights = [2, *(segment.end[2] for segment in path)]
    assert heights == sorted(heights)
    assert path.segments[-1].end == (0, 10, 4)


@pytest.mark.parametrize("arc", ["G2 X5", "G3", "G2 R5", "G2 X5 R0", "G3 X1 I0 J0"])
def test_no_arc_without_a_centre(arc: str) -> None:
    assert len(Toolpath.from_gcode(arc)) == 0


def test_an_arc_too_short_for_its_chord_goes_straight_over() -> None:
    path = Toolpath.from_gcode("G2 X10 R1")
    assert path.segments[-1].end == (10, 0, 0)


@pytest.mark.parametrize(
    ("comment", "kind"),
    [
        (";TYPE:External perimeter", Kind.OUTER_WALL),
        (";TYPE:Perimeter", Kind.INNER_WALL),
        (";TYPE:Overhang perimeter", Kind.OVERHANG),
        (";TYPE:Internal infill", Kind.INFILL),
        (";TYPE:Solid infill", Kind.SOLID),
        (";TYPE:Top solid infill", Kind.TOP),
        (";TYPE:Bridge infill", Kind.BRIDGE),
        (";TYPE:Gap fill", Kind.GAP),
        (";TYPE:Skirt/Brim", Kind.SKIRT),
        (";TYPE:Support material interface", Kind.SUPPORT),
        (";TYPE:WALL-OUTER", Kind.OUTER_WALL),
        (";TYPE:WALL-INNER", Kind.INNER_WALL),
        (";TYPE:SUPPORT-INTERFACE", Kind.SUPPORT),
        ("; FEATURE: Sparse infill", Kind.INFILL),
        (";TYPE:Wipe tower", Kind.OTHER),
        ("; type:rien", Kind.UNKNOWN),
        (";TYPE:", Kind.UNKNOWN),
        (";MATYPE:FILL", Kind.UNKNOWN),
    ],
)
def test_what_a_line_is_for(comment: str, kind: Kind) -> None:
    before, after = Toolpath.from_gcode(f"G1 X5 E1\n{comment}\nG1 X9 E2")
    assert before.kind is Kind.UNKNOWN
    assert after.kind is kind


def test_the_fan() -> None:
    path = Toolpath.from_gcode("G1 X1\nM106 S127.5\nG1 X2\nM106\nG1 X3\nM107\nG1 X4\nM106 S999\nG1 X5")
    assert path.column("fan").tolist() == [0, 0.5, 1, 0, 1]


def layered(heights: list[float]) -> str:
    """A square drawn at each of these heights, with a move up in between."""
    square = "G1 X20 E0.7\nG1 Y20 E0.7\nG1 X0 E0.7\nG1 Y0 E0.7\n"
    return "M83\n" + "".join(f"G1 Z{z}\n{square}" for z in heights)


def test_layers_are_the_heights_that_are_drawn() -> None:
    path = Toolpath.from_gcode(layered([0.2, 0.35, 0.5, 0.2]) + "G1 Z30\nG1 X5")
    assert path.layers == [0.2, 0.35, 0.5]
    assert path.layer_of[path.drawn].tolist() == [0] * 4 + [1] * 4 + [2] * 4 + [0] * 4
    assert path.layer_of[-1] == 0


def test_widths_come_from_plastic_and_thickness() -> None:
    path = Toolpath.from_gcode(layered([0.2, 0.3]))
    drawn = path.widths[path.drawn]
    assert drawn[0] == pytest.approx(path.extruded[0].width(0.2))
    assert drawn[-1] == pytest.approx(path.extruded[-1].width(0.1))
    assert not path.widths[~path.drawn].any()


@pytest.mark.parametrize("corners", [4, 300])
def test_a_vase_has_no_layers(corners: int) -> None:
    """Few corners rise a lot at once; many rise less than a figure of the file shows, or not at all."""
    turns = [
        f"G1 X{30 * math.cos(math.tau * step / corners):.3f} Y{30 * math.sin(math.tau * step / corners):.3f} "
        f"Z{0.2 + 0.2 * step / corners:.3f} E0.5"
        for step in range(corners * 20)
    ]
    path = Toolpath.from_gcode(layered([0.2]) + "G1 X30 Y0\n" + "\n".join(turns))
    assert path.is_spiral
    assert path.layers == []
    assert max(path.heights) == pytest.approx(4.2, abs=0.1)
    assert not path.layer_of.any()


def test_nothing_drawn() -> None:
    path = Toolpath.from_gcode("G28\nG1 X10")
    assert path.bounds is None
    assert path.layers == []
    assert path.length == 0
    assert Toolpath().duration == 0


def test_plain_data_and_back() -> None:
    path = Toolpath.from_gcode(SQUARE)
    assert Toolpath.from_plain(path.as_plain()).segments == path.segments
    assert len(Toolpath.from_plain(Toolpath().as_plain())) == 0


def packed(*values: float) -> str:
    return base64.b64encode(np.array(values, "<f8").tobytes()).decode()


@pytest.mark.parametrize(
    "change",
    [
        {"x": packed()},
        {"x": packed(*range(99))},
        {"x": 3},
        {"x": [1.0] * 9},
        {"x": "é"},
        {"x": "AAAA"},
        {"x": packed(*[math.nan] * 9)},
        {"x": packed(*[math.inf] * 9)},
        {"e": packed(*[1e300] * 9)},
        {"line": packed(*[1.5] * 9)},
        {"kind": packed(*[-1.0] * 9)},
        {"kind": packed(*[99.0] * 9)},
        {"other": packed(*[1.0] * 9)},
    ],
    ids=str,
)
def test_a_forged_path_is_refused(change: dict[str, object]) -> None:
    path = Toolpath.from_gcode(SQUARE)
    assert len(path) == 9
    honest = {name: packed(*path.column(name)) for name in COLUMNS}
    assert Toolpath.from_plain(honest).segments == path.segments
    with pytest.raises(ValueError):
        Toolpath.from_plain({**honest, **change})


@pytest.mark.parametrize("data", [None, 3, [], [[1] * 12], {}, "x"])
def test_what_is_no_path_is_refused(data: object) -> None:
    with pytest.raises(ValueError):
        Toolpath.from_plain(data)


HOSTILE = {
    "a long line": "G1 X" + "9" * 10_000_000,
    "open brackets": "G1 X5 " + "(" * 10_000_000,
    "nested brackets": "G1 X5 " + "(" * 120 + ")" * 120,
    "deep brackets": "G1 X5 " + "(" * 50_000 + ")" * 50_000,
    "huge numbers": "G1 X" + "9" * 200 + " Y-" + "9" * 200 + " E1 F" + "9" * 200,
    "no speed": "G1 X5 E1 F0\nG1 X6 E2 F-100",
    "a huge arc": "G2 X1e9 Y5 I900000 J-900000 E1\nG3 R-999999 X-999999 Y-999999 E2\n" * 20,
    "bytes": "GCDE\x00\x01\x02\ufffd" * 100_000,
    "not numbers": "G1 Xnan Yinf E-inf\nG1 X- Y+ Z. E",
    "a byte order mark": "\ufeffG1 X5 E1",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_programs_give_a_path_in_bounds(name: str) -> None:
    path = Toolpath.from_gcode(HOSTILE[name])
    assert np.isfinite(path.table).all()
    assert math.isfinite(path.length + path.duration + path.volume + sum(path.widths))
    assert (path.column("duration") >= 0).all()
    assert len(path) <= 2 * 20 * MOST_CHORDS


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("G1 X10 Y-2.5 F3000", ("G1", {"X": 10, "Y": -2.5, "F": 3000})),
        ("G1X10", ("G1", {"X": 10})),
        ("; rien", ("", {})),
        ("G28 (zéro) ; début", ("G28", {})),
        ("bonjour", ("", {})),
        ("N12 G01 X5 Y0 *57", ("G1", {"X": 5, "Y": 0})),
        ("G00 X1", ("G0", {"X": 1})),
        ("G1 X5 (a (b) E9) Y2", ("G1", {"X": 5, "Y": 2})),
        ("g1 x.5", ("G1", {"X": 0.5})),
    ],
)
def test_words(line: str, found: tuple[str, dict[str, float]]) -> None:
    assert words(line) == found


def test_the_drawing_says_what_it_shows() -> None:
    shown = show(SQUARE)
    assert isinstance(shown, PathView)
    assert "4 traits de plastique sur 1 couche" in repr(shown)
    root = ET.fromstring(draw(shown.path))
    space = "{http://www.w3.org/2000/svg}"
    title = root.find(f"{space}title")
    assert title is not None
    assert title.text == root.get("aria-label") == repr(shown)
    lines = root.findall(f".//{space}g/{space}line")
    assert sum(line.get("stroke-dasharray") is None for line in lines) == 4
    assert sum(line.get("stroke-dasharray") is not None for line in lines) == 4


def test_the_same_path_gives_the_same_drawing() -> None:
    assert draw(Toolpath.from_gcode(SQUARE)) == draw(Toolpath.from_gcode(SQUARE))


@pytest.mark.parametrize("work", [None, ..., "", "M105", 12, np.zeros(3)], ids=str)
def test_nothing_to_draw(work: object) -> None:
    shown = show(work)
    assert isinstance(shown, NoDrawing)
    assert shown._repr_html_().startswith("<p>")


def test_a_print_is_told_by_its_measures() -> None:
    program = layered([0.2, 0.4, 0.6])
    told = repr(show(program))
    assert "Impression en 3 couches" in told
    assert f"{0.7 * 12:.0f} mm de filament" in told
    assert "au moins" in told  # without acceleration, a print seems shorter
    assert "20 × 20 × 0,6 mm" in told
    sliced = SimpleNamespace(gcode=program, seconds=3900.0)
    assert "1 h 05 min" in repr(show(sliced))
    assert "au moins" not in repr(show(sliced))
    assert repr(show(sliced, alt="ma pièce")) == "ma pièce"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0 s"), (59.4, "59 s"), (60, "1 min"), (3599, "1 h 00 min"), (7500, "2 h 05 min")],
)
def test_a_time_is_told(seconds: float, told: str) -> None:
    assert f": {told}," in toolpath.describe(Toolpath.from_gcode(layered([0.2, 0.4])), seconds)


def test_a_print_is_a_picture_of_its_lines() -> None:
    program = ";TYPE:External perimeter\n" + layered([0.2, 0.4, 0.6]) + ";TYPE:Internal infill\nG1 X20 Y20 E1"
    shown = show(program)
    assert isinstance(shown, PathView)
    data = shown.bundle()
    content = base64.b64decode(data["image/png"])
    assert struct.unpack(">II", content[16:24]) == (still.WIDTH, still.HEIGHT)
    assert f'alt="{shown.alt}"' in data["text/html"]
    assert "paroi extérieure" in data["text/html"]
    assert "remplissage" in data["text/html"]
    assert picture([{"data": data}]), "a feedback page shows it"


def test_the_picture_of_a_long_print_fits_a_feedback_page() -> None:
    """Some 200,000 lines in a random order of directions: what compresses least."""
    turns = np.random.default_rng(3).uniform(-60, 60, (200_000, 2)) + 110
    segments = [
        Segment((*a, z), (*b, z), 1.0)
        for index, (a, b) in enumerate(pairwise(turns.tolist()))
        for z in [0.2 * (1 + index // 2000)]
    ]
    png = path_still.png(Toolpath(segments))
    assert len(base64.b64encode(png)) < LARGEST


def test_a_small_drawing_is_not_hidden_by_a_huge_number() -> None:
    assert "<svg" in show("M83\nG1 Z0.2\nG1 X5 E1\nG1 X1000000 E1")._repr_html_()


def test_what_the_live_view_is_told() -> None:
    path = Toolpath.from_gcode(SQUARE)
    told = path_live.as_message(path)
    moves = 8  # the retraction moves nothing
    assert len(told["starts"]) == len(told["ends"]) == moves * 3 * 4
    assert {
        len(told[name]) for name in ("speed", "temperature", "fan", "time", "width", "layer", "line")
    } == {moves * 4}
    assert len(told["drawn"]) == len(told["kind"]) == moves
    assert np.frombuffer(told["line"], "<u4").tolist() == [3, 4, 5, 7, 8, 9, 10, 12]
    assert told["heights"] == [0.2]
    assert len(told["looks"]) == len(Kind)


def test_a_vase_is_cut_by_height() -> None:
    turn = "".join(
        f"G1 X{x} Y{y} Z{z / 100} E1\n" for z in range(400) for x, y in [(20, 0), (20, 20), (0, 20), (0, 0)]
    )
    told = path_live.as_message(Toolpath.from_gcode("M83\n" + turn))
    layers = np.frombuffer(told["layer"], "<f4")
    assert told["spiral"]
    assert (np.diff(layers) >= 0).all()
    assert (layers.min(), layers.max()) == (0, path_live.SLICES - 1)


@pytest.mark.parametrize("look", LOOKS.values(), ids=str)
@pytest.mark.parametrize("theme", accessible.THEMES)
def test_the_colours_of_lines_stand_out(look: Look, theme: str) -> None:
    """3 : 1 at least for what a picture is understood by (WCAG 2.2, 1.4.11)."""
    ink = accessible.colour(look.colour)
    assert ink is not None
    assert accessible.ratio(ink, accessible.THEMES[theme]) >= 3


def test_no_two_kinds_look_the_same() -> None:
    assert len({(look.colour, look.pattern) for look in LOOKS.values()}) == len(LOOKS) == len(Kind)


class Shell:
    """An IPython with a kernel that runs one cell after another."""

    def __init__(self) -> None:
        self.kernel, self.execution = self, "1"

    def get_parent(self) -> dict[str, Any]:
        return {"header": {"msg_id": self.execution}, "metadata": {"cellId": "a"}}


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    return shown


def test_in_grading_a_picture_and_no_live_view(
    monkeypatch: pytest.MonkeyPatch, displayed: list[dict[str, Any]]
) -> None:
    monkeypatch.setattr("IPython.core.getipython.get_ipython", SimpleNamespace)
    view = show(SQUARE)
    assert isinstance(view, PathView)
    view._ipython_display_()
    (picture_only,) = displayed
    assert "<svg" in picture_only["text/html"]
    assert picture_only["text/plain"] == repr(view)


@pytest.mark.skipif(not path_live.MODULE.exists(), reason="the browser parts are not built")
def test_in_the_lab_a_live_view_over_the_picture_and_the_former_one_closed(
    monkeypatch: pytest.MonkeyPatch, displayed: list[dict[str, Any]]
) -> None:
    shell = Shell()
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    monkeypatch.setattr(path_live, "_cells", cells.Cells())
    view = show(SQUARE)
    assert isinstance(view, PathView)
    view._ipython_display_()
    view._ipython_display_()  # twice in one cell: both stay
    opened = [place.widget for place in path_live._cells.places.values()]
    assert [one.comm is not None for one in opened] == [True, True]
    shell.execution = "2"
    view._ipython_display_()
    assert [one.comm is None for one in opened] == [True, True]
    assert sum("application/vnd.jupyter.widget-view+json" in data for data in displayed) == 3
