"""What the live view of a part is told: the mesh, the part before the last change, answers to questions."""

from __future__ import annotations

from typing import Any

import manifold3d
import numpy as np
import pytest

from models import formats
from models.solid import Solid
from views import cells, live, thin


def block(x: float, y: float, z: float) -> live.Told:
    return live.Told(solid(manifold3d.Manifold.cube((x, y, z))), f"{x:g} × {y:g} × {z:g}")


def solid(manifold: manifold3d.Manifold) -> Solid:
    mesh = manifold.to_mesh64()
    return Solid(mesh.vert_properties[:, :3], mesh.tri_verts)


class Runs:
    """Executions of cells, as a kernel sees them."""

    def __init__(self) -> None:
        self.cells = cells.Cells()
        self.number = 0

    def run(self, cell: str | None, *told: live.Told) -> list[str | None]:
        """Run a cell that shows these parts; the words of what each was before."""
        self.number += 1
        parent: dict[str, Any] = {"header": {"msg_id": str(self.number)}, "metadata": {"cellId": cell}}
        pasts = [live.remember(self.cells.place(parent), one) for one in told]
        return [before and before.alt for before in pasts]


def test_a_cell_remembers_its_part_before_the_last_change() -> None:
    runs = Runs()
    assert runs.run("a", block(1, 1, 1)) == [None]
    assert runs.run("a", block(1, 1, 2)) == ["1 × 1 × 1"]
    assert runs.run("a", block(1, 1, 2)) == ["1 × 1 × 1"], "nothing was changed"
    assert runs.run("b", block(1, 1, 3)) == [None], "another cell"
    assert runs.run("a", block(1, 1, 4)) == ["1 × 1 × 2"]


def test_each_part_of_a_cell_has_its_own_past() -> None:
    runs = Runs()
    runs.run("a", block(1, 1, 1), block(5, 5, 5))
    assert runs.run("a", block(1, 1, 2), block(5, 5, 6)) == ["1 × 1 × 1", "5 × 5 × 5"]


def test_without_the_id_of_a_cell_nothing_is_remembered() -> None:
    runs = Runs()
    runs.run(None, block(1, 1, 1))
    assert runs.run(None, block(1, 1, 2)) == [None]


def test_the_mesh_travels_as_bytes_that_give_it_back() -> None:
    told = block(30, 20, 10)
    message = told.as_message()
    vertices = np.frombuffer(message["vertices"], "<f4").reshape(-1, 3)
    triangles = np.frombuffer(message["triangles"], "<u4").reshape(-1, 3)
    assert Solid(vertices, triangles).volume == pytest.approx(6000)


def test_thin_walls_are_told_where_they_are() -> None:
    tray = manifold3d.Manifold.cube((40, 30, 10)) - manifold3d.Manifold.cube((37.5, 26, 9)).translate(
        (0.5, 2, 2)
    )
    content, (soup,) = live.answer({"number": 7, "ask": "thin"}, None, solid(tray))
    corners = np.frombuffer(soup, "<f4").reshape(-1, 3)
    assert content["number"] == 7
    assert content["thinnest"] == pytest.approx(0.5, abs=0.02)
    assert len(corners) > 0
    assert corners[:, 0].max() <= 0.5 + 1e-3, "only the wall of 0.5 mm"


def test_a_fine_mesh_is_looked_at_in_little_time_and_a_thick_part_has_nothing() -> None:
    ball = solid(manifold3d.Manifold.sphere(10, 200))
    assert len(thin.find(ball).corners) == 0


def test_what_cannot_be_done_is_told() -> None:
    told = block(30, 20, 10)
    opened = Solid(told.solid.vertices, told.solid.triangles[2:])
    for question in ({"ask": "thin"}, {"ask": "file", "kind": "stl"}, {"ask": "le café"}):
        content, buffers = live.answer(question, None, opened)
        assert content["told"]
        assert buffers == []


@pytest.mark.parametrize("kind", ["stl", "3mf", "step"])
def test_a_file_is_the_part(kind: str) -> None:
    told = block(30, 20, 10)
    content, (data,) = live.answer({"number": 1, "ask": "file", "kind": kind}, told.solid, told.solid)
    assert "told" not in content
    assert formats.read(data, f"piece.{kind}").volume == pytest.approx(6000)


def test_a_file_that_breaks_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(part: Any, kind: str) -> bytes:
        raise RuntimeError("OCCT")

    monkeypatch.setattr(formats, "write", broken)
    content, _ = live.answer({"number": 1, "ask": "file", "kind": "step"}, None, block(1, 1, 1).solid)
    assert "OCCT" in content["told"]


def test_a_file_has_the_name_of_the_part() -> None:
    part = object()
    assert live._name_of(part, {"_": part, "plaque": part}) == "plaque"
    assert live._name_of(part, {}) == "piece"
