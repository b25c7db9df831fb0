"""Holes that widen for the head of a screw."""

from __future__ import annotations

from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place, point_place
from models.french import number


@check("Lamage")
def counterbore(
    part: Any, diameter: float, depth: float, count: int = 1, axis: str = "z", tolerance: float = 0.2
) -> Result:
    """``count`` holes through the part, along ``axis``, widen to ``diameter`` over ``depth`` (mm)."""
    solid = solid_of(part)
    found = [one for one in measured(lambda: solid.holes(axis)) if one.through]
    wide = [one for one in found if one.widest > one.diameter + tolerance]
    round_enough = [one for one in wide if abs(one.widest - diameter) <= tolerance]
    right = [one for one in round_enough if abs(one.widest_depth - depth) <= tolerance]
    if len(right) == count == len(wide):
        return passed("Lamage", f"Lamage de {number(diameter)} mm, profond de {number(depth)} mm.")
    place = point_place(solid, (wide or found)[0].position) if found else box_place(solid)
    wanted = f"Il faut {count} lamage{'s' if count > 1 else ''} de {number(diameter)} mm, "
    wanted += f"profond{'s' if count > 1 else ''} de {number(depth)} mm."
    if not wide or (len(right) == len(wide) and len(wide) != count):
        seen = f"Lamages trouvés : {len(wide)}." if wide else "Aucun trou ne s'élargit."
        return failed(
            "Lamage",
            mistake="le nombre de lamages n'est pas bon" if wide else "il n'y a pas de lamage",
            constat=f"{seen} {wanted}",
            pourquoi="Sans lamage, la tête de la vis dépasse et accroche.",
            piste="Remplacer hole par cboreHole, avec ses trois nombres.",
            place=place,
        )
    listed = ", ".join(f"{number(one.widest)} mm sur {number(one.widest_depth)} mm" for one in wide)
    return failed(
        "Lamage",
        mistake="la profondeur du lamage n'est pas bonne"
        if len(round_enough) == len(wide)
        else "le diamètre du lamage n'est pas bon",
        constat=f"Trouvé : {listed}. {wanted}",
        pourquoi="La tête de la vis doit entrer en entier, et garder de la matière dessous.",
        piste="Relire l'ordre des nombres : trou, lamage, profondeur. Les deux premiers sont des diamètres.",
        place=place,
    )
