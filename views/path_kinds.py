"""What each kind of line is called and looks like, in the live view and in the still picture.

A colour is never alone: lines of a kind also carry a pattern. The colours stay apart for who confuses red and
green (after the palette of M. Okabe and K. Ito), and stand out on white and on black.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.segment import Kind

Pattern = Literal["plain", "bars", "core", "dashes"]


@dataclass(frozen=True)
class Look:
    """A kind of line: its French name, its colour and its pattern."""

    name: str
    colour: str
    pattern: Pattern


LOOKS = {
    Kind.UNKNOWN: Look("trait de plastique", "#3b86c8", "plain"),
    Kind.OUTER_WALL: Look("paroi extérieure", "#d55e00", "plain"),
    Kind.INNER_WALL: Look("paroi intérieure", "#c67f00", "core"),
    Kind.OVERHANG: Look("paroi en surplomb", "#0b62b0", "bars"),
    Kind.INFILL: Look("remplissage", "#009e73", "bars"),
    Kind.SOLID: Look("remplissage plein", "#3d9bd6", "plain"),
    Kind.TOP: Look("dessus", "#c466a0", "plain"),
    Kind.BRIDGE: Look("pont", "#c466a0", "bars"),
    Kind.GAP: Look("comblement", "#8a6d3b", "dashes"),
    Kind.SKIRT: Look("jupe ou bordure", "#808080", "plain"),
    Kind.SUPPORT: Look("support", "#9a8f1a", "dashes"),
    Kind.OTHER: Look("autre trait", "#808080", "bars"),
}
