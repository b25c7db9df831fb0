"""A picture of a whole print without a browser: its lines coloured by kind, in the oblique view of a part."""

from __future__ import annotations

import math

import numpy as np

from models.gcode import KINDS
from models.segment import STILL
from models.toolpath import Toolpath
from views import still
from views.path_kinds import LOOKS

_LIGHT = np.array([0.94, 0.34])
"""Lines that go this way are the brightest."""
_BED = np.array([0x8C, 0x8C, 0x8C])
_WIDTH = 0.4
"""Width of a line (mm) where it is not known."""
_WIDEST, _THICKEST = 3.0, 1.0
"""Largest width and thickness that are drawn, mm."""
_MOST_PIXELS = 6e6
"""Pixels of lines that are drawn, one on another: of a longer path, lines are left out, the same share
everywhere."""


def png(path: Toolpath) -> bytes:
    """The lines of plastic (there must be one) as a PNG with a transparent background, still.WIDTH wide."""
    drawn = np.flatnonzero(path.drawn)
    frame = still.Frame(path.table[drawn, :6].reshape(-1, 3))
    camera = still.Camera(frame)
    pixels = path.lengths[drawn].sum() * camera.zoom
    drawn = drawn[:: 1 + int(pixels / _MOST_PIXELS)]
    starts, ends = path.starts[drawn], path.ends[drawn]
    canvas = still.Canvas(still.WIDTH * still.SCALE, still.HEIGHT * still.SCALE)
    bed = still.bed_lines(frame)
    canvas.lines(camera.project(bed[0]), camera.project(bed[1]), _BED, behind=0.05)
    colours, (sides, heights) = _shades(path)[drawn], _sizes(path, drawn)
    for across, down in _strands(camera.zoom, max(1, int(_MOST_PIXELS / pixels))):
        aside = sides * across - heights * down
        shaded = (colours * (0.8 if down else 1.0)).astype(np.uint8)
        canvas.lines(camera.project(starts + aside), camera.project(ends + aside), shaded, behind=0)
    return still.encode(canvas.averaged())


def _shades(path: Toolpath) -> np.ndarray:
    """One colour a segment: that of its kind, darker across the light, and on one layer out of two."""
    palette = np.array([[int(LOOKS[kind].colour[at : at + 2], 16) for at in (1, 3, 5)] for kind in KINDS])
    ways = path.ends[:, :2] - path.starts[:, :2]
    along = np.abs(ways @ _LIGHT) / path.lengths.clip(STILL)
    bright = (0.7 + 0.3 * along) * np.where(path.layer_of % 2, 0.85, 1.0)
    return (palette[path.column("kind").astype(int)] * bright[:, None]).astype(np.uint8)


def _sizes(path: Toolpath, drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How wide each of these lines is, across it, and how thick, upwards, as vectors (mm)."""
    ways = (path.ends - path.starts)[drawn]
    across = np.stack([-ways[:, 1], ways[:, 0], np.zeros(len(drawn))], axis=1)
    wide = np.where(path.widths[drawn] > 0, path.widths[drawn], _WIDTH).clip(0, _WIDEST)
    flat = np.sqrt((across**2).sum(axis=1)).clip(STILL)
    thick = np.diff(np.asarray(path.layers or [0.0]), prepend=0.0).clip(0, _THICKEST)[path.layer_of[drawn]]
    return across * (wide / flat)[:, None], np.stack([0 * thick, 0 * thick, thick], axis=1)


def _strands(zoom: float, most: int) -> list[tuple[float, float]]:
    """Where hairlines lie in a line of plastic, as shares of its width and of its thickness.

    There are as many as its top and both its sides need, at ``zoom`` pixels a millimetre, ``most`` for each.
    """
    top, side = (min(most, math.ceil(size * zoom / 2)) for size in (_WIDTH, _WIDTH / 2))
    tops = [(across, 0.0) for across in (np.linspace(-0.5, 0.5, top) if top > 1 else [0.0])]
    return tops + [
        (edge, down) for edge in (-0.5, 0.5) for down in np.linspace(0, 1, side + 1)[1:] if top > 1
    ]
