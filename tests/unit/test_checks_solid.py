"""Checks on parts: right parts pass however they are built, wrong ones get the mistake that names them."""

from __future__ import annotations

from typing import Any

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube, cylinder, text

from checks import solid
from checks.feedback import Outcome, grade
from models.solid import Solid


def drilled(diameter: float = 5, facets: int = 48, length: float = 30, x: float = 50) -> Any:
    drill = cylinder(d=diameter, h=length, _fn=facets).translate([x, 10, -10])
    return cube([60, 20, 4]) - drill


# The same part: other facets, elsewhere, in two halves, from plain data, as a mesh, by carving.
RIGHT = {
    "plain": drilled(),
    "8 facets": drilled(facets=8),
    "200 facets": drilled(facets=200),
    "elsewhere": drilled().translate([-13, 70, 4]),
    "two halves": (cube([30, 20, 4]) + cube([31, 20, 4]).translate([29, 0, 0]))
    - cylinder(d=5, h=9, _fn=60, center=True).translate([50, 10, 2]),
    "carved": cube([80, 20, 4])
    - cube([20, 20, 4]).translate([60, 0, 0])
    - cylinder(d=5, h=9).translate([50, 10, -2]),
    "plain data": Solid.of(drilled()).as_plain(),
    "solid": Solid.of(drilled()),
}


def mistakes(results: list[Any]) -> list[str]:
    assert all(result.outcome is not Outcome.BROKEN for result in results), results
    for result in results:
        if not result:
            assert result.constat and result.pourquoi and result.piste  # noqa: PT018
            assert not any(sign.isdigit() for sign in result.mistake)
    return [result.mistake for result in results if not result]


@pytest.mark.parametrize("name", RIGHT)
def test_the_same_part_passes_however_it_is_built(name: str) -> None:
    part = RIGHT[name]
    assert mistakes(solid.size(part, x=60, y=20, z=4)) == []
    assert mistakes(solid.volume(part, 4721)) == []
    assert mistakes(solid.bodies(part)) == []
    assert mistakes(solid.watertight(part)) == []
    assert mistakes(solid.hole(part, diameter=5, at=(50, 10))) == []
    assert mistakes(solid.hole_margin(part, 1.5)) == []
    assert mistakes(solid.minimum_wall(part, 0.8)) == []
    assert mistakes(solid.overhang(part)) == []
    assert mistakes(solid.centre(part, x=29.7, y=10, z=2)) == []
    assert mistakes(solid.same_shape(part, drilled())) == []


EVERY = [
    lambda part: solid.size(part, 1, 2, 3),
    lambda part: solid.fits_in(part, 1, 2, 3),
    lambda part: solid.at_least(part, 1),
    solid.fits_bed,
    lambda part: solid.volume(part, 3),
    solid.bodies,
    solid.watertight,
    solid.minimum_wall,
    solid.overhang,
    solid.hole,
    solid.hole_margin,
    lambda part: solid.centre(part, 1),
    lambda part: solid.same_shape(part, cube(3)),
    lambda part: solid.different(part, cube(3)),
    solid.assembled,
    solid.relief,
    lambda part: solid.prints_within(part, 10, 3),
]


def test_a_part_in_centimetres_is_told_its_unit() -> None:
    (wide, *_) = solid.size(cube([6, 2, 0.4]), x=60, y=20, z=4)
    assert "centimètres" in wide.piste


@pytest.mark.parametrize("index", range(len(EVERY)))
@pytest.mark.parametrize("empty", [None, ...])
def test_no_answer_earns_nothing(index: int, empty: Any) -> None:
    results = EVERY[index](empty)
    assert results
    assert mistakes(results) == ["il n'y a pas encore de pièce"] * len(results)
    assert grade(3, results).earned == 0


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (lambda: solid.size(cube([20, 60, 4]), 60, 20, 4), ["largeur (x)", "profondeur (y)"]),
        (lambda: solid.volume(cube(10), 1200), ["il manque de la matière"]),
        (lambda: solid.volume(cube(10), 800), ["il y a trop de matière"]),
        (lambda: solid.bodies(cube(5) + cube(5).translate([9, 0, 0])), ["plusieurs morceaux"]),
        (lambda: solid.bodies(cube(5), 2), ["il manque un morceau"]),
        (lambda: solid.hole(cube([60, 20, 4]), 5), ["il n'y a pas de trou"]),
        (lambda: solid.hole(drilled(length=12), 5), ["le trou ne traverse pas"]),
        (lambda: solid.hole(drilled(), 5, through=False), ["le trou traverse la pièce"]),
        (lambda: solid.hole(drilled(10), 5), ["le diamètre du trou"]),
        (lambda: solid.hole(drilled(), 5, count=2), ["le nombre de trous"]),
        (lambda: solid.hole(drilled(), 5, at=(10, 10)), ["le trou n'est pas à sa place"]),
        (lambda: solid.hole(drilled(), (6, 8)), ["le diamètre du trou"]),
        (lambda: solid.hole_margin(drilled(x=56.5), 1.5), ["trop près du bord"]),
        (lambda: solid.hole_margin(cube(9), 1.5), ["pas de trou entouré"]),
        (lambda: solid.minimum_wall(cube([20, 20, 0.5])), ["une paroi est trop fine"]),
        (lambda: solid.fits_in(cube(30), 20, 40, 40), ["trop grande"]),
        (lambda: solid.at_least(cube(3), z=5), ["trop petite"]),
        (lambda: solid.fits_bed(cube([300, 10, 10])), ["dépasse du plateau"]),
        (lambda: solid.overhang(cube(4) + cube([30, 4, 2]).translate([0, 0, 4])), ["dans le vide"]),
        (lambda: solid.centre(cube([10, 10, 40]), z=5), ["pas au bon endroit"]),
        (lambda: solid.assembled(cube(9)), ["n'est qu'un bloc"]),
        (lambda: solid.relief(cube([40, 20, 3])), ["pas de texte en relief"]),
        (lambda: solid.different(cube(9), cube(9)), ["ne change pas avec le nom"]),
        (lambda: solid.same_shape(cube(9), cube(10)), ["il manque une partie"]),
        (lambda: solid.same_shape(cube(11), cube(10)), ["de la matière est en trop"]),
        (lambda: solid.prints_within(cube(30), 10, 3), ["trop longue", "trop de plastique"]),
    ],
)
def test_a_wrong_part_is_told_its_mistake(results: Any, expected: list[str]) -> None:
    found = mistakes(results())
    assert len(found) == len(expected)
    assert all(words in mistake for words, mistake in zip(expected, found, strict=True)), found


def test_figures_are_written_in_french_and_the_place_is_given() -> None:
    (result,) = solid.hole(drilled(6.25), 5)
    assert "6,25 mm" in result.constat
    assert result.place["at"] == pytest.approx([50, 10, 2])
    assert result.place["part"] == [pytest.approx([0, 0, 0]), pytest.approx([60, 20, 4])]


def test_a_word_in_relief_passes() -> None:
    word = text("Léa", size=8, font="Liberation Sans:style=Bold").linear_extrude(1)
    assert mistakes(solid.relief(cube([45, 16, 2]) + word.translate([4, 4, 2]))) == []


def test_a_function_is_called_once_for_several_checks() -> None:
    calls = []

    def support(width: float) -> Any:
        calls.append(width)
        return cube([width, 20, 4])

    part = solid.made_by(support, 60)
    assert mistakes([*solid.size(part, 60), *solid.bodies(part)]) == []
    assert calls == [60]


def test_a_function_that_fails_or_is_missing_is_the_learners_mistake() -> None:
    def broken() -> Any:
        raise ZeroDivisionError("division by zero")

    assert mistakes(solid.size(solid.made_by(broken), 5)) == [
        "le programme s'arrête sur une erreur ZeroDivisionError"
    ]
    assert mistakes(solid.size(solid.made_by(None), 5)) == ["la fonction n'existe pas"]  # type: ignore[arg-type]


def counterbored(*, head: float = 9, depth: float = 3, holes: int = 2, thickness: float = 6) -> Any:
    places = [(10 + 30 * i, 0, 0) for i in range(holes)]
    part = cube([60, 20, thickness]).translate([0, -10, 0])
    for place in places:
        part -= cylinder(d=4.5, h=40, center=True, _fn=40).translate(place)
        part -= cylinder(d=head, h=9, _fn=40).translate([place[0], 0, thickness - depth])
    return part


@pytest.mark.parametrize(
    "part",
    [
        counterbored(),
        counterbored().translate([-80, 33, 5]),
        counterbored().rotate([180, 0, 0]),
        cq.Workplane().box(60, 20, 6).faces(">Z").workplane().rarray(30, 1, 2, 1).cboreHole(4.5, 9, 3),
        cq.Workplane().rect(60, 20).extrude(6).faces(">Z").workplane().rarray(30, 1, 2, 1).hole(4.5)
        .cut(cq.Workplane("XY", origin=(0, 0, 3)).rarray(30, 1, 2, 1).circle(4.5).extrude(9)),
    ],
)  # fmt: skip
def test_a_counterbore_passes_however_it_is_made(part: Any) -> None:
    assert all(solid.counterbore(part, 9, 3, count=2))


def test_a_counterbore_is_found_along_another_axis() -> None:
    assert all(solid.counterbore(counterbored().rotate([90, 0, 0]), 9, 3, count=2, axis="y"))
    assert all(solid.counterbore(counterbored().rotate([0, 90, 0]), 9, 3, count=2, axis="x"))


@pytest.mark.parametrize(
    ("part", "mistake"),
    [
        (drilled(), "il n'y a pas de lamage"),
        (counterbored(head=4.5), "il n'y a pas de lamage"),
        (cube([60, 20, 6]), "il n'y a pas de lamage"),
        (counterbored(head=18), "le diamètre du lamage n'est pas bon"),
        (counterbored(head=8.5), "le diamètre du lamage n'est pas bon"),
        (counterbored(depth=1.5), "la profondeur du lamage n'est pas bonne"),
        (counterbored(holes=1), "le nombre de lamages n'est pas bon"),
    ],
)
def test_a_wrong_counterbore_is_told(part: Any, mistake: str) -> None:
    assert mistakes(solid.counterbore(part, 9, 3, count=2)) == [mistake]


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


def ring_on_axle(gap: float, facets: int = 96) -> Any:
    ring = cylinder(d=16, h=10, _fn=facets) - cylinder(r=4 + gap, h=30, center=True, _fn=facets)
    return cylinder(r=4, h=10, _fn=facets) + ring


@pytest.mark.parametrize(
    "part",
    [
        ring_on_axle(0.3),
        ring_on_axle(0.3).rotate([30, 40, 50]).translate([5, 6, 7]),
        ring_on_axle(0.3, facets=48),
        cq.Workplane().circle(4).extrude(10).union(cq.Workplane().circle(8).circle(4.3).extrude(10)),
        cq.Assembly().add(plate()).add(plate(), loc=cq.Location((0, 20.3, 0))),
        cube([5, 5, 5]) + cube([5, 5, 5]).translate([0, 0, 5.3]),
    ],
)
def test_play_is_the_gap_between_two_pieces(part: Any) -> None:
    assert all(solid.play(part, 0.3))
    assert all(solid.play(part, (0.25, 0.4)))


@pytest.mark.parametrize(
    ("part", "mistake"),
    [
        (ring_on_axle(0), "les pièces se touchent"),
        (cube([5, 5, 5]) + cube([5, 5, 5]).translate([5, 0, 0]), "les pièces se touchent"),
        (cube([5, 5, 5]), "les pièces se touchent"),
        (ring_on_axle(0.15), "le jeu est trop petit"),
        (ring_on_axle(0.6), "le jeu est trop grand"),
        (cube([5, 5, 5]) + cube([5, 5, 5]).translate([80, 0, 0]), "le jeu est trop grand"),
    ],
)
def test_a_wrong_play_is_told(part: Any, mistake: str) -> None:
    assert mistakes(solid.play(part, 0.3)) == [mistake]


@pytest.mark.parametrize("height", [0.0, 35.0, -8.0])
def test_pieces_that_all_stand_on_the_bed_pass_wherever_the_bed_is(height: float) -> None:
    pair = cube([5, 5, 5]) + cube([5, 5, 9]).translate([8, 0, 0])
    assert all(solid.on_bed(pair.translate([0, 0, height])))
    assert all(solid.on_bed(cube([5, 5, 5]).translate([0, 0, height])))


@pytest.mark.parametrize("gap", [0.3, 4.0])
def test_a_piece_in_the_air_is_told_with_its_height_and_place(gap: float) -> None:
    [found] = solid.on_bed(cube([5, 5, 5]) + cube([5, 5, 5]).translate([8, 0, gap]))
    assert found.mistake == "un morceau est en l'air"
    assert f"{gap:g}".replace(".", ",") in found.constat
    assert found.place["from"] == pytest.approx((8, 0, gap))


@settings(max_examples=25, deadline=None)
@given(
    gap=st.floats(0.1, 1.5),
    facets=st.sampled_from([48, 96, 150]),
    turn=st.tuples(*[st.floats(0, 360)] * 3),
)
def test_play_is_measured_whatever_its_size_and_the_way_the_part_lies(
    gap: float, facets: int, turn: tuple[float, float, float]
) -> None:
    part = ring_on_axle(gap, facets).rotate(list(turn))
    assert mistakes(solid.play(part, gap)) == []
    assert mistakes(solid.play(part, gap + 0.1)) == ["le jeu est trop petit"]
    assert mistakes(solid.play(part, max(0.0, gap - 0.1))) == ["le jeu est trop grand"]


@settings(max_examples=25, deadline=None)
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


@settings(max_examples=25, deadline=None)
@given(
    head=st.floats(7, 16),
    depth=st.floats(1, 5),
    place=st.tuples(*[st.floats(-100, 100)] * 3),
    turn=st.floats(0, 360),
)
def test_a_counterbore_is_measured_whatever_its_size_and_place(
    head: float, depth: float, place: tuple[float, float, float], turn: float
) -> None:
    part = counterbored(head=head, depth=depth).rotate([0, 0, turn]).translate(list(place))
    assert mistakes(solid.counterbore(part, head, depth, count=2)) == []
    assert mistakes(solid.counterbore(part, head + 1, depth, count=2)) == [
        "le diamètre du lamage n'est pas bon"
    ]
    assert mistakes(solid.counterbore(part, head, depth + 0.5, count=2)) == [
        "la profondeur du lamage n'est pas bonne"
    ]


def test_too_few_holes_of_the_right_size_are_not_sent_to_their_diameter() -> None:
    (result,) = solid.hole(drilled(), diameter=5, count=3)
    assert result.mistake == "le nombre de trous n'est pas bon"
    assert "diamètre" not in result.piste
