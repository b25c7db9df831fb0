"""How thin the walls of a part are."""

from __future__ import annotations

from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import point_place
from models.french import number


@check("Épaisseur")
def minimum_wall(part: Any, mm: float = 0.8) -> Result:
    """No wall is thinner than ``mm`` (a condition); 0.8 mm is two lines of a 0.4 mm nozzle."""
    solid = solid_of(part)
    thin = measured(lambda: solid.thinnest_wall)
    if thin.thickness >= mm - 0.01:
        return passed("Épaisseur", f"La paroi la plus fine mesure {number(thin.thickness)} mm.")
    return failed(
        "Épaisseur",
        mistake="une paroi est trop fine",
        constat=f"La paroi la plus fine mesure {number(thin.thickness)} mm. Il faut {number(mm)} mm.",
        pourquoi="La buse dépose un trait d'environ 0,4 mm. Plus fin, il manque ou il casse.",
        piste="Épaissir cette paroi, ou éloigner le trou du bord.",
        place=point_place(solid, thin.point),
        essential=False,
    )
