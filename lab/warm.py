"""The 3D workshop, loaded while the learner reads: a kernel whose notebook names it imports it when idle.

cadquery takes three seconds to import, solidpython2 and its evaluator one. They are imported one piece after
another by the kernel's own loop, between messages: no thread, so that nothing is ever half imported when a
cell runs, and a cell that comes first waits for one piece at most. What such a cell needs and is not there
yet is imported before it runs, and the learner is told why that takes a while.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from IPython.display import clear_output, display

SHOW = ("numpy", "manifold3d", "anywidget", "views.part")
WORKSHOP = {
    "solid2": ("numpy", "solid2", "openscad_lalr_parser", "openscad_evaluator", *SHOW),
    "cadquery": ("numpy", "OCP.gp", "ezdxf", "vtk", "cadquery", *SHOW),
    "views.part": SHOW,
}
"""For each name in a source: what to import, in pieces of a second at most."""
PAUSE = 0.1
"""Seconds left to messages between two pieces."""
MESSAGE = "Je charge l'atelier 3D : quelques secondes, la première fois seulement…"

Later = Callable[[float, Callable[[], None]], object]
"""Calls a function some seconds later, when the kernel is idle: ``IOLoop.call_later``."""


def start(source: str, later: Later) -> None:
    """Import what ``source``, the text of a notebook, will need, piece by piece."""
    pieces = list(_missing(source))

    def import_next() -> None:
        if not pieces:
            return
        _import(pieces.pop(0))
        later(PAUSE, import_next)

    later(PAUSE, import_next)


def before_a_cell(source: str) -> None:
    """Import what the source of a cell names and is not there yet; say so, then take the words away."""
    pieces = list(_missing(source))
    if len(pieces) < 2:
        return
    display({"text/plain": MESSAGE, "text/html": f"<p><em>{MESSAGE}</em></p>"}, raw=True)
    for piece in pieces:
        _import(piece)
    clear_output()


def _missing(source: str) -> Iterator[str]:
    """The pieces that ``source`` needs and that are neither imported nor hidden by a learner's file."""
    named = [pieces for name, pieces in WORKSHOP.items() if re.search(rf"\b{re.escape(name)}\b", source)]
    for piece in dict.fromkeys(piece for pieces in named for piece in pieces):
        if piece not in sys.modules and _is_installed(piece.partition(".")[0]):
            yield piece


@functools.cache
def _is_installed(package: str) -> bool:
    """Whether the package is there, and is not in the learner's own folder: that one is not ours to run."""
    try:
        found = find_spec(package)
    except (ImportError, ValueError):
        return False
    if found is None or found.origin is None:
        return False
    return Path(found.origin).parent not in (Path.cwd(), Path.cwd() / package)


def _import(piece: str) -> None:
    with suppress(Exception, KeyboardInterrupt):  # the cell that needs it will say what is wrong
        import_module(piece)
