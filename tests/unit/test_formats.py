"""Files of parts: what is written is read again the same, what is broken or hostile is refused in French."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from solid2 import cube, cylinder, linear_extrude, sphere, text

from models import formats
from models.formats import threemf
from models.solid import BadShape, Solid

PLATE = cube([60, 20, 4]) - cylinder(d=5, h=10, _fn=48).translate([50, 10, -1])
PARTS = {
    "plate": PLATE,
    "far": PLATE.translate([700, -300, 90]),
    "ball": sphere(d=30, _fn=48),
    "two": cube(5) + cube(5).translate([9, 0, 0]),
    "hollow": cube(20) - cube(10).translate([5, 5, 5]),
    "word": cube([45, 16, 2])
    + linear_extrude(1)(text("Léa", size=8, font="Liberation Sans")).translate([4, 4, 1.5]),
}


def mistake(data: bytes, name: str) -> str:
    with pytest.raises(BadShape) as caught:
        formats.read(data, name).closed()
    return caught.value.mistake


@pytest.mark.parametrize("kind", ["stl", "3mf"])
@pytest.mark.parametrize("name", PARTS)
def test_what_is_written_is_read_again_the_same(name: str, kind: str) -> None:
    part = Solid.of(PARTS[name])
    again = formats.read(formats.write(part, kind), f"{name}.{kind.upper()}")
    assert again.volume == pytest.approx(part.volume, rel=1e-6)
    assert again.area == pytest.approx(part.area, rel=1e-6)
    assert np.array(again.bounds) == pytest.approx(np.array(part.bounds), abs=1e-4)
    assert again.bodies == part.bodies
    assert formats.write(part, kind) == formats.write(part, kind)


# -- 3MF ----------------------------------------------------------------------------------------------------

TETRA = (
    '<vertices><vertex x="0" y="0" z="0"/><vertex x="10" y="0" z="0"/><vertex x="0" y="10" z="0"/>'
    '<vertex x="0" y="0" z="10"/></vertices><triangles><triangle v1="0" v2="2" v3="1"/>'
    '<triangle v1="0" v2="1" v3="3"/><triangle v1="1" v2="2" v3="3"/><triangle v1="2" v2="0" v3="3"/>'
    "</triangles>"
)
MESH = f'<object id="1"><mesh>{TETRA}</mesh></object>'
VOLUME = 1000 / 6


def model(
    resources: str = MESH, build: str = '<item objectid="1"/>', attributes: str = "", before: str = ""
) -> str:
    return (
        f'<?xml version="1.0"?>{before}<model xmlns="{threemf._CORE}" {attributes}>'
        f"<resources>{resources}</resources><build>{build}</build></model>"
    )


def archive(text: str | bytes, relationships: str = threemf._RELATIONSHIPS) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("_rels/.rels", relationships)
        made.writestr("3D/3dmodel.model", text)
    return file.getvalue()


# -- STEP ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARTS)
def test_a_mesh_becomes_a_step_of_flat_faces(name: str) -> None:
    part = Solid.of(PARTS[name])
    again = formats.read(formats.write(part, "step"), f"{name}.stp")
    assert again.volume == pytest.approx(part.volume, rel=1e-6)
    assert np.array(again.bounds) == pytest.approx(np.array(part.bounds), abs=1e-6)
    assert again.bodies == part.bodies
