"""Drawing a circuit: ``show(montage)`` gives its schematic, with IEC symbols and a text alternative."""

from __future__ import annotations

import html
import re
from typing import Any

import schemdraw
from schemdraw import elements as elm

from models.circuit import (
    LED,
    Battery,
    Circuit,
    CircuitError,
    Part,
    Potentiometer,
    Resistor,
    Solution,
    Switch,
    format_value,
)
from views.layout import Block, Leaf, Parallel, Series, columns, loop, rows

COLUMN = 4.2
"""Width of a part with its wires, in schemdraw units."""
ROW = 2.6

Point = tuple[float, float]


class Schematic:
    """A drawing for a notebook: an SVG on a white card, readable on a light and on a dark theme."""

    def __init__(self, svg: str, alt: str) -> None:
        self.svg, self.alt = svg, alt

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        return f'<div style="background:#fff;padding:.5em;width:fit-content;max-width:100%">{self.svg}</div>'


class NoDrawing:
    """What is shown in place of a drawing, and why."""

    def __init__(self, why: str) -> None:
        self.why = why

    def __repr__(self) -> str:
        return self.why

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.why)}</p>"


def show(circuit: Any, currents: bool = False) -> Schematic | NoDrawing:
    """Dessiner un montage. Avec ``currents=True``, écrire le courant de chaque pièce et ce qui brûle."""
    if circuit is None or circuit is ...:
        return NoDrawing("Il n'y a pas encore de montage à dessiner.")
    try:
        circuit = Circuit.of(circuit)
        if not circuit.parts:
            return NoDrawing("Le montage ne contient encore aucune pièce.")
        solution = circuit.solve() if currents else None
    except CircuitError as error:
        return NoDrawing(f"Le montage ne peut pas être dessiné. {error}")
    return Schematic(draw(circuit, solution), describe(circuit, solution))


def draw(circuit: Circuit, solution: Solution | None = None) -> str:
    """The circuit's schematic as SVG text, with ``<title>`` and ``aria-label``."""
    pen = _Pen(solution)
    tree = loop(circuit.parts)
    if tree:
        pen.loop(*tree)
    else:
        pen.rows(circuit)
    return accessible(pen.svg(), describe(circuit, solution))


def describe(circuit: Circuit, solution: Solution | None = None) -> str:
    """The circuit in words: each part, its value, its nodes and, when solved, its current."""
    return "Schéma électrique. " + " ".join(
        f"{_describe(part)}{_figures(part, solution)}." for part in circuit.parts
    )


def accessible(svg: str, alt: str) -> str:
    """An SVG of schemdraw's with a white background and a text alternative, no wider than its cell."""
    text = html.escape(alt, quote=True)
    head = re.match(r'<svg [^>]*?height="([\d.]+)pt" width="([\d.]+)pt" viewBox="([-\d. ]+)">', svg)
    if head is None:
        raise ValueError("not an SVG of schemdraw's")
    height, width, box = head.groups()
    x, y, w, h = box.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="fr" role="img" aria-label="{text}" '
        f'width="{float(width):.0f}pt" height="{float(height):.0f}pt" viewBox="{box}" '
        f'style="max-width:100%;height:auto"><title>{text}</title>'
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="#fff"/>' + svg[head.end() :]
    )


class _Pen:
    """Puts parts, wires and node names on a schemdraw drawing."""

    def __init__(self, solution: Solution | None) -> None:
        self._drawing = schemdraw.Drawing(canvas="svg", show=False)
        self._drawing.config(fontsize=13, lw=1.8)
        self._solution = solution
        self._burning = {burn.part.name for burn in solution.burns()} if solution else set()
        self._named: set[str] = set()
        self._rails = (0.0, 0.0)

    def svg(self) -> str:
        return self._drawing.get_imagedata("svg").decode()

    def loop(self, block: Block, battery: Battery) -> None:
        """The parts above, the first battery below, its plus on the left."""
        width, depth = columns(block) * COLUMN, rows(block) * ROW
        self._rails = (0.0, width)
        self._block(block, (0, 0), width)
        self._wire((0, 0), (0, -depth))
        self._wire((width, 0), (width, -depth))
        self._part(battery, (0, -depth), (width, -depth))
        self._node(battery.nodes[0], (0, 0))
        self._node(battery.nodes[1], (width, 0))

    def rows(self, circuit: Circuit) -> None:
        """One part a row, between the names of its nodes: same name, same node."""
        for row, part in enumerate(circuit.parts):
            y = -row * ROW * 1.4
            self._part(part, (0, y), (COLUMN, y))
            self._name(part.nodes[0], (0, y), "left")
            self._name(part.nodes[1], (COLUMN, y), "right")

    def _block(self, block: Block, at: Point, width: float) -> None:
        x, y = at
        if isinstance(block, Leaf):
            ends = (at, (x + width, y))
            self._part(block.part, *(ends if block.forward else ends[::-1]))
        elif isinstance(block, Series):
            self._series(block, at, width)
        else:
            self._parallel(block, at, width)

    def _series(self, block: Series, at: Point, width: float) -> None:
        x, y = at
        for i, part in enumerate(block.blocks):
            share = width * columns(part) / columns(block)
            self._block(part, (x, y), share)
            if i:
                self._node(_first_node(part), (x, y))
            x += share

    def _parallel(self, block: Parallel, at: Point, width: float) -> None:
        x, y = at
        down = 0.0
        for part in block.blocks:
            for side in (x, x + width) if down else ():
                self._wire((side, y), (side, y - down))
                if part is not block.blocks[-1] or side in self._rails:
                    self._drawing.add(elm.Dot().at((side, y - down)))
            self._block(part, (x, y - down), width)
            down += rows(part) * ROW

    def _part(self, part: Part, start: Point, end: Point) -> None:
        element = _symbol(part).at(start).to(end)
        # A part drawn from right to left has its "top" below it; a battery has its signs above.
        above = "top" if (end[0] > start[0]) != isinstance(part, Battery) else "bottom"
        element.label("\n".join(self._label(part)), loc=above, ofst=0.15)
        if isinstance(part, Battery):
            signs = ("+", "−") if end[0] > start[0] else ("−", "+")
            element.label(signs[0], ofst=(-0.4, 0.0)).label(signs[1], ofst=(0.4, 0.0))
        self._drawing.add(element)
        if isinstance(part, Potentiometer):
            self._name(part.nodes[2], (element.tap.x, element.tap.y), "right")

    def _label(self, part: Part) -> list[str]:
        lines = [" ".join(filter(None, (part.name, _value(part))))]
        if self._solution:
            burning = "  ✖ brûle" if part.name in self._burning else ""
            lines.append(format_value(self._solution.currents[part.name], "A") + burning)
        return lines

    def _wire(self, start: Point, end: Point) -> None:
        self._drawing.add(elm.Line().at(start).to(end))

    def _node(self, name: str, at: Point) -> None:
        """A dot and its name, once for a node."""
        if name not in self._named:
            self._named.add(name)
            self._name(name, at, "top")

    def _name(self, name: str, at: Point, side: str) -> None:
        self._drawing.add(elm.Dot().at(at).label(name, loc=side, color="#1a4f8b"))


def _symbol(part: Part) -> Any:
    if isinstance(part, Battery):
        return elm.BatteryCell()
    if isinstance(part, LED):
        return elm.LED()
    if isinstance(part, Switch):
        return elm.Switch(nc=part.closed)
    return elm.PotentiometerIEC() if isinstance(part, Potentiometer) else elm.ResistorIEC()


def _first_node(block: Block) -> str:
    return block.start if isinstance(block, Leaf) else _first_node(block.blocks[0])


def _value(part: Part) -> str:
    if isinstance(part, Battery):
        return format_value(part.voltage, "V")
    if isinstance(part, Resistor | Potentiometer):
        return format_value(part.resistance, "Ω")
    if isinstance(part, LED):
        return f"LED {part.model.french}"
    if isinstance(part, Switch):
        return "fermé" if part.closed else "ouvert"
    return ""


def _describe(part: Part) -> str:
    first, second, *rest = part.nodes
    if isinstance(part, Battery):
        return f"Pile {part.name} de {_value(part)}, le + au nœud {first}, le − au nœud {second}"
    if isinstance(part, LED):
        return f"{_value(part)} {part.name}, anode au nœud {first}, cathode au nœud {second}"
    wiper = f", curseur au nœud {rest[0]}" if rest else ""
    return f"{part.french.capitalize()} {part.name}, {_value(part)}, du nœud {first} au nœud {second}{wiper}"


def _figures(part: Part, solution: Solution | None) -> str:
    if solution is None:
        return ""
    burning = " : brûle" if any(burn.part.name == part.name for burn in solution.burns()) else ""
    return f", courant {format_value(solution.currents[part.name], 'A')}{burning}"
