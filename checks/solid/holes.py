"""Round holes: how many, how wide, through or blind, where."""

from __future__ import annotations

import math
from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place, point_place
from checks.solid.words import Span, span
from models.french import number
from models.holes import Hole, rim
from models.solid import Solid


@check("Trou")
def hole(
    part: Any,
    diameter: float | tuple[float, float] | None = None,
    count: int = 1,
    through: bool = True,
    axis: str = "z",
    at: tuple[float, float] | None = None,
    tolerance: float = 0.2,
) -> Result:
    """The part has ``count`` round holes along ``axis`` of this ``diameter`` (or between two), in mm.

    ``at`` is where the axis of one of them is, in mm from the lowest corner of the bounding box, along
    the two other axes: from the left and front for z, the left and bottom for y, the front and bottom for x.
    """
    solid = solid_of(part)
    found = measured(lambda: solid.holes(axis))
    asked = span(diameter, tolerance)
    right = [one for one in found if one.through == through and asked.holds(one.diameter)]
    blind = [one for one in found if one.through != through and asked.holds(one.diameter)]
    wanted = _wanted(asked, count, through)
    if len(right) == count:
        return _placed(solid, right, at, tolerance, wanted)
    listed = ", ".join(
        f"{number(one.diameter)} mm{'' if one.through else ' (ne traverse pas)'}" for one in found
    )
    plural = "s" if len(found) > 1 else ""
    seen = f"Trou{plural} trouvé{plural} : {listed}." if found else "Aucun trou n'est trouvé."
    constat = f"{seen} Il faut {wanted}."
    place = point_place(solid, found[0].position) if found else box_place(solid)
    if blind and len(right) < count:
        return failed(
            "Trou",
            mistake="le trou ne traverse pas" if through else "le trou traverse la pièce",
            constat=constat,
            pourquoi="Un trou qui traverse se voit des deux côtés de la pièce.",
            piste="Allonger le cylindre qui creuse : il doit dépasser dessous et dessus."
            if through
            else "Raccourcir le cylindre qui creuse.",
            place=point_place(solid, blind[0].position),
        )
    if not found:
        return failed(
            "Trou",
            mistake="il n'y a pas de trou",
            constat=constat,
            pourquoi="Sans trou, rien ne peut passer dans la pièce.",
            piste="Creuser avec un cylindre ou un cercle. Vérifier sa place : le trou ne coupe pas le bord.",
            place=place,
        )
    if len(right) > count or len(right) == len(found) or (diameter is None and len(found) != count):
        return failed(
            "Trou",
            mistake="le nombre de trous n'est pas bon",
            constat=constat,
            pourquoi="Un trou en trop affaiblit la pièce, un trou oublié empêche de la monter.",
            piste="Compter les cylindres enlevés, ou les cercles de l'esquisse.",
            place=place,
        )
    sizes = [one.diameter for one in found]
    return failed(
        "Trou",
        mistake="le nombre de trous n'est pas bon" if right else "le diamètre du trou n'est pas bon",
        constat=constat,
        pourquoi="Trop petit, l'axe ne passe pas. Trop grand, il flotte.",
        piste="Regarder si le nombre donné est un rayon (r) ou un diamètre (d)."
        if any(asked.holds(2 * one) or asked.holds(one / 2) for one in sizes)
        else "Comparer le diamètre écrit avec celui demandé.",
        place=place,
    )


def _wanted(asked: Span, count: int, through: bool) -> str:
    text, does = (f"{count} trous", "traversent") if count > 1 else ("un trou", "traverse")
    text += f" de {asked.words}" if asked.words else ""
    return f"{text}, qui {does}" if through else f"{text}, qui ne {does} pas"


_EDGES = {
    "x": ("du bord avant", "du dessous"),
    "y": ("du bord gauche", "du dessous"),
    "z": ("du bord gauche", "du bord avant"),
}
"""From what the two distances to the axis of a hole are measured."""


def _placed(
    solid: Solid, right: list[Hole], at: tuple[float, float] | None, tolerance: float, wanted: str
) -> Result:
    if at is None:
        return passed("Trou", f"La pièce a {wanted}.")
    nearest = min(right, key=lambda one: math.dist(_distances(solid, one), at))
    x, y = _distances(solid, nearest)
    if abs(x - at[0]) <= tolerance and abs(y - at[1]) <= tolerance:
        return passed("Trou", f"La pièce a {wanted}, à sa place.")
    first, second = _EDGES[nearest.axis]
    return failed(
        "Trou",
        mistake="le trou n'est pas à sa place",
        constat=f"Le centre du trou est à {number(x)} mm {first} et à {number(y)} mm {second}. "
        f"Il faut {number(at[0])} mm et {number(at[1])} mm.",
        pourquoi="Deux pièces vissées ensemble ont leurs trous l'un en face de l'autre.",
        piste="Vérifier le déplacement du trou, et le point de départ de la pièce.",
        place=point_place(solid, nearest.position),
    )


def _distances(solid: Solid, one: Hole) -> tuple[float, float]:
    """How far the axis of a hole is from the lowest corner of the part, along the two other axes."""
    offsets = zip("xyz", one.position, solid.bounds[0], strict=True)
    first, second = (at - low for name, at, low in offsets if name != one.axis)
    return first, second


@check("Solidité autour du trou")
def hole_margin(part: Any, mm: float = 1.5) -> Result:
    """Around each hole that goes through, along z, ``mm`` of material or more is left (a condition)."""
    solid = solid_of(part)
    found = [one for one in measured(lambda: solid.holes("z")) if one.through]
    if not found:
        return _weak(
            solid, "il n'y a pas de trou entouré de matière", f"Aucun trou rond. Il faut {_rim(mm)}."
        )
    weakest, left = min(((one, rim(solid.closed(), one)) for one in found), key=lambda pair: pair[1])
    if left >= mm - 0.02:
        return passed(
            "Solidité autour du trou", f"Il reste au moins {number(left, 1)} mm autour de chaque trou."
        )
    constat = f"Il reste {number(max(left, 0.0))} mm au plus mince. Il faut {_rim(mm)}."
    return _weak(solid, "le trou est trop près du bord", constat, weakest)


def _rim(mm: float) -> str:
    return f"{number(mm)} mm de matière tout autour du trou"


def _weak(solid: Solid, mistake: str, constat: str, one: Hole | None = None) -> Result:
    return failed(
        "Solidité autour du trou",
        mistake=mistake,
        constat=constat,
        pourquoi="Trop fine, la matière autour du trou casse quand on tire.",
        piste="Éloigner le trou du bord, ou agrandir la pièce de ce côté.",
        place=point_place(solid, one.position) if one else box_place(solid),
        essential=False,
    )
