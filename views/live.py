"""The live view of a part: what the browser (views/src/part.js) is told, and what it may ask of the kernel.

The mesh travels as bytes in the widget's first message. What takes time or needs the modelled object (thin
walls, files) is asked by a message and answered once. The learner's part before the last change is remembered
by cell: the view shows both.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from models import formats
from models.solid import BadShape, Solid
from views import thin

MODULE = Path(__file__).parent / "static" / "part.js"


@dataclass(frozen=True)
class Told:
    """A part and its words."""

    solid: Solid
    alt: str

    def as_message(self) -> dict[str, Any]:
        """Coordinates (mm) as float32 and indices as uint32, little-endian."""
        return {
            "vertices": self.solid.vertices.astype("<f4").tobytes(),
            "triangles": self.solid.triangles.astype("<u4").tobytes(),
            "alt": self.alt,
            "flat": self.solid.flat,
        }

    def same(self, other: Told) -> bool:
        return np.array_equal(self.solid.vertices, other.solid.vertices) and np.array_equal(
            self.solid.triangles, other.solid.triangles
        )


@dataclass
class _Place:
    """The n-th part that a cell shows: what was there last, and before the last change; the widget there."""

    now: Told
    before: Told | None = None
    widget: Any = None


@dataclass
class _Memory:
    """What each cell shows. A cell is known by its id, which JupyterLab sends with each execution."""

    places: dict[tuple[str, int], _Place] = field(default_factory=dict)
    execution: str = ""
    count: int = 0

    def place(self, parent: dict[str, Any], told: Told) -> _Place:
        """The place where ``told`` is shown now; the widget that was there is closed: its view is gone."""
        execution = parent.get("header", {}).get("msg_id", "")
        self.count = self.count + 1 if execution == self.execution else 0
        self.execution = execution
        cell = parent.get("metadata", {}).get("cellId")
        if not cell:
            return _Place(told)
        known = self.places.get((cell, self.count))
        if known is None:
            self.places[cell, self.count] = place = _Place(told)
            return place
        if not known.now.same(told):
            known.before, known.now = known.now, told
        if known.widget is not None:
            known.widget.close()
        return known


_memory = _Memory()


def show(shell: Any, obj: Any, told: Told, *, still: str, ghost: Told | None = None) -> None:
    """Display the live view of ``told``, made from ``obj``, over the picture of class ``still``."""
    from IPython.display import display

    place = _memory.place(shell.kernel.get_parent(), told)
    meshes = {"part": told, "ghost": ghost, "before": place.before}
    widget = _widget_class()(
        meshes={name: one.as_message() for name, one in meshes.items() if one is not None},
        alt=told.alt,
        name=_name_of(obj, shell.user_ns),
        still=still,
    )
    widget.on_msg(lambda _, question, __: widget.send(*answer(question, obj, told.solid)))
    place.widget = widget
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({"application/vnd.jupyter.widget-view+json": view, "text/plain": ""}, raw=True)


def answer(question: dict[str, Any], obj: Any, solid: Solid) -> tuple[dict[str, Any], list[bytes]]:
    """The answer to a question of the view: content and buffers. What cannot be done is told in French."""
    content: dict[str, Any] = {"number": question.get("number")}
    try:
        match question:
            case {"ask": "thin"}:
                found = thin.find(solid)
                content |= {
                    "limit": thin.LIMIT,
                    "thinnest": found.thinnest if math.isfinite(found.thinnest) else None,
                }
                return content, [found.corners.astype("<f4").tobytes()]
            case {"ask": "file", "kind": "stl" | "3mf" | "step" as kind}:
                return content, [_file(obj, solid, kind)]
    except BadShape as error:
        return content | {"told": f"{error.constat} {error.piste}"}, []
    except Exception as error:  # noqa: BLE001 - the view waits for an answer
        return content | {"told": f"La demande n'a pas abouti ({type(error).__name__}: {error})."}, []
    return content | {"told": "Cette demande n'est pas connue."}, []


def _file(obj: Any, solid: Solid, kind: str) -> bytes:
    """The bytes of a file: STEP from what was modelled, which cadquery writes exactly, else from the mesh."""
    return formats.write(obj if kind == "step" else solid, kind)


def _name_of(obj: Any, names: dict[str, Any]) -> str:
    """The name the learner gave to the part, for its file."""
    return next((name for name, value in names.items() if value is obj and not name.startswith("_")), "piece")


@functools.cache
def _widget_class() -> type:
    import anywidget
    import traitlets

    class Part(anywidget.AnyWidget):
        _esm = MODULE
        meshes = traitlets.Dict().tag(sync=True)
        alt = traitlets.Unicode().tag(sync=True)
        name = traitlets.Unicode().tag(sync=True)
        still = traitlets.Unicode().tag(sync=True)

    return Part
