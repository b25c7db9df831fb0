"""Figures of 12_pieces/4_assembler_avec_du_jeu: clearances, how to count them, the knuckles of a hinge."""

from __future__ import annotations

from views.figures.drawing import GREY, INK, arrow, box, disc, line, page, text

_IMAGES = "solutions/12_pieces/images"
_PART, _INNER = "#8fbcd4", "#f6e3b4"


def three_clearances() -> str:
    """An axle in its ring: welded, free, loose."""

    def pair(x: float, gap: float, above: str, below: str) -> list[str]:
        ring = [disc(x, 115, 72, _PART), disc(x, 115, 36 + gap, "#ffffff")] if gap else []
        axle = disc(x, 115, 36, _INNER) if gap else disc(x, 115, 72, _PART)
        return [text(x, 28, above, 16), *ring, axle, text(x, 214, below, 15)]

    return page(
        660,
        235,
        "Trois axes dans trois bagues, vus de dessus. Sans jeu : soudés. Avec 0,3 mm : l'axe tourne. "
        "Avec 1 mm : l'axe ballotte.",
        *pair(110, 0, "jeu : 0", "soudés"),
        *pair(330, 6, "jeu : 0,3 mm", "l'axe tourne"),
        *pair(550, 20, "jeu : 1 mm", "l'axe ballotte"),
    )


def counting() -> str:
    """The clearance once on a radius, twice on a width."""
    return page(
        640,
        300,
        "À gauche, un axe rond dans sa bague : le jeu s'ajoute une fois au rayon. À droite, un tiroir carré "
        "dans son fourreau : le jeu est des deux côtés, il s'ajoute deux fois à la largeur.",
        disc(150, 130, 110, _PART),
        disc(150, 130, 80, "#ffffff"),
        disc(150, 130, 60, _INNER),
        line(150, 130, 210, 130, INK, 2),
        text(180, 122, "rayon", 14),
        line(210, 130, 230, 130, "#a4262c", 5),
        text(150, 90, "axe", 15),
        text(150, 270, "trou : rayon + jeu", 16),
        box(380, 20, 220, 220, _PART),
        box(410, 50, 160, 160, "#ffffff"),
        box(430, 70, 120, 120, _INNER),
        line(430, 130, 550, 130, INK, 2),
        text(490, 122, "largeur", 14),
        line(410, 130, 430, 130, "#a4262c", 5),
        line(550, 130, 570, 130, "#a4262c", 5),
        text(490, 90, "tiroir", 15),
        text(490, 270, "vide : largeur + 2 × jeu", 16),
        text(320, 60, "le jeu", 15),
        arrow(300, 68, 224, 124),
        arrow(340, 68, 416, 124),
    )


def knuckles() -> str:
    """The hinge cut in two, from the side; 14 pixels a millimetre, the clearance made larger."""
    foot, gap = 274, 10
    low, high = foot - 84, foot - 224
    return page(
        640,
        320,
        "Une charnière coupée en deux, vue de côté. En bas, un disque de 6 mm de haut, de 7 mm de rayon. "
        "Un axe en sort et monte jusqu'à 16 mm. Autour de l'axe, un anneau de 7 mm de rayon. "
        "Un jeu le sépare de l'axe, et un jeu le sépare du disque.",
        f"<path d='M 102 {foot} H 298 V {low} H 242 V {high} H 158 V {low} H 102 Z' fill='{_INNER}' "
        f"stroke='{INK}' stroke-width='2'/>",
        box(102, high, 56 - gap, 140 - gap, _PART),
        box(242 + gap, high, 56 - gap, 140 - gap, _PART),
        text(200, foot - 36, "disque"),
        text(200, foot - 150, "axe"),
        text(126, foot - 150, "anneau", 12),
        text(275, foot - 150, "anneau", 12),
        *(line(302, y, 340, y, GREY, 1) for y in (foot, low, high)),
        text(348, foot + 5, "hauteur 0", 15, "start"),
        text(348, low + 22, "hauteur 6 mm", 15, "start"),
        text(348, high + 5, "hauteur 16 mm", 15, "start"),
        line(247, foot - 200, 440, foot - 180, GREY, 1),
        text(446, foot - 175, "jeu autour de l'axe", 15, "start"),
        line(280, low - 5, 440, foot - 120, GREY, 1),
        text(446, foot - 115, "jeu sous l'anneau", 15, "start"),
    )


FIGURES = {
    f"{_IMAGES}/4_trois_jeux.svg": three_clearances,
    f"{_IMAGES}/4_compter.svg": counting,
    f"{_IMAGES}/4_charnons.svg": knuckles,
}
