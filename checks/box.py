"""Judging a box and its lid: the room inside, the walls, the play between the two. Lengths in millimetres."""

from __future__ import annotations

from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.learner import LearnerError
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place
from models import box as shape
from models.french import number
from models.solid import Solid

_AXES = ("largeur (x)", "profondeur (y)", "hauteur (z)")
_WALLS = ("de gauche", "de devant", "de droite", "de derrière")


@check("Intérieur")
def inside(
    part: Any, x: float | None = None, y: float | None = None, z: float | None = None, tolerance: float = 0.1
) -> list[Result]:
    """The free space of a box open at the top measures ``x`` × ``y`` × ``z`` mm; leave out what may vary."""
    solid = solid_of(part)
    hollow = _hollow(solid)
    results = []
    for name, wanted, found in zip(_AXES, (x, y, z), hollow.size, strict=True):
        if wanted is None:
            continue
        title = f"Intérieur, {name}"
        if abs(found - wanted) <= tolerance:
            results.append(passed(title, f"{number(found)} mm, comme demandé."))
            continue
        results.append(
            failed(
                title,
                mistake=f"à l'intérieur, la {name} n'est pas celle demandée",
                constat=f"À l'intérieur, la {name} mesure {number(found)} mm. Il faut {number(wanted)} mm.",
                pourquoi="Trop petit, l'objet n'entre pas. Trop grand, il bouge dans la boîte.",
                piste="L'objet donne la taille du vide. Les parois s'ajoutent autour."
                if found < wanted
                else "Comparer la taille du volume enlevé avec celle demandée.",
                place=_place(solid, hollow),
            )
        )
    return results


@check("Parois")
def walls(part: Any, mm: float, tolerance: float = 0.1) -> Result:
    """The four walls and the bottom of a box open at the top are ``mm`` thick."""
    solid = solid_of(part)
    hollow = _hollow(solid)
    (left, front, bottom), (right, back, _) = solid.bounds
    (x, y, z), (width, depth, _) = hollow
    sides = (x - left, y - front, right - x - width, back - y - depth)
    found = {f"La paroi {name}": thickness for name, thickness in zip(_WALLS, sides, strict=True)}
    found["Le fond"] = z - bottom
    wrong = {name: thickness for name, thickness in found.items() if abs(thickness - mm) > tolerance}
    if not wrong:
        return passed("Parois", f"Les quatre parois et le fond mesurent {number(mm)} mm.")
    told = " ".join(f"{name} mesure {number(thickness)} mm." for name, thickness in wrong.items())
    return failed(
        "Parois",
        mistake="le fond n'a pas la bonne épaisseur"
        if list(wrong) == ["Le fond"]
        else "les parois n'ont pas la bonne épaisseur",
        constat=f"{told} Il faut {number(mm)} mm.",
        pourquoi="Trop fine, une paroi casse. Trop épaisse, elle prend du temps et du plastique.",
        piste="Le plein dépasse du vide d'une épaisseur à gauche et d'une autre à droite. "
        "Le vide est déplacé d'une épaisseur en x, en y et en z.",
        place=_place(solid, hollow),
    )


@check("Couvercle")
def closes(lid: Any, box: Any, play: tuple[float, float] = (0.1, 0.6)) -> list[Result]:
    """The lip of ``lid`` enters ``box`` and its plate covers it, laid either way up.

    ``play`` is the least and the most empty space on each side of the lip, with 0.02 mm of tolerance. It is
    measured at the widest; once it is right, a lip of another shape has to stay within the hollow.
    """
    cover, container = solid_of(lid), solid_of(box)
    hollow, lip = _hollow(container), _measured_lip(cover)
    results = []
    for axis, name in enumerate(_AXES[:2]):
        title = f"Couvercle, {name}"
        gap = (hollow.size[axis] - lip.size[axis]) / 2
        middle = (cover.bounds[0][axis] + cover.bounds[1][axis]) / 2
        shift = abs(lip.low[axis] + lip.size[axis] / 2 - middle)
        if cover.size[axis] < container.size[axis] - 0.1:
            results.append(_too_short(title, name, cover, container.size[axis], axis))
        elif not play[0] - 0.02 <= gap <= play[1] + 0.02:
            results.append(_wrong_play(title, name, play, cover, lip, axis, hollow.size[axis]))
        elif shift > max(gap - play[0], 0.0) + 0.02:
            results.append(_off_centre(title, name, shift, cover, lip))
        else:
            results.append(passed(title, f"Il reste {number(gap)} mm de vide de chaque côté du rebord."))
    if all(results) and not shape.enters(cover, container):
        results.append(_other_shape(cover, lip))
    return results


def _other_shape(cover: Solid, lip: shape.Block) -> Result:
    return failed(
        "Couvercle, forme",
        mistake="le rebord n'a pas la forme du creux",
        constat="Le rebord a la bonne taille, mais une partie du rebord tombe sur une paroi de la boîte.",
        pourquoi="Un rebord carré n'entre pas dans un creux rond de la même largeur.",
        piste="Donner au rebord la forme du creux : un cylindre pour un creux rond.",
        place=_place(cover, lip),
    )


def _too_short(title: str, name: str, cover: Solid, wanted: float, axis: int) -> Result:
    return failed(
        title,
        mistake="le couvercle ne couvre pas la boîte",
        constat=f"La {name} du couvercle mesure {number(cover.size[axis])} mm. Celle de la boîte mesure "
        f"{number(wanted)} mm.",
        pourquoi="Le dessus du couvercle repose sur les parois de la boîte.",
        piste="Donner au dessus du couvercle la taille extérieure de la boîte.",
        place=box_place(cover),
    )


def _wrong_play(
    title: str,
    name: str,
    play: tuple[float, float],
    cover: Solid,
    lip: shape.Block,
    axis: int,
    room: float,
) -> Result:
    width = lip.size[axis]
    gap = (room - width) / 2
    spare = f"{'il reste' if gap >= 0 else 'il dépasse de'} {number(abs(gap))} mm"
    low, high = (number(value) for value in play)
    tight = gap < play[0]
    return failed(
        title,
        mistake="le couvercle n'entre pas dans la boîte" if tight else "le couvercle flotte dans la boîte",
        constat=f"La {name} du rebord mesure {number(width)} mm, celle du creux "
        f"{number(room)} mm. De chaque côté, {spare}. "
        f"Il faut {low if low == high else f'de {low} à {high}'} mm.",
        pourquoi="Le plastique imprimé gonfle un peu : sans vide, rien n'entre. Avec trop de vide, "
        "le couvercle tombe.",
        piste="Le jeu compte deux fois : une fois à gauche, une fois à droite. On l'enlève au rebord.",
        place=_place(cover, lip),
    )


def _off_centre(title: str, name: str, shift: float, cover: Solid, lip: shape.Block) -> Result:
    return failed(
        title,
        mistake="le rebord n'est pas au milieu du couvercle",
        constat=f"Dans le sens de la {name}, le rebord est à {number(shift)} mm du milieu.",
        pourquoi="Le rebord cogne une paroi, et le couvercle ne se pose pas droit.",
        piste="Déplacer le rebord d'une épaisseur de paroi, plus le jeu.",
        place=_place(cover, lip),
    )


def _hollow(solid: Solid) -> shape.Block:
    hollow = measured(lambda: shape.hollow(solid))
    if hollow is None:
        raise LearnerError(
            "la boîte n'est pas creuse",
            "Aucun creux n'est ouvert vers le haut.",
            "Sans creux, rien n'entre dans la boîte.",
            "Enlever un volume plus petit, qui dépasse en haut.",
        )
    if hollow.low[2] <= solid.bounds[0][2] + 0.01:
        raise LearnerError(
            "la boîte n'a pas de fond",
            "Le creux traverse toute la hauteur de la boîte.",
            "Sans fond, l'objet tombe.",
            "Monter le volume enlevé d'une épaisseur, le long de z.",
        )
    return hollow


def _measured_lip(solid: Solid) -> shape.Block:
    lip = measured(lambda: shape.lip(solid))
    if lip is None:
        raise LearnerError(
            "le couvercle n'a pas de rebord",
            "Le dessous et le dessus du couvercle ont la même taille.",
            "Le rebord entre dans la boîte et tient le couvercle en place.",
            "Ajouter au couvercle un bloc plus petit, qui entre dans la boîte.",
        )
    return lip


def _place(solid: Solid, block: shape.Block) -> dict[str, Any]:
    high = [start + length for start, length in zip(*block, strict=True)]
    return box_place(solid, [*block.low, *high])
