"""What a print without supports can't do well, and where: overhangs, long bridges, thin walls.

A layer holds on what is under it, and may go beyond by its own height: that is 45°.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from models.french import number
from models.slicing import layers
from models.slicing.layers import Layer
from models.slicing.profile import Profile

if TYPE_CHECKING:
    from manifold3d import CrossSection

LONGEST_BRIDGE = 10.0
"""A line laid in the air between two holds sags beyond this length (mm)."""
_SLACK = 0.01
"""Overhangs narrower than this (mm) come from rounding."""
_LEAST = 1.0
"""Walls too thin to be drawn are told from this area on (mm²)."""

Point2 = tuple[float, float]


@dataclass(frozen=True)
class Fault:
    """A fault of one layer: its kind, how far it goes (mm), where in x and y."""

    kind: str
    layer: Layer
    size: float
    place: Point2


def warnings(cut: Sequence[Layer], settings: Profile, origin: Point2, thin: bool) -> tuple[str, ...]:
    """French sentences, one for each fault and each range of heights.

    Places are counted from ``origin``. ``thin``: also tell the walls thinner than a line.
    """
    faults = [fault for below, layer in pairwise(cut) for fault in _in_the_air(below, layer)]
    if thin:
        faults += [fault for layer in cut for fault in _thin(layer, settings)]
    return tuple(_sentence(several, settings, origin) for several in _ranges(faults))


def _in_the_air(below: Layer, layer: Layer) -> Iterator[Fault]:
    """The pieces of a layer that nothing under it holds."""
    if layers.fingerprint(below.section) == layers.fingerprint(layer.section):
        return
    held = layers.offset(below.section, layer.height)
    for piece in layers.pieces(layers.opened(layer.section - held, _SLACK / 2)):
        contact = layers.offset(piece, 2 * _SLACK) ^ held ^ layer.section
        if contact.is_empty():
            yield Fault("piece", layer, 0.0, _middle(piece))
        elif _is_bridge(piece, contact):
            span = 2 * (_reach(piece, held) + layer.height)
            if span > LONGEST_BRIDGE:
                yield Fault("bridge", layer, span, _middle(piece))
        else:
            yield Fault("overhang", layer, _reach(piece, held), _middle(piece))


def _is_bridge(piece: CrossSection, contact: CrossSection) -> bool:
    """Whether each line over the piece may go from one hold to another."""
    between = layers.offset(contact.hull(), 2 * _SLACK)
    return piece.num_contour() == 1 and (piece - between).area() < 0.05 * piece.area()


def _reach(piece: CrossSection, held: CrossSection) -> float:
    """How far (mm) the furthest point of ``piece`` is from what is held."""
    from manifold3d import JoinType

    low, high = 0.0, 1.0
    while not (piece - held.offset(high, JoinType.Round)).is_empty():
        low, high = high, 2 * high
    while high - low > 0.05:
        middle = (low + high) / 2
        reached = (piece - held.offset(middle, JoinType.Round)).is_empty()
        low, high = (low, middle) if reached else (middle, high)
    return high


def _thin(layer: Layer, settings: Profile) -> Iterator[Fault]:
    """What is too thin for the lines of the outer wall."""
    lost = layer.section - layers.opened(layer.section, settings["extrusion_width"] / 2)
    for piece in layers.pieces(lost):
        if piece.area() >= _LEAST:
            yield Fault("thin", layer, 0.0, _middle(piece))


def _middle(piece: CrossSection) -> Point2:
    x0, y0, x1, y1 = piece.bounds()
    return (x0 + x1) / 2, (y0 + y1) / 2


def _ranges(faults: Sequence[Fault]) -> Iterator[list[Fault]]:
    """Faults of one kind in layers that follow each other."""
    order = sorted(faults, key=lambda fault: (fault.kind, fault.layer.number))
    for _, same in groupby(order, key=lambda fault: fault.kind):
        several: list[Fault] = []
        for fault in same:
            if several and fault.layer.number > several[-1].layer.number + 1:
                yield several
                several = []
            several.append(fault)
        yield several


def _sentence(faults: Sequence[Fault], settings: Profile, origin: Point2) -> str:
    worst = max(faults, key=lambda fault: fault.size)
    low, high = faults[0].layer, faults[-1].layer
    bottom = low.top - low.height
    heights = (
        f"De {number(bottom, 1)} à {number(high.top, 1)} mm de haut"
        if high.number > low.number
        else f"À {number(bottom, 1)} mm de haut"
    )
    x, y = (value - shift for value, shift in zip(worst.place, origin, strict=True))
    place = f"{heights}, vers x = {number(x, 1)} et y = {number(y, 1)}"
    match worst.kind:
        case "overhang":
            return (
                f"{place} : la pièce penche de plus de 45° au-dessus du vide. "
                "Aucun support n'est dessiné : tourner la pièce, ou adoucir la pente."
            )
        case "bridge":
            return (
                f"{place} : un pont de {number(worst.size, 1)} mm passe au-dessus du vide. "
                f"Au-delà de {LONGEST_BRIDGE:g} mm, le plastique s'affaisse : rapprocher les appuis."
            )
        case "piece":
            return f"{place} : un morceau commence dans le vide. Rien ne le porte : tourner la pièce."
    width = f"{settings['extrusion_width']:g}".replace(".", ",")
    return f"{place} : une paroi est plus mince qu'un trait de {width} mm. Elle n'est pas dessinée."
