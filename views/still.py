"""A picture of a solid without a browser or a graphics card: shaded triangles, edges, the bed under it.

An orthographic camera looks from the front right, 30° down. numpy cuts all triangles into rows and the rows
into pixels at once; a pixel keeps the smallest of the numbers that depth and colour make together.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np

from models.solid import Solid

WIDTH, HEIGHT = 640, 400
SCALE = 2  # drawn twice as large, then averaged: smooth edges
_PART = np.array([0x3B, 0x86, 0xC8])
_EDGE = np.array([0x16, 0x32, 0x4D])
_BED = np.array([0x8C, 0x8C, 0x8C])
_GHOST = np.array([0x1E, 0x7A, 0x3C])
_CHUNK = 500_000
"""Pixels worked out at once, in some tens of megabytes."""
_SHARP = np.cos(np.radians(25))


def png(solid: Solid, ghost: Solid | None = None) -> bytes:
    """The picture as a PNG with a transparent background, WIDTH × HEIGHT pixels.

    ``ghost`` is drawn as its edges, dashed.
    """
    camera = Camera(solid if ghost is None else Frame(np.concatenate([solid.vertices, ghost.vertices])))
    canvas = Canvas(WIDTH * SCALE, HEIGHT * SCALE)
    _fill(canvas, camera, solid)
    starts, ends = bed_lines(solid)
    canvas.lines(camera.project(starts), camera.project(ends), _BED, behind=0.05)
    starts, ends = _edges(solid)
    canvas.lines(camera.project(starts), camera.project(ends), _EDGE, behind=-0.02 * camera.depth)
    if ghost is not None:
        starts, ends = map(camera.project, _edges(ghost))
        canvas.lines(*_dashed(starts, ends), _GHOST, behind=0)
    return encode(canvas.averaged())


class Frame:
    """Points (n × 3, mm) that the picture must hold."""

    def __init__(self, vertices: np.ndarray) -> None:
        self.vertices = vertices
        self.bounds = vertices.min(axis=0), vertices.max(axis=0)


def _dashed(starts: np.ndarray, ends: np.ndarray, dash: float = 14.0) -> tuple[np.ndarray, np.ndarray]:
    """Lines on the canvas as dashes of some ``dash`` pixels, with as much between them."""
    counts = (np.linalg.norm((ends - starts)[:, :2], axis=1) / (2 * dash)).astype(int) + 1
    line, number = _spread(counts)
    way = (ends - starts)[line] / counts[line, None]
    first = starts[line] + number[:, None] * way
    return first, first + way / 2


class Camera:
    """Where a point of space (mm) falls on the picture: column, line, and depth towards the back."""

    def __init__(self, solid: Solid | Frame) -> None:
        turn, down = np.radians(-35.0), np.radians(30.0)
        right = np.array([np.cos(turn), -np.sin(turn), 0.0])
        back = np.array([np.sin(turn) * np.cos(down), np.cos(turn) * np.cos(down), -np.sin(down)])
        self.axes = np.stack([right, np.cross(right, back), back])
        self.middle = np.mean(solid.bounds, axis=0)
        seen = (solid.vertices - self.middle) @ self.axes.T
        spread = np.ptp(seen, axis=0).clip(1e-6)
        self.shift = (seen.max(axis=0) + seen.min(axis=0)) / 2
        self.depth = float(spread[2])
        self.zoom = 0.8 * min(WIDTH / spread[0], HEIGHT / spread[1]) * SCALE

    def project(self, points: np.ndarray) -> np.ndarray:
        seen = (np.asarray(points, dtype=float) - self.middle) @ self.axes.T - self.shift
        columns = WIDTH * SCALE / 2 + seen[..., 0] * self.zoom
        lines = HEIGHT * SCALE / 2 - seen[..., 1] * self.zoom
        return np.stack([columns, lines, seen[..., 2]], axis=-1)


class Canvas:
    """The nearest thing on each pixel, as a number: depth in the high 32 bits, colour in the low ones."""

    NOTHING = (2**31 - 1) << 32
    STEPS = 1e5  # of depth in a millimetre

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.nearest = np.full(width * height, self.NOTHING)

    def put(self, columns: np.ndarray, rows: np.ndarray, depths: np.ndarray, colours: np.ndarray) -> None:
        """Colour pixels of the canvas where nothing is nearer. Depths (mm) grow towards the back."""
        numbers = (depths * self.STEPS).astype(np.int64) << 32 | colours
        np.minimum.at(self.nearest, rows * self.width + columns, numbers)

    def lines(self, starts: np.ndarray, ends: np.ndarray, colour: np.ndarray, behind: float) -> None:
        """Lines, about two pixels wide, drawn where nothing nearer hides them, moved ``behind`` mm back.

        ``colour`` is one for all or one for each. Only what is on the canvas takes time.
        """
        starts, ends, kept = self._cut(starts, ends)
        steps = np.abs(ends - starts)[:, :2].max(axis=1).astype(int) + 2
        colours = np.broadcast_to(_packed(colour), len(kept))[kept]
        for part in _chunks(steps):
            line, step = _spread(steps[part])
            way = (step / (steps[part] - 1)[line])[:, None]
            points = starts[part][line] * (1 - way) + ends[part][line] * way
            columns, rows = points[:, 0].astype(int), points[:, 1].astype(int)
            inside = (columns >= 0) & (columns < self.width - 1) & (rows >= 0) & (rows < self.height - 1)
            columns, rows, depths = columns[inside], rows[inside], points[inside, 2] + behind
            packed = colours[part][line][inside]
            for right, low in ((0, 0), (1, 0), (0, 1)):
                self.put(columns + right, rows + low, depths, packed)

    def _cut(self, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The pieces of these lines that are on the canvas, and which lines have one (Liang and Barsky)."""
        ways = ends - starts
        first, last = np.zeros(len(starts)), np.ones(len(starts))
        for axis, side in enumerate((self.width, self.height)):
            start, way = starts[:, axis], ways[:, axis]
            with np.errstate(divide="ignore", invalid="ignore"):
                one, other = -start / way, (side - start) / way
            first = np.where(way == 0, first, np.maximum(first, np.minimum(one, other)))
            last = np.where(way == 0, last, np.minimum(last, np.maximum(one, other)))
        kept = first <= last
        starts, ways = starts[kept], ways[kept]
        return starts + ways * first[kept, None], starts + ways * last[kept, None], kept

    def triangles(self, corners: np.ndarray, colours: np.ndarray) -> None:
        """Triangles of the canvas (n, 3, 3), of one colour each (n, 3)."""
        order = np.argsort(corners[:, :, 1], axis=1)[:, :, None]
        corners, colours = np.take_along_axis(corners, order, axis=1), _packed(colours)
        first = np.ceil(corners[:, 0, 1]).astype(int)
        heights = np.floor(corners[:, 2, 1]).astype(int) - first + 1
        for part in _chunks(heights * (np.ptp(corners[:, :, 0], axis=1) + 1)):
            which, down = _spread(heights[part])
            self._rows(corners[part][which], first[part][which] + down, colours[part][which])

    def _rows(self, corners: np.ndarray, rows: np.ndarray, colours: np.ndarray) -> None:
        """One row of each of these triangles, whose corners go down: from one side to the other."""
        top, middle, low = corners.transpose(1, 0, 2)
        above = (rows < middle[:, 1])[:, None]
        long = _crossings(top, low, rows)
        short = _crossings(np.where(above, top, middle), np.where(above, middle, low), rows)
        swapped = long[:, :1] > short[:, :1]
        left, right = np.where(swapped, short, long), np.where(swapped, long, short)
        first = np.ceil(left[:, 0]).astype(int)
        which, across = _spread(np.floor(right[:, 0]).astype(int) - first + 1)
        columns = first[which] + across
        slopes = (right[:, 1] - left[:, 1]) / (right[:, 0] - left[:, 0]).clip(1e-9)
        depths = left[which, 1] + (columns - left[which, 0]) * slopes[which]
        self.put(columns, rows[which], depths, colours[which])

    def averaged(self) -> np.ndarray:
        """The picture, SCALE times smaller, with an alpha channel."""
        pixels = self.nearest.reshape(self.height, self.width).astype(np.uint32)
        parts = [pixels[i::SCALE, j::SCALE] for i in range(SCALE) for j in range(SCALE)]
        red_blue, green_alpha = np.zeros((2, *parts[0].shape), np.uint32)
        for part in parts:  # two channels at once in each number
            red_blue += part & 0xFF00FF
            green_alpha += (part >> 8) & 0xFF00FF
        coloured = (green_alpha >> 16) // 255  # how many of the parts
        among = coloured.clip(1)
        red, blue = (red_blue & 0xFFFF) // among, (red_blue >> 16) // among
        green, alpha = (green_alpha & 0xFFFF) // among, coloured * 255 // len(parts)
        return np.stack([red, green, blue, alpha], axis=2).astype(np.uint8)


def _fill(canvas: Canvas, camera: Camera, solid: Solid) -> None:
    corners, colours = camera.project(solid.vertices[solid.triangles]), _shades(solid)
    if solid.is_watertight:  # faces that look away are hidden
        seen = _normals(solid) @ camera.axes[2] < 0
        corners, colours = corners[seen], colours[seen]
    canvas.triangles(corners, colours)


def _crossings(starts: np.ndarray, ends: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Column and depth where each line from a start down to its end crosses its row."""
    heights = ends[:, 1] - starts[:, 1]
    way = ((rows - starts[:, 1]) / np.where(heights > 0, heights, 1))[:, None]
    return (starts + (ends - starts) * way)[:, ::2]


def _packed(colours: np.ndarray) -> np.ndarray:
    """Red, green, blue (0–255) as one number, opaque."""
    red, green, blue = np.moveaxis(colours.astype(np.int64), -1, 0)
    return red | green << 8 | blue << 16 | 255 << 24


def _chunks(sizes: np.ndarray) -> Iterator[slice]:
    """Slices of things of these sizes that hold about _CHUNK each, or one thing."""
    total = np.cumsum(sizes)
    ends = np.searchsorted(total, np.arange(_CHUNK, total[-1] + _CHUNK, _CHUNK)) + 1 if len(total) else []
    start = 0
    for end in np.unique(ends):
        yield slice(start, int(end))
        start = int(end)


def _spread(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For ``counts`` steps of each thing: the number of the thing, and of the step."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)


def _shades(solid: Solid) -> np.ndarray:
    """One colour a triangle: the light comes from above, left of the camera."""
    normals = _normals(solid)
    light = np.array([-0.35, -0.55, 0.75]) / np.linalg.norm([-0.35, -0.55, 0.75])
    bright = 0.5 + 0.5 * np.abs(normals @ light).clip(0, 1) + 0.15 * normals[:, 2].clip(0, 1)
    return (_PART * bright[:, None]).clip(0, 255).astype(np.uint8)


def _normals(solid: Solid) -> np.ndarray:
    a, b, c = (solid.vertices[solid.triangles[:, i]] for i in range(3))
    crosses = np.cross(b - a, c - a)
    return crosses / np.linalg.norm(crosses, axis=1, keepdims=True).clip(1e-12)


def _edges(solid: Solid) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of each sharp edge: between two triangles that turn more than 25°, or at the border."""
    triangles, normals = solid.triangles, _normals(solid)
    pairs = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    owner = np.repeat(np.arange(len(triangles)), 3)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs, owner = pairs[order], owner[order]
    twin = np.flatnonzero((pairs[1:] == pairs[:-1]).all(axis=1))
    flat = (normals[owner[twin]] * normals[owner[twin + 1]]).sum(axis=1) > _SHARP
    keep = np.ones(len(pairs), dtype=bool)
    keep[twin[flat]] = keep[twin[flat] + 1] = False
    return solid.vertices[pairs[keep, 0]], solid.vertices[pairs[keep, 1]]


def bed_lines(solid: Solid | Frame) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of each line of the printer's bed: one a centimetre, a little larger than the part."""
    (x0, y0, z), (x1, y1, _) = solid.bounds
    step = 10.0 * max(1, round(max(x1 - x0, y1 - y0) / 200))
    xs = np.arange(np.floor(x0 / step) - 1, np.ceil(x1 / step) + 2) * step
    ys = np.arange(np.floor(y0 / step) - 1, np.ceil(y1 / step) + 2) * step
    lines = [((x, ys[0], z), (x, ys[-1], z)) for x in xs] + [((xs[0], y, z), (xs[-1], y, z)) for y in ys]
    starts, ends = np.array(lines).transpose(1, 0, 2)
    return starts, ends


def encode(pixels: np.ndarray) -> bytes:
    """RGBA pixels as PNG (ISO/IEC 15948): header, one zlib stream of unfiltered lines, end."""
    height, width, _ = pixels.shape
    raw = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
