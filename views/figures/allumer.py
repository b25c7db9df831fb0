"""Figures of 31_arduino_python/1_allumer: a LED wired to pin 9, PWM at three settings."""

from __future__ import annotations

from views.figures.drawing import GREY, INK, box, line, page, signal, text

_IMAGES = "solutions/31_arduino_python/images"


def led_on_pin_9() -> str:
    """Pin 9, a 220 ohm resistor, a LED, GND."""
    triangle = f"<polygon points='330,50 330,90 366,70' fill='#ffe9a8' stroke='{INK}' stroke-width='2'/>"
    return page(
        600,
        190,
        "Le montage. Un fil part de la broche 9 de la carte. Il traverse une résistance de 220 ohms, "
        "puis la LED. Il revient à la broche GND de la carte.",
        box(20, 30, 110, 130, "#2a6f86", round=8),
        text(75, 22, "carte Uno", 15),
        text(118, 75, "~9", 17, "end", "#ffffff"),
        text(118, 140, "GND", 17, "end", "#ffffff"),
        line(130, 70, 190, 70),
        box(190, 58, 80, 24, "#f4e3c1"),
        text(230, 75, "220 Ω", 14),
        text(230, 110, "résistance", 14),
        line(270, 70, 330, 70),
        triangle,
        line(366, 50, 366, 90, INK, 3),
        text(348, 110, "LED", 14),
        text(312, 48, "anode +", 13, "end"),
        text(376, 48, "cathode −", 13, "start"),
        line(366, 70, 470, 70),
        line(470, 70, 470, 135),
        line(470, 135, 130, 135),
        text(484, 90, "le courant", 13, "start", GREY),
        text(484, 107, "revient à GND", 13, "start", GREY),
    )


def pwm() -> str:
    """Two periods at 25, 50 and 75 %."""
    shapes = []
    for row, share in enumerate((0.25, 0.5, 0.75)):
        base = 70 + 75 * row
        shapes += [
            text(160, base - 12, f"value = {share}", 15, "end"),
            signal(180, base, [(1, share), (0, 1 - share)] * 3, 110, 42),
            text(530, base - 12, f"{share:.0%} du temps".replace("%", " %"), 15, "start"),
        ]
    return page(
        680,
        250,
        "La tension de la broche au cours du temps, pour trois réglages. À 0,25 elle est haute un quart "
        "du temps, à 0,5 la moitié du temps, "
        "à 0,75 les trois quarts du temps. Elle change 490 fois par seconde.",
        *shapes,
        text(
            345,
            243,
            "un cycle dure 2 millièmes de seconde : l'œil voit une lumière régulière",
            13,
            "middle",
            GREY,
        ),
    )


FIGURES = {
    f"{_IMAGES}/led-broche-9.svg": led_on_pin_9,
    f"{_IMAGES}/pwm.svg": pwm,
}
