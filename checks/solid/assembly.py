"""A part and the one it goes with: inside of it or around it, with the play it needs."""

from __future__ import annotations

from typing import Any

import numpy as np

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place, gap_place
from checks.solid.words import span
from models.french import number
from models.gaps import nearest, width
from models.lumps import Lump, within
from models.solid import Point, Solid

_CONTACT = 0.002
"""Matter shared over less than this (mm) is two faces that touch."""


@check("Ajustement")
def fits(
    part: Any,
    other: Any,
    mm: float | tuple[float, float] = (0.1, 0.5),
    at: Point | None = None,
    tolerance: float = 0.03,
) -> Result:
    """The part goes inside ``other``, or around it, and leaves a gap of ``mm`` (or between two).

    ``at`` is where the middle of the part's bounding box goes, in mm from the left, front and bottom of the
    bounding box of ``other``; without it, the two middles are together. Where either was drawn changes
    nothing. The gap is the one where the two are nearest.
    """
    solid, around = solid_of(part), solid_of(other)
    body, asked = measured(solid.closed), span(mm, tolerance)
    companion = measured(around.closed).translate(_move(solid, around, at))
    shared = within(body ^ companion, _CONTACT)
    if shared:
        return _collides(solid, shared)
    gap = width(body, companion)
    told = f"Il reste {number(gap)} mm entre les deux pièces, au plus étroit."
    if asked.holds(gap):
        return passed("Ajustement", told)
    tight = gap < asked.low
    return failed(
        "Ajustement",
        mistake="le jeu entre les deux pièces est trop petit"
        if tight
        else "le jeu entre les deux pièces est trop grand",
        constat=f"{told} Il faut {asked.words}.",
        pourquoi="Trop serrées, les pièces se coincent. Trop libres, elles ballottent.",
        piste="Compter le jeu de chaque côté : une fois sur un rayon, deux fois sur une largeur.",
        place=gap_place(solid, nearest(body, companion)),
    )


def _move(solid: Solid, around: Solid, at: Point | None) -> Point:
    """How the other part is moved, so that it stands as asked around the learner's one, which stays."""
    low, high = np.array(around.bounds)
    wanted = (low + high) / 2 if at is None else low + np.array(at)
    x, y, z = (np.mean(solid.bounds, axis=0) - wanted).tolist()
    return (x, y, z)


def _collides(solid: Solid, shared: list[Lump]) -> Result:
    worst = max(shared, key=lambda lump: lump.thickness)
    volume = sum(lump.volume for lump in shared)
    return failed(
        "Ajustement",
        mistake="les deux pièces se rentrent dedans",
        constat=f"Les deux pièces prennent la même place : {number(volume, 1)} mm³, "
        f"sur {number(worst.thickness)} mm d'épaisseur.",
        pourquoi="Deux pièces ne peuvent pas être au même endroit : elles ne se montent pas.",
        piste="Agrandir le creux, ou diminuer ce qui y entre : deux fois le jeu sur une largeur.",
        place=box_place(solid, worst.box),
    )
