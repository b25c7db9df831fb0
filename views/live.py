"""The live view of a part: what the browser (views/src/part.js) is told, and what it may ask of the kernel.

The mesh travels as bytes in the widget's first message. What takes time or needs the modelled object (thin
walls, files) is asked by a message and answered once. The learner's part before the last change is remembered
by cell: the view shows both.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models import formats
from models.solid import BadShape, Solid
from views import cells, thin

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
class _Past:
    """What a place shows now, and what it showed before the last change."""

    now: Told
    before: Told | None = None


_cells = cells.Cells()


def show(shell: Any, obj: Any, told: Told, *, still: str, ghost: Told | None = None) -> None:
    """Display the live view of ``told``, made from ``obj``, over the picture of class ``still``."""
    place = _cells.place(shell.kernel.get_parent())
    meshes = {"part": told, "ghost": ghost, "before": remember(place, told)}
    widget = _widget_class()(
        meshes={name: one.as_message() for name, one in meshes.items() if one is not None},
        alt=told.alt,
        name=_name_of(obj, shell.user_ns),
        still=still,
    )
    widget.on_msg(lambda _, question, __: widget.send(*answer(question, obj, told.solid)))
    cells.show(place, widget)


def remember(place: cells.Place, told: Told) -> Told | None:
    """Keep ``told`` as what its place shows; the answer is what was there before the last change."""
    past = place.kept or _Past(told)
    place.kept = past if past.now.same(told) else _Past(told, past.now)
    return place.kept.before


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
