"""The faces, edges and rounds that the live view measures, on parts whose sizes are known."""

from __future__ import annotations

import base64
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import manifold3d
import pytest

from classroom.setup.places import ROOT, node_and_npm
from models.solid import Solid
from views import live

NODE = node_and_npm(Path(sys.prefix))[0]
pytestmark = pytest.mark.skipif(
    not (NODE.exists() and (ROOT / "node_modules" / "three").exists()),
    reason="the browser parts are not here",
)
BLOCK = manifold3d.Manifold.cube((30, 20, 10))


def hole(diameter: float, sides: int) -> manifold3d.Manifold:
    return manifold3d.Manifold.cylinder(30, diameter / 2, diameter / 2, sides).translate((15, 10, -10))


def rounded(radius: float, sides: int) -> manifold3d.Manifold:
    """A plate of 40 × 30 × 4 mm whose upright edges are round."""
    inner = manifold3d.CrossSection.square((40 - 2 * radius, 30 - 2 * radius))
    return inner.offset(radius, manifold3d.JoinType.Round, circular_segments=sides).extrude(4)


def features(manifold: manifold3d.Manifold) -> dict[str, Any]:
    mesh = manifold.to_mesh64()
    told = live.Told(Solid(mesh.vert_properties[:, :3], mesh.tri_verts), "").as_message()
    sent = {name: base64.b64encode(told[name]).decode() for name in ("vertices", "triangles")}
    script = ROOT / "tests" / "unit" / "features.mjs"
    run = subprocess.run(
        [NODE, "--no-warnings", script], input=json.dumps(sent), capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def edges(found: dict[str, Any], kind: str) -> list[dict[str, float]]:
    return [edge for face in found["faces"] for edge in face["edges"] if edge["kind"] == kind]


def test_a_block_has_six_faces_and_twelve_edges() -> None:
    found = features(BLOCK)
    assert found["closed"]
    assert found["sharp"] == 12
    assert sorted(face["area"] for face in found["faces"]) == pytest.approx([200, 200, 300, 300, 600, 600])
    lengths = sorted(edge["length"] for edge in edges(found, "straight"))
    assert lengths == pytest.approx([10] * 8 + [20] * 8 + [30] * 8)  # each edge borders two faces


@pytest.mark.parametrize("sides", [5, 8, 48, 200])
def test_a_hole_has_the_diameter_that_was_asked_for(sides: int) -> None:
    circles = edges(features(BLOCK - hole(6, sides)), "circle")
    assert [circle["radius"] for circle in circles] == pytest.approx([3, 3], abs=1e-4)


def test_a_square_hole_is_no_round() -> None:
    assert edges(features(BLOCK - hole(6, 4)), "circle") == []


@pytest.mark.parametrize(("radius", "sides"), [(2, 64), (5, 64), (14, 64), (0.5, 64), (5, 256), (2, 360)])
def test_a_rounded_corner_is_one_arc_and_the_sides_are_straight(radius: float, sides: int) -> None:
    found = features(rounded(radius, sides))
    arcs = edges(found, "arc")
    assert [arc["radius"] for arc in arcs] == pytest.approx([radius] * 8, abs=1e-3)
    assert [arc["length"] for arc in arcs] == pytest.approx([radius * math.pi / 2] * 8, rel=0.01)
    top = max(found["faces"], key=lambda face: face["area"])
    straight = sorted(edge["length"] for edge in top["edges"] if edge["kind"] == "straight")
    assert straight == pytest.approx([30 - 2 * radius] * 2 + [40 - 2 * radius] * 2, abs=1e-3)


def test_a_ball_has_no_flat_face() -> None:
    assert features(manifold3d.Manifold.sphere(10, 64))["faces"] == []
