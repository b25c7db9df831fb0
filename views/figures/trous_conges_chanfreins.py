"""Figures of 12_pieces/2_trous_conges_chanfreins: faces, a counterbore, soft edges, the bracket."""

from __future__ import annotations

from views.figures._iso import Iso
from views.figures.drawing import GREY, INK, box, code, line, measure, page, text

_IMAGES = "solutions/12_pieces/images"
_PART, _SCREW = "#8fbcd4", "#dfe5ea"


def faces() -> str:
    """A block on its axes, two of its faces named as cadquery names them."""
    drawing = Iso(560, 250, (120, 130), 6.0)
    drawing.box((0, 0, 0), (36, 16, 10))
    drawing.arrow((-4, -4, -4), (8, -4, -4), "x", (10, 4))
    drawing.arrow((-4, -4, -4), (-4, 10, -4), "y", (6, -8))
    drawing.arrow((-4, -4, -4), (-4, -4, 8), "z", (0, -8))
    drawing.leader((20, 10, 10), (330, 50), ">Z : la face du dessus")
    drawing.leader((36, 9, 5), (405, 150), ">X : la face de droite")
    return drawing.svg(
        "Un bloc et ses trois axes. Une flèche x va vers la droite, une flèche y vers le fond, une flèche z "
        "vers le haut. La face du dessus porte le nom >Z, la face de droite le nom >X."
    )


def counterbore() -> str:
    """A screw in its counterbore, the plate cut in two; 14 pixels a millimetre."""
    plate = "M 70 90 H 217 V 132 H 248.5 V 174 H 70 Z M 490 90 H 343 V 132 H 311.5 V 174 H 490 Z"
    screw = "M 224 95.6 H 336 V 132 H 308 V 215 H 252 V 132 H 224 Z"
    return page(
        700,
        260,
        "Une plaque coupée en deux, vue de côté. La tige de la vis passe dans un trou de 4,5 mm. "
        "Sa tête se cache dans un lamage de 9 mm de large et de 3 mm de profondeur.",
        f"<path d='{plate}' fill='{_PART}' stroke='{INK}' stroke-width='2'/>",
        f"<path d='{screw}' fill='{_SCREW}' stroke='{INK}' stroke-width='2'/>",
        text(280, 118, "tête", 14),
        text(280, 200, "tige", 14),
        line(217, 55, 217, 88, GREY, 1),
        line(343, 55, 343, 88, GREY, 1),
        measure(217, 343, 60),
        text(280, 46, "lamage : 9 mm de large", 15),
        text(130, 140, "la plaque", 15),
        line(343, 132, 520, 132, GREY, 1),
        line(490, 90, 520, 90, GREY, 1),
        text(528, 116, "profondeur : 3 mm", 15, "start"),
        line(311.5, 176, 311.5, 236, GREY, 1),
        line(248.5, 176, 248.5, 236, GREY, 1),
        measure(248.5, 311.5, 232),
        text(330, 237, "trou : 4,5 mm", 15, "start"),
    )


def soft_corners() -> str:
    """The same corner rounded and cut, the sharp one dashed."""

    def corner(x: float, path: str, word: str, command: str) -> list[str]:
        return [
            f"<path d='M {x} 190 V 50 {path} V 190 Z' fill='{_PART}' stroke='{INK}' stroke-width='2'/>",
            f"<path d='M {x + 110} 50 H {x + 180} V 120' fill='none' stroke='{GREY}' stroke-width='2' "
            "stroke-dasharray='5 4'/>",
            text(x + 90, 140, word, 16),
            code(x + 90, 165, command, 15),
        ]

    return page(
        560,
        215,
        "À gauche, un congé : le coin est arrondi. À droite, un chanfrein : le coin est coupé en biais.",
        *corner(50, "H 160 A 70 70 0 0 1 230 120", "congé", "fillet"),
        *corner(330, "H 440 L 510 120", "chanfrein", "chamfer"),
    )


def profile() -> str:
    """The L of the bracket, its six points; 5 pixels a millimetre."""
    return page(
        560,
        310,
        "Un L couché, fait de six points reliés. Le côté le long de y va contre le mur. "
        "Le côté le long de x porte la planche. Il a 5 mm d'épaisseur.",
        box(150, 40, 10, 215, "#d8d8d8", GREY),
        text(140, 150, "mur", 15, "end"),
        f"<path d='M 160 250 H 360 V 225 H 185 V 50 H 160 Z' fill='{_PART}' stroke='{INK}' "
        "stroke-width='2'/>",
        *(
            f"<circle cx='{160 + 5 * x}' cy='{250 - 5 * y}' r='4' fill='{INK}'/>"
            for x, y in ((0, 0), (40, 0), (40, 5), (5, 5), (5, 40), (0, 40))
        ),
        text(155, 278, "(0, 0)", 14),
        text(372, 268, "(40, 0)", 14, "start"),
        text(372, 224, "(40, 5)", 14, "start"),
        text(194, 214, "(5, 5)", 14, "start"),
        text(194, 56, "(5, 40)", 14, "start"),
        text(155, 30, "(0, 40)", 14),
        text(265, 278, "ce côté porte la planche", 15),
    )


FIGURES = {
    f"{_IMAGES}/2_faces.svg": faces,
    f"{_IMAGES}/2_lamage.svg": counterbore,
    f"{_IMAGES}/2_conge_chanfrein.svg": soft_corners,
    f"{_IMAGES}/2_profil.svg": profile,
}
