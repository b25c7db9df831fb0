"""The separate pieces of a part: how many, how far apart, on the bed."""

from __future__ import annotations

import itertools
from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place, gap_place
from checks.solid.words import sizes, span
from models.french import number
from models.gaps import nearest, width
from models.solid import Solid


@check("Morceaux")
def bodies(part: Any, count: int = 1) -> Result:
    """The part is made of ``count`` separate pieces."""
    solid = solid_of(part)
    pieces = pieces_of(solid)
    found = len(pieces)
    if found == count:
        return passed("Morceaux", f"{found} morceaux." if found > 1 else "La pièce est en un seul morceau.")
    smallest = min(pieces, key=lambda piece: piece.volume()).bounding_box()
    x0, y0, z0, x1, y1, z1 = smallest
    measures = sizes((x1 - x0, y1 - y0, z1 - z0))
    return failed(
        "Morceaux",
        mistake="la pièce est en plusieurs morceaux" if found > count else "il manque un morceau",
        constat=f"La pièce compte {found} morceau{'x' if found > 1 else ''}. Il en faut {count}."
        + (f" Le plus petit mesure {measures}." if found > 1 else ""),
        pourquoi="Des volumes qui se touchent font un seul morceau. Le vide les sépare.",
        piste=_bodies_hint(found, count),
        place=box_place(solid, smallest if found > count else ()),
    )


def _bodies_hint(found: int, count: int) -> str:
    if count == 1:
        return "Rapprocher les volumes : ils doivent se toucher, ou se recouvrir un peu."
    if found > count:
        return "Compter les volumes ajoutés : il y en a trop."
    return "Compter les volumes ajoutés, et laisser du vide entre eux. Un return dans une boucle l'arrête."


@check("Jeu")
def play(part: Any, mm: float | tuple[float, float], tolerance: float = 0.03) -> Result:
    """Each separate piece of ``part`` is ``mm`` (or between two) away from the one nearest to it."""
    solid = solid_of(part)
    asked, pieces = span(mm, tolerance), pieces_of(solid)
    if len(pieces) < 2:
        return failed(
            "Jeu",
            mistake="les pièces se touchent",
            constat=f"Tout est d'un seul bloc. Il faut un vide de {asked.words} entre les pièces.",
            pourquoi="Deux pièces qui se touchent sortent soudées de l'imprimante : rien ne bouge.",
            piste="Chercher où elles se touchent : autour, dessous et dessus. Y retirer le jeu.",
            place=box_place(solid),
        )
    gaps = _gaps(pieces)
    wrong = [gap for gap in gaps if not asked.holds(gap[0])]
    listed = ", ".join(f"{number(gap)} mm" for gap, _, _ in gaps)
    told = f"Les jeux mesurent {listed}." if len(gaps) > 1 else f"Le jeu le plus petit mesure {listed}."
    if not wrong:
        return passed("Jeu", told)
    tight = wrong[0][0] < asked.low
    _, one, other = wrong[0] if tight else wrong[-1]
    return failed(
        "Jeu",
        mistake="le jeu est trop petit" if tight else "le jeu est trop grand",
        constat=f"{told} Il faut {asked.words}.",
        pourquoi="Trop serrées, les pièces se soudent. Trop libres, elles ballottent.",
        piste="Compter le jeu de chaque côté : une fois sur un rayon, deux fois sur une largeur.",
        place=gap_place(solid, nearest(pieces[one], pieces[other])),
    )


def _gaps(pieces: list[Any]) -> list[tuple[float, int, int]]:
    """The gap from each piece to the one nearest to it, with the numbers of the two; the smallest first."""
    pairs = {(i, j): width(pieces[i], pieces[j]) for i, j in itertools.combinations(range(len(pieces)), 2)}
    nearest_ones = {
        min((pair for pair in pairs if i in pair), key=pairs.__getitem__) for i in range(len(pieces))
    }
    return sorted((pairs[i, j], i, j) for i, j in nearest_ones)


@check("Sur le plateau")
def on_bed(part: Any, tolerance: float = 0.05) -> Result:
    """Every separate piece stands on the bed, where the lowest one does (within ``tolerance``, mm)."""
    solid = solid_of(part)
    lowest = solid.bounds[0][2]
    for piece in pieces_of(solid):
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


def pieces_of(solid: Solid) -> list[Any]:
    """The separate pieces of a part, as manifold3d has them. Raises LearnerError on an open skin."""
    return [piece for piece in measured(solid.closed).decompose() if piece.volume() > 0]
