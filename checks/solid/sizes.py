"""The size of a part, measured on its bounding box."""

from __future__ import annotations

from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import solid_of
from checks.solid.places import box_place, segment_place
from checks.solid.words import AXES, sizes
from models.french import number
from models.solid import Solid

Sizes = tuple[float, float, float]
"""Along x, y and z (mm)."""


@check("Dimensions")
def size(
    part: Any, x: float | None = None, y: float | None = None, z: float | None = None, tolerance: float = 0.1
) -> list[Result]:
    """The part measures ``x`` × ``y`` × ``z`` mm, each within ``tolerance``; leave out what may vary."""
    solid = solid_of(part)
    results = []
    for index, (wanted, found) in enumerate(zip((x, y, z), solid.size, strict=True)):
        if wanted is None:
            continue
        name = AXES["xyz"[index]]
        title = name.capitalize()
        if abs(found - wanted) <= tolerance:
            results.append(passed(title, f"{number(found)} mm, comme demandé."))
        else:
            results.append(
                failed(
                    title,
                    mistake=f"la {name} n'est pas celle demandée",
                    constat=f"La {name} mesure {number(found)} mm. Il faut {number(wanted)} mm.",
                    pourquoi="Une pièce trop grande ou trop petite ne va pas à sa place.",
                    piste=_size_hint(found, wanted, solid.size),
                    place=_side(solid, index),
                )
            )
    return results


def _side(solid: Solid, axis: int) -> dict[str, Any]:
    """The length of the part along an axis, on the edge at its lowest corner."""
    end = list(solid.bounds[0])
    end[axis] = solid.bounds[1][axis]
    return segment_place(solid, solid.bounds[0], end)


def _size_hint(found: float, wanted: float, sizes: tuple[float, float, float]) -> str:
    """What to try about a size that is ``found`` and not ``wanted``."""
    if any(abs(other - wanted) <= 0.01 for other in sizes):
        return "Une autre taille de la pièce a cette valeur. Relire l'ordre : x, puis y, puis z."
    if any(abs(found - factor * wanted) <= 0.01 * wanted for factor in (2, 0.5)):
        return "C'est le double ou la moitié. Un rayon pris pour un diamètre, ou un 2 oublié ?"
    if abs(10 * found - wanted) <= 0.01 * wanted:
        return "C'est dix fois trop petit : des centimètres ? Ici, tout est en millimètres."
    return "Chercher le nombre qui donne cette taille, et refaire son calcul."


@check("Taille maximale")
def fits_in(part: Any, x: float, y: float, z: float) -> Result:
    """The bounding box is at most ``x`` × ``y`` × ``z`` mm (a condition)."""
    solid = solid_of(part)
    limits = (x, y, z)
    over = _beyond(limits, solid.size)
    if not over:
        return passed("Taille maximale", f"La pièce tient dans la place prévue : {sizes(solid.size)}.")
    return failed(
        "Taille maximale",
        mistake="la pièce est trop grande",
        constat=f"La pièce mesure {sizes(solid.size)}. La limite est {sizes(limits)}.",
        pourquoi="Il faut de la place pour les pièces de tout le groupe.",
        piste=f"Diminuer la {over}.",
        place=box_place(solid),
        essential=False,
    )


def _beyond(small: Sizes, large: Sizes) -> str:
    """The names of the sizes that are larger in ``large``, by more than 0.01 mm; "" when none is."""
    wrong = [axis for axis, low, high in zip("xyz", small, large, strict=True) if high > low + 0.01]
    return " et la ".join(AXES[axis] for axis in wrong)


@check("Taille minimale")
def at_least(part: Any, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Result:
    """The bounding box is at least ``x`` × ``y`` × ``z`` mm (a condition)."""
    solid = solid_of(part)
    limits = (x, y, z)
    under = _beyond(solid.size, limits)
    if not under:
        return passed("Taille minimale", f"La pièce est assez grande : {sizes(solid.size)}.")
    return failed(
        "Taille minimale",
        mistake="la pièce est trop petite",
        constat=f"La pièce mesure {sizes(solid.size)}. Il faut au moins {sizes(limits)}.",
        pourquoi="Une pièce trop petite ou trop mince casse, ou ne se tient pas en main.",
        piste=f"Augmenter la {under}.",
        place=box_place(solid),
        essential=False,
    )
