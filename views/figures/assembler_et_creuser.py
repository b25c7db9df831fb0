"""Figures of 11_formes 2: the three operations, a cutter that sticks out, the cable guide and its sizes."""

from __future__ import annotations

from views.figures.drawing import BLUE, GREY, INK, box, code, disc, line, measure, page, text

_MATTER, _VOID = "#bcd9f0", "#ffffff"


def three_operations() -> str:
    """A square and a round: put together, cut, and what they share; what is not kept is white and dashed."""
    shapes = [
        f"<clipPath id='dans-a-{i}'><path d='{_square(i)}'/></clipPath>" for i in range(len(_OPERATIONS))
    ]
    for i, (sign, kept, only_a, only_b, common) in enumerate(_OPERATIONS):
        x = 40 + 210 * i
        shapes += [
            _layer(_square(i), only_a),
            _layer(_disc(i), only_b),
            _layer(_disc(i), common, f" clip-path='url(#dans-a-{i})'"),
            text(x + 16, 54, "a"),
            text(x + 108, 130, "b"),
            code(x + 65, 180, sign, 18),
            text(x + 65, 206, kept),
        ]
    return page(
        640,
        222,
        "Le même carré et le même rond, trois fois. Avec plus, on garde tout. Avec moins, on garde le carré "
        "sans le rond. Avec et, on garde la partie commune.",
        *shapes,
    )


_OPERATIONS = (
    ("a + b", "on garde tout", True, True, True),
    ("a - b", "on garde a sans b", True, False, False),
    ("a & b", "la partie commune", False, False, True),
)
"""The sign, its meaning, and what is kept: the rest of the square, the rest of the round, what they share."""


def _square(i: int) -> str:
    return f"M{40 + 210 * i} 30h80v80h-80z"


def _disc(i: int) -> str:
    return f"M{75 + 210 * i} 105a45 45 0 1 0 90 0a45 45 0 1 0 -90 0z"


def _layer(path: str, kept: bool, extra: str = "") -> str:
    fill, stroke = (_MATTER, f"'{INK}'") if kept else (_VOID, f"'{GREY}' stroke-dasharray='5 4'")
    return f"<path d='{path}' fill='{fill}' stroke={stroke} stroke-width='2'{extra}/>"


def sticking_out() -> str:
    """The section of a plate: a cutter flush with its faces, and one that sticks out of both."""
    shapes = []
    for x, out, words in ((50, 0, "au ras : une peau reste"), (360, 14, "il dépasse : le trou est net")):
        shapes += [
            box(x, 70, 230, 60, _MATTER),
            f"<rect x='{x + 85}' y='{70 - out}' width='60' height='{60 + 2 * out}' fill='{_VOID}' "
            f"stroke='{BLUE}' stroke-width='2' stroke-dasharray='6 4'/>",
            text(x + 115, 105, "outil"),
            text(x + 115, 180, words),
        ]
        if out:
            shapes += [text(x + 172, 66, "1 mm"), text(x + 172, 146, "1 mm")]
        else:
            shapes += [line(x + 85, y, x + 145, y, "#a4262c", 3) for y in (70, 130)]
    return page(
        640,
        200,
        "Deux coupes d'une plaque percée. À gauche, l'outil s'arrête au ras des faces : une peau peut "
        "rester. À droite, l'outil dépasse de 1 mm dessous et dessus : le trou est net.",
        *shapes,
    )


def cable_guide() -> str:
    """The cable guide from the front and from above, 6 pixels a millimetre, for a cable of 6 mm."""
    x, ground, top = 60, 130, 220
    front = [
        box(x, ground - 18, 240, 18, _MATTER),
        f"<rect x='{x + 180}' y='{ground - 18}' width='24' height='18' fill='none' stroke='{INK}' "
        "stroke-dasharray='4 3'/>",
        box(x, ground - 72, 72, 72, _MATTER),
        _round(x + 36, ground - 36, 19.5),
        measure(x, x + 72, 40),
        text(x + 36, 30, "câble + 6"),
        measure(x, x + 240, ground + 16, "40"),
        text(x + 258, ground - 4, "3", anchor="start"),
        line(x + 246, ground - 18, x + 246, ground, GREY, 1.5),
        line(x + 55, ground - 44, x + 110, ground - 62, GREY, 1.5),
        text(x + 114, ground - 62, "trou : câble + 0,5", anchor="start"),
        text(x + 120, 196, "vu de devant"),
    ]
    x = 380
    above = [
        box(x, 58, 240, 72, _MATTER),
        box(x, 58, 72, 72, _MATTER),
        _round(x + 192, 94, 12),
        text(x + 192, 76, "trou : 4"),
        measure(x, x + 192, ground + 16, "32"),
        line(x + 192, 106, x + 192, ground + 22, GREY, 1),
        line(x + 246, 94, x + 246, 130, GREY, 1.5),
        text(x + 252, 117, "6", anchor="start"),
        line(x - 8, 58, x - 8, 130, GREY, 1.5),
        text(x - 13, 99, "12", anchor="end"),
        text(x + 120, 196, "vu de dessus"),
    ]
    return page(
        660,
        top,
        "Le guide-câble, vu de devant et de dessus. Le pied fait 40 mm sur 12, épais de 3. Le bloc, à "
        "gauche, a pour côté le câble plus 6 mm. Le trou du câble est au centre du bloc, sur sa face avant. "
        "Le trou de vis, de 4 mm, est à 32 mm de la gauche et à 6 mm de l'avant.",
        *front,
        *above,
    )


def _round(x: float, y: float, radius: float) -> str:
    return disc(x, y, radius, _VOID)


FIGURES = {
    "solutions/11_formes/images/2_trois_operations.svg": three_operations,
    "solutions/11_formes/images/2_depasser.svg": sticking_out,
    "solutions/11_formes/images/2_guide_cable.svg": cable_guide,
}
