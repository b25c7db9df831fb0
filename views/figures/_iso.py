"""Small isometric drawings of boxes and cylinders, as SVG text: for the figures of lessons on parts."""

from __future__ import annotations

import html
import math

Point = tuple[float, float, float]
_BLUE, _SIDE, _DARK = "#7db5e3", "#4d92cf", "#2f6fa8"
_INK = "#16324d"
_COS, _SIN = math.cos(math.radians(30)), math.sin(math.radians(30))


class Iso:
    """A drawing in millimetres, x to the right, y to the back, z up. ``scale`` is pixels a millimetre."""

    def __init__(self, width: int, height: int, origin: tuple[float, float], scale: float) -> None:
        self._size, self._origin, self._scale = (width, height), origin, scale
        self._parts: list[str] = []

    def move(self, origin: tuple[float, float]) -> None:
        """Put the origin of what follows elsewhere (pixels)."""
        self._origin = origin

    def dot(self, point: Point) -> None:
        """A red dot."""
        x, y = self.at(point)
        self._parts.append(f'<circle cx="{x}" cy="{y}" r="5" fill="#a4262c" stroke="#fff"/>')

    def at(self, point: Point) -> tuple[float, float]:
        """Where a point falls on the picture, in pixels."""
        x, y, z = point
        return (
            round(self._origin[0] + (x * _COS + y * _COS * 0.6) * self._scale, 1),
            round(self._origin[1] - (z + y * _SIN * 0.9 - x * _SIN * 0.45) * self._scale, 1),
        )

    def _face(self, corners: list[Point], fill: str, extra: str = "") -> None:
        points = " ".join(f"{x},{y}" for x, y in map(self.at, corners))
        self._parts.append(
            f'<polygon points="{points}" fill="{fill}" stroke="{_INK}" stroke-linejoin="round"{extra}/>'
        )

    def box(self, corner: Point, size: Point, ghost: bool = False) -> None:
        """A box by its lowest corner and its size; a ghost is dashed and see-through."""
        (x, y, z), (a, b, c) = corner, size
        extra = ' fill-opacity="0.15" stroke-dasharray="5 3"' if ghost else ""
        self._face([(x, y, z + c), (x + a, y, z + c), (x + a, y + b, z + c), (x, y + b, z + c)], _BLUE, extra)
        self._face([(x, y, z), (x + a, y, z), (x + a, y, z + c), (x, y, z + c)], _SIDE, extra)
        side = [(x + a, y, z), (x + a, y + b, z), (x + a, y + b, z + c), (x + a, y, z + c)]
        self._face(side, _DARK, extra)

    def _circle(self, centre: Point, radius: float) -> list[Point]:
        x, y, z = centre
        turn = [2 * math.pi * i / 48 for i in range(48)]
        return [(x + radius * math.cos(t), y + radius * math.sin(t), z) for t in turn]

    def cylinder(self, centre: Point, radius: float, height: float, ghost: bool = False) -> None:
        """A cylinder by the centre of its foot."""
        x, y, z = centre
        extra = ' fill-opacity="0.15" stroke-dasharray="5 3"' if ghost else ""
        foot, top = self._circle(centre, radius), self._circle((x, y, z + height), radius)
        seen = [self.at(point)[0] for point in foot]
        left, right = seen.index(min(seen)), seen.index(max(seen))
        front = [foot[i % 48] for i in range(left, left + (right - left) % 48 + 1)]
        back = [top[i % 48] for i in range(left, left + (right - left) % 48 + 1)]
        self._face(front + back[::-1], _SIDE, extra)
        self._face(top, _BLUE, extra)

    def disc(self, centre: Point, radius: float, fill: str = "#fff") -> None:
        """A flat round: the mouth of a hole."""
        self._face(self._circle(centre, radius), fill)

    def outline(self, corners: list[Point]) -> None:
        """A flat drawing: a closed line without inside."""
        self._face(corners, "none", ' stroke-width="2"')

    def ball(self, centre: Point, radius: float) -> None:
        """A ball."""
        x, y = self.at(centre)
        r = round(radius * self._scale, 1)
        self._parts.append(f'<circle cx="{x}" cy="{y}" r="{r}" fill="{_BLUE}" stroke="{_INK}"/>')

    def arrow(self, start: Point, end: Point, label: str, shift: tuple[float, float] = (0, -6)) -> None:
        """An arrow between two points of space, its label beside its end."""
        (x1, y1), (x2, y2) = self.at(start), self.at(end)
        self._parts.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#a4262c" stroke-width="2" '
            'marker-end="url(#head)"/>'
        )
        self.text((x2 + shift[0], y2 + shift[1]), label)

    def measure(self, start: Point, end: Point, label: str, shift: tuple[float, float] = (0, 18)) -> None:
        """A dimension: a line with a stop at each end and its text at the middle."""
        (x1, y1), (x2, y2) = self.at(start), self.at(end)
        self._parts.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#444" marker-start="url(#stop)" '
            'marker-end="url(#stop)"/>'
        )
        self.text(((x1 + x2) / 2 + shift[0], (y1 + y2) / 2 + shift[1]), label)

    def leader(self, point: Point, place: tuple[float, float], label: str) -> None:
        """A thin line from a point of space to its label, which starts at ``place`` (pixels)."""
        (x, y), (u, v) = self.at(point), place
        self._parts.append(
            f'<line x1="{x}" y1="{y}" x2="{u}" y2="{v}" stroke="#444"/>'
            f'<text x="{u + 6}" y="{v + 5}" font-size="15">{html.escape(label)}</text>'
        )

    def text(self, place: tuple[float, float], words: str, size: int = 15) -> None:
        """Words centred on a place of the picture (pixels)."""
        self._parts.append(
            f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" font-size="{size}" text-anchor="middle">'
            f"{html.escape(words)}</text>"
        )

    def svg(self, alt: str) -> str:
        """The drawing, on white, with its text alternative."""
        width, height = self._size
        words = html.escape(alt, quote=True)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="fr" role="img" aria-label="{words}" '
            f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            'style="max-width:100%;height:auto" font-family="Liberation Sans, Arial, sans-serif">'
            f"<title>{words}</title>"
            '<defs><marker id="head" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" '
            'orient="auto"><path d="M0 0L10 5L0 10z" fill="#a4262c"/></marker>'
            '<marker id="stop" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="9" markerHeight="9" '
            'orient="auto"><path d="M5 0V10" stroke="#444" stroke-width="1.5"/></marker></defs>'
            f'<rect width="{width}" height="{height}" fill="#fff"/>' + "\n".join(self._parts) + "</svg>\n"
        )
