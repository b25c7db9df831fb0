"""Accessibility of what is shown: names and contrasts of SVG drawings, outline of HTML pages.

The formula and the thresholds of contrast are those of WCAG 2.2 (relative luminance, 1.4.3). The texts of a
drawing are found here, on what was painted last under them; those of a page by a browser (tests/browser).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

TEXT, LARGE = 4.5, 3.0
LARGE_SIZE, LARGE_BOLD_SIZE = 24.0, 18.66
"""Pixels from which a text, or a bold one, is large (18 and 14 points)."""

Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 255."""
NAMES = {"black": (0.0, 0.0, 0.0), "white": (255.0, 255.0, 255.0)}


def colour(text: str) -> Colour | None:
    """A CSS colour, None for ``none`` and ``transparent``. Raises ValueError for another word."""
    text = text.strip().lower()
    if text in ("none", "transparent"):
        return None
    if found := re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", text):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))
    if found := re.fullmatch(r"rgba?\(([\d.]+), *([\d.]+), *([\d.]+)(?:, *1)?\)", text):
        return (float(found[1]), float(found[2]), float(found[3]))
    if text in NAMES:
        return NAMES[text]
    raise ValueError(f"not a colour: {text!r}")


def ratio(one: Colour, other: Colour) -> float:
    """The contrast of two colours: 1 (none) to 21 (black on white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(rgb: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True)
class Text:
    """Words, their colour and the colour under them. ``size`` in pixels."""

    words: str
    ink: Colour
    ground: Colour
    size: float = 16.0
    bold: bool = False

    @property
    def needed(self) -> float:
        return LARGE if self.size >= (LARGE_BOLD_SIZE if self.bold else LARGE_SIZE) else TEXT

    def __str__(self) -> str:
        return (
            f"« {self.words} » has a contrast of {ratio(self.ink, self.ground):.1f}: at least {self.needed:g}"
        )


def pale(texts: Iterable[Text]) -> list[Text]:
    """Those without the contrast they need."""
    return [text for text in texts if ratio(text.ink, text.ground) < text.needed]


# --- drawings -----------------------------------------------------------------------------------------------


def unnamed(svg: str) -> list[str]:
    """What an SVG lacks to be told by a screen reader: a role, and a name of two words or more."""
    root = ElementTree.fromstring(svg)
    title = next((element.text or "" for element in root.iter() if _tag(element) == "title"), "")
    faults = []
    if root.get("role") != "img":
        faults.append("no role='img'")
    if len((root.get("aria-label") or title).split()) < 2:
        faults.append("no <title> or aria-label that tells it")
    return faults


def svg_texts(svg: str, page: Colour = (255, 255, 255)) -> Iterator[Text]:
    """The texts of a drawing laid on a ``page``. Transforms are not followed, curves become polygons."""
    painted: list[tuple[Outline, Colour]] = []
    for element, style in _walk(ElementTree.fromstring(svg), {}):
        if _tag(element) == "text":
            words = "".join(element.itertext()).strip()
            ink = colour(style.get("fill", "black"))
            for point in _points_of_text(element, style, words):
                under = [fill for outline, fill in painted if outline.holds(*point)]
                if words and ink:
                    yield Text(words, ink, under[-1] if under else page, _size(style), _is_bold(style))
        elif (fill := _fill(style)) and (outline := Outline.of(element)):
            painted.append((outline, fill))


@dataclass(frozen=True)
class Outline:
    """A painted shape, as a polygon."""

    corners: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, element: ElementTree.Element) -> Outline | None:
        """None for what has no surface."""

        def number(name: str) -> float:
            return float(re.match(r"[-\d.]*", element.get(name, ""))[0] or 0)  # type: ignore[index]

        tag = _tag(element)
        if tag == "rect":
            if element.get("width") == "100%":
                return cls(_box(-1e6, -1e6, 2e6, 2e6))
            return cls(_box(number("x"), number("y"), number("width"), number("height")))
        if tag in ("circle", "ellipse"):
            across = number("r") or number("rx")
            up = number("r") or number("ry")
            x, y = number("cx"), number("cy")
            return cls(((x - across, y), (x, y - up), (x + across, y), (x, y + up)))
        if tag in ("polygon", "path"):
            figures = [
                float(text)
                for text in re.findall(r"-?\d+\.?\d*", element.get("points") or element.get("d", ""))
            ]
            return cls(tuple(zip(figures[::2], figures[1::2], strict=False)))
        return None

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside: a line to its right crosses the sides an odd number of times."""
        sides = pairwise((*self.corners, self.corners[0])) if self.corners else ()
        return (
            sum(
                (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
                for (x1, y1), (x2, y2) in sides
            )
            % 2
            == 1
        )


def _box(x: float, y: float, width: float, height: float) -> tuple[tuple[float, float], ...]:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


Style = dict[str, str]
_INHERITED = ("fill", "font-size", "font-weight", "text-anchor")


def _walk(element: ElementTree.Element, inherited: Style) -> Iterator[tuple[ElementTree.Element, Style]]:
    """Each drawn element in the order of painting, with its style: its own, or its parents'."""
    declared = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", element.get("style", "")))
    own = {name: declared.get(name) or element.get(name) for name in (*_INHERITED, "opacity", "fill-opacity")}
    style = {name: inherited[name] for name in _INHERITED if name in inherited}
    style |= {name: value for name, value in own.items() if value}
    yield element, style
    for child in element:
        if _tag(child) not in ("defs", "clipPath", "marker", "title", "desc", "style"):
            yield from _walk(child, style)


def _fill(style: Style) -> Colour | None:
    """The colour of an opaque surface."""
    see_through = any(float(style.get(name, 1)) < 1 for name in ("opacity", "fill-opacity"))
    return None if see_through else colour(style.get("fill", "black"))


def _points_of_text(element: ElementTree.Element, style: Style, words: str) -> list[tuple[float, float]]:
    """Left, middle and right of a text, at half the height of its letters."""
    first = next((child for child in element if child.get("x")), element)
    x, y = float(first.get("x") or element.get("x") or 0), float(first.get("y") or element.get("y") or 0)
    width = 0.5 * _size(style) * len(words)
    left = x - width * {"middle": 0.5, "end": 1.0}.get(style.get("text-anchor", ""), 0.0)
    return [(left + share * width, y - 0.35 * _size(style)) for share in (0.1, 0.5, 0.9)]


def _size(style: Style) -> float:
    found = re.match(r"[\d.]+", style.get("font-size", ""))
    return float(found[0]) if found else 16.0


def _is_bold(style: Style) -> bool:
    return style.get("font-weight", "") in ("bold", "600", "700", "800", "900")


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
