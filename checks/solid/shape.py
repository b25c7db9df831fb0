"""The shape of a part as a whole, against another one or against a plain block."""

from __future__ import annotations

from typing import Any

import numpy as np

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place
from models.french import number
from models.likeness import Likeness, best_turn, differences, likeness
from models.lumps import Lump
from models.solid import Solid
from models.turns import MIRRORED, QUARTER_TURNS

_DUG = 2.0
"""What is dug into the top (mm²), holes through the part left out, is a relief."""
_SKIN = 0.3
"""Two shapes may differ by a skin this thin (mm): other facets, another rounding."""


@check("Forme")
def same_shape(part: Any, reference: Any, tolerance: float = 0.03, turned: bool = False) -> Result:
    """The part has the shape of ``reference``, wherever it stands; ``turned``: also laid another way.

    What they don't share may be at most this fraction of what they cover together (one minus the intersection
    over union), and nowhere thicker than 0.3 mm. Laying another way means by quarter turns. An image in a
    mirror is another shape, and is told as such.
    """
    solid, model = solid_of(part), Solid.of(reference).closed()
    body = measured(solid.closed)
    found = likeness(body, model)
    if turned and not _alike(body, found, tolerance):
        found = best_turn(body, model, QUARTER_TURNS) or found
    if _alike(body, found, tolerance):
        return passed("Forme", f"La pièce a la forme demandée, à {_percent(found.shared)} près.")
    if not turned and _alike(body, best_turn(body, model, QUARTER_TURNS), tolerance):
        return _other_way(
            solid,
            "la pièce n'est pas dans le bon sens",
            "La pièce a la bonne forme, mais elle est tournée.",
            "Tourner la pièce avec rotate, ou échanger deux tailles.",
        )
    if _alike(body, best_turn(body, model, MIRRORED), tolerance):
        return _other_way(
            solid,
            "la pièce est l'image dans un miroir",
            "La pièce est celle demandée, vue dans un miroir : la gauche et la droite sont échangées.",
            "Changer le côté d'un seul sens : x, y ou z. Tourner la pièce ne suffit pas.",
        )
    return _another_shape(solid, found)


def _alike(body: Any, found: Likeness | None, tolerance: float) -> bool:
    return (
        found is not None and found.shared >= 1 - tolerance and not any(differences(body, found.model, _SKIN))
    )


def _other_way(solid: Solid, mistake: str, constat: str, piste: str) -> Result:
    return failed(
        "Forme",
        mistake=mistake,
        constat=constat,
        pourquoi="Posée autrement, la pièce ne tombe plus en face de ses voisines.",
        piste=piste,
        place=box_place(solid),
    )


def _another_shape(solid: Solid, found: Likeness) -> Result:
    extra, missing = differences(solid.closed(), found.model, 0.0)
    too_much = _total(extra) > _total(missing)
    return failed(
        "Forme",
        mistake="de la matière est en trop" if too_much else "il manque une partie de la pièce",
        constat=f"La pièce a {number(100 * found.shared, 1)} % en commun avec la forme demandée. "
        f"En trop : {number(_total(extra), 0)} mm³. Il manque {number(_total(missing), 0)} mm³.",
        pourquoi="La forme dit si chaque volume est à sa place, avec la bonne taille.",
        piste="Comparer la pièce et le dessin, volume par volume.",
        place=box_place(solid, (extra if too_much else missing)[0].box),
    )


def _total(found: list[Lump]) -> float:
    return sum(lump.volume for lump in found)


def _percent(shared: float) -> str:
    return f"{number(100 * (1 - shared), 1)} %"


@check("Symétrie")
def symmetric(part: Any, axis: str = "x", skin: float = _SKIN) -> Result:
    """The two halves along ``axis``, on both sides of the middle of the bounding box, mirror each other.

    What has no twin may be ``skin`` mm thick: that much other facets make.
    """
    solid = solid_of(part)
    body, index = measured(solid.closed), "xyz".index(axis)
    normal = np.eye(3)[index]
    twice_the_middle = solid.bounds[0][index] + solid.bounds[1][index]
    image = body.mirror(normal).translate(twice_the_middle * normal)
    alone, _ = differences(body, image, skin)
    before, after = _SIDES[axis]
    if not alone:
        return passed("Symétrie", f"La pièce est la même {before} et {after}.")
    box = alone[0].box
    low_side = box[index] + box[index + 3] < twice_the_middle
    here, there = (before, after) if low_side else (after, before)
    return failed(
        "Symétrie",
        mistake="la pièce n'est pas symétrique",
        constat=f"La pièce n'est pas la même {before} et {after}. {here.capitalize()}, "
        f"{number(alone[0].volume, 1)} mm³ n'ont pas leur pareil {there}.",
        pourquoi="Une pièce symétrique se monte dans les deux sens, et reste en équilibre.",
        piste=f"Le milieu est à la moitié de la taille, le long de {axis}. Vérifier chaque translate.",
        place=box_place(solid, box),
    )


_SIDES = {"x": ("à gauche", "à droite"), "y": ("devant", "derrière"), "z": ("en bas", "en haut")}


@check("Assemblage")
def assembled(part: Any) -> Result:
    """The part is more than one plain box: it fills at most nine tenths of its bounding box."""
    solid = solid_of(part)
    width, depth, height = solid.size
    filled = solid.volume / max(width * depth * height, 1e-9)
    if filled <= 0.9:
        return passed("Assemblage", "La pièce assemble plusieurs formes.")
    return failed(
        "Assemblage",
        mistake="la pièce n'est qu'un bloc",
        constat=f"La pièce remplit {number(100 * filled, 0)} % de sa boîte : c'est un simple bloc.",
        pourquoi="Un objet se reconnaît à sa forme, faite de plusieurs volumes.",
        piste="Ajouter un autre volume avec +, ou en creuser un avec -.",
        place=box_place(solid),
    )


@check("Relief")
def relief(part: Any, height: float = 0.4) -> Result:
    """Something stands out from the top face, or is dug into it: at least ``height`` mm."""
    solid = solid_of(part)
    body, (floor, ceiling) = measured(solid.closed), (corner[2] for corner in solid.bounds)
    low, high = body.slice(floor + 0.2), body.slice(ceiling - 0.9 * height)
    dug = (high.hull() - high) - (low.hull() - low)
    if 0 < high.area() < 0.9 * low.area() or dug.area() > _DUG:
        return passed("Relief", "Un relief se voit sur le dessus.")
    (left, front, _), (right, back, top) = solid.bounds
    return failed(
        "Relief",
        mistake="il n'y a pas de texte en relief",
        constat=f"À {number(height)} mm sous le dessus, la pièce est déjà presque pleine : "
        "le dessus est lisse, ou le relief est trop mince.",
        pourquoi="Le relief rend la pièce personnelle et se sent sous le doigt.",
        piste="Poser le texte sur le dessus de la plaque, puis l'ajouter avec +.",
        place=box_place(solid, [left, front, top - height, right, back, top]),
    )


@check("Personnalisation")
def different(part: Any, other: Any) -> Result:
    """The two parts are not the same, wherever they stand: what was asked to vary does (by 1 mm³ or more)."""
    one, two = solid_of(part), solid_of(other)
    body, model = measured(one.closed), measured(two.closed)
    found = likeness(body, model)
    if (body - found.model).volume() + (found.model - body).volume() > 1.0:
        return passed("Personnalisation", "La pièce change avec le nom.")
    return failed(
        "Personnalisation",
        mistake="la pièce ne change pas avec le nom",
        constat="Deux noms différents donnent la même pièce.",
        pourquoi="La fonction reçoit un nom : c'est lui qui va sur la pièce.",
        piste="Dans la fonction, utiliser le nom reçu, sans guillemets.",
        place=box_place(one),
    )
