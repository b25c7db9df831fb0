"""Figures of 13_maquette 1: a grid of heights as on a map, and a slag heap with its heights doubled."""

from __future__ import annotations

from views.figures.drawing import BLUE, GREY, INK, arrow, box, code, line, page, text

_SHADES = {1: "#ffffff", 2: "#e3effa", 3: "#cfe4f6", 4: "#bcd9f0", 5: "#a5cbe9", 6: "#8fbde3", 9: "#5f9fd2"}
_HILL = [[2, 3, 4], [2, 5, 9], [1, 2, 6]]


def grid() -> str:
    """Nine heights seen from above, their rows and columns numbered from the north-west."""
    x, y, side = 220, 60, 70
    cells = []
    for row, heights in enumerate(_HILL):
        cells.append(text(x - 14, y + side * row + 42, f"ligne {row}", anchor="end"))
        for column, height in enumerate(heights):
            left, top = x + side * column, y + side * row
            chosen = (row, column) == (1, 2)
            cells.append(box(left, top, side, side, _SHADES[height]))
            cells.append(code(left + side / 2, top + 43, str(height), 22))
            if chosen:
                ring = f"x='{left + 5}' y='{top + 5}' width='{side - 10}' height='{side - 10}'"
                cells.append(f"<rect {ring} fill='none' stroke='#a4262c' stroke-width='4'/>")
    names = [text(x + side * (column + 0.5), y - 12, f"colonne {column}") for column in range(3)]
    return page(
        640,
        330,
        "Une grille de trois lignes et trois colonnes. Le nord est en haut. Les lignes portent les numéros "
        "0, 1 et 2, du nord au sud. Les colonnes portent les numéros 0, 1 et 2, d'ouest en est. La case de "
        "la ligne 1 et de la colonne 2 vaut 9.",
        *cells,
        *names,
        arrow(80, 220, 80, 110, BLUE),
        text(80, 98, "nord"),
        text(80, 242, "sud"),
        arrow(250, 300, 400, 300, BLUE),
        text(236, 305, "ouest", anchor="end"),
        text(414, 305, "est", anchor="start"),
        code(x + 3 * side + 16, y + side + 43, "colline[1][2]", 15, "start", "#a4262c"),
    )


def exaggeration() -> str:
    """The same slag heap from the side: as it is, and its heights doubled."""
    ground = 220
    return page(
        640,
        270,
        "Le même terril vu de côté, deux fois. Sans exagération, il est bas. Avec une exagération de 2, il "
        "est deux fois plus haut, et pas plus large.",
        *_heap(60, ground, 80, "sans exagérer"),
        *_heap(370, ground, 160, "exagération : 2"),
    )


def _heap(left: float, ground: float, height: float, words: str) -> list[str]:
    """A heap 200 pixels wide on its base, its height marked at its side."""
    middle, right = left + 100, left + 200
    return [
        f"<path d='M{left} {ground}L{middle - 14} {ground - height}H{middle + 14}L{right} {ground}Z' "
        f"fill='#bcd9f0' stroke='{INK}' stroke-width='2'/>",
        box(left - 20, ground, 240, 12, "#e8e8e8"),
        line(middle, ground - height, right + 20, ground - height, GREY, 1.5),
        arrow(right + 14, ground, right + 14, ground - height, BLUE),
        text(middle, ground + 38, words),
    ]


FIGURES = {
    "solutions/13_maquette/images/1_grille.svg": grid,
    "solutions/13_maquette/images/1_exageration.svg": exaggeration,
}
