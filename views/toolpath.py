"""Drawing a toolpath: ``show(programme)`` gives a picture with its text alternative, and a live view over it.

What is drawn here is the view from above of a few lines; :mod:`views.path_still` draws a print, and
:mod:`views.path_live` opens the live view.
"""

from __future__ import annotations

import base64
import html
import itertools
import math
import uuid
from typing import Any

import numpy as np

from models.french import number
from models.gcode import KINDS
from models.segment import Segment
from models.toolpath import Toolpath
from views import path_live, path_still, still
from views.path_kinds import LOOKS

PLASTIC, TRAVEL, INK, GRID = "#0b62b0", "#6b6b6b", "#1b1b1b", "#dcdcdc"
SIDE = 420.0
"""Longest side of the drawn area, pixels."""
LEFT, TOP, RIGHT, BOTTOM = 44.0, 28.0, 14.0, 92.0
MARGIN = 8.0
"""Free room round what is drawn, mm."""

MOST_STROKES = 2000
"""Moves that are drawn as SVG."""

Box = tuple[float, float, float, float]


class Drawing:
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


class PathView:
    """A path in a notebook: a picture that stays in the file, and a live view over it while the kernel lives.

    The picture is a drawing from above of a few lines on one layer, or the oblique view of a print.
    """

    def __init__(self, path: Toolpath, alt: str) -> None:
        self.path, self.alt = path, alt

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        return self.bundle()["text/html"]

    def bundle(self) -> dict[str, str]:
        """The picture, in the forms a notebook keeps."""
        if _is_flat(self.path):
            drawing = Drawing(draw(self.path, self.alt), self.alt)
            return {"text/html": drawing._repr_html_(), "text/plain": self.alt}
        picture = base64.b64encode(path_still.png(self.path)).decode("ascii")
        page = (
            f'<img src="data:image/png;base64,{picture}" alt="{html.escape(self.alt)}" '
            f'style="max-width:100%"><figcaption style="max-width:{still.WIDTH}px">'
            f"{html.escape(self.alt)}{_colours(self.path)}</figcaption>"
        )
        return {"text/html": page, "image/png": picture, "text/plain": self.alt}

    def _ipython_display_(self) -> None:
        from IPython.core.getipython import get_ipython
        from IPython.display import display

        name = f"coop-still-{uuid.uuid4().hex[:12]}"
        bundle = self.bundle()
        page = f'<figure class="{name}" style="margin:0">{bundle["text/html"]}</figure>'
        display(bundle | {"text/html": page}, raw=True)
        shell: Any = get_ipython()
        if path_live.MODULE.exists() and getattr(shell, "kernel", None) is not None:
            path_live.show(shell, self.path, self.alt, still=name)


def show(work: Any, alt: str | None = None) -> PathView | NoDrawing:
    """Montrer le chemin de la tête : on le tourne, on choisit les couches, on suit la tête.

    ``work`` est un texte G-code, un ``Toolpath``, ou une pièce tranchée. ``alt`` remplace le texte lu aux
    personnes qui ne voient pas l'image ; sans lui, il est fait avec les mesures.
    """
    if work is None or work is ... or (isinstance(work, str) and not work):
        return NoDrawing("Il n'y a pas encore de programme à dessiner.")
    program = getattr(work, "gcode", work)
    if not isinstance(program, str | Toolpath):
        return NoDrawing(f"show() dessine un texte G-code, pas ceci : {work!r}.")
    path = Toolpath.from_gcode(program) if isinstance(program, str) else program
    if not path.moved.any():
        return NoDrawing("Ce programme ne déplace pas la tête : il n'y a rien à dessiner.")
    seconds = getattr(work, "seconds", None)
    return PathView(path, alt or describe(path, seconds))


def _is_flat(path: Toolpath) -> bool:
    """Whether all that is drawn lies on one layer and is few lines: then it is best seen from above."""
    return len(path.heights) <= 1 and path.moved.sum() <= MOST_STROKES


def describe(path: Toolpath, seconds: float | None = None) -> str:
    """The path in words, from its measures; ``seconds`` is what a slicer says of its time."""
    return _describe_flat(path) if _is_flat(path) else _describe_print(path, seconds)


def _describe_print(path: Toolpath, seconds: float | None) -> str:
    low, high = np.asarray(path.bounds or ((0,) * 3, (0,) * 3))
    layers = "en spirale, sans couches" if path.is_spiral else f"en {_count(len(path.layers), 'couche')}"
    size = " × ".join(number(value, 1) for value in (*(high - low)[:2], high[2]))
    time = _time(path.duration) + " au moins" if seconds is None else _time(seconds)
    return (
        f"Impression {layers} : {time}, {_length(path.filament)} de filament. "
        f"Les traits occupent {size} mm et montent à {number(high[2], 1)} mm."
    )


def _length(millimetres: float) -> str:
    """« 320 mm », « 3,1 m »."""
    return f"{millimetres:.0f} mm" if millimetres < 1000 else f"{number(millimetres / 1000, 1)} m"


def _time(seconds: float) -> str:
    """« 45 s », « 12 min », « 2 h 05 min »."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def _colours(path: Toolpath) -> str:
    """The kinds of lines that the picture shows, each with its colour, as HTML."""
    looks = [LOOKS[KINDS[int(place)]] for place in np.unique(path.column("kind")[path.drawn])]
    square = "display:inline-block;width:1.2em;height:.7em;margin:0 .3em 0 .8em;background:"
    return "<br>" + "".join(f'<span style="{square}{one.colour}"></span>{one.name}' for one in looks)


def _describe_flat(path: Toolpath) -> str:
    if not path.drawn.any():
        return "Chemin de la tête vu de dessus : des déplacements à vide, aucun trait de plastique."
    (x0, y0, _), (x1, y1, _) = path.bounds or ((0, 0, 0), (0, 0, 0))
    lines, layers = int(path.drawn.sum()), len(path.heights)
    travels = sum(segment.start[:2] != segment.end[:2] for segment in path.travels)
    return (
        f"Chemin de la tête vu de dessus : {_count(lines, 'trait')} de plastique sur "
        f"{_count(layers, 'couche')}, {_count(travels, 'déplacement')} à vide. "
        f"Le dessin va de X {number(x0, 1)} à {number(x1, 1)} mm "
        f"et de Y {number(y0, 1)} à {number(y1, 1)} mm. "
        f"Longueur tracée : {number(path.length, 1)} mm."
    )


def draw(path: Toolpath, alt: str | None = None) -> str:
    """The view from above as SVG text: plastic in thick solid lines, travels dashed, start and end marked."""
    box = _frame(path)
    scale = SIDE / max(box[2] - box[0], box[3] - box[1])
    width, height = (box[2] - box[0]) * scale, (box[3] - box[1]) * scale
    alt = html.escape(alt or _describe_flat(path), quote=True)
    to = _Projection(box, scale)
    total = width + LEFT + RIGHT, height + TOP + BOTTOM
    name = f"zone-{abs(hash((box, len(path)))) % 10**8}"
    area = f"x='{LEFT:g}' y='{TOP:g}' width='{width:.1f}' height='{height:.1f}'"
    shapes = [
        f"<clipPath id='{name}'><rect {area}/></clipPath>",
        *_grid(box, to, width, height),
        f"<g clip-path='url(#{name})'>",
        *(_stroke(segment, to, scale) for segment in path.travels),
        *(_stroke(segment, to, scale) for segment in path.extruded),
        *_marks(path, to),
        "</g>",
        *_legend(path, height + TOP + 52),
    ]
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {total[0]:.0f} {total[1]:.0f}' "
        f"width='{total[0]:.0f}' role='img' aria-label='{alt}' style='max-width:100%;height:auto' "
        f"font-family='Liberation Sans, Arial, sans-serif' font-size='13' fill='{INK}'>\n"
        f"<title>{alt}</title>\n<rect width='100%' height='100%' fill='#ffffff'/>\n"
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


class _Projection:
    """Millimetres of the bed to pixels; Y goes up on the bed and down on the page."""

    def __init__(self, box: Box, scale: float) -> None:
        self.box, self.scale = box, scale

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        return LEFT + (x - self.box[0]) * self.scale, TOP + (self.box[3] - y) * self.scale


def _frame(path: Toolpath) -> Box:
    """What is drawn, with room round it; the travels when nothing is drawn."""
    segments = path.extruded or path.travels
    xs = [point[0] for segment in segments for point in (segment.start, segment.end)]
    ys = [point[1] for segment in segments for point in (segment.start, segment.end)]
    x0, x1, y0, y1 = min(xs) - MARGIN, max(xs) + MARGIN, min(ys) - MARGIN, max(ys) + MARGIN
    grow_x, grow_y = max(0.0, (y1 - y0) * 0.6 - (x1 - x0)) / 2, max(0.0, (x1 - x0) * 0.4 - (y1 - y0)) / 2
    return x0 - grow_x, y0 - grow_y, x1 + grow_x, y1 + grow_y


def _stroke(segment: Segment, to: _Projection, scale: float) -> str:
    (x1, y1), (x2, y2) = to(*segment.start[:2]), to(*segment.end[:2])
    if segment.extruded:
        style = f"stroke='{PLASTIC}' stroke-width='{max(3.0, 0.4 * scale):.1f}' stroke-linecap='round'"
    else:
        style = f"stroke='{TRAVEL}' stroke-width='1.6' stroke-dasharray='7 5'"
    return f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' {style}/>"


def _marks(path: Toolpath, to: _Projection) -> list[str]:
    """Where drawing (or moving, when nothing is drawn) starts: a ring; where it ends: a square."""
    shown = path.extruded or path.travels
    (x, y), (u, v) = to(*shown[0].start[:2]), to(*shown[-1].end[:2])
    return [_ring(x, y), _square(u, v)]


def _ring(x: float, y: float) -> str:
    return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='8' fill='none' stroke='{INK}' stroke-width='2.2'/>"


def _square(x: float, y: float) -> str:
    place = f"x='{x - 4.5:.1f}' y='{y - 4.5:.1f}' width='9' height='9'"
    return f"<rect {place} fill='#ffffff' stroke='{INK}' stroke-width='2.2'/>"


def _grid(box: Box, to: _Projection, width: float, height: float) -> list[str]:
    """Lines and figures every 5, 10, 20 or 50 mm."""
    side = max(box[2] - box[0], box[3] - box[1])
    step = next(
        step for power in itertools.count() for one in (5, 10, 20) if (step := one * 10**power) * 9 >= side
    )
    bottom, right = TOP + height, LEFT + width
    shapes = [
        f"<rect x='{LEFT:g}' y='{TOP:g}' width='{width:.1f}' height='{height:.1f}' "
        f"fill='none' stroke='{INK}'/>"
    ]
    for value in range(math.ceil(box[0] / step) * step, math.floor(box[2]) + 1, step):
        x, _ = to(value, box[1])
        shapes.append(f"<line x1='{x:.1f}' y1='{TOP:g}' x2='{x:.1f}' y2='{bottom:.1f}' stroke='{GRID}'/>")
        shapes.append(f"<text x='{x:.1f}' y='{bottom + 16:.1f}' text-anchor='middle'>{value}</text>")
    for value in range(math.ceil(box[1] / step) * step, math.floor(box[3]) + 1, step):
        _, y = to(box[0], value)
        shapes.append(f"<line x1='{LEFT:g}' y1='{y:.1f}' x2='{right:.1f}' y2='{y:.1f}' stroke='{GRID}'/>")
        shapes.append(f"<text x='{LEFT - 6:g}' y='{y + 4:.1f}' text-anchor='end'>{value}</text>")
    return [
        *shapes,
        f"<text x='{right:.1f}' y='{bottom + 32:.1f}' text-anchor='end' font-weight='bold'>X (mm)</text>",
        f"<text x='{LEFT:g}' y='{TOP - 9:g}' text-anchor='middle' font-weight='bold'>Y (mm)</text>",
    ]


def _legend(path: Toolpath, y: float) -> list[str]:
    volume = f" · {number(path.volume, 1)} mm³ de plastique" if path.extruded else ""
    figures = (
        f"Tracé : {number(path.length, 1)} mm{volume} · {_count(len(path.heights), 'couche')}"
        if path.extruded
        else "Aucun trait de plastique : la tête se déplace à vide."
    )
    solid = f"stroke='{PLASTIC}' stroke-width='4' stroke-linecap='round'"
    dashed = f"stroke='{TRAVEL}' stroke-width='1.6' stroke-dasharray='7 5'"
    return [
        f"<line x1='{LEFT:g}' y1='{y:g}' x2='{LEFT + 34:g}' y2='{y:g}' {solid}/>",
        f"<text x='{LEFT + 42:g}' y='{y + 4:g}'>trait de plastique</text>",
        f"<line x1='{LEFT + 168:g}' y1='{y:g}' x2='{LEFT + 202:g}' y2='{y:g}' {dashed}/>",
        f"<text x='{LEFT + 210:g}' y='{y + 4:g}'>à vide</text>",
        _ring(LEFT + 272, y),
        f"<text x='{LEFT + 286:g}' y='{y + 4:g}'>début</text>",
        _square(LEFT + 344, y),
        f"<text x='{LEFT + 356:g}' y='{y + 4:g}'>fin</text>",
        f"<text x='{LEFT:g}' y='{y + 28:g}'>{figures}</text>",
    ]


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number >= 2 else ''}"
