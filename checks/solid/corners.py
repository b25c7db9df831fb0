"""The edges of a plate: sharp, rounded or cut."""

from __future__ import annotations

import math
from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import segment_place
from models import holes
from models.french import number
from models.solid import Solid


@check("Bords")
def edges(part: Any, mm: float, shape: str = "congé", axis: str = "z", top: bool = False) -> Result:
    """The four edges along ``axis`` are a fillet (« congé ») or a « chanfrein » of ``mm``, within 10 %.

    They are looked at in the corners of the cross-section at the middle of the part, over ``mm`` × ``mm``.
    ``top`` asks it of the two upper edges only (axis x or y), whatever the lower ones are.
    """
    solid = solid_of(part)
    turned = holes.upright(measured(solid.closed), axis)
    box = turned.bounding_box()
    low, high = box[2], box[5]
    section = turned.slice((low + high) / 2)
    square, wide = type(section).square((mm, mm)), math.sqrt(2) * mm
    ideals = {
        "congé": square ^ type(section).circle(mm, 96),
        "chanfrein": square ^ type(section).square((wide, wide), center=True).rotate(45),
        "vif": square,
    }
    signs = _SIDES["top" if top else "all", axis]
    corners = [_corner(section, sides, mm) for sides in signs]
    found = [
        next((name for name, ideal in ideals.items() if _apart(corner, ideal) <= 0.04 * mm * mm), "autre")
        for corner in corners
    ]
    right, names = found.count(shape), f"{shape}s" if len(corners) > 1 else shape
    where = f"{len(corners)} bords{' du dessus' if top else ''}, le long de {axis}"
    if right == len(corners):
        return passed("Bords", f"{right} {names} de {number(mm)} mm.")
    other = "chanfrein" if shape == "congé" else "congé"
    wrong = next(sides for sides, name in zip(signs, found, strict=True) if name != shape)
    return failed(
        "Bords",
        mistake=_edge_mistake(shape, other, found),
        constat=f"{right} {shape if right < 2 else names} de {number(mm)} mm sur les {where}.",
        pourquoi="Un bord vif blesse la main et s'abîme au premier choc.",
        piste=_EDGE_HINTS["mixed" if other in found else "sharp" if "vif" in found else "size"],
        place=_edge(solid, box, wrong, axis),
    )


_EDGE_HINTS = {
    "mixed": "Choisir la bonne commande : fillet arrondit, chamfer coupe en biais.",
    "sharp": "Vérifier les bords choisis avant fillet ou chamfer : edges ou faces.",
    "size": "Vérifier le nombre donné à fillet ou à chamfer.",
}
_ALL = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
_SIDES = {
    ("all", "x"): _ALL,
    ("all", "y"): _ALL,
    ("all", "z"): _ALL,
    ("top", "x"): [(-1, -1), (-1, 1)],
    ("top", "y"): [(-1, -1), (1, -1)],
}
"""Corners of a cross-section made by ``holes.upright``, as the signs of their two coordinates."""


def _edge(solid: Solid, box: tuple[float, ...], sides: tuple[int, int], axis: str) -> dict[str, Any]:
    """The edge of the part at one corner of its cross-section; ``box`` is that of the part turned upright."""
    x, y = (box[i + 3] if side > 0 else box[i] for i, side in enumerate(sides))
    start, end = (holes.laid_back((x, y, z), axis) for z in (box[2], box[5]))
    return segment_place(solid, start, end)


def _edge_mistake(shape: str, other: str, found: list[str]) -> str:
    if other in found:
        return f"les bords sont en {other} au lieu de {shape}"
    if "vif" in found:
        return "des bords sont restés vifs"
    return f"la taille du {shape} n'est pas bonne"


def _corner(section: Any, sides: tuple[int, int], mm: float) -> Any:
    """A corner of the section's bounding box, ``mm`` wide, turned so that its outer point is (mm, mm)."""
    flipped = section.scale(sides)
    _, _, right, back = flipped.bounds()
    return flipped.translate((mm - right, mm - back)) ^ type(section).square((mm, mm))


def _apart(one: Any, other: Any) -> float:
    """The area (mm²) that two flat shapes don't share."""
    return one.area() + other.area() - 2 * (one ^ other).area()
