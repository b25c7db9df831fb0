"""Figures of 11_formes 4: a word centred on a plate, and a pattern of one round a cell."""

from __future__ import annotations

from views.figures.drawing import GREY, INK, box, line, measure, page, text

_MATTER, _RED = "#bcd9f0", "#a4262c"


def word() -> str:
    """The word COOP on its plate, from above: where it starts from, and what ``size`` measures."""
    return page(
        640,
        240,
        "Une plaque vue de dessus. Un point rouge est en son milieu, et le mot est centré sur ce point. "
        "Une flèche montre size : la hauteur d'une grande lettre.",
        box(120, 30, 360, 120, _MATTER),
        text(300, 112, "COOP", 62),
        f"<circle cx='300' cy='90' r='6' fill='{_RED}' stroke='#ffffff' stroke-width='2'/>",
        line(440, 67, 440, 112, GREY, 1.5),
        *(line(430, y, 450, y, GREY, 1.5) for y in (67, 112)),
        text(446, 94, "size", anchor="start"),
        line(300, 98, 300, 172, GREY, 1),
        text(300, 192, "le milieu : x = 30, y = 10"),
        measure(120, 480, 206, "60 mm"),
    )


def pattern() -> str:
    """Four cells of one width, a round in the middle of each."""
    x, top, cell = 100, 50, 108
    middle = x + cell / 2
    return page(
        640,
        230,
        "Quatre cases de même largeur, et un rond au milieu de chacune. Le premier rond est à une demi-case "
        "du bord. Du milieu d'un rond au suivant, il y a une case.",
        box(x, top, 4 * cell, 84, _MATTER),
        *(line(x + cell * i, top, x + cell * i, top + 84, GREY, 1) for i in range(1, 4)),
        *(
            f"<circle cx='{middle + cell * i:g}' cy='{top + 42}' r='27' fill='#ffffff' stroke='{INK}' "
            "stroke-width='2'/>"
            for i in range(4)
        ),
        *(text(middle + cell * i, top + 47, f"i = {i}") for i in range(4)),
        *(line(at, top + 74, at, 164, GREY, 1) for at in (middle, middle + cell)),
        measure(x, middle, 158, "demi-case"),
        measure(middle, middle + cell, 158, "une case"),
    )


FIGURES = {
    "solutions/11_formes/images/4_texte.svg": word,
    "solutions/11_formes/images/4_motif.svg": pattern,
}
