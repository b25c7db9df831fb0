"""Figures of 01_premiers_pas/1_le_carnet_jupyter: a cell and its number, piles of shims, an error."""

from __future__ import annotations

from collections.abc import Sequence

from views.figures.drawing import BLUE, GREY, INK, arrow, box, code, line, page, text

_IMAGES = "solutions/01_premiers_pas/images"
_CELL, _RED = "#f3f3f3", "#a4262c"
_SHIM, _WASHER = "#f4c98b", "#c9d4de"


def cell_and_number() -> str:
    """A code cell before, during and after it runs."""
    states = (
        ("[ ]", "pas encore exécutée"),
        ("[*]", "l'ordinateur calcule"),
        ("[1]", "c'est fait, en premier"),
    )
    shapes = [
        _cell(70, 50, 400, 46, "[1]:", ['print("Bonjour l\'atelier !")']),
        text(134, 130, "Bonjour l'atelier !", 16, "start"),
        text(490, 78, "le code : un ordre", 15, "start", GREY),
        text(490, 130, "le résultat, sous la cellule", 15, "start", GREY),
        text(88, 28, "le numéro", 15, colour=GREY),
        arrow(88, 34, 88, 60, GREY),
    ]
    for column, (number, meaning) in enumerate(states):
        x = 60 + 225 * column
        shapes += [
            code(x, 185, number, 19, "start", BLUE),
            text(x + 42, 185, meaning, 15, "start"),
        ]
    return page(
        730,
        210,
        "Une cellule de code. À gauche, son numéro entre crochets. Au milieu, l'ordre. Dessous, le résultat. "
        "Crochets vides : pas encore exécutée. Une étoile : l'ordinateur calcule. Le chiffre 1 : c'est fait, "
        "en premier.",
        *shapes,
    )


def pile() -> str:
    """Three shims and a washer: how thick?"""
    return page(
        520,
        215,
        "Une pile vue de côté : trois cales de 4 mm, et une rondelle de 2 mm dessus. Une flèche demande "
        "l'épaisseur de toute la pile.",
        *_pile(60, 185, ["4 mm"] * 3, ["2 mm"]),
        line(270, 25, 330, 25, GREY, 1),
        line(270, 185, 330, 185, GREY, 1),
        arrow(305, 105, 305, 28),
        arrow(305, 105, 305, 182),
        text(330, 112, "combien de mm ?", 18, "start"),
    )


def two_piles() -> str:
    """Pile A and pile B of the first exercise."""
    return page(
        640,
        270,
        "Deux piles vues de côté. Pile A : cinq cales de 4 mm et une rondelle de 2 mm. "
        "Pile B : deux cales de 4,5 mm et trois rondelles de 1,5 mm.",
        *_pile(60, 235, ["4 mm"] * 5, ["2 mm"], scale=9),
        text(155, 260, "pile A", 17),
        *_pile(380, 235, ["4,5 mm"] * 2, ["1,5 mm"] * 3, scale=13),
        text(475, 260, "pile B", 17),
    )


def order() -> str:
    """The kernel keeps names; cells reach it in the order they are run."""
    return page(
        700,
        230,
        "Deux cellules. La première, numéro 1, range 4 sous le nom epaisseur. La seconde, numéro 2, lit ce "
        "nom et affiche 40. Entre les deux, le noyau garde le nom epaisseur et sa valeur 4.",
        _cell(20, 30, 300, 46, "[1]:", ["epaisseur = 4"]),
        _cell(20, 130, 300, 46, "[2]:", ["print(epaisseur * 10)"]),
        text(84, 208, "40", 17, "start"),
        box(470, 55, 200, 110, "#e6effa", BLUE, 12),
        text(570, 45, "le noyau se souvient", 15, colour=GREY),
        code(500, 100, "epaisseur", 17, "start"),
        code(610, 100, "→ 4", 17, "start"),
        arrow(325, 55, 465, 85),
        text(395, 52, "range 4", 14, colour=GREY),
        arrow(465, 140, 325, 155),
        text(395, 172, "relit 4", 14, colour=GREY),
    )


def error() -> str:
    """What an error looks like in the lab, and in which order it is read."""
    rows = (
        ("Constat", "Python ne connaît pas prnt. Il connaît print."),
        ("Pourquoi", "Un nom s'écrit toujours de la même façon."),
        ("Piste", "Écrire print."),
    )
    return page(
        760,
        210,
        "Un message d'erreur. Titre : un nom mal écrit. Dessous, la ligne en cause. "
        "Puis le constat : ce qui ne va pas. Le pourquoi. La piste : ce qu'il faut essayer. "
        "On lit d'abord la ligne, puis le constat, puis la piste.",
        f"<rect x='20' y='20' width='6' height='170' fill='{_RED}'/>",
        box(26, 20, 460, 170, "#ffffff", "#c8c8c8"),
        text(44, 50, "✘ Un nom mal écrit", 17, "start"),
        code(44, 84, 'Ligne 1 : prnt("Bonjour")', 16, "start"),
        *(text(44, 118 + 29 * row, label, 15, "start", GREY) for row, (label, _) in enumerate(rows)),
        *(text(125, 118 + 29 * row, words, 15, "start") for row, (_, words) in enumerate(rows)),
        arrow(535, 79, 492, 79),
        text(543, 84, "1. la ligne en cause", 16, "start"),
        arrow(535, 113, 492, 113),
        text(543, 118, "2. ce qui ne va pas", 16, "start"),
        arrow(535, 171, 492, 171),
        text(543, 176, "3. ce qu'il faut essayer", 16, "start"),
    )


def buttons() -> str:
    """The buttons above a notebook."""
    signs = (
        (60, _save, "enregistrer"),
        (200, _play, "exécuter la cellule"),
        (350, _stop, "arrêter le calcul"),
        (500, _again, "redémarrer le noyau"),
        (660, _all, "redémarrer et tout exécuter"),
    )
    shapes = [box(10, 20, 740, 56, "#ffffff", "#c8c8c8", 6)]
    for number, (x, sign, words) in enumerate(signs, 1):
        shapes += [sign(x, 48), text(x, 100, f"{number}", 15, colour=GREY)]
        shapes += [text(x, 122 + 18 * row, part, 14) for row, part in enumerate(_two_lines(words))]
    return page(
        760,
        155,
        "Les boutons en haut du carnet. 1, une disquette : enregistrer. "
        "2, un triangle : exécuter la cellule. 3, un carré : arrêter le calcul. "
        "4, une flèche qui tourne : redémarrer le noyau. "
        "5, deux triangles : redémarrer et tout exécuter.",
        *shapes,
    )


def sheet() -> str:
    """The sheet of the défi, filled in by someone else."""
    rows = (
        ("jetons à imprimer", "6"),
        ("grammes pour un jeton", "3 g"),
        ("minutes pour un jeton", "15 min"),
        ("grammes en tout", "6 fois 3 g"),
        ("minutes en tout", "6 fois 15 min"),
        ("grammes prévus", "le tout, plus un jeton de secours"),
    )
    shapes = [box(20, 20, 600, 250, "#fffdf5", round=8), text(320, 52, "Fiche de Samira : des jetons", 18)]
    for row, (label, figure) in enumerate(rows):
        y = 88 + 33 * row
        shapes += [
            text(45, y, label, 16, "start"),
            text(320, y, figure, 16, "start"),
            line(40, y + 9, 600, y + 9, "#c8c8c8", 1),
        ]
    return page(
        640,
        290,
        "La fiche de Samira, qui imprime des jetons. Elle en veut 6. "
        "Un jeton pèse 3 g et demande 15 minutes. "
        "Grammes en tout : 6 fois 3 g. Minutes en tout : 6 fois 15 minutes. "
        "Grammes prévus : le tout, plus un jeton de secours.",
        *shapes,
    )


# --- parts of figures -----------------------------------------------------------------------------


def _cell(x: float, y: float, width: float, height: float, number: str, lines: Sequence[str]) -> str:
    """A code cell of a notebook, with its number on the left."""
    return "".join(
        [
            code(x, y + 29, number, 17, "start", BLUE),
            box(x + 52, y, width - 52, height, _CELL, "#c8c8c8", 3),
            *(code(x + 64, y + 29 + 22 * row, words, 16, "start") for row, words in enumerate(lines)),
        ]
    )


def _pile(
    x: float, ground: float, shims: Sequence[str], washers: Sequence[str], scale: float = 11.4
) -> list[str]:
    """Shims (wide) and washers (narrow) on each other, seen from the side; ``scale``: pixels a millimetre."""
    shapes, y = [line(x - 30, ground, x + 220, ground, GREY, 3)], ground
    pieces = [(words, 190, _SHIM) for words in shims] + [(words, 110, _WASHER) for words in washers]
    for words, width, fill in pieces:
        height = scale * float(words.removesuffix(" mm").replace(",", "."))
        y -= height
        shapes.append(box(x + (190 - width) / 2, y, width, height, fill))
        shapes.append(text(x + 95, y + height / 2 + 5, words, 14))
    return shapes


def _two_lines(words: str) -> list[str]:
    head, _, tail = words.partition(" ")
    return [head, tail] if tail else [head]


def _save(x: float, y: float) -> str:
    return (
        box(x - 14, y - 14, 28, 28, INK)
        + box(x - 8, y + 1, 16, 12, "#ffffff")
        + box(x - 7, y - 13, 14, 8, "#ffffff")
    )


def _play(x: float, y: float) -> str:
    return f"<polygon points='{x - 9:g},{y - 13:g} {x - 9:g},{y + 13:g} {x + 13:g},{y:g}' fill='{INK}'/>"


def _stop(x: float, y: float) -> str:
    return box(x - 11, y - 11, 22, 22, INK)


def _again(x: float, y: float) -> str:
    return (
        f"<path d='M {x + 12:g} {y - 6:g} A 13 13 0 1 0 {x + 13:g} {y + 3:g}' fill='none' stroke='{INK}' "
        f"stroke-width='3.5'/><polygon points='{x + 17:g},{y - 15:g} {x + 17:g},{y - 2:g} "
        f"{x + 4:g},{y - 2:g}' fill='{INK}'/>"
    )


def _all(x: float, y: float) -> str:
    return _play(x - 10, y) + _play(x + 12, y)


FIGURES = {
    f"{_IMAGES}/1_cellule.svg": cell_and_number,
    f"{_IMAGES}/1_pile.svg": pile,
    f"{_IMAGES}/1_deux_piles.svg": two_piles,
    f"{_IMAGES}/1_ordre.svg": order,
    f"{_IMAGES}/1_erreur.svg": error,
    f"{_IMAGES}/1_boutons.svg": buttons,
    f"{_IMAGES}/1_fiche.svg": sheet,
}
