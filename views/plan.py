"""Drawing a bar to drill: ``show(longueur, positions)`` gives its plan, to scale, with each hole's place."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

from models.french import number
from views.figures.drawing import box, disc, measure, page, text
from views.toolpath import Drawing, NoDrawing

LEFT, LONG, TOP, HIGH = 40, 640, 46, 66
"""Where the bar is drawn and how large, pixels."""
WOOD, WRONG = "#f3e3c7", "#a4262c"
COLOURS = {
    "rouge": "#c62f2f",
    "orange": "#e07b00",
    "jaune": "#f2c300",
    "vert": "#2e8b3d",
    "bleu": "#1f6fc0",
    "violet": "#7b3fa0",
    "rose": "#e58bb0",
    "gris": "#8c8c8c",
    "blanc": "#ffffff",
    "noir": "#1b1b1b",
}
"""What the drawing shows for a colour's name; any other stays empty, with its name beside it."""


def show(length: float, holes: Any, colours: Any = ()) -> Drawing | NoDrawing:
    """Dessiner une barre de ``length`` mm et ses trous, à ``holes`` mm de son bout gauche.

    ``colours`` donne le nom d'une couleur par trou ; une liste plus courte ou vide convient.
    """
    if not isinstance(holes, list | tuple) or not holes:
        return NoDrawing("Il n'y a pas encore de trou à dessiner.")
    if wrong := [hole for hole in holes if isinstance(hole, bool) or not isinstance(hole, Real)]:
        return NoDrawing(f"Une position est un nombre de millimètres, pas ceci : {wrong[0]!r}.")
    names = [str(colour) for colour in colours] if isinstance(colours, list | tuple) else []
    return Drawing(draw(length, holes, names), describe(length, holes, names))


def describe(length: float, holes: Sequence[float], colours: Sequence[str] = ()) -> str:
    """The plan in words."""
    outside = _outside(length, holes)
    return (
        f"Une barre de {number(length, 1)} mm. "
        f"Trous à {', '.join(number(hole, 1) for hole in holes)} mm du bout gauche."
        + (f" Couleurs : {', '.join(colours)}." if colours else "")
        + (f" Hors de la barre : {', '.join(number(hole, 1) for hole in outside)} mm." if outside else "")
    )


def draw(length: float, holes: Sequence[float], colours: Sequence[str] = ()) -> str:
    """The plan as SVG text: the bar, the holes that are on it, and the others in a sentence."""
    scale, middle = LONG / length, TOP + HIGH / 2 - 6
    shapes = [box(LEFT, TOP, LONG, HIGH, WOOD, round=4)]
    row = {hole: index % 2 for index, hole in enumerate(sorted(set(holes)))} if len(holes) > 9 else {}
    for hole, colour in zip(holes, [*colours, *[""] * len(holes)], strict=False):
        if not 0 <= hole <= length:
            continue
        x = LEFT + hole * scale
        fill = COLOURS.get(colour.strip().lower(), "#ffffff")
        shapes += [
            disc(x, middle, 9, fill),
            text(x, TOP - 10 - 16 * row.get(hole, 0), number(hole, 1), 14),
            text(x, middle + 28, colour[:8], 12),
        ]
    bottom, outside = TOP + HIGH + 18, _outside(length, holes)
    shapes.append(measure(LEFT, LEFT + LONG, bottom, f"{number(length, 1)} mm"))
    if outside:
        told = "hors de la barre : " + ", ".join(number(hole, 1) for hole in outside)[:70]
        shapes.append(text(LEFT, bottom + 42, told, 15, "start", WRONG))
    return page(LEFT * 2 + LONG, bottom + (56 if outside else 32), describe(length, holes, colours), *shapes)


def _outside(length: float, holes: Sequence[float]) -> list[float]:
    return [hole for hole in holes if not 0 <= hole <= length]
