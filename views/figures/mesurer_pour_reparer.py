"""Figures of 12_pieces/3_mesurer_pour_reparer: the stop of the bobbin winder, and how its hole is placed."""

from __future__ import annotations

from views.figures._iso import Iso
from views.figures.drawing import BLUE, GREY, INK, box, disc, line, measure, page, text

_IMAGES = "solutions/12_pieces/images"
_PART = "#8fbcd4"


def stop() -> str:
    """The stop: a plate with a hole and a stud."""
    drawing = Iso(560, 250, (60, 115), 10.0)
    drawing.box((0, 0, 0), (28, 12, 4))
    drawing.disc((6, 6, 4), 2.5)
    drawing.cylinder((22, 6, 4), 3, 3.5)
    drawing.leader((6, 6, 4), (215, 20), "le trou : l'axe passe dedans")
    drawing.leader((22, 6, 7.5), (390, 70), "le plot : il bloque")
    return drawing.svg(
        "La butée, vue en biais : une platine allongée. À gauche, un trou pour l'axe. "
        "À droite, un plot rond, debout."
    )


def uncertainty() -> str:
    """A reading of 12 mm and the band where the true size is; 40 pixels a twentieth of a millimetre."""
    ticks = [
        line(80 + 80 * i, 120, 80 + 80 * i, 120 + (26 if i in (1, 3, 5) else 16), INK, 2) for i in range(7)
    ]
    names = ("11,9", "11,95", "", "12,05", "12,1")
    places = (160, 240, 320, 400, 480)
    return page(
        640,
        210,
        "Une règle agrandie autour de 12 mm. La lecture est 12,00 mm. "
        "Une bande va de 11,95 à 12,05 mm : la vraie taille est dedans.",
        box(240, 70, 160, 50, "#f6e3b4"),
        line(60, 120, 580, 120),
        *ticks,
        *(text(x, 168, name) for x, name in zip(places, names, strict=True)),
        text(320, 168, "12,00"),
        line(320, 55, 320, 120, BLUE, 3),
        text(320, 45, "la lecture"),
        text(412, 92, "la vraie taille est dans la bande", 15, "start"),
        text(320, 198, "millimètres, très agrandis", 14, colour=GREY),
    )


def middle_of_a_hole() -> str:
    """The plate from above: from edge to edge, and half of the diameter; 18 pixels a millimetre."""
    left, right, top = 40, 544, 40
    near, far, middle = left + 63, left + 153, left + 108
    return page(
        600,
        370,
        "La platine vue de dessus. Du bord gauche au bord du trou, on mesure 3,5 mm. "
        "Le trou a un diamètre de 5 mm. Le milieu du trou est à 3,5 plus 2,5, donc 6 mm du bord gauche.",
        box(left, top, right - left, 160, _PART),
        disc(middle, 120, 45, "#ffffff"),
        line(middle - 8, 120, middle + 8, 120, INK, 1.5),
        line(middle, 112, middle, 128, INK, 1.5),
        *(line(x, 120, x, low, GREY, 1) for x, low in ((left, 340), (near, 280), (far, 280), (middle, 340))),
        measure(left, near, 222),
        text(left + 31, 244, "3,5 mm"),
        measure(near, far, 275),
        text(far + 12, 280, "diamètre du trou : 5 mm", 15, "start"),
        measure(left, middle, 332),
        text(far + 12, 337, "milieu du trou : 3,5 + 2,5 = 6 mm", 15, "start"),
        text(400, 125, "la platine, vue de dessus", 15),
    )


def dimensions() -> str:
    """The stop from above and from the side: what is known, what was measured; 12 pixels a millimetre."""
    left, right = 60, 396
    hole, stud = left + 72, right - 72
    return page(
        660,
        420,
        "La butée vue de dessus, puis de côté. La platine a 12 mm de large et 4 mm d'épaisseur. "
        "Le milieu du plot est à 6 mm du bord droit, son diamètre est de 6 mm. On mesure la longueur, "
        "le trou, la distance du bord gauche au trou, et la hauteur du plot.",
        text(left, 28, "vue de dessus", 15, "start", GREY),
        box(left, 40, right - left, 144, _PART),
        disc(hole, 112, 30, "#ffffff"),
        disc(stud, 112, 36, "#b9d6e4"),
        text(hole, 117, "trou"),
        text(stud, 117, "plot, 6"),
        line(stud, 150, stud, 200, GREY, 1),
        line(hole - 30, 112, hole - 30, 200, GREY, 1),
        line(left, 184, left, 250, GREY, 1),
        line(right, 184, right, 250, GREY, 1),
        measure(left, hole - 30, 194),
        text(left + 21, 214, "bord"),
        measure(stud, right, 194),
        text(stud + 36, 214, "6"),
        measure(left, right, 236),
        text(228, 256, "longueur"),
        line(416, 40, 416, 184, GREY, 1.5),
        text(424, 117, "largeur : 12", 15, "start"),
        text(left, 300, "vue de côté", 15, "start", GREY),
        box(stud - 36, 310, 72, 42, "#b9d6e4"),
        box(left, 352, right - left, 48, _PART),
        line(416, 352, 416, 400, GREY, 1.5),
        text(424, 381, "épaisseur : 4", 15, "start"),
        line(416, 310, 416, 346, GREY, 1.5),
        text(424, 333, "hauteur du plot", 15, "start"),
    )


FIGURES = {
    f"{_IMAGES}/3_butee.svg": stop,
    f"{_IMAGES}/3_incertitude.svg": uncertainty,
    f"{_IMAGES}/3_milieu.svg": middle_of_a_hole,
    f"{_IMAGES}/3_cotes.svg": dimensions,
}
