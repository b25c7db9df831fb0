"""Accessibility of what is shown: names and contrasts of SVG drawings, outline of HTML pages.

The formula and the thresholds of contrast are those of WCAG 2.2 (relative luminance, 1.4.3). The texts of a
drawing are found here, on what was painted last under them; those of a page by a browser (tests/browser).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

TEXT, LARGE = 4.5, 3.0
LARGE_SIZE, LARGE_BOLD_SIZE = 24.0, 18.66
"""Pixels from which a text, or a bold one, is large (18 and 14 points)."""

Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 255."""
THEMES: dict[str, Colour] = {"light": (255, 255, 255), "dark": (17, 17, 17)}
"""The ground of a notebook, by JupyterLab's theme."""
Point = tuple[float, float]
Polygon = tuple[Point, ...]
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
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


def svg_texts(svg: str, page: Colour = THEMES["light"]) -> Iterator[Text]:
    """The texts of a drawing laid on a ``page``. Transforms are not followed, curves become polygons."""
    painted: list[tuple[Outline, Colour]] = []
    for element, style in _walk(ElementTree.fromstring(svg), {}):
        if _tag(element) == "text":
            words = " ".join("".join(element.itertext()).split())
            ink = colour(style.get("fill", "black"))
            for point in _points_of_text(element, style):
                under = [fill for outline, fill in painted if outline.holds(*point)]
                if words and ink:
                    yield Text(words, ink, under[-1] if under else page, _size(style), _is_bold(style))
        elif (fill := _fill(style)) and (outline := Outline.of(element)):
            painted.append((outline, fill))


@dataclass(frozen=True)
class Outline:
    """A painted shape, as polygons."""

    polygons: tuple[Polygon, ...]

    @classmethod
    def of(cls, element: ElementTree.Element) -> Outline | None:
        """None for what has no surface."""
        tag = _tag(element)
        if tag == "rect":
            whole = element.get("width") == "100%"
            return cls(
                (
                    _box(-1e6, -1e6, 2e6, 2e6)
                    if whole
                    else _box(*_numbers(element, "x", "y", "width", "height")),
                )
            )
        if tag in ("circle", "ellipse"):
            x, y, radius, across, up = _numbers(element, "cx", "cy", "r", "rx", "ry")
            across, up = radius or across, radius or up
            return cls((((x - across, y), (x, y - up), (x + across, y), (x, y + up)),))
        if tag == "polygon":
            numbers = [float(text) for text in _NUMBER.findall(element.get("points", ""))]
            return cls((tuple(zip(numbers[::2], numbers[1::2], strict=True)),))
        return cls(tuple(_path(element.get("d", "")))) if tag == "path" else None

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside: a line to its right crosses the sides an odd number of times."""
        crossed = 0
        for corners in self.polygons:
            for (x1, y1), (x2, y2) in pairwise((*corners, corners[0])):
                crossed += (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        return crossed % 2 == 1


def _path(data: str) -> Iterator[Polygon]:
    """The polygons of an SVG path (SVG 2, 9.3): curves by their control points, arcs by their ends."""
    corners: list[Point] = []
    x = y = 0.0
    for command, text in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", data):
        numbers = [float(number) for number in _NUMBER.findall(text)]
        if command in "Mm" and corners:
            yield tuple(corners)
            corners = []
        step = {"H": 1, "V": 1, "A": 7}.get(command.upper(), 2)
        for part in (numbers[i : i + step] for i in range(0, len(numbers) - step + 1, step)):
            across, up = (x, y) if command.islower() else (0.0, 0.0)
            x = x if command in "Vv" else across + part[-1 if step == 1 else -2]
            y = y if command in "Hh" else up + part[-1]
            corners.append((x, y))
    if corners:
        yield tuple(corners)


def _numbers(element: ElementTree.Element, *names: str) -> tuple[float, ...]:
    return tuple(float((_NUMBER.match(element.get(name, "")) or ["0"])[0]) for name in names)


def _box(x: float, y: float, width: float, height: float) -> Polygon:
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


def _points_of_text(element: ElementTree.Element, style: Style) -> list[Point]:
    """Left, middle and right of a text (of its longest line), at half the height of its letters."""
    first = next((child for child in element if child.get("x")), element)
    x, y = float(first.get("x") or element.get("x") or 0), float(first.get("y") or element.get("y") or 0)
    width = 0.5 * _size(style) * max(len(line.strip()) for line in ("", *element.itertext()))
    left = x - width * {"middle": 0.5, "end": 1.0}.get(style.get("text-anchor", ""), 0.0)
    return [(left + share * width, y - 0.35 * _size(style)) for share in (0.1, 0.5, 0.9)]


def _size(style: Style) -> float:
    found = re.match(r"[\d.]+", style.get("font-size", ""))
    return float(found[0]) if found else 16.0


def _is_bold(style: Style) -> bool:
    return style.get("font-weight", "") in ("bold", "600", "700", "800", "900")


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


# --- pages and fragments of HTML ----------------------------------------------------------------------------

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Node:
    """An element of a page, with its text and that of the elements inside."""

    tag: str
    attributes: dict[str, str]
    parent: Node | None = None
    inside: list[Node] = field(default_factory=list)
    text: str = ""

    def __iter__(self) -> Iterator[Node]:
        for node in self.inside:
            yield node
            yield from node

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def parents(self) -> Iterator[Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def hidden(self) -> bool:
        """Not for a screen reader."""
        return any(node.get("aria-hidden") == "true" for node in (self, *self.parents))

    @property
    def name(self) -> str:
        """What a screen reader says of it."""
        own = self.get("aria-label") or self.get("alt") or self.text.strip()
        return own or " ".join(node.name for node in self.inside if node.tag in ("img", "svg"))


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = self.node = Node("", {})
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.node)
        self.node.inside.append(node)
        if tag not in _VOID:
            self.node = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.node.inside.append(Node(tag, {name: value or "" for name, value in attrs}, self.node))

    def handle_endtag(self, tag: str) -> None:
        above = [self.node, *self.node.parents]
        if found := next((node for node in above if node.tag == tag), None):
            self.node = found.parent or self.root

    def handle_data(self, data: str) -> None:
        for node in (self.node, *self.node.parents):
            if node.tag not in ("style", "script"):
                node.text += data


def faults(fragment: str) -> list[str]:
    """What keeps some people from a piece of HTML, as far as its source tells."""
    nodes = list(_Reader(fragment).root)
    return [fault for look in (_outline, _names, _references, _colours) for fault in look(nodes)]


def page_faults(page: str) -> list[str]:
    """The same for a whole page: it has a language, a title, one first heading, a way to its contents."""
    nodes = list(_Reader(page).root)
    found = faults(page)
    if [node.get("lang") for node in nodes if node.tag == "html"] != ["fr"]:
        found.append("no lang='fr'")
    if not any(node.tag == "title" and node.text.strip() for node in nodes):
        found.append("no <title>")
    headings = [node.tag for node in nodes if re.fullmatch("h[1-6]", node.tag)]
    if headings[:1] != ["h1"] or headings.count("h1") > 1:
        found.append(f"its headings are {headings}: one <h1>, the first")
    if sum(node.tag == "main" for node in nodes) != 1:
        found.append("no <main>, or several")
    return found


def _outline(nodes: list[Node]) -> Iterator[str]:
    headings = [node for node in nodes if re.fullmatch("h[1-6]", node.tag)]
    for before, after in pairwise(headings):
        if int(after.tag[1]) > int(before.tag[1]) + 1:
            yield f"« {after.text.strip()} » jumps from <{before.tag}> to <{after.tag}>"
    for node in nodes:
        if node.tag == "th" and not node.get("scope"):
            yield f"the table heading « {node.text.strip()} » has no scope"


def _names(nodes: list[Node]) -> Iterator[str]:
    labelled = {node.get("for") for node in nodes if node.tag == "label"}
    for node in nodes:
        if node.hidden:
            continue
        if node.tag == "img" and "alt" not in node.attributes:
            yield "a picture has no alt"
        drawn = node.tag in ("svg", "canvas") or node.get("role") == "img"
        if drawn and (node.get("role") != "img" or not node.name):
            yield f"a drawing <{node.tag}> has no role='img' or no name"
        if node.tag in ("a", "button", "summary") and not node.name:
            yield f"<{node.tag}> has no words"
        if node.tag in ("input", "select", "textarea", "progress", "meter") and node.get("type") != "hidden":
            named = node.get("aria-label") or node.get("id") in labelled - {""}
            if not named and not any(parent.tag == "label" for parent in node.parents):
                yield f"<{node.tag}> has no label"


def _references(nodes: list[Node]) -> Iterator[str]:
    ids = [node.get("id") for node in nodes if node.get("id")]
    yield from (f"the id {name!r} is used twice" for name in set(ids) if ids.count(name) > 1)
    wanted = {node.get("aria-labelledby") for node in nodes} | {
        node.get("href")[1:] for node in nodes if node.tag == "a" and node.get("href").startswith("#")
    }
    yield from (f"nothing has the id {name!r}" for name in sorted(wanted - {""} - set(ids)))
    if any(int(node.get("tabindex") or 0) > 0 for node in nodes):
        yield "a tabindex changes the order of reading"


def _colours(nodes: list[Node]) -> Iterator[str]:
    """A colour of text without its own ground is right in one theme only."""
    for node in nodes:
        inside_svg = any(parent.tag == "svg" for parent in node.parents)
        grounded = any("background" in one.get("style") for one in (node, *node.parents))
        if re.search(r"(?<![-\w])color\s*:", node.get("style")) and not inside_svg and not grounded:
            yield f"« {node.text.strip()[:40]} » has a colour and no ground of its own"
