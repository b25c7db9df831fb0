"""Figures of 00_decouverte/2_ma_premiere_lumiere: the board and its lamp, a signal over time."""

from __future__ import annotations

from views.figures.drawing import GREY, board, line, page, signal, text

_IMAGES = "solutions/00_decouverte/images"


def board_and_lamp() -> str:
    """The Uno, its USB cable, its lamp on pin 13."""
    return page(
        620,
        270,
        "Une carte Arduino vue de dessus. Un câble USB la relie à l'ordinateur. "
        "Sa petite lampe, marquée L, est allumée. Elle est sur la broche 13.",
        line(0, 90, 128, 90, GREY, 7),
        text(60, 72, "câble USB", 15),
        *board(150, 50),
        line(410, 30, 216, 52, GREY, 1.5),
        text(416, 34, "broche 13", 16, "start"),
        line(430, 130, 262, 119, GREY, 1.5),
        text(436, 130, "la lampe de la broche 13", 16, "start"),
        text(436, 150, "(marquée L sur la carte)", 14, "start", GREY),
        line(430, 205, 392, 176, GREY, 1.5),
        text(436, 206, "la puce suit tes ordres", 16, "start"),
    )


def three_flashes() -> str:
    """Lit half a second, dark half a second, three times."""
    steps = [(1, 0.5), (0, 0.5)] * 3
    shapes = []
    for i in range(6):
        middle = 120 + 80 * i + 40
        shapes += [
            text(middle, 128, "0,5 s", 13),
            text(middle, 38, "allumée" if i % 2 == 0 else "", 13),
            text(middle, 98, "éteinte" if i % 2 else "", 13),
        ]
    return page(
        640,
        160,
        "Trois éclairs. La lampe est allumée une demi-seconde, puis éteinte une demi-seconde, trois fois.",
        signal(120, 105, steps, 160, 55),
        text(104, 62, "lampe", 15, "end"),
        text(104, 128, "durée", 15, "end"),
        *shapes,
        line(120, 142, 612, 142, GREY, 1.5),
        text(612, 156, "temps", 13, "end", GREY),
    )


def call_signal() -> str:
    """The signal to put in order: a long flash, then a short one."""
    return page(
        560,
        150,
        "Un éclair long d'une seconde, une pause d'une demi-seconde, "
        "puis un éclair court de deux dixièmes de seconde.",
        signal(100, 95, [(1, 1.0), (0, 0.5), (1, 0.2), (0, 0.4)], 200, 50),
        text(84, 75, "lampe", 15, "end"),
        text(200, 120, "1 s", 15),
        text(350, 120, "0,5 s", 15),
        text(420, 120, "0,2 s", 15),
        text(200, 36, "long", 15),
        text(420, 36, "court", 15),
    )


FIGURES = {
    f"{_IMAGES}/carte-et-lampe.svg": board_and_lamp,
    f"{_IMAGES}/trois-eclairs.svg": three_flashes,
    f"{_IMAGES}/signal-appel.svg": call_signal,
}
