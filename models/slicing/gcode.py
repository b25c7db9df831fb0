"""Strokes written as G-code: where the nozzle goes, the filament it takes, heat, fan, and the time of it all.

Comments are PrusaSlicer's. Extrusion is absolute (M82) and counted anew in each layer, so that two layers
drawn alike are written alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from models import cost
from models.slicing import motion
from models.slicing.drawing import Stroke
from models.slicing.layers import Layer
from models.slicing.profile import Profile

SETTINGS_AFTER_START = [
    "G21 ; millimetres",
    "G90 ; absolute positions",
    "M82 ; absolute extrusion",
    "G92 E0",
    "M107",
]


class Written(NamedTuple):
    """A layer as text, from its first travel on, with its seconds, its filament (mm) and where it ends."""

    text: str
    seconds: float
    filament: float
    end: np.ndarray


class Move(NamedTuple):
    """One line of G-code to be: how far along x, y, z and in filament, how fast (mm/s), in which stroke."""

    way: tuple[float, float, float, float]
    speed: float
    stroke: Stroke | None
    to: tuple[float, float] | None


def start(settings: Profile) -> list[str]:
    """Heating, homing, and the modes that the rest is written for."""
    return [*_template("start_gcode", settings), *SETTINGS_AFTER_START]


def end(settings: Profile, seconds: float, filament: float) -> list[str]:
    """Everything off, and what the print took, as PrusaSlicer says it."""
    volume = filament * settings.filament_area
    grams = volume / 1000 * settings["filament_density"]
    return [
        ";TYPE:Custom",
        *_template("end_gcode", settings),
        f"; filament used [mm] = {filament:.2f}",
        f"; filament used [cm3] = {volume / 1000:.2f}",
        f"; filament used [g] = {grams:.2f}",
        f"; filament cost = {cost.plastic(grams, settings['filament_cost']):.2f}",
        f"; estimated printing time (normal mode) = {duration(seconds)}",
    ]


def _template(name: str, settings: Profile) -> list[str]:
    """The lines of a piece of G-code in the profile, where ``[temperature]`` stands for that setting."""
    text = settings.text(name).replace("\\n", "\n")
    return re.sub(r"\[(\w+)\]", lambda match: settings.text(match[1]), text).splitlines()


def duration(seconds: float) -> str:
    """``1h 2m 5s``: a time as PrusaSlicer writes it."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days}d"] * (days > 0) + [f"{hours}h"] * (days + hours > 0)
    return " ".join([*parts, *[f"{minutes}m"] * (days + hours + minutes > 0), f"{rest}s"])


# -- a layer ------------------------------------------------------------------------------------------------


def before(layer: Layer, settings: Profile) -> list[str]:
    """The nozzle rises to a new layer; from the second one on, its temperature is the usual one."""
    lines = [";LAYER_CHANGE", f";Z:{layer.top:g}", f";HEIGHT:{layer.height:g}"]
    if layer.number == 1:
        lines += [f"M104 S{settings['temperature']:g}", f"M140 S{settings['bed_temperature']:g}"]
    return [*lines, f"G1 Z{layer.top:g} F{_per_minute(settings['travel_speed'])}", "G92 E0"]


def fan(layer: Layer, seconds: float, settings: Profile) -> str:
    """The fan by how long the layer takes: off when it cools alone, full where slowing down was needed."""
    if not settings["cooling"] or layer.number < settings["disable_fan_first_layers"]:
        return "M107"
    none, full = settings["fan_below_layer_time"], settings["slowdown_below_layer_time"]
    if seconds >= none:
        return "M107"
    need = 1.0 if none <= full else min(1.0, (none - seconds) / (none - full))
    least, most = settings["min_fan_speed"], settings["max_fan_speed"]
    return f"M106 S{round((least + need * (most - least)) * 2.55)}"


def write(strokes: Sequence[Stroke], start: np.ndarray, rise: float, settings: Profile) -> Written:
    """Strokes as G-code, slowed down where the layer would be too quick to cool. ``rise`` is its height."""
    moves = list(_moves(strokes, start, settings))
    slow = _slowdown(moves, rise, settings)
    text = "\n".join(_lines(moves, slow, settings))
    filament = sum(move.way[3] for move in moves)
    last = strokes[-1].points[-1] if strokes else start
    return Written(text, _seconds(moves, slow, rise, settings), filament, last)


def _moves(strokes: Sequence[Stroke], at: np.ndarray, settings: Profile) -> Iterator[Move]:
    """Every move of a layer: to each stroke, then along it."""
    for stroke in strokes:
        yield from _travel(at, stroke.points[0], settings)
        steps = np.diff(stroke.points, axis=0)
        pushed = np.hypot(steps[:, 0], steps[:, 1]) * stroke.across / settings.filament_area
        for (x, y), e, to in zip(steps.tolist(), pushed.tolist(), stroke.points[1:].tolist(), strict=True):
            if e > 0:
                yield Move((x, y, 0.0, e), stroke.speed, stroke, to)
        at = stroke.points[-1]


def _travel(start: np.ndarray, to: np.ndarray, settings: Profile) -> Iterator[Move]:
    """A move without drawing. Over a long way the filament is pulled back, so that nothing drips."""
    x, y = (to - start).tolist()
    far = x**2 + y**2 > settings["retract_before_travel"] ** 2
    back, speed = settings["retract_length"] if far else 0.0, settings["retract_speed"]
    if x or y:
        if back:
            yield Move((0.0, 0.0, 0.0, -back), speed, None, None)
        yield Move((x, y, 0.0, 0.0), settings["travel_speed"], None, tuple(to.tolist()))
        if back:
            yield Move((0.0, 0.0, 0.0, back), speed, None, None)


def _slowdown(moves: Sequence[Move], rise: float, settings: Profile) -> float:
    """By how much to slow drawing down, from 0 to 1, so that the layer takes the time it needs to cool."""
    wanted = settings["slowdown_below_layer_time"] if settings["cooling"] else 0.0
    low, high = 0.0, 1.0
    if _seconds(moves, 1.0, rise, settings) >= wanted:
        return 1.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if _seconds(moves, middle, rise, settings) > wanted else (low, middle)
    return high


def _speed(move: Move, slow: float, settings: Profile) -> float:
    if move.stroke is None or slow == 1.0:
        return move.speed
    return max(move.speed * slow, min(move.speed, settings["min_print_speed"]))


def _seconds(moves: Sequence[Move], slow: float, rise: float, settings: Profile) -> float:
    if not moves:
        return 0.0
    ways = np.array([(0.0, 0.0, rise, 0.0), *(move.way for move in moves)])
    speeds = np.array([settings["travel_speed"], *(_speed(move, slow, settings) for move in moves)])
    return motion.seconds(ways, speeds, settings)


def _lines(moves: Sequence[Move], slow: float, settings: Profile) -> Iterator[str]:
    """The text of moves, with a comment where something else is drawn."""
    kind, feed, e = "", 0, 0.0
    for move in moves:
        e += move.way[3]
        wanted = _per_minute(_speed(move, slow, settings))
        if move.stroke is None:
            yield (f"G0 X{move.to[0]:.3f} Y{move.to[1]:.3f}" if move.to else f"G1 E{e:.5f}") + f" F{wanted}"
            feed = wanted
            continue
        if move.stroke.kind != kind:
            kind = move.stroke.kind
            yield f";TYPE:{kind}"
        if wanted != feed:
            feed = wanted
            yield f"G1 F{feed}"
        yield f"G1 X{move.to[0]:.3f} Y{move.to[1]:.3f} E{e:.5f}" if move.to else ""


def _per_minute(speed: float) -> int:
    return round(speed * 60)
