"""A picture of a solid without a browser or a graphics card: shaded triangles, edges, the bed under it.

An orthographic camera looks from the front right, 30° down. Triangles are cut small, then filled
into a depth buffer, grouped by the size of the square that holds them so that numpy fills many at once.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

from models.solid import Solid

WIDTH, HEIGHT = 640, 400
_SCALE = 2  # drawn twice as large, then averaged: smooth edges
_PART = np.array([0x3B, 0x86, 0xC8])
_EDGE = np.array([0x16, 0x32, 0x4D])
_BED = np.array([0x8C, 0x8C, 0x8C])
_CHUNK = 200_000
_PIECE = 30
_SHARP = np.cos(np.radians(25))


def png(solid: Solid) -> bytes:
    """The picture as a PNG with a transparent background, WIDTH × HEIGHT pixels."""
    camera = _Camera(solid)
    canvas = _Canvas(WIDTH * _SCALE, HEIGHT * _SCALE)
    _fill(canvas, camera, solid)
    for start, end in _bed(solid):
        canvas.line(camera.project(start), camera.project(end), _BED, behind=0.05)
    starts, ends = _edges(solid)
    canvas.line(camera.project(starts), camera.project(ends), _EDGE, behind=-0.02 * camera.depth)
    return _encode(canvas.averaged(_SCALE))


class _Camera:
    """Where a point of space (mm) falls on the picture: column, line, and depth towards the back."""

    def __init__(self, solid: Solid) -> None:
        turn, down = np.radians(-35.0), np.radians(30.0)
        right = np.array([np.cos(turn), -np.sin(turn), 0.0])
        back = np.array([np.sin(turn) * np.cos(down), np.cos(turn) * np.cos(down), -np.sin(down)])
        self.axes = np.stack([right, np.cross(right, back), back])
        self.middle = np.mean(solid.bounds, axis=0)
        seen = (solid.vertices - self.middle) @ self.axes.T
        spread = np.ptp(seen, axis=0).clip(1e-6)
        self.shift = (seen.max(axis=0) + seen.min(axis=0)) / 2
        self.depth = float(spread[2])
        self.zoom = 0.8 * min(WIDTH / spread[0], HEIGHT / spread[1]) * _SCALE

    def project(self, points: np.ndarray) -> np.ndarray:
        seen = (np.asarray(points, dtype=float) - self.middle) @ self.axes.T - self.shift
        columns = WIDTH * _SCALE / 2 + seen[..., 0] * self.zoom
        lines = HEIGHT * _SCALE / 2 - seen[..., 1] * self.zoom
        return np.stack([columns, lines, seen[..., 2]], axis=-1)


class _Canvas:
    """Colours and depths of the pixels; nearest wins."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.depth = np.full(width * height, np.inf)
        self.colour = np.zeros((width * height, 3), dtype=np.uint8)
        self.filled = np.zeros(width * height, dtype=bool)

    def put(self, columns: np.ndarray, lines: np.ndarray, depth: np.ndarray, colour: np.ndarray) -> None:
        inside = (columns >= 0) & (columns < self.width) & (lines >= 0) & (lines < self.height)
        index, depth = (lines * self.width + columns)[inside], depth[inside]
        np.minimum.at(self.depth, index, depth)
        front = depth <= self.depth[index]
        self.colour[index[front]] = colour[inside][front]
        self.filled[index[front]] = True

    def line(self, starts: np.ndarray, ends: np.ndarray, colour: np.ndarray, behind: float) -> None:
        """Lines, about two pixels wide, drawn where nothing nearer hides them, moved ``behind`` mm back."""
        starts, ends = np.atleast_2d(starts), np.atleast_2d(ends)
        if not len(starts):
            return
        steps = int(np.abs(ends - starts)[:, :2].max()) + 2
        for first in range(0, len(starts), max(1, _CHUNK // steps)):
            part = slice(first, first + max(1, _CHUNK // steps))
            way = np.linspace(0, 1, steps)[None, :, None]
            points = (starts[part, None] * (1 - way) + ends[part, None] * way).reshape(-1, 3)
            for right, low in ((0, 0), (1, 0), (0, 1)):
                columns = points[:, 0].astype(int) + right
                lines = points[:, 1].astype(int) + low
                self.put(columns, lines, points[:, 2] + behind, np.broadcast_to(colour, points.shape))

    def averaged(self, scale: int) -> np.ndarray:
        """The picture, ``scale`` times smaller, with an alpha channel."""
        alpha = self.filled.astype(float)[:, None]
        block = (self.height // scale, scale, self.width // scale, scale, 4)
        pixels = np.concatenate([self.colour * alpha, 255 * alpha], axis=1).reshape(block).mean(axis=(1, 3))
        pixels[..., :3] /= (pixels[..., 3:] / 255).clip(1e-6)
        return pixels.clip(0, 255).astype(np.uint8)


def _fill(canvas: _Canvas, camera: _Camera, solid: Solid) -> None:
    corners, colours = camera.project(solid.vertices[solid.triangles]), _shades(solid)
    if solid.is_watertight:  # faces that look away are hidden
        seen = _normals(solid) @ camera.axes[2] < 0
        corners, colours = corners[seen], colours[seen]
    corners, colours = _cut(corners.astype(np.float32), colours)
    low = np.floor(corners[:, :, :2].min(axis=1)).astype(np.int32)
    extent = np.ceil(corners[:, :, :2].max(axis=1)).astype(int) - low + 1
    side = 2 ** np.ceil(np.log2(extent.max(axis=1).clip(2))).astype(int)
    for one in np.unique(side):
        group = np.flatnonzero(side == one)
        for chunk in np.array_split(group, max(1, len(group) * int(one) ** 2 // _CHUNK)):
            _fill_squares(canvas, corners[chunk], low[chunk], int(one), colours[chunk])


def _cut(corners: np.ndarray, colours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same triangles, in halves of halves until each fits a square of _PIECE pixels."""
    done_corners, done_colours = [], []
    while len(corners):
        large = np.ptp(corners[:, :, :2], axis=1).max(axis=1) > _PIECE
        done_corners.append(corners[~large])
        done_colours.append(colours[~large])
        corners, colours = corners[large], colours[large]
        lengths = np.linalg.norm((corners - np.roll(corners, -1, axis=1))[:, :, :2], axis=2)
        first = lengths.argmax(axis=1)[:, None] + np.arange(3)
        a, b, c = np.take_along_axis(corners, (first % 3)[:, :, None], axis=1).transpose(1, 0, 2)
        middle = (a + b) / 2
        corners = np.concatenate([np.stack([a, middle, c], axis=1), np.stack([middle, b, c], axis=1)])
        colours = np.concatenate([colours, colours])
    return np.concatenate(done_corners), np.concatenate(done_colours)


def _fill_squares(
    canvas: _Canvas, corners: np.ndarray, low: np.ndarray, side: int, colours: np.ndarray
) -> None:
    """Fill triangles that each fit a square of ``side`` pixels whose top left corner is ``low``."""
    across, along = np.meshgrid(*2 * [np.arange(side, dtype=np.int32)])
    columns = low[:, 0, None] + across.reshape(1, -1)
    lines = low[:, 1, None] + along.reshape(1, -1)
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = (corners[:, i].T[:, :, None] for i in range(3))
    whole = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    whole = np.where(np.abs(whole) < 1e-6, np.float32(np.inf), whole)
    b = ((columns - ax) * (cy - ay) - (lines - ay) * (cx - ax)) / whole
    c = ((bx - ax) * (lines - ay) - (by - ay) * (columns - ax)) / whole
    inside = (b >= -1e-4) & (c >= -1e-4) & (b + c <= 1 + 1e-4) & np.isfinite(whole)
    which, _ = np.nonzero(inside)
    depth = az + b * (bz - az) + c * (cz - az)
    canvas.put(columns[inside], lines[inside], depth[inside], colours[which])


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


def _bed(solid: Solid) -> list[tuple[np.ndarray, np.ndarray]]:
    """Lines of the printer's bed, one a centimetre, a little larger than the part."""
    (x0, y0, z), (x1, y1, _) = solid.bounds
    step = 10.0 * max(1, round(max(x1 - x0, y1 - y0) / 200))
    xs = np.arange(np.floor(x0 / step) - 1, np.ceil(x1 / step) + 2) * step
    ys = np.arange(np.floor(y0 / step) - 1, np.ceil(y1 / step) + 2) * step
    lines = [(np.array([x, ys[0], z]), np.array([x, ys[-1], z])) for x in xs]
    return lines + [(np.array([xs[0], y, z]), np.array([xs[-1], y, z])) for y in ys]


def _encode(pixels: np.ndarray) -> bytes:
    """RGBA pixels as PNG (ISO/IEC 15948): header, one zlib stream of unfiltered lines, end."""
    height, width, _ = pixels.shape
    raw = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
