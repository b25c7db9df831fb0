"""The result of slicing, and its totals, read from the comments that both slicers write."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from models import cost
from models.slicing.estimate import Estimate
from models.slicing.profile import Profile

_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True)
class Sliced(Estimate):
    """Une pièce tranchée : ``gcode`` est le texte pour l'imprimante, ``warnings`` ce qui risque de rater."""

    gcode: str = field(repr=False)
    engine: str
    """« prusaslicer » ou « trancheur »."""
    warnings: tuple[str, ...] = ()


def read(gcode: str, engine: str, warnings: tuple[str, ...], settings: Profile) -> Sliced:
    """What a sliced G-code says of itself."""
    filament = float(_comment("filament used [mm]", gcode))
    grams = filament * settings.filament_area / 1000 * settings["filament_density"]
    time = _comment("estimated printing time (normal mode)", gcode)
    return Sliced(
        seconds=float(sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([dhms])", time))),
        grams=grams,
        filament_mm=filament,
        price_eur=cost.plastic(grams, settings["filament_cost"]),
        layers=gcode.count(";LAYER_CHANGE"),
        gcode=gcode,
        engine=engine,
        warnings=warnings,
    )


def _comment(name: str, gcode: str) -> str:
    found = re.search(rf"^; {re.escape(name)} = (.*)$", gcode, re.M)
    if found is None:
        raise ValueError(f"this G-code does not say {name}")
    return found[1]
