"""The place of a fault, which a check gives as plain data: in words, and drawn in the outline of a part."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from classroom.report.model import Picture
from classroom.report.pictures import svg_picture
from classroom.report.words import number
from views import place as drawing

ALT = "Le contour de la pièce, vu de face et de dessus ; la marque montre l'endroit."


def in_words(where: Any) -> str:
    """A point, a box, a segment of a part (mm), a line of a program, parts by name, a stretch of a path."""
    match where:
        case {"kind": "point", "at": [x, y, z]}:
            return f"près du point x = {number(x)}, y = {number(y)}, z = {number(z)} mm"
        case {"kind": "box", "from": [_, _, _] as low, "to": [_, _, _] as high, "part": part}:
            spans = (
                f"{name} de {number(a)} à {number(b)}" for name, a, b in zip("xyz", low, high, strict=True)
            )
            return "" if [low, high] == part else f"{', '.join(spans)} mm"
        case {"kind": "segment", "from": [_, _, _] as start, "to": [_, _, _] as end}:
            ends = (
                ", ".join(f"{name} = {number(value)}" for name, value in zip("xyz", point, strict=True))
                for point in (start, end)
            )
            return f"entre {' et '.join(ends)} mm"
        case {"line": int(line)}:
            return f"ligne {line} du programme"
        case [str(), *_]:
            return ", ".join(map(str, where))
        case [[x0, y0], [x1, y1]]:
            return f"de X {number(x0)} Y {number(y0)} à X {number(x1)} Y {number(y1)} mm"
    return ""


def drawn(where: Any) -> Picture | None:
    """A drawing of the place in the outline of its part, where it is not the whole part."""
    match where:
        case {"kind": "point", "at": [_, _, _] as at, "part": [[_, _, _], [_, _, _]] as part}:
            fault = [at, at]
        case {
            "kind": "box" | "segment",
            "from": [_, _, _] as start,
            "to": [_, _, _] as end,
            "part": [[_, _, _], [_, _, _]] as part,
        }:
            fault = [start, end]
        case _:
            return None
    if fault == part or not all(math.isfinite(value) for corner in [*part, *fault] for value in corner):
        return None
    return svg_picture(drawing.plan(_box(part), _box(fault), where["kind"] == "segment"), ALT)


def _box(corners: Sequence[Sequence[float]]) -> drawing.Box:
    (x0, y0, z0), (x1, y1, z1) = corners
    return (x0, y0, z0), (x1, y1, z1)
