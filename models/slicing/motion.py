"""How long moves take on a machine that speeds up, slows down, and passes corners at a limited jerk.

The model is that of Marlin's classic jerk and of PrusaSlicer's estimate: a move is a trapezoid of speed;
where two moves meet, no axis may jump by more than its jerk. The planner here sees a whole layer; a real one
sees sixteen moves. Units: mm, s, mm/s, mm/s².
"""

from __future__ import annotations

import numpy as np

from models.slicing.profile import Profile

_NONE = 1e-9


def seconds(moves: np.ndarray, speeds: np.ndarray, settings: Profile, ends: float = 0.0) -> float:
    """How long a path takes: ``moves`` is (n, 4), the way along x, y, z and the filament of each move.

    ``speeds`` are those asked for. The path is entered and left at ``ends``.
    """
    lengths = np.hypot(np.hypot(moves[:, 0], moves[:, 1]), moves[:, 2])
    lengths = np.where(lengths > _NONE, lengths, np.abs(moves[:, 3]))
    real = lengths > _NONE
    moves, speeds, lengths = moves[real], speeds[real], lengths[real]
    if not len(lengths):
        return 0.0
    units = moves / lengths[:, None]
    tops = _within(speeds, units, _axes("machine_max_feedrate", settings))
    accelerations = _within(_asked(moves, settings), units, _axes("machine_max_acceleration", settings))
    joints = _joints(units, tops, _axes("machine_max_jerk", settings))
    speeds_at = _reachable(np.concatenate([[ends], joints, [ends]]), lengths, accelerations)
    return float(run(lengths, speeds_at[:-1], speeds_at[1:], tops, accelerations).sum())


def run(
    length: np.ndarray, entry: np.ndarray, leave: np.ndarray, top: np.ndarray, acceleration: np.ndarray
) -> np.ndarray:
    """Seconds for straight runs from ``entry`` up to ``top``, or as near as it gets, down to ``leave``."""
    reachable = np.sqrt((2 * acceleration * length + entry**2 + leave**2) / 2)
    top = np.minimum(top, np.maximum(reachable, np.maximum(entry, leave)))
    ramps = (2 * top**2 - entry**2 - leave**2) / (2 * acceleration)
    ramp_time = (2 * top - entry - leave) / acceleration
    return ramp_time + np.maximum(0.0, length - ramps) / top


def _axes(name: str, settings: Profile) -> np.ndarray:
    return np.array([settings[f"{name}_{axis}"] for axis in "xyze"])


def _asked(moves: np.ndarray, settings: Profile) -> np.ndarray:
    """The acceleration of each move by what it does: drawing, pulling the filament, travelling."""
    goes, pushes = np.abs(moves[:, :3]).max(axis=1) > _NONE, np.abs(moves[:, 3]) > _NONE
    kinds = [goes & pushes, pushes]
    values = [settings[f"machine_max_acceleration_{kind}"] for kind in ("extruding", "retracting", "travel")]
    return np.select(kinds, values[:2], values[2])


def _within(values: np.ndarray, units: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """``values`` along the path, lowered so that no axis goes beyond its own limit."""
    return np.minimum(values, (limits / np.abs(units).clip(_NONE)).min(axis=1))


def _joints(units: np.ndarray, tops: np.ndarray, jerk: np.ndarray) -> np.ndarray:
    """The highest speed at which each move may pass into the next."""
    turns = np.abs(np.diff(units, axis=0)).clip(_NONE)
    return np.minimum(np.minimum(tops[:-1], tops[1:]), (jerk / turns).min(axis=1))


def _reachable(limits: np.ndarray, lengths: np.ndarray, accelerations: np.ndarray) -> np.ndarray:
    """The speeds between moves: below ``limits``, and near enough to be reached from one to the next.

    Along a move, the square of the speed changes by 2·a·length at most. With the sum of that as the
    abscissa, a limit spreads on both sides with a slope of 1: a running minimum in each direction.
    """
    along = np.concatenate([[0.0], np.cumsum(2 * accelerations * lengths)])
    squares = limits**2
    braking = np.minimum.accumulate((squares + along)[::-1])[::-1] - along
    rising = np.minimum.accumulate(np.minimum(squares, braking) - along) + along
    return np.sqrt(rising.clip(0.0))
