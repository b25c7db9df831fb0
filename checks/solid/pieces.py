"""The separate pieces of a part: how many, how far apart, on the bed."""

from __future__ import annotations

import itertools
import math
from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place
from checks.solid.words import number, span
from models.solid import Solid


@check("Morceaux")
def bodies(part: Any, count: int = 1) -> Result:
    """The part is made of ``count`` separate pieces."""
    solid = solid_of(part)
    found = measured(lambda: solid.bodies)
    if found == count:
        return passed("Morceaux", f"{found} morceaux." if found > 1 else "La pièce est en un seul morceau.")
    return failed(
        "Morceaux",
        mistake="la pièce est en plusieurs morceaux" if found > count else "il manque un morceau",
        constat=f"La pièce compte {found} morceau{'x' if found > 1 else ''}. Il en faut {count}.",
        pourquoi="Des volumes qui se touchent font un seul morceau. Le vide les sépare.",
        piste=_bodies_hint(found, count),
        place=box_place(solid),
    )


def _bodies_hint(found: int, count: int) -> str:
    if count == 1:
        return "Rapprocher les volumes : ils doivent se toucher, ou se recouvrir un peu."
    if found > count:
        return "Compter les volumes ajoutés : il y en a trop."
    return "Compter les volumes ajoutés, et laisser du vide entre eux. Un return dans une boucle l'arrête."


@check("Jeu")
def play(part: Any, mm: float | tuple[float, float], tolerance: float = 0.03) -> Result:
    """The separate pieces of ``part`` leave a gap of ``mm`` (or between two) where they are nearest."""
    solid = solid_of(part)
    pieces = _pieces(solid)
    asked = span(mm, tolerance)
    if len(pieces) < 2:
        return failed(
            "Jeu",
            mistake="les pièces se touchent",
            constat=f"Tout est d'un seul bloc. Il faut un vide de {asked.words} entre les pièces.",
            pourquoi="Deux pièces qui se touchent sortent soudées de l'imprimante : rien ne bouge.",
            piste="Chercher où elles se touchent : autour, dessous et dessus. Y retirer le jeu.",
            place=box_place(solid),
        )
    reach = math.dist(*solid.bounds)
    gap = min(one.min_gap(other, reach) for one, other in itertools.combinations(pieces, 2))
    if asked.holds(gap):
        return passed("Jeu", f"Le jeu le plus petit mesure {number(gap)} mm.")
    return failed(
        "Jeu",
        mistake="le jeu est trop petit" if gap < asked.low else "le jeu est trop grand",
        constat=f"Le jeu le plus petit mesure {number(gap)} mm. Il faut {asked.words}.",
        pourquoi="Trop serrées, les pièces se soudent. Trop libres, elles ballottent.",
        piste="Compter le jeu de chaque côté : une fois sur un rayon, deux fois sur une largeur.",
        place=box_place(solid),
    )


@check("Sur le plateau")
def on_bed(part: Any, tolerance: float = 0.05) -> Result:
    """Every separate piece stands on the bed, where the lowest one does (within ``tolerance``, mm)."""
    solid = solid_of(part)
    lowest = solid.bounds[0][2]
    for piece in _pieces(solid):
        height = piece.bounding_box()[2] - lowest
        if height > tolerance:
            return failed(
                "Sur le plateau",
                mistake="un morceau est en l'air",
                constat=f"Un morceau commence à {number(height)} mm au-dessus du plateau.",
                pourquoi="La machine construit de bas en haut : elle ne pose rien sur le vide.",
                piste="Descendre ce morceau jusqu'au plateau, à côté des autres, sans les toucher.",
                place=box_place(solid, piece.bounding_box()),
            )
    return passed("Sur le plateau", "Chaque morceau commence sur le plateau.")


def _pieces(solid: Solid) -> list[Any]:
    """The separate pieces of a part, as manifold3d has them."""
    return [piece for piece in measured(solid.closed).decompose() if piece.volume() > 0]
