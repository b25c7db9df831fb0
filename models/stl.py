"""STL files, binary and text: bytes <-> arrays of vertices and triangles.

Binary: 80 bytes of header, a little-endian uint32 count, then 50 bytes a triangle (normal, three vertices as
float32, two spare bytes). Text: ``solid … vertex x y z … endsolid``.
"""

from __future__ import annotations

import re

import numpy as np

_RECORD = np.dtype([("normal", "<f4", 3), ("vertices", "<f4", (3, 3)), ("spare", "<u2")])
_VERTEX = re.compile(rb"vertex\s+(\S+)\s+(\S+)\s+(\S+)")
MAX_BYTES = 100_000_000


def read(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (three a triangle, not shared) and triangles. Raises :class:`models.solid.BadShape`."""
    if len(data) > MAX_BYTES:
        raise _unreadable(f"Le fichier pèse plus de {MAX_BYTES // 1_000_000} Mo.")
    vertices = _read_binary(data) if _is_binary(data) else _read_text(data)
    return vertices, np.arange(len(vertices)).reshape(-1, 3)


def write(vertices: np.ndarray, triangles: np.ndarray) -> bytes:
    """The bytes of a binary STL file."""
    records = np.zeros(len(triangles), _RECORD)
    corners = vertices[triangles]
    records["vertices"] = corners
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    records["normal"] = normals / np.linalg.norm(normals, axis=1, keepdims=True).clip(1e-12)
    return b"coop-factory".ljust(80) + np.uint32(len(triangles)).tobytes() + records.tobytes()


def _is_binary(data: bytes) -> bool:
    return len(data) >= 84 and len(data) == 84 + _RECORD.itemsize * int(np.frombuffer(data, "<u4", 1, 80)[0])


def _read_binary(data: bytes) -> np.ndarray:
    return np.frombuffer(data, _RECORD, offset=84)["vertices"].reshape(-1, 3).astype(np.float64)


def _read_text(data: bytes) -> np.ndarray:
    if not data.lstrip()[:5].lower() == b"solid":
        raise _unreadable("Ce fichier n'est pas un fichier STL.")
    try:
        vertices = np.array(_VERTEX.findall(data.lower())).astype(np.float64)
    except ValueError as error:
        raise _unreadable("Une coordonnée du fichier n'est pas un nombre.") from error
    if len(vertices) == 0 or len(vertices) % 3:
        raise _unreadable("Le fichier STL est vide ou coupé.")
    return vertices


def _unreadable(constat: str) -> Exception:
    from models.solid import BadShape

    return BadShape(
        "le fichier STL est illisible",
        constat,
        "Un fichier STL contient la liste des triangles d'une pièce.",
        "Exporter la pièce une nouvelle fois.",
    )
