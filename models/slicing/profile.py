"""The settings of a print, by their PrusaSlicer names: one profile drives both slicers."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

PROFILES = Path(__file__).parents[1] / "profiles"

Setting = float | str

# What each setting may be, lowest and highest. Settings that are not here are those of the machine.
# The limits of heat and speed are those of hardware/safety.py; a line comes out of a 0.4 mm nozzle.
_RANGES: dict[str, tuple[float, float]] = {
    "layer_height": (0.05, 0.32),
    "first_layer_height": (0.1, 0.32),
    "extrusion_width": (0.4, 0.8),
    "perimeters": (1, 10),
    "top_solid_layers": (0, 50),
    "bottom_solid_layers": (0, 50),
    "fill_density": (0, 1),
    "solid_infill_below_area": (0, 10_000),
    "skirts": (0, 5),
    "skirt_distance": (0, 20),
    "filament_density": (0.5, 10),
    "filament_cost": (0, 1000),
    "disable_fan_first_layers": (0, 100),
    "fan_below_layer_time": (0, 300),
    "slowdown_below_layer_time": (0, 300),
    "min_print_speed": (1, 200),
    "retract_length": (0, 10),
    "retract_speed": (1, 40),
    "retract_before_travel": (0, 50),
    "max_print_height": (1, 200),
    "min_fan_speed": (0, 100),
    "max_fan_speed": (0, 100),
    "temperature": (180, 260),
    "first_layer_temperature": (180, 260),
    "bed_temperature": (0, 100),
    "first_layer_bed_temperature": (0, 100),
}
_FAMILIES: dict[str, tuple[float, float]] = {
    "_machine_max_feedrate_": (1, 500),
    "_machine_max_acceleration_": (10, 10_000),
    "_machine_max_jerk_": (0.1, 10),
    "_speed_": (1, 200),
}
_CHOICES = {
    "fill_pattern": ("grid", "rectilinear"),
    "cooling": ("0", "1"),
    "external_perimeters_first": ("0", "1"),
}
_WHOLE = {
    "perimeters",
    "top_solid_layers",
    "bottom_solid_layers",
    "skirts",
    "disable_fan_first_layers",
}


class BadSetting(ValueError):
    """Ce réglage n'existe pas, ou sa valeur n'a pas de sens ; le message dit quoi corriger."""


class Profile:
    """Les réglages d'une impression : ``profil["layer_height"]`` se lit, ``profil.changed(…)`` en change.

    Names are PrusaSlicer's; lengths in mm, speeds in mm/s, accelerations in mm/s², temperatures in °C,
    density of the filament in g/cm³, its price in €/kg. A percentage reads as a fraction of 1.
    """

    def __init__(self, name: str, settings: Mapping[str, str]) -> None:
        self.name = name
        self._settings = dict(settings)

    def __getitem__(self, name: str) -> float:
        text = self._settings[name]
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)

    def __repr__(self) -> str:
        return f"<Profile {self.name}>"

    def text(self, name: str) -> str:
        """A setting that is no number, as it is written."""
        return self._settings[name]

    def changed(self, **settings: Setting) -> Profile:
        """Le même profil avec d'autres réglages : ``profil.changed(layer_height=0.3, fill_density="40%")``.

        Raises :class:`BadSetting` for an unknown name or a value that no print can have.
        """
        texts = {name: self._checked(name, value) for name, value in settings.items()}
        return Profile(self.name, self._settings | texts)

    def _checked(self, name: str, value: Setting) -> str:
        if name not in self._settings or not (name in _CHOICES or _range(name)):
            raise BadSetting(_unknown(name, [known for known in self._settings if _range(known)]))
        if name in _CHOICES:
            return _chosen(name, value)
        return _measured(name, value)

    def ini(self) -> str:
        """The profile as PrusaSlicer reads it with ``--load``."""
        settings = dict(self._settings)
        if self["fill_density"] >= 1:  # PrusaSlicer fills to the full with straight lines only
            settings["fill_pattern"] = "rectilinear"
        return "".join(f"{name} = {text}\n" for name, text in settings.items())

    @property
    def bed(self) -> tuple[float, float, float]:
        """Width, depth and height of what can be printed (mm)."""
        width, depth = self._settings["bed_shape"].split(",")[2].split("x")
        return float(width), float(depth), self["max_print_height"]

    def spacing(self, height: float) -> float:
        """Distance (mm) between two neighbouring lines in a layer of this height.

        As in Slic3r, the sides of a line are round: w wide and h high, it holds h·(w - h·(1 - π/4)) cubic
        millimetres a millimetre, and its neighbour lies as much closer as that is less than w·h.
        """
        return self["extrusion_width"] - height * (1 - math.pi / 4)

    @property
    def filament_area(self) -> float:
        """Section of the filament (mm²): one millimetre of it holds that many mm³."""
        return math.pi * self["filament_diameter"] ** 2 / 4


@lru_cache
def profile(name: str = "pla_04") -> Profile:
    """Le profil de ce nom : un fichier de ``models/profiles``. Raises :class:`BadSetting` for another."""
    known = sorted(path.stem for path in PROFILES.glob("*.ini"))
    if name not in known:
        raise BadSetting(f"Le profil « {name} » n'existe pas. Profils de l'atelier : {', '.join(known)}.")
    lines = (PROFILES / f"{name}.ini").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    return Profile(name, {key.strip(): value.strip() for key, value in pairs})


def _range(name: str) -> tuple[float, float] | None:
    """The lowest and highest value of a setting, or None where it may not be changed."""
    families = [limits for family, limits in _FAMILIES.items() if family in f"_{name}_"]
    return _RANGES.get(name) or (families[0] if families else None)


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    advice = f"Vouliez-vous dire « {near[0]} » ?" if near else f"Réglages courants : {', '.join(known[:6])}."
    return f"Le réglage « {name} » n'existe pas ici. {advice}"


def _chosen(name: str, value: Setting) -> str:
    text = str(int(value)) if isinstance(value, bool) else str(value)
    if text not in _CHOICES[name]:
        choices = " ou ".join(f"« {choice} »" for choice in _CHOICES[name])
        raise BadSetting(f"{name} ne peut pas valoir {value!r}. Choisir {choices}.")
    return text


def _measured(name: str, value: Setting) -> str:
    percent = name == "fill_density"
    low, high = _range(name) or (-math.inf, math.inf)
    number = _number(value, percent)
    if number is None or not low <= number <= high:
        limits = '"0%" et "100%"' if percent else f"{low:g} et {high:g}"
        raise BadSetting(f"{name} ne peut pas valoir {value!r}. Choisir entre {limits}.")
    if name in _WHOLE and number != int(number):
        raise BadSetting(f"{name} ne peut pas valoir {value!r} : il faut un nombre entier.")
    return f"{number * 100:g}%" if percent else f"{number:g}"


def _number(value: object, percent: bool) -> float | None:
    """``value`` as a number, or None; only where ``percent`` may it be written ``"40%"``."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    match = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*(%?)\s*", str(value))
    if not match or (match[2] and not percent):
        return None
    number = float(match[1].replace(",", "."))
    return number / 100 if match[2] else number
