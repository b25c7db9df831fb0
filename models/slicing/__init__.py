"""From a part to the G-code that prints it, and what that takes.

``slice_part`` slices for real, by PrusaSlicer or by the embedded slicer; ``estimate`` answers quickly.
"""

from __future__ import annotations

from typing import Any

from models.slicing import layers, limits, prusaslicer, teaching
from models.slicing.estimate import Estimate, estimate
from models.slicing.profile import BadSetting, Profile, profile
from models.slicing.prusaslicer import SlicerMissing
from models.slicing.sliced import Sliced, read
from models.slicing.teaching import Progress
from models.solid import BadShape, Solid

__all__ = [
    "ENGINES",
    "BadSetting",
    "Estimate",
    "Profile",
    "Sliced",
    "SlicerMissing",
    "estimate",
    "profile",
    "slice_part",
]

ENGINES = ("prusaslicer", "trancheur")


def slice_part(
    part: Any,
    profile: str | Profile = "pla_04",
    engine: str | None = None,
    progress: Progress | None = None,
) -> Sliced:
    """Trancher une pièce : le G-code pour l'imprimer au milieu du plateau, et ce que cela demande.

    ``engine`` est « prusaslicer » ou « trancheur » (celui de l'atelier) ; sans lui, PrusaSlicer s'il est là.
    ``progress`` is called with the share done, from 0 to 1, once slicing has taken two seconds.
    Raises :class:`BadShape` for a part that can't be printed, :class:`BadSetting` for an unknown profile or
    engine, :class:`SlicerMissing` when PrusaSlicer is asked for and absent.
    """
    settings = _profile(profile)
    engine = engine or ("prusaslicer" if prusaslicer.program() else "trancheur")
    if engine not in ENGINES:
        raise BadSetting(f"Le trancheur « {engine} » n'existe pas. Choisir {' ou '.join(ENGINES)}.")
    solid, shift = _on_bed(Solid.of(part), settings)
    settings, told = _with_room(solid, settings)
    cut = layers.cut(solid, settings)
    if engine == "trancheur":
        gcode = teaching.to_gcode(cut, settings, progress)
    else:
        gcode = prusaslicer.to_gcode(solid, settings, progress)
    told += limits.warnings(cut, settings, shift, thin=engine == "trancheur")
    return read(gcode, engine, told, settings)


def _profile(wanted: str | Profile) -> Profile:
    return wanted if isinstance(wanted, Profile) else profile(wanted)


def _on_bed(solid: Solid, settings: Profile) -> tuple[Solid, tuple[float, float]]:
    """The part standing in the middle of the bed, and how far it went there. Raises :class:`BadShape`."""
    solid.closed()
    low, high = solid.bounds
    bed = settings.bed
    if any(size > most for size, most in zip(solid.size, bed, strict=True)):
        width, depth, height = solid.size
        raise BadShape(
            "la pièce dépasse du plateau",
            f"La pièce mesure {width:.0f} × {depth:.0f} × {height:.0f} mm, "
            f"l'imprimante va jusqu'à {bed[0]:.0f} × {bed[1]:.0f} × {bed[2]:.0f} mm.",
            "L'imprimante ne peut rien déposer hors de son plateau.",
            "Diminuer la pièce, ou la couper en morceaux.",
        )
    x, y = (bed[axis] / 2 - (low[axis] + high[axis]) / 2 for axis in (0, 1))
    return solid.moved(x, y, -low[2]), (x, y)


def _with_room(solid: Solid, settings: Profile) -> tuple[Profile, tuple[str, ...]]:
    """The settings without the skirt where the bed has no room for it, and the sentence that says so."""
    beyond = settings["skirt_distance"] + (settings["skirts"] + 1) * settings["extrusion_width"]
    room = all(size + 2 * beyond <= most for size, most in zip(solid.size[:2], settings.bed[:2], strict=True))
    if room or not settings["skirts"]:
        return settings, ()
    told = "Le plateau n'a pas la place d'une jupe : nettoyer la buse avant de lancer."
    return settings.changed(skirts=0), (told,)
