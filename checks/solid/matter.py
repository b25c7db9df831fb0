"""Where the matter of a part is, and how much."""

from __future__ import annotations

from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place, point_place
from models.french import number
from models.skin import open_edges
from models.solid import BadShape


@check("Volume")
def volume(part: Any, mm3: float, tolerance: float = 0.02) -> Result:
    """The volume is ``mm3``, within this fraction of it (2 % lets any number of facets pass)."""
    solid = solid_of(part)
    found = solid.volume
    if abs(found - mm3) <= tolerance * mm3:
        return passed("Volume", f"Le volume est de {number(found, 0)} mm³.")
    more = found > mm3
    return failed(
        "Volume",
        mistake="il y a trop de matière" if more else "il manque de la matière",
        constat=f"Le volume est de {number(found, 0)} mm³. Il faut {number(mm3, 0)} mm³.",
        pourquoi="Le volume dit si rien ne manque et si rien n'est en trop.",
        piste="Chercher un volume oublié à enlever, ou une taille trop grande."
        if more
        else "Chercher un volume oublié, ou un trou trop grand.",
        place=box_place(solid),
    )


@check("Place de la matière")
def centre(
    part: Any, x: float | None = None, y: float | None = None, z: float | None = None, tolerance: float = 0.5
) -> list[Result]:
    """The centre of the volume is this far (mm) from the left, front and bottom of the bounding box."""
    solid = solid_of(part)
    point = measured(lambda: solid.centre)
    results = []
    for axis, wanted, at, low in zip("xyz", (x, y, z), point, solid.bounds[0], strict=True):
        if wanted is None:
            continue
        title, found = f"Place de la matière le long de {axis}", at - low
        if abs(found - wanted) <= tolerance:
            results.append(passed(title, f"Son centre est à {number(found, 1)} mm du bord."))
            continue
        results.append(
            failed(
                title,
                mistake="la matière n'est pas au bon endroit",
                constat=f"Le centre de la matière est à {number(found, 1)} mm du bord, le long de {axis}. "
                f"Il faut {number(wanted, 1)} mm.",
                pourquoi="Le centre montre où se trouvent les volumes les plus gros.",
                piste="Tourner la pièce et chercher le volume mal placé. Vérifier son translate.",
                place=point_place(solid, point),
            )
        )
    return results


@check("Pièce fermée")
def watertight(part: Any) -> Result:
    """The skin of the part is closed."""
    solid = solid_of(part)
    try:
        solid.closed()
    except BadShape as error:
        ends = solid.vertices[open_edges(solid)].reshape(-1, 3)
        return failed(
            "Pièce fermée",
            mistake=error.mistake,
            constat=error.constat,
            pourquoi=error.pourquoi,
            piste=error.piste,
            place=box_place(solid, [*ends.min(axis=0), *ends.max(axis=0)] if len(ends) else ()),
        )
    return passed("Pièce fermée", "La peau de la pièce est fermée partout.")
