"""STEP files (ISO 10303-21), through OCCT: exact surfaces of a cadquery part, flat faces of any other.

OCCT can hang, crash or fill the memory on a hostile file, so one is read by ``occt.py`` in a process of its
own, with limits; what can be refused by looking at the text is refused before.
"""

# pyright: reportAttributeAccessIssue=false
# OCP is compiled and has no types that pyright finds.

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from models.formats import occt
from models.solid import BadShape, Solid

MAX_FACETS = 6_000
"""Triangles of a mesh that becomes STEP: a few seconds and 10 MB."""
MAX_BYTES = 50_000_000
TIMEOUT = 60.0
"""Seconds for OCCT to read a file, and to cut it in triangles."""
_READER = Path(__file__).with_name("occt.py")


def write(part: Any) -> bytes:
    """The bytes of a STEP file in millimetres: exact for a cadquery part, else of flat faces.

    Raises :class:`BadShape` for what is no closed volume, or a mesh of more than ``MAX_FACETS`` triangles.
    """
    from models import from_cad

    solid = Solid.of(part)
    solid.closed()
    shape = from_cad.exact_shape(part)
    return _written(_faceted(solid) if shape is None else shape)


def _faceted(solid: Solid) -> Any:
    """The mesh as a shape of OCCT: one solid a body, coplanar triangles merged into faces."""
    from OCP.BRep import BRep_Builder
    from OCP.TopoDS import TopoDS_Compound

    if len(solid.triangles) > MAX_FACETS:
        raise BadShape(
            "la pièce a trop de facettes pour le format STEP",
            f"La pièce compte {len(solid.triangles)} triangles ; en STEP, la limite est de {MAX_FACETS}.",
            "Un fichier STEP décrit chaque face une par une : il serait énorme.",
            "L'exporter en STL ou en 3MF, ou diminuer le nombre de facettes (_fn).",
        )
    compound, builder = TopoDS_Compound(), BRep_Builder()
    builder.MakeCompound(compound)
    for body in _bodies(solid):
        builder.Add(compound, body)
    return compound


def _bodies(solid: Solid) -> list[Any]:
    """A solid of OCCT for each outer skin, with the skins of the hollows in it."""
    from OCP.BRep import BRep_Builder
    from OCP.TopoDS import TopoDS_Solid

    builder = BRep_Builder()
    pieces = solid.closed().decompose()
    outer = [piece for piece in pieces if piece.volume() > 0]
    bodies = []
    for piece in outer:
        body = TopoDS_Solid()
        builder.MakeSolid(body)
        builder.Add(body, _shell(piece))
        bodies.append(body)
    for hollow in (piece for piece in pieces if piece.volume() <= 0):
        builder.Add(bodies[_around(hollow, outer)], _shell(hollow))
    return bodies


def _around(hollow: Any, outer: list[Any]) -> int:
    """Which of the bodies the hollow is in: the smallest whose bounding box holds it."""
    box = hollow.bounding_box()
    holding = [
        number
        for number, piece in enumerate(outer)
        if np.all(np.array(piece.bounding_box()[:3]) <= box[:3])
        and np.all(np.array(piece.bounding_box()[3:]) >= box[3:])
    ]
    return min(holding, key=lambda number: outer[number].volume())


def _shell(piece: Any) -> Any:
    """The skin of one body of manifold3d as a closed shell: triangles, then coplanar ones merged."""
    from OCP.BRep import BRep_Builder
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeShapeOnMesh
    from OCP.gp import gp_Pnt
    from OCP.Poly import Poly_Triangle, Poly_Triangulation
    from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
    from OCP.TopAbs import TopAbs_ShapeEnum
    from OCP.TopoDS import TopoDS_Shell

    mesh = piece.to_mesh64()
    vertices, triangles = mesh.vert_properties[:, :3], mesh.tri_verts.astype(int) + 1
    soup = Poly_Triangulation(len(vertices), len(triangles), False)
    for number, point in enumerate(vertices.tolist(), 1):
        soup.SetNode(number, gp_Pnt(*point))
    for number, corners in enumerate(triangles.tolist(), 1):
        soup.SetTriangle(number, Poly_Triangle(*corners))
    made = BRepBuilderAPI_MakeShapeOnMesh(soup)
    made.Build()
    merged = ShapeUpgrade_UnifySameDomain(made.Shape(), True, True, False)
    merged.Build()
    shell, builder = TopoDS_Shell(), BRep_Builder()
    builder.MakeShell(shell)
    for face in occt.inside(merged.Shape(), TopAbs_ShapeEnum.TopAbs_FACE):
        builder.Add(shell, face)
    shell.Closed(True)
    return shell


def _written(shape: Any) -> bytes:
    from OCP.IFSelect import IFSelect_ReturnStatus
    from OCP.STEPControl import STEPControl_StepModelType, STEPControl_Writer

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "piece.step"
        _silence()
        writer = STEPControl_Writer()
        writer.Transfer(shape, STEPControl_StepModelType.STEPControl_AsIs)
        status = writer.Write(str(file))
        if status != IFSelect_ReturnStatus.IFSelect_RetDone:
            raise BadShape(
                "la pièce ne s'écrit pas en STEP",
                "La pièce n'a pas pu être écrite en STEP.",
                "Une de ses faces n'a pas de description exacte.",
                "L'exporter en STL ou en 3MF.",
            )
        return file.read_bytes()


def _silence() -> None:
    """OCCT tells its statistics below Python's streams, which a kernel shows; cadquery silences it too."""
    from OCP.Message import Message, Message_Gravity

    for printer in Message.DefaultMessenger_s().Printers():
        printer.SetTraceLevel(Message_Gravity.Message_Fail)


# -- reading ------------------------------------------------------------------------------------------------


def read(data: bytes) -> Solid:
    """The part in the bytes of a STEP file, within the tolerance of a cadquery part.

    Raises :class:`BadShape`; after ``TIMEOUT`` seconds at most.
    """
    _refuse_by_its_text(data)
    try:
        done = subprocess.run(
            [sys.executable, str(_READER)], input=data, capture_output=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _unreadable(f"Sa lecture a été arrêtée après {TIMEOUT:.0f} secondes.") from error
    except OSError as error:
        raise _unreadable("Ici, aucun programme ne peut être lancé pour le lire.") from error
    if done.returncode:
        raise _unreadable("Le lecteur de fichiers STEP n'y trouve aucun volume.")
    arrays = list(np.load(io.BytesIO(done.stdout), allow_pickle=False).values())
    return Solid.united([Solid.from_soup(*mesh) for mesh in zip(arrays[::2], arrays[1::2], strict=True)])


def _refuse_by_its_text(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise BadShape(
            "le fichier est trop lourd",
            f"Le fichier pèse {len(data) // 1_000_000} Mo ; en STEP, la limite est de "
            f"{MAX_BYTES // 1_000_000} Mo.",
            "Lire un fichier STEP est long, même sur un bon ordinateur.",
            "L'exporter en STL ou en 3MF.",
        )
    if not data.lstrip()[:13] == b"ISO-10303-21;":
        raise _unreadable("Ce fichier n'est pas un fichier STEP.")
    if b"END-ISO-10303-21;" not in data[-1000:]:
        raise _unreadable("Le fichier est coupé : sa fin manque.")


def _unreadable(constat: str) -> BadShape:
    return BadShape(
        "le fichier STEP est illisible",
        constat,
        "Un fichier STEP décrit les faces exactes d'une pièce.",
        "Exporter la pièce une nouvelle fois, en STEP ou en STL.",
    )
