"""Lengths and axes as a message says them, in French."""

from __future__ import annotations

import math
from typing import NamedTuple

from models.french import number

AXES = {"x": "largeur (x)", "y": "profondeur (y)", "z": "hauteur (z)"}


def sizes(values: tuple[float, float, float]) -> str:
    """Three lengths as a message says them: « 60 × 20 × 4 mm »."""
    return " × ".join(number(value) for value in values) + " mm"


class Span(NamedTuple):
    """The lengths that pass (mm), and how a message says what is asked; "" where all pass."""

    low: float
    high: float
    words: str

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def span(asked: float | tuple[float, float] | None, tolerance: float) -> Span:
    """What passes where ``asked`` is a length, within ``tolerance``, or lies between two, within 0.01 mm."""
    if asked is None:
        return Span(0.0, math.inf, "")
    if isinstance(asked, tuple):
        return Span(asked[0] - 0.01, asked[1] + 0.01, f"{number(asked[0])} à {number(asked[1])} mm")
    return Span(asked - tolerance, asked + tolerance, f"{number(asked)} mm")
