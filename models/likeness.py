"""How much two bodies are alike, wherever they stand: what they share over what they cover together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.lumps import Lump, lumps
from models.turns import turned

if TYPE_CHECKING:
    import manifold3d

_FAR = 1.0
"""A body that measures this much more or less (mm) along an axis is not compared: it lies another way."""


class Likeness(NamedTuple):
    """``shared`` is the intersection over union, 0 to 1, of a body and of ``model``, brought onto it."""

    shared: float
    model: manifold3d.Manifold


def likeness(body: manifold3d.Manifold, model: manifold3d.Manifold) -> Likeness:
    """``model`` moved onto ``body`` by its lowest corner, its middle or its highest one: the best of them."""
    low, high = _corners(body)
    start, end = _corners(model)
    steps = [low - start, high - end]
    moves = [steps[0]] if np.allclose(*steps, atol=0.01) else [*steps, (steps[0] + steps[1]) / 2]
    return max((_at(body, model.translate(move)) for move in moves), key=lambda found: found.shared)


def best_turn(
    body: manifold3d.Manifold, model: manifold3d.Manifold, turns: Iterable[np.ndarray]
) -> Likeness | None:
    """The best likeness over these ``turns`` of the model; None when it never has the size of the body."""
    size = np.subtract(*_corners(body)[::-1])
    ways = (turned(model, matrix) for matrix in turns)
    near = [way for way in ways if np.allclose(np.subtract(*_corners(way)[::-1]), size, atol=_FAR)]
    return max((likeness(body, way) for way in near), key=lambda found: found.shared, default=None)


def differences(
    body: manifold3d.Manifold, model: manifold3d.Manifold, skin: float
) -> tuple[list[Lump], list[Lump]]:
    """What ``body`` has too much, and what it lacks, where that is thicker than ``skin`` (mm)."""
    return lumps(body, model, skin), lumps(model, body, skin)


def _at(body: manifold3d.Manifold, model: manifold3d.Manifold) -> Likeness:
    common = (body ^ model).volume()
    return Likeness(common / (body.volume() + model.volume() - common), model)


def _corners(body: manifold3d.Manifold) -> tuple[np.ndarray, np.ndarray]:
    low, high = np.reshape(body.bounding_box(), (2, 3))
    return low, high
