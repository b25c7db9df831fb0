"""Round holes: how many, how wide, through or blind, where."""

from __future__ import annotations

import math
from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place, point_place
from checks.solid.words import Span, number, span
from models.holes import Hole
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

    ``at`` is where the hole's axis is, in mm from the left and front edges of the bounding box (axis z).
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


def _placed(
    solid: Solid, right: list[Any], at: tuple[float, float] | None, tolerance: float, wanted: str
) -> Result:
    if at is None:
        return passed("Trou", f"La pièce a {wanted}.")
    low = solid.bounds[0]
    places = [(one.position[0] - low[0], one.position[1] - low[1]) for one in right]
    if any(abs(x - at[0]) <= tolerance and abs(y - at[1]) <= tolerance for x, y in places):
        return passed("Trou", f"La pièce a {wanted}, à sa place.")
    x, y = places[0]
    return failed(
        "Trou",
        mistake="le trou n'est pas à sa place",
        constat=f"Le centre du trou est à {number(x)} mm du bord gauche et à {number(y)} mm du bord avant. "
        f"Il faut {number(at[0])} mm et {number(at[1])} mm.",
        pourquoi="Deux pièces vissées ensemble ont leurs trous l'un en face de l'autre.",
        piste="Vérifier le déplacement du trou, et le point de départ de la pièce.",
        place=point_place(solid, right[0].position),
    )


@check("Solidité autour du trou")
def hole_margin(part: Any, mm: float = 1.5) -> Result:
    """Around each hole that goes through, along z, ``mm`` of material or more is left (a condition)."""
    solid = solid_of(part)
    found = [one for one in measured(lambda: solid.holes("z")) if one.through]
    weak = [one for one in found if not _surrounded(solid, one, mm)]
    if found and not weak:
        return passed("Solidité autour du trou", f"Il reste au moins {number(mm)} mm autour de chaque trou.")
    return failed(
        "Solidité autour du trou",
        mistake="le trou est trop près du bord" if weak else "il n'y a pas de trou entouré de matière",
        constat=f"Il faut {number(mm)} mm de matière tout autour du trou. Il en manque d'un côté.",
        pourquoi="Trop fine, la matière autour du trou casse quand on tire.",
        piste="Éloigner le trou du bord, ou agrandir la pièce de ce côté.",
        place=point_place(solid, (weak or found)[0].position) if weak or found else box_place(solid),
        essential=False,
    )


def _surrounded(solid: Solid, one: Hole, mm: float) -> bool:
    """Whether a disc ``mm`` larger than the hole is full of matter, but for the hole, at half its depth."""
    x, y, z = one.position
    section = solid.closed().slice(z)
    disc = type(section).circle(one.diameter / 2 + mm, 96).translate((x, y))
    missing = disc.area() - (section ^ disc).area()
    return missing <= 1.02 * math.pi * one.diameter**2 / 4
