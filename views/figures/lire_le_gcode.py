"""Figures of 41_gcode/1_lire_le_gcode: the three axes of the printer, and a line of G-code taken apart."""

from __future__ import annotations

from views.figures.drawing import BLUE, GREY, INK, arrow, box, line, page, text

_IMAGES = "solutions/41_gcode/images"


def axes() -> str:
    """The bed in perspective, the nozzle above it, and where X, Y and Z go."""
    alt = (
        "Le plateau de l'imprimante et la buse au-dessus. X va de gauche à droite, de 0 à 225 mm. "
        "Y va de l'avant vers l'arrière, de 0 à 220 mm. Z monte, de 0 à 210 mm. "
        "Le zéro est le coin avant gauche du plateau."
    )
    bed = (
        "<polygon points='90,270 390,270 500,170 200,170' fill='#e9eef2' stroke='#1b1b1b' stroke-width='2'/>"
    )
    nozzle = (
        f"<polygon points='400,178 420,178 420,196 413,208 407,208 400,196' fill='#c9a227' stroke='{INK}' "
        "stroke-width='2'/>"
    )
    return page(
        560,
        310,
        alt,
        bed,
        box(392, 130, 36, 48, "#d0d0d0", round=3),
        nozzle,
        text(440, 158, "la buse", 15, "start"),
        arrow(90, 270, 430, 270, BLUE),
        text(250, 296, "X : de gauche à droite, 0 à 225 mm", 15, colour=BLUE),
        arrow(90, 270, 222, 150, BLUE),
        text(236, 140, "Y : vers l'arrière,", 15, "start", BLUE),
        text(236, 159, "0 à 220 mm", 15, "start", BLUE),
        arrow(90, 270, 90, 40, BLUE),
        text(104, 50, "Z : vers le haut, 0 à 210 mm", 15, "start", BLUE),
        f"<circle cx='90' cy='270' r='6' fill='{INK}'/>",
        text(70, 292, "zéro", 15, "middle"),
        text(270, 232, "le plateau", 15, "middle", GREY),
    )


def one_line() -> str:
    """The line « G1 X120 E1.4 F1200 », each word with what it says."""
    words = [
        ("G1", "la commande :", "va en ligne droite", 70),
        ("X120", "où aller :", "X = 120 mm", 225),
        ("E1.4", "le filament :", "pousse 1,4 mm", 380),
        ("F1200", "la vitesse :", "1200 mm par minute", 545),
    ]
    alt = "La ligne G1 X120 E1.4 F1200, mot par mot. " + " ".join(
        f"{word} est {title.rstrip(' :')} : {meaning}." for word, title, meaning, _ in words
    )
    shapes = []
    for word, title, meaning, x in words:
        shapes += [
            box(x - 50, 24, 100, 48, "#e9eef2", round=6),
            f"<text x='{x}' y='57' font-size='26' text-anchor='middle' font-weight='bold' "
            f"font-family='Liberation Mono, monospace' fill='{BLUE}'>{word}</text>",
            line(x, 72, x, 98, GREY),
            text(x, 118, title, 15),
            text(x, 139, meaning, 15),
        ]
    return page(640, 160, alt, *shapes)


FIGURES = {
    f"{_IMAGES}/1_axes.svg": axes,
    f"{_IMAGES}/1_une_ligne.svg": one_line,
}
