"""Figures of 11_formes 3: the walls round an object, the play of a lid, four batteries side by side."""

from __future__ import annotations

from views.figures.drawing import BLUE, GREY, INK, box, line, measure, page, text

_MATTER, _OBJECT = "#bcd9f0", "#f5e1a4"


def walls() -> str:
    """A box cut in two round its object, and what its outer length is made of."""
    x, top, wall, inner, height = 150, 40, 24, 260, 110
    right = x + wall + inner
    return page(
        640,
        240,
        "Une boîte coupée en deux. Au milieu, la place de l'objet. À gauche et à droite, une paroi. Dessous, "
        "le fond. La taille extérieure vaut la longueur plus deux épaisseurs.",
        *_section(x, top, wall, inner, height),
        f"<rect x='{x + wall + 4}' y='{top + 10}' width='{inner - 8}' height='{height - 14}' "
        f"fill='{_OBJECT}' stroke='{INK}' stroke-dasharray='6 4'/>",
        text(x + wall + inner / 2, top + 48, "la place de l'objet"),
        text(x + wall + inner / 2, top + 70, "longueur"),
        text(x - 10, top + 60, "paroi", anchor="end"),
        text(right + wall + 10, top + 60, "paroi", anchor="start"),
        text(right + wall + 10, top + height + 18, "fond", anchor="start"),
        measure(x, right + wall, top + height + 44, "épaisseur + longueur + épaisseur"),
    )


def play() -> str:
    """A lid over its box, cut in two: the lip is narrower than the hollow by twice the play."""
    x, top, wall, inner, gap = 150, 100, 24, 260, 16
    lip = x + wall + gap
    guides = [
        f"<line x1='{at}' y1='76' x2='{at}' y2='{top + 50}' stroke='{BLUE}' stroke-width='1.5' "
        "stroke-dasharray='4 4'/>"
        for at in (x + wall, lip, x + wall + inner - gap, x + wall + inner)
    ]
    return page(
        640,
        246,
        "Un couvercle au-dessus de sa boîte, en coupe. Son rebord est plus étroit que le creux : il reste le "
        "même jeu à gauche et à droite.",
        f"<path d='M{x} 20h{inner + 2 * wall}v24h-{wall + gap}v32h-{inner - 2 * gap}v-32h-{wall + gap}z' "
        f"fill='{_MATTER}' stroke='{INK}' stroke-width='2'/>",
        text(x + wall + inner / 2, 66, "rebord"),
        text(x - 10, 38, "couvercle", anchor="end"),
        *_section(x, top, wall, inner, 70),
        text(x - 10, top + 44, "boîte", anchor="end"),
        *guides,
        text(x + wall + gap / 2 + 26, top + 46, "jeu"),
        text(x + wall + inner - gap / 2 - 26, top + 46, "jeu"),
        measure(x + wall, x + wall + inner, 208, "longueur du creux"),
        text(x + wall + inner / 2, 146, "creux"),
    )


def batteries() -> str:
    """Four batteries lying side by side in their room, from above: 6 pixels a millimetre."""
    x, top, width, length = 140, 30, 58, 202
    cells = []
    for i in range(4):
        left = x + 2 + width * i
        cells += [
            f"<rect x='{left + 20}' y='{top + 4}' width='18' height='10' fill='{GREY}'/>",
            box(left + 1, top + 14, width - 2, length - 12, _OBJECT, round=5),
            text(left + width / 2, top + 120, "AA"),
        ]
    return page(
        640,
        300,
        "Quatre piles côte à côte, vues de dessus. L'intérieur compte 14,5 mm par pile, plus 1 mm. Il compte "
        "50,5 mm pour la longueur d'une pile, plus 1 mm.",
        box(x, top, 4 * width + 4, length + 4, "#ffffff"),
        *cells,
        measure(x, x + 4 * width + 4, top + length + 20, "x : 4 × 14,5 mm, plus 1 mm"),
        line(x + 4 * width + 20, top, x + 4 * width + 20, top + length + 4, GREY, 1.5),
        text(x + 4 * width + 30, top + length / 2, "y : 50,5 mm, plus 1 mm", anchor="start"),
    )


def _section(x: float, top: float, wall: float, inner: float, height: float) -> list[str]:
    """A box cut in two: its two walls and its bottom, in one piece."""
    path = f"M{x} {top}h{wall}v{height}h{inner}v-{height}h{wall}v{height + wall}h-{inner + 2 * wall}z"
    return [f"<path d='{path}' fill='{_MATTER}' stroke='{INK}' stroke-width='2'/>"]


FIGURES = {
    "solutions/11_formes/images/3_parois.svg": walls,
    "solutions/11_formes/images/3_jeu.svg": play,
    "solutions/11_formes/images/3_piles.svg": batteries,
}
