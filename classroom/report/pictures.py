"""Pictures that a learner's cell displayed, made safe for a page. See docs/decisions/0005-reports.md.

A PNG is taken apart and put together again from its header and its pixels, both checked; an SVG is rebuilt
from known shapes and attributes. Whatever is not understood gives no picture. Both are read in plain Python
and zlib, within limits, and shown through an ``<img>``, where a browser runs no script and loads nothing.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from classroom.printable import one_line, printable
from classroom.report.model import Picture

LARGEST = 400_000
"""Characters of a picture as the notebook holds it."""
MOST_PIXELS = 4_000_000
ALT = "Ce que le carnet affiche."
LONGEST_ALT = 400


def picture(outputs: Iterable[dict[str, Any]]) -> Picture | None:
    """The last picture among a cell's outputs that is safe to show."""
    for output in reversed(list(outputs)):
        data = {kind: _joined(text) for kind, text in output.get("data", {}).items()}
        if address := _png(data.get("image/png", "")) or _svg(data):
            return Picture(address, one_line(data.get("text/plain", ""))[:LONGEST_ALT] or ALT)
    return None


def svg_picture(source: str, alt: str) -> Picture:
    """A drawing of our own."""
    return Picture(_address("image/svg+xml", source.encode()), alt)


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)


# --- PNG ----------------------------------------------------------------------------------------------------

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
"""Samples of a pixel, by colour type: grey, RGB, grey and alpha, RGBA. A palette is not needed here."""


def _png(text: str) -> str:
    if not text or len(text) > LARGEST:
        return ""
    try:
        return _address("image/png", clean_png(base64.b64decode("".join(text.split()), validate=True)))
    except (ValueError, binascii.Error, struct.error, zlib.error):
        return ""


def clean_png(content: bytes) -> bytes:
    """The same picture as a new PNG of three chunks: header, pixels, end.

    Raises ValueError, struct.error or zlib.error for what is not a whole, plain PNG of 8 bits a sample.
    """
    if not content.startswith(_SIGNATURE):
        raise ValueError("not a PNG")
    chunks = list(_chunks(content[len(_SIGNATURE) :]))
    if not chunks or chunks[0][0] != b"IHDR":
        raise ValueError("no header")
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
    if depth != 8 or colour not in _CHANNELS or any(rest) or not 0 < width * height <= MOST_PIXELS:
        raise ValueError("not a plain picture")
    line = 1 + width * _CHANNELS[colour]
    packed = b"".join(data for kind, data in chunks if kind == b"IDAT")
    if max(_inflate(packed, line * height)[::line]) > 4:
        raise ValueError("an unknown filter")
    parts = ((b"IHDR", chunks[0][1]), (b"IDAT", packed), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    while content:
        length, kind = struct.unpack(">I4s", content[:8])
        if length > len(content) - 12:
            raise ValueError("cut")
        yield kind, content[8 : 8 + length]
        content = content[12 + length :]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _inflate(data: bytes, size: int) -> bytes:
    inflater = zlib.decompressobj()
    content = inflater.decompress(data, size + 1)
    if len(content) != size or not inflater.eof or inflater.unused_data:
        raise ValueError("not the announced size")
    return content


# --- SVG ----------------------------------------------------------------------------------------------------

_ELEMENTS = frozenset(
    re.findall(r"\w+", "svg g path rect circle ellipse line polyline polygon text tspan title desc")
)
_ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        """
        viewBox width height x y x1 y1 x2 y2 cx cy r rx ry dx dy d points transform
        fill stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin
        opacity fill-opacity stroke-opacity
        font-size font-family font-weight font-style text-anchor dominant-baseline
        """,
    )
)
_LEFT_OUT = "clipPath"
"""Known, and not needed: its content is left out."""
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*+)"""
    r"""(?P<attributes>(?:\s++[\w:-]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))*+)\s*+(?P<alone>/?)>"""
    r"""|(?P<text>[^<]++)"""
)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_STYLE = re.compile(r"\s*([\w-]+)\s*:([^;]*)")
_VALUE = re.compile(r"[\w\s.,#%()+-]*")
"""Numbers, names, colours, paths; no quote, no colon, no semicolon."""


def _svg(data: dict[str, str]) -> str:
    text = data.get("image/svg+xml") or data.get("text/html", "")
    start, end = text.find("<svg"), text.rfind("</svg>")
    if start < 0 or end < start or len(text) > LARGEST:
        return ""
    try:
        return _address("image/svg+xml", clean_svg(text[start : end + len("</svg>")]).encode())
    except ValueError:
        return ""


def clean_svg(source: str) -> str:
    """The same drawing, rebuilt: known elements, known attributes with harmless values, escaped text.

    Raises ValueError for anything else: an unknown element, a comment, an entity, tags that don't match.
    """
    made: list[str] = []
    opened: list[str] = []
    for tag in _tags(source):
        if (text := tag["text"]) is not None:
            if _LEFT_OUT not in opened:
                made.append(html.escape(printable(html.unescape(text))))
            continue
        name = tag["name"]
        if name not in _ELEMENTS and name != _LEFT_OUT:
            raise ValueError(f"an unknown element, {name}")
        shown = name != _LEFT_OUT and _LEFT_OUT not in opened
        if tag["close"]:
            if not opened or opened.pop() != name:
                raise ValueError("tags that don't match")
            made += [f"</{name}>"] * shown
            continue
        if not tag["alone"]:
            opened.append(name)
        made += [f"<{name}{_attributes(name, tag['attributes'])}{tag['alone']}>"] * shown
    if opened:
        raise ValueError("a tag that is not closed")
    return "".join(made)


def _tags(source: str) -> Iterator[re.Match[str]]:
    position = 0
    while position < len(source):
        tag = _TAG.match(source, position)
        if tag is None:
            raise ValueError("not a plain drawing")
        yield tag
        position = tag.end()


def _attributes(element: str, source: str) -> str:
    found: dict[str, str] = {}
    for name, double, single in _ATTRIBUTE.findall(source):
        if name == "style":
            found |= dict(_STYLE.findall(double or single))
        else:
            found.setdefault(name, double or single)
    kept = {
        name: value.strip()
        for name, value in found.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value) and "url" not in value.lower()
    }
    if element == "svg":
        kept = {"xmlns": "http://www.w3.org/2000/svg", **kept}
    return "".join(f' {name}="{value}"' for name, value in kept.items())


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
