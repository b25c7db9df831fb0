"""The figures of lessons, drawn by code: one module a lesson, with a dict ``FIGURES``.

``FIGURES`` maps a path from the root of the repository (``solutions/…/images/x.svg``) to a function that
returns the SVG's text. ``python -m views.figures`` writes them all; ``--check`` names those out of step.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules


def all_figures() -> dict[str, Callable[[], str]]:
    """Every figure of every module of this package."""
    figures: dict[str, Callable[[], str]] = {}
    for module in iter_modules(__path__):
        if module.name != "__main__":
            figures.update(getattr(import_module(f"{__name__}.{module.name}"), "FIGURES", {}))
    return figures
