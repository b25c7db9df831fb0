"""Figures of 21_courant/2_proteger_une_led: a LED's legs, and how a voltage is shared."""

from __future__ import annotations

import schemdraw
from schemdraw import elements as elm

from views.circuit import accessible

_IMAGES = "solutions/21_courant/images"


def led_legs() -> str:
    """A 5 mm LED beside its symbol: the long leg is the anode."""
    alt = (
        "Une LED et son symbole. La patte longue est l'anode, du côté du +. "
        "La patte courte est la cathode, du côté du −. Le symbole est un triangle qui pointe vers la cathode."
    )
    drawing = schemdraw.Drawing(canvas="svg", show=False)
    drawing.config(fontsize=13, lw=1.8)
    drawing.add(elm.Arc2(k=0.75).at((0, 2.2)).to((1.4, 2.2)))
    for corners in (
        [(0, 2.2), (0, 1.2)],
        [(1.4, 2.2), (1.4, 1.2)],
        [(-0.15, 1.2), (1.55, 1.2)],
        [(-0.15, 1.2), (-0.15, 0.95)],
        [(1.55, 1.2), (1.55, 0.95)],
        [(-0.15, 0.95), (1.55, 0.95)],
        [(0.4, 0.95), (0.4, -1.4)],
        [(1.0, 0.95), (1.0, -0.6)],
    ):
        drawing.add(elm.Line().at(corners[0]).to(corners[1]))
    drawing.add(elm.Label().at((-1.55, -1.0)).label("patte longue :\nanode, côté +"))
    drawing.add(elm.Label().at((2.95, -0.4)).label("patte courte :\ncathode, côté −"))
    drawing.add(elm.LED().at((5.4, 1.2)).to((9.0, 1.2)))
    drawing.add(elm.Label().at((5.9, 0.35)).label("anode +"))
    drawing.add(elm.Label().at((8.5, 0.35)).label("cathode −"))
    return accessible(drawing.get_imagedata("svg").decode(), alt)


def shared_voltage() -> str:
    """Nine volts shared between a resistor (7 V) and a red LED (2 V)."""
    alt = (
        "La pile donne 9 V. La LED rouge en prend 2 V. Il reste 7 V pour la résistance. "
        "Le même courant, 15 mA, passe dans les deux."
    )
    drawing = schemdraw.Drawing(canvas="svg", show=False)
    drawing.config(fontsize=13, lw=1.8)
    resistor = elm.ResistorIEC().at((0, 0)).to((4.2, 0)).label("résistance", ofst=0.15)
    led = elm.LED().at((4.2, 0)).to((8.4, 0)).label("LED rouge", loc="top", ofst=0.15)
    battery = elm.BatteryCell().at((0, -3.2)).to((8.4, -3.2)).label("pile : 9 V", loc="bottom", ofst=0.15)
    for part in (resistor, led, battery):
        drawing.add(part)
    for x in (0, 8.4):
        drawing.add(elm.Line().at((x, 0)).to((x, -3.2)))
    drawing.add(elm.Arrow(double=True).at((0.7, -0.8)).to((3.5, -0.8)).label("7 V", loc="bottom"))
    drawing.add(elm.Arrow(double=True).at((4.9, -0.8)).to((7.7, -0.8)).label("2 V", loc="bottom"))
    drawing.add(elm.Arrow().at((0, -2.6)).to((0, -1.6)).label("15 mA", loc="bottom"))
    return accessible(drawing.get_imagedata("svg").decode(), alt)


FIGURES = {
    f"{_IMAGES}/2_pattes_led.svg": led_legs,
    f"{_IMAGES}/2_tension_partagee.svg": shared_voltage,
}
