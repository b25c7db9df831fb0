"""What is wrong with the skin of a mesh, named: holes, faces turned over, faces twice, faces that cross.

A mesh that our own tools built is right by construction; one from a file may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from manifold3d import Manifold

    from models.solid import BadShape, Solid

MAX_CROSSING = 100_000
"""Triangles of a mesh in which faces that cross are looked for: about a second."""
_MAX_PAIRS = 10_000_000
_DEPTH = 1e-3
"""Faces that cross by less (mm), or so near their border, only touch: single precision is no better."""


def turned_over() -> BadShape:
    """The error for a skin whose faces look inwards."""
    from models.solid import BadShape

    return BadShape(
        "les faces sont retournées",
        "Le volume de la pièce, ou d'un de ses morceaux, est négatif.",
        "Chaque face a un côté dehors et un côté dedans ; ici, ils sont échangés.",
        "Dans polyhedron, lister les points de chaque face dans l'autre sens.",
    )


def without_flat_faces(solid: Solid) -> Solid:
    """The same part without its triangles of no area, where it is closed only without them."""
    from models.solid import Solid

    if solid.is_watertight:
        return solid
    a, b, c = (solid.vertices[solid.triangles[:, corner]] for corner in range(3))
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    kept = solid.triangles[areas > 1e-12]
    if len(kept) in (0, len(areas)):
        return solid
    mended = Solid(solid.vertices, kept)
    return mended if mended.is_watertight else solid


def why_open(solid: Solid) -> BadShape:
    """The error that says why the skin of ``solid`` is not closed, and near which point."""
    from models.solid import BadShape

    sides, counts, opposite = _edges(solid.triangles)
    once, same_way = _alone(counts, opposite), (counts > 1) & (opposite == 0)
    if once.any():
        return BadShape(
            "la pièce n'est pas fermée",
            f"Il manque des faces à la pièce : sa peau est ouverte{_near(solid, sides[once])}.",
            "Sans peau fermée, l'imprimante ne sait pas où est la matière.",
            "Construire la pièce avec des volumes pleins, ou compléter les faces de polyhedron.",
        )
    if same_way.any():
        return BadShape(
            "les faces sont retournées",
            f"Certaines faces sont retournées{_near(solid, sides[same_way])}.",
            "Chaque face a un côté dehors et un côté dedans ; deux voisines doivent être d'accord.",
            "Retourner ces faces dans le logiciel de dessin, puis exporter la pièce une nouvelle fois.",
        )
    crowded = counts != opposite
    if crowded.any():
        return BadShape(
            "des faces sont en trop",
            f"Plus de deux faces se touchent sur une même arête{_near(solid, sides[crowded])}.",
            "Une arête sépare deux faces : avec une de plus, dehors et dedans se confondent.",
            "Effacer les faces en double ou cachées dedans, puis exporter la pièce une nouvelle fois.",
        )
    return BadShape(
        "les faces n'entourent aucun volume",
        "Les faces de la pièce sont toutes aplaties.",
        "Sans dehors ni dedans, l'imprimante ne sait pas où est la matière.",
        "Construire la pièce avec des volumes pleins, puis l'exporter une nouvelle fois.",
    )


def open_edges(solid: Solid) -> np.ndarray:
    """The edges with a face on one side only, as an (n, 2) array of vertex indices."""
    sides, counts, opposite = _edges(solid.triangles)
    return sides[_alone(counts, opposite)]


def refuse_crossings(solid: Solid) -> None:
    """Raises :class:`BadShape` for a closed skin with volumes twice, turned over, overlapping or crossing.

    In a mesh of more than ``MAX_CROSSING`` triangles, only whole volumes are compared.
    """
    from models.solid import BadShape

    if not solid.is_watertight:
        return
    if _turned_over(solid):
        raise turned_over()
    if _same_face_twice(solid):
        raise BadShape(
            "un volume est en double",
            "Les mêmes faces sont deux fois dans la pièce.",
            "Deux volumes à la même place comptent deux fois dans le volume et dans le prix.",
            "Effacer la copie dans le logiciel de dessin, puis exporter la pièce une nouvelle fois.",
        )
    point = _crossing(solid)
    if point is not None or _overlap(solid):
        where = "" if point is None else _at(point)
        raise BadShape(
            "la pièce se traverse elle-même",
            f"Des faces de la pièce passent l'une à travers l'autre{where}.",
            "Là où deux volumes se recouvrent, l'imprimante peut laisser un vide ou compter deux fois.",
            "Réunir les volumes (union) dans le logiciel de dessin, puis exporter à nouveau.",
        )


def _same_face_twice(solid: Solid) -> bool:
    """Whether a face is there twice and looks the same way: two that look at each other only cancel out."""
    triangles = solid.triangles
    first = triangles.argmin(axis=1)[:, None]
    turned = np.take_along_axis(triangles, (first + np.arange(3)) % 3, axis=1)
    return len(np.unique(_keys(turned, len(solid.vertices)))) < len(turned)


def _keys(rows: np.ndarray, base: int) -> np.ndarray:
    """One number a row of small integers: rows compare as numbers, which sorts a hundred times faster."""
    keys = rows[:, 0].astype(np.uint64)
    for column in range(1, rows.shape[1]):
        keys = keys * np.uint64(base) + rows[:, column].astype(np.uint64)  # wraps above 2.6 M points
    return keys


def _edges(triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every edge in each direction found: its two ends, how many faces run so, how many the other way."""
    sides = triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    base = int(triangles.max()) + 1
    keys, first, counts = np.unique(sides[:, 0] * base + sides[:, 1], return_index=True, return_counts=True)
    sides = sides[first]
    back = sides[:, 1] * base + sides[:, 0]
    place = np.searchsorted(keys, back).clip(max=len(keys) - 1)
    opposite = np.where(keys[place] == back, counts[place], 0)
    return sides, counts, opposite


def _alone(counts: np.ndarray, opposite: np.ndarray) -> np.ndarray:
    return (counts == 1) & (opposite == 0)


def _near(solid: Solid, sides: np.ndarray) -> str:
    return _at(solid.vertices[sides[0]].mean(axis=0))


def _at(point: np.ndarray) -> str:
    x, y, z = (f"{value:.1f}".replace(".", ",") for value in point)
    return f", vers x = {x}, y = {y}, z = {z}"


def _bodies(solid: Solid) -> tuple[list[Manifold], list[Manifold]]:
    """The skins that look outwards, and the hollows, as solids of their own."""
    from models.solid import Solid

    pieces = solid.manifold.decompose()
    meshes = [piece.to_mesh64() for piece in pieces if piece.volume() < 0]
    hollows = [Solid(mesh.vert_properties[:, :3], mesh.tri_verts[:, ::-1]).manifold for mesh in meshes]
    return [piece for piece in pieces if piece.volume() > 0], hollows


def _united(bodies: list[Manifold]) -> Manifold:
    import manifold3d

    return manifold3d.Manifold.batch_boolean(bodies, manifold3d.OpType.Add)


def _turned_over(solid: Solid) -> bool:
    """Whether a skin that looks inwards is no hollow of a body."""
    outer, hollows = _bodies(solid)
    matter = _united(outer)
    return any((hollow - matter).volume() > 1e-6 * hollow.volume() for hollow in hollows)


def _overlap(solid: Solid) -> bool:
    """Whether whole bodies overlap. One that lies in the hollow of another does not."""
    outer, hollows = _bodies(solid)
    matter = [_hollowed(body, hollows) for body in outer]
    together = _united(matter).volume()
    return abs(together - sum(body.volume() for body in matter)) > 1e-6 * together


def _hollowed(body: Manifold, hollows: list[Manifold]) -> Manifold:
    """``body`` without the hollows in its box; one in its box and not in itself takes nothing away."""
    low, high = _corners(body)
    own = [
        hollow
        for hollow in hollows
        if (_corners(hollow)[0] >= low).all() and (_corners(hollow)[1] <= high).all()
    ]
    return body - _united(own) if own else body


def _corners(body: Manifold) -> tuple[np.ndarray, np.ndarray]:
    box = np.array(body.bounding_box())
    return box[:3], box[3:]


def _crossing(solid: Solid) -> np.ndarray | None:
    """A point where an edge goes through a face, if there is one."""
    if len(solid.triangles) > MAX_CROSSING:
        return None
    corners = solid.vertices[solid.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    normals /= lengths[:, None].clip(1e-12)
    for edges, faces in _neighbours(corners):
        solid_faces = lengths[faces] > 1e-6
        edges, faces = edges[solid_faces], faces[solid_faces]
        for a, b in ((0, 1), (1, 2), (2, 0)):
            point = _through(corners[edges, a], corners[edges, b], corners[faces], normals[faces])
            if point is not None:
                return point
    return None


def _neighbours(corners: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of triangles whose boxes meet, in both orders, a part at a time."""
    import shapely

    low, high = corners.min(axis=1) - _DEPTH, corners.max(axis=1) + _DEPTH
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    tree, found = shapely.STRtree(boxes), 0
    for start in range(0, len(corners), 2000):
        one, other = tree.query(boxes[start : start + 2000])
        one += start
        found += len(one)
        if found > _MAX_PAIRS:
            return
        meet = (one != other) & (low[one, 2] <= high[other, 2]) & (low[other, 2] <= high[one, 2])
        yield one[meet], other[meet]


def _through(start: np.ndarray, end: np.ndarray, faces: np.ndarray, normals: np.ndarray) -> np.ndarray | None:
    """The first point where the segment of a row goes through the face of that row."""
    before = np.einsum("ij,ij->i", start - faces[:, 0], normals)
    after = np.einsum("ij,ij->i", end - faces[:, 0], normals)
    both = (before * after < 0) & (np.minimum(abs(before), abs(after)) > _DEPTH)
    start, end, faces, normals = start[both], end[both], faces[both], normals[both]
    part = (before[both] / (before[both] - after[both]))[:, None]
    points = start + part * (end - start)
    inside = np.ones(len(points), dtype=bool)
    for side in range(3):
        along = faces[:, (side + 1) % 3] - faces[:, side]
        within = np.einsum("ij,ij->i", np.cross(along, points - faces[:, side]), normals)
        inside &= within > _DEPTH * np.linalg.norm(along, axis=1)
    hits = np.flatnonzero(inside)
    return points[hits[0]] if len(hits) else None
