"""Checks on parts: right parts pass however they are built, wrong ones get the mistake that names them."""

from __future__ import annotations

from typing import Any

import pytest
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
