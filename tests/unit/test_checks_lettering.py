"""Checks on words in relief: right plates pass however they are built, wrong ones are told their mistake."""

from __future__ import annotations

from typing import Any

import pytest
from solid2 import cube, cylinder, text

from checks import lettering
from checks.feedback import Outcome
from models.solid import Solid


def word(letters: str = "ATELIER", size: float = 10, height: float = 1) -> Any:
    flat = text(letters, size=size, font="Liberation Sans", halign="center", valign="center")
    return flat.linear_extrude(height)


def plate(letters: str = "ATELIER", size: float = 10, x: float = 45, y: float = 15) -> Any:
    return cube([90, 30, 3]) + word(letters, size).translate([x, y, 3])


RIGHT = {
    "plain": plate(),
    "another word": plate("BUREAU"),
    "small letters": plate("atelier"),
    "elsewhere": plate().translate([-200, 31, -4]),
    "centred at the origin": cube([90, 30, 3], center=True) + word().translate([0, 0, 1.5]),
    "sunk into the plate": cube([90, 30, 3]) + word(height=2).translate([45, 15, 2]),
    "placed by its left end": cube([90, 30, 3])
    + text("ATELIER", size=10, font="Liberation Sans", valign="center")
    .linear_extrude(1)
    .translate([16.6, 15, 3]),
    "with a frame": plate() + cube([86, 26, 4]).translate([2, 2, 0]) - cube([82, 22, 4]).translate([4, 4, 3])
    + word().translate([45, 15, 3]),
    "with a hole": plate() - cylinder(d=4, h=9).translate([6, 15, -1]),
    "plain data": Solid.of(plate()).as_plain(),
}  # fmt: skip
HIDDEN = "quelque chose est plus haut que les lettres"
WRONG = {
    "no word": (cube([90, 30, 3]), "il n'y a pas de texte en relief"),
    "the word hidden in the plate": (cube([90, 30, 3]) + word().translate([45, 15, 1]),
                                     "il n'y a pas de texte en relief"),
    "too small": (plate(size=5), "le texte est trop petit"),
    "a frame and no letter": (cube([90, 30, 4]) - cube([82, 22, 4]).translate([4, 4, 3]),
                              "le texte est trop petit"),
    "something taller than the letters": (plate() + cylinder(d=3, h=6).translate([6, 15, 0]), HIDDEN),
    "a frame taller than the letters": (plate() + cube([86, 26, 6]).translate([2, 2, 0])
                                        - cube([82, 22, 9]).translate([4, 4, 3])
                                        + word().translate([45, 15, 3]), HIDDEN),
    "small letters under something taller": (plate(size=5) + cylinder(d=3, h=6).translate([6, 15, 0]),
                                             "le texte est trop petit"),
    "too long": (plate("BIBLIOTHÈQUE"), "le texte dépasse de la plaque"),
    "at the corner": (plate(x=0, y=0), "le texte dépasse de la plaque"),
    "at the edge": (plate(size=13.2, x=39), "le texte est trop près du bord"),
    "to the left": (plate(x=33), "le texte n'est pas au milieu de la plaque"),
    "too low": (plate(y=9), "le texte n'est pas au milieu de la plaque"),
    "no answer": (None, "il n'y a pas encore de pièce"),
}  # fmt: skip


def mistakes(part: Any) -> list[str]:
    results = [*lettering.legible(part, 7), *lettering.on_plate(part, 2), *lettering.centred(part)]
    assert all(result.outcome is not Outcome.BROKEN for result in results), results
    assert all(result or (result.constat and result.pourquoi and result.piste) for result in results)
    return [result.mistake for result in results if not result]


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_plate_passes_however_it_is_built(name: str) -> None:
    assert mistakes(RIGHT[name]) == []


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_plate_is_told_its_mistake(name: str) -> None:
    part, mistake = WRONG[name]
    assert mistake in mistakes(part)


def test_what_is_higher_than_the_letters_is_measured_and_shown() -> None:
    (found,) = lettering.legible(plate() + cylinder(d=3, h=6, _fn=30).translate([6, 15, 0]), 7)
    assert "2 mm" in found.constat
    assert "size" not in found.piste
    assert found.place["from"][:2] == pytest.approx([4.5, 13.5], abs=0.02)
    assert found.place["to"] == pytest.approx([7.5, 16.5, 6], abs=0.02)
