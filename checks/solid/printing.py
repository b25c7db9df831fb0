"""What a print of the part needs: bed, support, time, plastic."""

from __future__ import annotations

from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place
from checks.solid.words import number, sizes
from models import slicing
from models.solid import Solid


@check("Plateau")
def fits_bed(part: Any) -> Result:
    """The part fits what the printer can print (a condition)."""
    solid = solid_of(part)
    bed = slicing.profile().bed
    if all(found <= most for found, most in zip(solid.size, bed, strict=True)):
        return passed("Plateau", "La pièce tient sur le plateau de l'imprimante.")
    return failed(
        "Plateau",
        mistake="la pièce dépasse du plateau",
        constat=f"La pièce mesure {sizes(solid.size)}. L'imprimante va jusqu'à {sizes(bed)}.",
        pourquoi="L'imprimante ne peut rien déposer hors de son plateau.",
        piste="Diminuer la pièce, ou la couper en morceaux.",
        place=box_place(solid),
        essential=False,
    )


@check("Rien dans le vide")
def overhang(part: Any, area: float = 1.0) -> Result:
    """At most ``area`` mm² of the part hangs over nothing at more than 45° (a condition)."""
    solid = solid_of(part)
    found = solid.overhang_area()
    if found <= area:
        return passed("Rien dans le vide", "La pièce s'imprime sans support.")
    return failed(
        "Rien dans le vide",
        mistake="une partie est dans le vide",
        constat=f"{number(found, 0)} mm² penchent de plus de 45° au-dessus du vide.",
        pourquoi="L'imprimante ne peut pas déposer de plastique en l'air.",
        piste="Retourner la pièce, la reculer sur son appui, ou remplacer le dessous par une pente.",
        place=box_place(solid),
        essential=False,
    )


@check("Impression")
def prints_within(part: Any, minutes: float | None = None, grams: float | None = None) -> list[Result]:
    """Printing takes at most this long (without heating) and this much plastic (two conditions).

    Both are estimates of ``models.slicing``.
    """
    solid = solid_of(part)
    print_ = measured(lambda: slicing.estimate(solid))
    results = []
    if minutes is not None:
        results.append(_time(solid, print_.minutes, minutes))
    if grams is not None:
        results.append(_mass(solid, print_.grams, grams))
    return results


def _time(solid: Solid, found: float, most: float) -> Result:
    title = "Durée d'impression"
    if found <= most:
        return passed(title, f"L'impression dure environ {number(found, 1)} min.")
    return failed(
        title,
        mistake="l'impression est trop longue",
        constat=f"L'impression dure environ {number(found, 1)} min. La limite est {number(most, 1)} min.",
        pourquoi="L'imprimante sert à tout le groupe.",
        piste="Diminuer d'abord l'épaisseur, puis la longueur.",
        place=box_place(solid),
        essential=False,
    )


def _mass(solid: Solid, found: float, most: float) -> Result:
    title = "Masse de plastique"
    if found <= most:
        return passed(title, f"La pièce pèse environ {number(found, 1)} g.")
    return failed(
        title,
        mistake="la pièce prend trop de plastique",
        constat=f"La pièce pèse environ {number(found, 1)} g. La limite est {number(most, 1)} g.",
        pourquoi="Le plastique coûte de l'argent et de l'énergie.",
        piste="Diminuer d'abord l'épaisseur, puis la longueur.",
        place=box_place(solid),
        essential=False,
    )
