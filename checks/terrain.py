"""Judging a relief on its shape: the height over each place.

Places and heights are millimetres from the lowest corner of the part, x to the east, y to the north: another
construction or another origin changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from checks import program
from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place, place_over
from models.french import number
from models.solid import Solid

Grid = Sequence[Sequence[float]]
_TITLE = "Relief"


def summit(function: Any, grids: Sequence[Grid]) -> list[Result]:
    """``function(grid)`` gives the largest height of each of these grids."""
    return program.returns(
        function,
        [(grid, max(map(max, grid))) for grid in grids],
        slips={"seule la première ligne est regardée": lambda grid: max(grid[0])},
    )


def scaled(function: Any, cases: Sequence[tuple[float, float, float]], scale: float) -> list[Result]:
    """``function(height, lowest, exaggeration)``, heights in metres, gives the height on the model in mm.

    ``scale`` is millimetres a metre: 0.4 at 1/2500.
    """
    return program.returns(
        function,
        [((height, low, times), (height - low) * scale * times) for height, low, times in cases],
        "mm",
        slips={
            "l'altitude la plus basse n'est pas retirée": lambda height, low, times: height * scale * times,
            "l'exagération ne compte pas pour l'altitude la plus basse": lambda height, low, times: (
                (height * times - low) * scale
            ),
            "l'exagération est oubliée": lambda height, low, times: (height - low) * scale,
            "l'échelle est oubliée": lambda height, low, times: (height - low) * times,
        },
    )


@check(_TITLE)
def steps(part: Any, heights: Grid, step: float, base: float, tolerance: float = 0.05) -> Result:
    """The relief is a column of matter for each cell, ``base`` + its height tall, ``step`` wide (mm).

    ``heights`` (mm) has its first row in the north, where y is largest.
    """
    solid = solid_of(part)
    wanted = [[base + height for height in row] for row in heights]
    found = _tops(solid, wanted, step)
    wrong = _wrong(found, wanted, tolerance)
    if not wrong:
        return passed(_TITLE, f"Les {len(wanted) * len(wanted[0])} cases ont la bonne hauteur.")
    row, column = wrong[0]
    mistake, hint = _slip(found, wanted, base, tolerance)
    return failed(
        _TITLE,
        mistake=mistake,
        constat=f"Ligne {row}, colonne {column} : la case monte à {number(found[row][column])} mm. "
        f"Il faut {number(wanted[row][column])} mm. {_how_many(len(wrong), wanted)}",
        pourquoi="Chaque case de la maquette représente un carré de terrain : c'est là qu'est sa hauteur.",
        piste=hint,
        place=_cell_place(solid, row, column, len(wanted), step, wanted),
    )


def _tops(solid: Solid, wanted: Grid, step: float) -> list[list[float]]:
    """The height (mm) of the part over the middle of each cell; 0 where there is nothing."""
    rows = len(wanted)
    return [
        [top_at(solid, (column + 0.5) * step, (rows - row - 0.5) * step) for column in range(len(line))]
        for row, line in enumerate(wanted)
    ]


def top_at(solid: Solid, x: float, y: float) -> float:
    """The height (mm) of the part at a place, both from its lowest corner; 0 where there is nothing."""
    return max(crossings(solid, x, y), default=0.0)


def crossings(solid: Solid, x: float, y: float) -> list[float]:
    """The heights (mm) at which the vertical line at (x, y) enters or leaves the part, highest first."""
    (west, south, low), (_, _, high) = solid.bounds
    reach = high - low + 2
    # A hair aside: a ray along an edge that two triangles share may meet both, or neither.
    start = (west + x + 1.3e-4, south + y + 0.7e-4, high + 1)
    end = (start[0], start[1], low - 1)
    hits = measured(solid.closed).ray_cast(start, end)
    return sorted((high + 1 - hit.distance * reach - low for hit in hits), reverse=True)


def _wrong(found: Grid, wanted: Grid, tolerance: float) -> list[tuple[int, int]]:
    """The cells (row, column) whose height is another."""
    return [
        (row, column)
        for row, line in enumerate(wanted)
        for column, height in enumerate(line)
        if abs(found[row][column] - height) > tolerance
    ]


def _how_many(wrong: int, wanted: Grid) -> str:
    cells = len(wanted) * len(wanted[0])
    return "C'est la seule case fausse." if wrong == 1 else f"{wrong} cases sur {cells} sont fausses."


_TURNED: list[tuple[str, str, Callable[[Grid], list[list[float]]]]] = [
    (
        "le nord et le sud sont échangés",
        "La première ligne du relevé est au nord : elle a le plus grand y. Revoir le calcul de y.",
        lambda grid: [list(row) for row in reversed(grid)],
    ),
    (
        "l'est et l'ouest sont échangés",
        "La première colonne du relevé est à l'ouest : elle a le plus petit x. Revoir le calcul de x.",
        lambda grid: [list(reversed(row)) for row in grid],
    ),
    (
        "le relief est tourné d'un demi-tour",
        "La première ligne est au nord (grand y), la première colonne à l'ouest (petit x).",
        lambda grid: [list(reversed(row)) for row in reversed(grid)],
    ),
    (
        "lignes et colonnes sont échangées",
        "Le numéro de la colonne donne x, celui de la ligne donne y.",
        lambda grid: [list(column) for column in zip(*grid, strict=True)],
    ),
    (
        "lignes et colonnes sont échangées",
        "Le numéro de la colonne donne x, celui de la ligne donne y.",
        lambda grid: [list(reversed(column)) for column in reversed(list(zip(*grid, strict=True)))],
    ),
]
"""What a relief may be mistaken for: the mistake, what to try, the grid that one would get."""


def _slip(found: Grid, wanted: Grid, base: float, tolerance: float) -> tuple[str, str]:
    """The likely mistake behind these heights, and what to try."""
    for mistake, hint, turned in _TURNED:
        other = turned(wanted)
        if len(other) == len(found) and not _wrong(found, other, tolerance):
            return mistake, hint
    flat = [height for row in found for height in row]
    if max(flat) - min(flat) <= tolerance:
        return (
            "toutes les cases ont la même hauteur",
            "La hauteur de chaque case vient du relevé : grille[ligne][colonne], dans les deux boucles.",
        )
    bare = [[height - base for height in row] for row in wanted]
    on_plate = [[max(base, height) for height in row] for row in bare]
    if not _wrong(found, bare, tolerance) or not _wrong(found, on_plate, tolerance):
        return "le socle manque", "Ajouter l'épaisseur du socle à la hauteur de chaque case."
    if not _wrong(found, [[height + base for height in row] for row in wanted], tolerance):
        return (
            "le socle est compté deux fois",
            "Le socle s'ajoute une seule fois à la hauteur de chaque case.",
        )
    if any(height <= base + tolerance for height in flat):
        return (
            "des cases sont restées au niveau du socle",
            "Compter les cases : toutes les lignes, toutes les colonnes, la première et la dernière aussi.",
        )
    factor = _common_factor(found, wanted, base)
    if factor is not None:
        return (
            f"les hauteurs sont {'trop grandes' if factor > 1 else 'trop petites'}, toutes du même facteur",
            f"Chaque hauteur est multipliée par {number(factor)}. Chercher un nombre de trop, ou oublié.",
        )
    return (
        "des cases n'ont pas la bonne hauteur",
        "Calculer cette case à la main, puis suivre la boucle pour elle.",
    )


def _common_factor(found: Grid, wanted: Grid, base: float) -> float | None:
    """By how much all heights above the base are multiplied, when it is the same for all."""
    ratios = [
        (height - base) / (right - base)
        for line, row in zip(found, wanted, strict=True)
        for height, right in zip(line, row, strict=True)
        if right - base > 0.5
    ]
    if ratios and ratios[0] > 0 and all(math.isclose(ratio, ratios[0], rel_tol=0.02) for ratio in ratios):
        return ratios[0]
    return None


def _cell_place(solid: Solid, row: int, column: int, rows: int, step: float, wanted: Grid) -> dict[str, Any]:
    west, south, low = solid.bounds[0]
    x, y = west + column * step, south + (rows - row - 1) * step
    return box_place(solid, (x, y, low, x + step, y + step, low + wanted[row][column]))


@check("Amplitude")
def rises(part: Any, least: float, base: float) -> list[Result]:
    """The top varies by ``least`` mm or more, and nowhere is the part thinner than ``base`` mm (a condition).

    Looked at on a grid of 20 × 20 places.
    """
    solid = solid_of(part)
    width, depth, _ = solid.size
    tops = {
        (x, y): top_at(solid, x, y)
        for x in (width * (i + 0.5) / 20 for i in range(20))
        for y in (depth * (i + 0.5) / 20 for i in range(20))
    }
    low, high = min(tops.values()), max(tops.values())
    thin = min(tops, key=lambda place: tops[place])
    results = []
    if high - low >= least - 0.01:
        results.append(passed("Amplitude", f"Le relief monte et descend de {number(high - low, 1)} mm."))
    else:
        results.append(
            failed(
                "Amplitude",
                mistake="le relief est trop plat",
                constat=f"Du point le plus bas au plus haut, il y a {number(high - low, 1)} mm. "
                f"Il en faut {number(least, 1)} au moins.",
                pourquoi="Un relief trop plat ne se voit pas, et ne se sent pas sous le doigt.",
                piste="Augmenter l'exagération, ou les hauteurs du relevé.",
                place=box_place(solid),
            )
        )
    if low >= base - 0.01:
        results.append(passed("Socle", f"Il reste partout au moins {number(low, 1)} mm de matière."))
    else:
        results.append(
            failed(
                "Socle",
                mistake="le socle est trop mince" if low > 0 else "le socle est percé",
                constat=f"Par endroits, il reste {number(low, 1)} mm. Il en faut {number(base, 1)}.",
                pourquoi="Sous 1 mm environ, la plaque se tord et casse quand on la décolle.",
                piste="Ajouter l'épaisseur du socle à toutes les hauteurs.",
                place=place_over(solid, *thin, low),
                essential=False,
            )
        )
    return results
