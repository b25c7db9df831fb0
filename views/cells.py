"""The live views that each cell of a notebook opens, over the pictures that stay.

A cell is known by its id, which JupyterLab sends with each execution. When a cell runs again, the views of
its former execution are gone from the page: they are closed, and their data may go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Place:
    """The n-th view that a cell opens. ``kept`` is for whoever opens it, from one execution to the next."""

    widget: Any = None
    kept: Any = None


@dataclass
class Cells:
    """The places of all cells, for one kind of view."""

    places: dict[tuple[str, int], Place] = field(default_factory=dict)
    execution: str = ""
    count: int = 0

    def place(self, parent: dict[str, Any]) -> Place:
        """Where the cell that runs (``parent`` is its message) opens its next view."""
        execution = parent.get("header", {}).get("msg_id", "")
        cell = parent.get("metadata", {}).get("cellId")
        if execution != self.execution:
            self.execution, self.count = execution, 0
            self._close(cell)
        else:
            self.count += 1
        return self.places.setdefault((cell, self.count), Place()) if cell else Place()

    def _close(self, cell: str | None) -> None:
        for (owner, _), place in self.places.items():
            if owner == cell and place.widget is not None:
                place.widget.close()
                place.widget = None


def show(place: Place, widget: Any) -> None:
    """Display ``widget``, an anywidget, in its place."""
    from IPython.display import display

    place.widget = widget
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({"application/vnd.jupyter.widget-view+json": view, "text/plain": ""}, raw=True)
