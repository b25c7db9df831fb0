"""From a survey and its buildings to a model ready to print: to scale, cut into named tiles.

What the lessons have learners write, for whoever prints the model of a real town:
see docs/donnees-de-terrain.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from models import from_cad
from models.solid import Solid
from models.terrain import Building, Terrain, faces

if TYPE_CHECKING:
    import manifold3d


def build(
    terrain: Terrain,
    buildings: Sequence[Building] = (),
    scale: float = 2500.0,
    exaggeration: float = 1.0,
    base: float = 3.0,
) -> Solid:
    """La maquette d'un lieu au 1/``scale`` : le sol, sur ``base`` mm de socle, et les bâtiments posés dessus.

    Les hauteurs du sol partent du point le plus bas, et sont multipliées par ``exaggeration``. Those of
    buildings are not: a roof is its height above the highest ground at its corners. The south-west corner is
    the origin.
    """
    import manifold3d

    ratio = 1000.0 / scale  # millimetres of model for a metre of ground

    def ground(height: float) -> float:
        return base + (height - terrain.lowest) * ratio * exaggeration

    blocks = [_surface(terrain, ratio, [ground(height) for row in terrain.heights for height in row])]
    for building in buildings:
        outline = manifold3d.CrossSection(
            [np.array(building.outline, dtype=float) * ratio], manifold3d.FillRule.EvenOdd
        )
        under = max(ground(terrain.height_at(x, y)) for x, y in building.outline)
        blocks.append(manifold3d.Manifold.extrude(outline, under + building.height * ratio))
    return Solid.from_manifold(manifold3d.Manifold.batch_boolean(blocks, manifold3d.OpType.Add))


def _surface(terrain: Terrain, ratio: float, heights: list[float]) -> manifold3d.Manifold:
    """The ground, closed by a flat underside; ``heights`` (mm) row after row, from the north-west."""
    across, down = np.arange(terrain.columns), np.arange(terrain.rows)[::-1]
    x, y = np.meshgrid(across * terrain.cell * ratio, down * terrain.cell * ratio)
    upper = np.stack([x.ravel(), y.ravel(), np.array(heights)], axis=1)
    skin = np.array(faces(terrain.rows, terrain.columns))[:, ::-1]  # OpenSCAD winds them the other way
    return Solid(np.concatenate([upper, upper * [1, 1, 0]]), skin).closed()


def tiles(model: Solid, width: float, depth: float) -> dict[str, Solid]:
    """La maquette coupée en tuiles égales d'au plus ``width`` × ``depth`` mm, par leur nom.

    « A1 » est au sud-ouest : les lettres vont vers l'est, les numéros vers le nord. Tiles keep their place,
    and neighbours have the same edge.
    """
    import manifold3d

    (left, front, low), (right, back, high) = model.bounds
    columns, rows = (
        max(1, math.ceil(size / most - 1e-6)) for size, most in ((right - left, width), (back - front, depth))
    )
    size = ((right - left) / columns, (back - front) / rows)
    found = {}
    for column in range(columns):
        for row in range(rows):
            knife = manifold3d.Manifold.cube((*size, high - low + 2))
            corner = (left + column * size[0], front + row * size[1], low - 1)
            found[f"{_letters(column)}{row + 1}"] = Solid.from_manifold(
                model.closed() ^ knife.translate(corner)
            )
    return found


def _letters(column: int) -> str:
    """« A » to « Z », then « AA »."""
    return ("" if column < 26 else _letters(column // 26 - 1)) + chr(ord("A") + column % 26)


def labelled(tile: Solid, name: str, depth: float = 0.4) -> Solid:
    """La tuile, avec son nom gravé dessous, profond de ``depth`` mm : on le lit en la retournant."""
    (left, front, low), (right, back, _) = tile.bounds
    size = min(right - left, back - front, 40.0) / 4
    words = json.dumps(name, ensure_ascii=False)
    letters = from_cad.from_openscad(
        f"mirror([1, 0, 0]) linear_extrude({depth + 1}) text({words}, size={size}, "
        'font="Liberation Sans", halign="center", valign="center");'
    )
    tool = letters.moved((left + right) / 2, (front + back) / 2, low - 1)
    return Solid.from_manifold(tile.closed() - tool.closed())
