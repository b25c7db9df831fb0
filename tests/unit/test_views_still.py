"""The still picture of a part: what is in front is seen, what is behind is not, faces leave no crack."""

from __future__ import annotations

import io

import manifold3d
import numpy as np
import pytest
from PIL import Image

from models.solid import Solid
from views import still

BED = np.array([0x8C, 0x8C, 0x8C])


def solid(manifold: manifold3d.Manifold) -> Solid:
    mesh = manifold.to_mesh64()
    return Solid(mesh.vert_properties[:, :3], mesh.tri_verts)


def box(x: float, y: float, z: float) -> manifold3d.Manifold:
    return manifold3d.Manifold.cube((x, y, z), True)


def pixels(part: Solid) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(still.png(part))).convert("RGBA")).astype(int)


def matter(picture: np.ndarray) -> np.ndarray:
    """Where the part is: opaque and blue, as its faces and edges are and the bed is not."""
    return (picture[..., 3] == 255) & (picture[..., 2] - picture[..., 0] > 30)


def test_the_picture_has_its_size_and_a_transparent_ground() -> None:
    picture = pixels(solid(box(30, 20, 10)))
    assert picture.shape == (still.HEIGHT, still.WIDTH, 4)
    assert not picture[0, 0].any()
    assert 0.05 < matter(picture).mean() < 0.64, "four fifths of the width or of the height, and air around"


@pytest.mark.parametrize(
    "shape",
    [box(30, 20, 10), box(100, 0.5, 40), manifold3d.Manifold.sphere(10, 128)],
    ids=["box", "wall", "sphere of 16,000 triangles"],
)
def test_a_convex_part_has_no_crack(shape: manifold3d.Manifold) -> None:
    seen = matter(pixels(solid(shape)))
    assert seen.any()
    for row in seen[seen.any(axis=1)]:
        columns = np.flatnonzero(row)
        assert len(columns) == columns[-1] - columns[0] + 1


def test_what_is_behind_is_not_seen() -> None:
    full, cavity = box(30, 20, 10), box(20, 10, 5)
    assert still.png(solid(full - cavity)) == still.png(solid(full))


def test_the_inside_is_seen_where_the_skin_is_open() -> None:
    closed = solid(box(30, 20, 10))
    a, b, c = (closed.vertices[closed.triangles[:, i]] for i in range(3))
    lid = np.cross(b - a, c - a)[:, 2] > 0
    opened = Solid(closed.vertices, closed.triangles[~lid])
    assert not opened.is_watertight
    assert (pixels(opened) != pixels(closed)).any(axis=2)[180:220, 300:340].mean() > 0.5


def test_the_bed_is_seen_through_a_hole_and_hidden_by_the_part() -> None:
    plate = box(40, 40, 1)
    drilled = plate - manifold3d.Manifold.cylinder(4, 15, 15, 64, True)
    centre = (slice(150, 250), slice(270, 370))
    through = pixels(solid(drilled))[centre]
    opaque = through[through[..., 3] == 255]
    assert not matter(through).any()
    assert (np.abs(opaque[:, :3] - BED) < 3).all()
    assert (through[..., 3] > 0).any()
    assert matter(pixels(solid(plate))[centre]).all()


def test_sharp_edges_are_drawn_and_soft_ones_not() -> None:
    def dark(part: manifold3d.Manifold) -> int:
        picture = pixels(solid(part))
        return int((matter(picture) & (picture[..., :3].sum(axis=2) < 0x16 + 0x32 + 0x4D + 20)).sum())

    assert dark(box(20, 20, 20)) > 500
    assert dark(manifold3d.Manifold.sphere(10, 128)) == 0


@pytest.mark.timeout(10)
def test_a_part_smaller_than_a_speck_is_drawn_at_once() -> None:
    """The lines of the bed are centimetres apart: a million times the picture."""
    assert matter(pixels(solid(box(1e-6, 1e-6, 1e-6)))).any()
