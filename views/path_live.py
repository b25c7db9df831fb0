"""The live view of a toolpath: what the browser (views/src/toolpath.js) is told.

The moves travel once, as columns of bytes, in the widget's first message.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np

from models.gcode import KINDS
from models.toolpath import Toolpath
from views import cells
from views.path_kinds import LOOKS

MODULE = Path(__file__).parent / "static" / "toolpath.js"
SLICES = 100
"""Heights at which a path without layers can be cut."""

_cells = cells.Cells()


def show(shell: Any, path: Toolpath, alt: str, *, still: str) -> None:
    """Display the live view of ``path`` over the picture of class ``still``."""
    place = _cells.place(shell.kernel.get_parent())
    cells.show(place, _widget_class()(path=as_message(path), alt=alt, still=still))


def as_message(path: Toolpath) -> dict[str, Any]:
    """The moves as little-endian columns, float32 or as told, without what only pushes or pulls filament."""
    moved = path.moved
    heights = path.layers or _slices(path)
    columns = {name: path.column(name)[moved].astype("<f4").tobytes() for name in _FIGURES}
    layers = (
        np.searchsorted(heights, path.ends[moved, 2] + 1e-6, side="right") - 1
        if path.is_spiral
        else path.layer_of[moved]
    )
    return columns | {
        "starts": path.starts[moved].astype("<f4").tobytes(),
        "ends": path.ends[moved].astype("<f4").tobytes(),
        "width": path.widths[moved].astype("<f4").tobytes(),
        "layer": layers.clip(0).astype("<f4").tobytes(),
        "drawn": path.drawn[moved].astype("u1").tobytes(),
        "kind": path.column("kind")[moved].astype("u1").tobytes(),
        "line": path.column("line")[moved].astype("<u4").tobytes(),
        "looks": [vars(LOOKS[kind]) for kind in KINDS],
        "heights": heights,
        "spiral": path.is_spiral,
        "bounds": path.bounds or (path.ends.min(axis=0).tolist(), path.ends.max(axis=0).tolist()),
    }


_FIGURES = ("speed", "temperature", "fan", "time", "duration")


def _slices(path: Toolpath) -> list[float]:
    if path.bounds is None:
        return []
    (*_, low), (*_, high) = path.bounds
    return np.linspace(low, high, SLICES, endpoint=False).tolist()


@functools.cache
def _widget_class() -> type:
    import anywidget
    import traitlets

    class Path(anywidget.AnyWidget):
        _esm = MODULE
        path = traitlets.Dict().tag(sync=True)
        alt = traitlets.Unicode().tag(sync=True)
        still = traitlets.Unicode().tag(sync=True)

    return Path
