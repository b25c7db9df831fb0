"""Judging words in relief on a plate: are they there, large enough to read, on the plate, in its middle?

What stands at the top of the part is looked at, wherever it comes from. Lengths in millimetres.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from checks.feedback import Result, check, failed, passed
from checks.learner import LearnerError
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place
from models.french import number
from models.solid import Solid

_LEVELS = 20
"""How many heights are looked at, from the top, for letters lower than something else."""
_SKIN = 0.1
"""How far under the top, and above the bottom, the part is cut to see the words and the plate."""


@check("Texte lisible")
def legible(part: Any, mm: float) -> Result:
    """The tallest letter is at least ``mm`` high along y; what is wider than half the plate is a frame."""
    solid = solid_of(part)
    plate, top = _sections(solid)
    found = _tallest_letter(plate, top)
    if found >= mm - 0.01:
        return passed("Texte lisible", f"La plus grande lettre mesure {number(found, 1)} mm.")
    for level, below in _lower_levels(solid, plate):
        if _tallest_letter(plate, below) >= mm - 0.01:
            return _hidden(solid, top, solid.bounds[1][2] - level)
    return failed(
        "Texte lisible",
        mistake="le texte est trop petit",
        constat=f"La plus grande lettre mesure {number(found, 1)} mm. Il faut au moins {number(mm, 1)} mm.",
        pourquoi="La buse trace un trait de 0,4 mm. Trop petites, les lettres se bouchent.",
        piste="Augmenter size dans text.",
        place=_top(solid, top),
    )


def _tallest_letter(plate: Any, section: Any) -> float:
    """The largest size along y of what stands on the plate and is narrower than its half."""
    half = (plate.bounds()[2] - plate.bounds()[0]) / 2
    boxes = [letter.bounds() for letter in section.decompose()]
    return max((back - front for left, front, right, back in boxes if right - left < half), default=0.0)


def _lower_levels(solid: Solid, plate: Any) -> Iterator[tuple[float, Any]]:
    """Heights under the top where something on the plate ends, and what stands there, highest first."""
    heights = np.unique(np.round(solid.vertices[:, 2], 3))[::-1]
    for height in heights[1:_LEVELS].tolist():
        section = solid.closed().slice(height - _SKIN)
        if section.area() < 0.9 * plate.area():
            yield height, section


def _hidden(solid: Solid, top: Any, excess: float) -> Result:
    return failed(
        "Texte lisible",
        mistake="quelque chose est plus haut que les lettres",
        constat=f"Un volume dépasse les lettres de {number(excess, 1)} mm. Les lettres sont assez grandes.",
        pourquoi="Ce qui est plus haut que les lettres s'use à leur place, et les cache vu de côté.",
        piste="Donner au motif la hauteur des lettres, ou moins : linear_extrude et translate, en z.",
        place=_top(solid, top),
    )


@check("Texte sur la plaque")
def on_plate(part: Any, margin: float = 1.0) -> Result:
    """Everything in relief is on the plate, at least ``margin`` mm from its edges."""
    solid = solid_of(part)
    plate, top = _sections(solid)
    (left, front, right, back), (x, y, u, v) = plate.bounds(), top.bounds()
    found = min(x - left, y - front, right - u, back - v)
    if found >= margin - 0.01:
        return passed("Texte sur la plaque", f"Il reste au moins {number(found, 1)} mm autour du texte.")
    told = f"Le texte dépasse de {number(-found, 1)} mm." if found < 0 else f"Il reste {number(found, 1)} mm."
    return failed(
        "Texte sur la plaque",
        mistake="le texte dépasse de la plaque" if found < 0 else "le texte est trop près du bord",
        constat=f"{told} Il faut {number(margin, 1)} mm entre le texte et le bord.",
        pourquoi="Une lettre au bord s'arrache. Dans le vide, elle ne s'imprime pas.",
        piste="Vérifier la place du texte. Agrandir la plaque, ou diminuer size.",
        place=_top(solid, top),
    )


@check("Texte au milieu")
def centred(part: Any, tolerance: float = 1.5) -> Result:
    """The middle of what is in relief is the middle of the plate, within ``tolerance`` along x and y."""
    solid = solid_of(part)
    plate, top = _sections(solid)
    (left, front, right, back), (x, y, u, v) = plate.bounds(), top.bounds()
    along_x, along_y = (x + u - left - right) / 2, (y + v - front - back) / 2
    if abs(along_x) <= tolerance and abs(along_y) <= tolerance:
        return passed("Texte au milieu", "Le texte est au milieu de la plaque.")
    return failed(
        "Texte au milieu",
        mistake="le texte n'est pas au milieu de la plaque",
        constat=f"Le milieu du texte est à {number(abs(along_x), 1)} mm du milieu de la plaque le long de x, "
        f"et à {number(abs(along_y), 1)} mm le long de y.",
        pourquoi="Un nom bien placé se lit d'un coup d'œil.",
        piste='Écrire halign="center" et valign="center", puis déplacer le texte au milieu de la plaque.',
        place=_top(solid, top),
    )


def _sections(solid: Solid) -> tuple[Any, Any]:
    """The plate and what is in relief on it, seen from above. Raises LearnerError without relief."""
    body, (low, high) = measured(solid.closed), solid.bounds
    plate, top = body.slice(low[2] + _SKIN), body.slice(high[2] - _SKIN)
    if top.area() >= 0.9 * plate.area():
        raise LearnerError(
            "il n'y a pas de texte en relief",
            "Le dessus de la pièce est lisse.",
            "Le relief se lit, et se sent sous le doigt.",
            "Poser le texte sur le dessus de la plaque, puis l'ajouter avec +.",
        )
    return plate, top


def _top(solid: Solid, top: Any) -> dict[str, Any]:
    high = solid.bounds[1][2]
    left, front, right, back = top.bounds()
    return box_place(solid, [left, front, high - 2 * _SKIN, right, back, high])
