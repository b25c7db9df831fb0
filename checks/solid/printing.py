"""What a print of the part needs: a bed, nothing in the air, a footing, time and plastic."""

from __future__ import annotations

from typing import Any, NamedTuple

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.pieces import pieces_of
from checks.solid.places import box_place, point_place
from checks.solid.words import AXES, sizes
from models import slicing
from models.balance import Stance, stance
from models.french import number
from models.overhangs import regions
from models.solid import Solid


@check("Plateau")
def fits_bed(part: Any) -> Result:
    """The part fits what the printer can print, as it stands or turned a quarter turn (a condition)."""
    solid = solid_of(part)
    width, depth, height = slicing.profile().bed
    ways = [(width, depth, height), (depth, width, height)]
    over = min((_beyond(solid, way) for way in ways), key=lambda found: sum(found.values()))
    if not over:
        return passed("Plateau", "La pièce tient sur le plateau de l'imprimante.")
    told = ", ".join(f"la {AXES[axis]} dépasse de {number(length)} mm" for axis, length in over.items())
    return failed(
        "Plateau",
        mistake="la pièce dépasse du plateau",
        constat=f"La pièce mesure {sizes(solid.size)}. L'imprimante va jusqu'à {sizes(ways[0])} : {told}.",
        pourquoi="L'imprimante ne peut rien déposer hors de son plateau.",
        piste="Diminuer la pièce, ou la couper en morceaux.",
        place=box_place(solid),
        essential=False,
    )


def _beyond(solid: Solid, bed: tuple[float, float, float]) -> dict[str, float]:
    """By axis, how much (mm) the part is larger than the bed."""
    pairs = zip("xyz", solid.size, bed, strict=True)
    return {axis: found - most for axis, found, most in pairs if found > most + 0.01}


@check("Rien dans le vide")
def overhang(part: Any, area: float = 1.0) -> Result:
    """At most ``area`` mm² of the part hangs over nothing at more than 45° (a condition)."""
    solid = solid_of(part)
    found = regions(solid)
    total = sum(region.area for region in found)
    if total <= area:
        return passed("Rien dans le vide", "La pièce s'imprime sans support.")
    largest = found[0]
    return failed(
        "Rien dans le vide",
        mistake="une partie est dans le vide",
        constat=f"{number(total, 0)} mm² penchent de plus de 45° au-dessus du vide. La plus grande partie "
        f"commence à {number(largest.low[2] - solid.bounds[0][2], 1)} mm du plateau.",
        pourquoi="L'imprimante ne peut pas déposer de plastique en l'air.",
        piste="Retourner la pièce, la reculer sur son appui, ou remplacer le dessous par une pente.",
        place=box_place(solid, [*largest.low, *largest.high]),
        essential=False,
    )


@check("Stabilité")
def stands(part: Any, degrees: float = 10.0) -> Result:
    """Each separate piece stands by itself, and comes back when it is tilted by ``degrees`` (a condition).

    It falls when the centre of its matter (full, not printed hollow) passes over the edge of its footprint:
    the convex hull of what touches the bed.
    """
    solid = solid_of(part)
    found = min((stance(piece) for piece in pieces_of(solid)), key=lambda found: found.degrees)
    if found.degrees >= degrees:
        return passed(
            "Stabilité", f"La pièce tient debout : on peut la pencher de {number(found.degrees, 0)}°."
        )
    falls = found.margin <= 0
    if falls:
        told = f"Le centre de la matière est à {number(-found.margin, 1)} mm hors de l'appui"
        mistake = "la pièce ne tient pas debout"
    else:
        told = (
            f"Le centre de la matière est à {number(found.margin, 1)} mm du bord de l'appui. "
            f"La pièce bascule dès {number(found.degrees, 0)}°, et il faut {number(degrees, 0)}°"
        )
        mistake = "la pièce bascule trop facilement"
    return failed(
        "Stabilité",
        mistake=mistake,
        constat=f"{told}, {_side(found)}.",
        pourquoi="Un objet tombe quand le centre de sa matière n'est plus au-dessus de son appui.",
        piste="Élargir la base de ce côté, baisser la pièce, ou rapprocher le poids du milieu.",
        place=point_place(solid, found.edge),
        essential=False,
    )


def _side(found: Stance) -> str:
    """Towards which side a piece tips, in words."""
    sign = 1 if found.margin > 0 else -1
    x, y = (sign * (found.edge[i] - found.centre[i]) for i in range(2))
    if abs(x) >= abs(y):
        return "vers la droite" if x > 0 else "vers la gauche"
    return "vers l'arrière" if y > 0 else "vers l'avant"


class _Limit(NamedTuple):
    """One thing that a print takes: how its result is called, how much is said, what to say of too much."""

    title: str
    mistake: str
    takes: str
    unit: str
    digits: int
    pourquoi: str


_MINUTES = _Limit(
    "Durée d'impression",
    "l'impression est trop longue",
    "L'impression dure",
    "min",
    1,
    "L'imprimante sert à tout le groupe.",
)
_GRAMS = _Limit(
    "Masse de plastique",
    "la pièce prend trop de plastique",
    "La pièce pèse",
    "g",
    1,
    "Le plastique coûte de l'argent et de l'énergie.",
)
_METRES = _Limit(
    "Longueur de filament",
    "la pièce prend trop de filament",
    "La pièce prend",
    "m de filament",
    2,
    "Une bobine a une fin : il en faut pour tout le groupe.",
)
_EUROS = _Limit(
    "Prix du plastique",
    "la pièce coûte trop cher",
    "Le plastique de la pièce coûte",
    "€",
    2,
    "Un prix se prévoit avant d'imprimer, pas après.",
)


@check("Impression")
def prints_within(
    part: Any,
    minutes: float | None = None,
    grams: float | None = None,
    metres: float | None = None,
    euros: float | None = None,
) -> list[Result]:
    """A print takes at most this much: time without heating, mass, filament length, price (conditions).

    They are estimates of ``models.slicing``.
    """
    solid = solid_of(part)
    found = measured(lambda: slicing.estimate(solid))
    asked = [
        (_MINUTES, found.minutes, minutes),
        (_GRAMS, found.grams, grams),
        (_METRES, found.filament_mm / 1000, metres),
        (_EUROS, found.price_eur, euros),
    ]
    return [_within(solid, limit, value, most) for limit, value, most in asked if most is not None]


def _within(solid: Solid, limit: _Limit, found: float, most: float) -> Result:
    told = f"{limit.takes} environ {number(found, limit.digits)} {limit.unit}."
    if found <= most:
        return passed(limit.title, told)
    return failed(
        limit.title,
        mistake=limit.mistake,
        constat=f"{told} La limite est {number(most, limit.digits)} {limit.unit.partition(' ')[0]}.",
        pourquoi=limit.pourquoi,
        piste="Diminuer d'abord l'épaisseur, puis la longueur.",
        place=box_place(solid),
        essential=False,
    )
