"""SVG by hand for the figures of lessons: a page with its text for screen readers, and a signal over time."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

INK, GREY, LIGHT, BLUE = "#1b1b1b", "#595959", "#e6a700", "#0b62b0"
FONT = "font-family='Liberation Sans, Arial, sans-serif'"


def page(width: int, height: int, alt: str, *shapes: str) -> str:
    """An SVG document on white, read aloud as ``alt``."""
    text = escape(alt, quote=True)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' "
        f"height='{height}' role='img' aria-label='{text}' {FONT}>\n<title>{text}</title>\n"
        f"<rect width='{width}' height='{height}' fill='#ffffff'/>\n" + "\n".join(shapes) + "\n</svg>\n"
    )


def text(x: float, y: float, words: str, size: int = 15, anchor: str = "middle", colour: str = INK) -> str:
    return (
        f"<text x='{x:g}' y='{y:g}' font-size='{size}' text-anchor='{anchor}' fill='{colour}'>"
        f"{escape(words)}</text>"
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str = INK, width: float = 2) -> str:
    return (
        f"<line x1='{x1:g}' y1='{y1:g}' x2='{x2:g}' y2='{y2:g}' stroke='{colour}' stroke-width='{width:g}'/>"
    )


def arrow(x1: float, y1: float, x2: float, y2: float, colour: str = INK) -> str:
    """A line with a filled tip at its end."""
    dx, dy = x2 - x1, y2 - y1
    long = (dx * dx + dy * dy) ** 0.5
    ux, uy = dx / long, dy / long
    tip = f"{x2:g},{y2:g}"
    left = f"{x2 - 12 * ux - 5 * uy:g},{y2 - 12 * uy + 5 * ux:g}"
    right = f"{x2 - 12 * ux + 5 * uy:g},{y2 - 12 * uy - 5 * ux:g}"
    return line(x1, y1, x2 - 8 * ux, y2 - 8 * uy, colour, 3) + (
        f"<polygon points='{tip} {left} {right}' fill='{colour}'/>"
    )


def code(x: float, y: float, words: str, size: int = 16, anchor: str = "middle", colour: str = INK) -> str:
    """Words of a program, in letters of one width, spaces kept."""
    return (
        f"<text x='{x:g}' y='{y:g}' font-size='{size}' text-anchor='{anchor}' fill='{colour}' "
        f"xml:space='preserve' font-family='Liberation Mono, monospace'>{escape(words)}</text>"
    )


def measure(x1: float, x2: float, y: float, words: str = "", colour: str = GREY) -> str:
    """A dimension: a line with an arrow at each end, and what it measures under it."""
    tips = "".join(
        f"<polygon points='{x:g},{y:g} {x + d:g},{y - 4:g} {x + d:g},{y + 4:g}' fill='{colour}'/>"
        for x, d in ((x1, 8), (x2, -8))
    )
    return line(x1, y, x2, y, colour, 1.5) + tips + text((x1 + x2) / 2, y + 20, words, 15, colour=INK)


def box(
    x: float, y: float, width: float, height: float, fill: str, stroke: str = INK, round: float = 0
) -> str:
    return (
        f"<rect x='{x:g}' y='{y:g}' width='{width:g}' height='{height:g}' rx='{round:g}' fill='{fill}' "
        f"stroke='{stroke}' stroke-width='2'/>"
    )


def disc(x: float, y: float, radius: float, fill: str) -> str:
    return f"<circle cx='{x:g}' cy='{y:g}' r='{radius:g}' fill='{fill}' stroke='{INK}' stroke-width='2'/>"


def signal(x: float, y: float, steps: Sequence[tuple[int, float]], scale: float, height: float = 50) -> str:
    """Levels (0 or 1) and how long each lasts, drawn as a filled step line; ``scale`` is pixels a second."""
    points, at = [(x, y)], x
    for level, seconds in steps:
        top = y - height * level
        points += [(at, top), (at + seconds * scale, top)]
        at += seconds * scale
    points.append((at, y))
    path = " ".join(f"{px:g},{py:g}" for px, py in points)
    return (
        f"<polygon points='{path}' fill='#ffe9a8' stroke='{INK}' stroke-width='2.5' stroke-linejoin='round'/>"
    )


def board(x: float, y: float, lit: bool = True) -> list[str]:
    """An Uno seen from above, 260 × 180, its small lamp « L » on pin 13 and its row of pins on top."""
    shapes = [
        box(x - 22, y + 18, 60, 44, "#d0d0d0", round=3),  # USB
        box(x, y, 260, 180, "#2a6f86", round=10),
        box(x - 22, y + 18, 60, 44, "#d0d0d0", round=3),
        text(x + 8, y + 46, "USB", 13),
        box(x + 120, y + 105, 120, 30, "#1b1b1b", round=3),  # microcontroller
        text(x + 180, y + 125, "puce", 13, colour="#ffffff"),
        box(x + 60, y + 6, 190, 18, "#1b1b1b"),  # pins
        *(box(x + 64 + 23 * i, y + 10, 10, 10, "#8c8c8c", "#8c8c8c") for i in range(8)),
    ]
    if lit:
        shapes.append(f"<circle cx='{x + 87:g}' cy='{y + 68:g}' r='24' fill='#ffe9a8' opacity='0.85'/>")
    shapes.append(
        f"<rect x='{x + 80:g}' y='{y + 62:g}' width='14' height='12' fill='{LIGHT if lit else '#ffffff'}' "
        f"stroke='{INK}' stroke-width='1.5'/>"
    )
    return [*shapes, text(x + 87, y + 108, "L", 16, colour="#ffffff")]
