"""STL files, binary and text: the bare list of the triangles of a part.

Binary: 80 bytes of header, a little-endian uint32 count, then 50 bytes a triangle (normal, three vertices as
float32, two spare bytes). Text: ``solid … vertex x y z … endsolid``. The unit is not written: millimetres.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from models.solid import MAX_TRIANGLES, BadShape, Solid

_RECORD = np.dtype([("normal", "<f4", 3), ("vertices", "<f4", (3, 3)), ("spare", "<u2")])
_VERTEX = re.compile(rb"vertex\s+(\S+)\s+(\S+)\s+(\S+)")


def read(data: bytes) -> Solid:
    """The part in the bytes of an STL file. Raises :class:`BadShape`."""
    corners = _read_binary(data) if _is_binary(data) else _read_text(data)
    return Solid.from_soup(corners, np.arange(len(corners)).reshape(-1, 3))


def write(part: Any) -> bytes:
    """The bytes of a binary STL file. Raises :class:`BadShape` for what is no closed volume."""
    solid = Solid.of(part)
    solid.closed()
    records = np.zeros(len(solid.triangles), _RECORD)
    corners = solid.vertices[solid.triangles]
    records["vertices"] = corners
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    records["normal"] = normals / np.linalg.norm(normals, axis=1, keepdims=True).clip(1e-12)
    return b"coop-factory".ljust(80) + np.uint32(len(records)).tobytes() + records.tobytes()


def _is_binary(data: bytes) -> bool:
    return len(data) >= 84 and len(data) == 84 + _RECORD.itemsize * int(np.frombuffer(data, "<u4", 1, 80)[0])


def _read_binary(data: bytes) -> np.ndarray:
    """The corners of the triangles, three a triangle."""
    return np.frombuffer(data, _RECORD, offset=84)["vertices"].reshape(-1, 3).astype(np.float64)


def _read_text(data: bytes) -> np.ndarray:
    if not data.lstrip()[:5].lower() == b"solid":
        raise _unreadable("Ce fichier n'est pas un fichier STL.")
    if data.count(b"vertex") > 3 * MAX_TRIANGLES:
        raise _unreadable(f"Le fichier compte plus de {MAX_TRIANGLES} triangles.")
    try:
        corners = np.array(_VERTEX.findall(data.lower())).astype(np.float64)
    except ValueError as error:
        raise _unreadable("Une coordonnée du fichier n'est pas un nombre.") from error
    if len(corners) == 0 or len(corners) % 3:
        raise _unreadable("Le fichier STL est vide ou coupé.")
    return corners


def _unreadable(constat: str) -> BadShape:
    return BadShape(
        "le fichier STL est illisible",
        constat,
        "Un fichier STL contient la liste des triangles d'une pièce.",
        "Exporter la pièce une nouvelle fois.",
    )
