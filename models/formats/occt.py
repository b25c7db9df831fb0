"""Shapes of OCCT cut in triangles; run as a program, a STEP file on its input becomes meshes on its output.

A program because OCCT may crash, hang or take all the memory on a file made to harm: it limits itself before
it reads, and its parent limits the wall time. It imports nothing of the project, to start faster. The output
is NumPy's npz: vertices, triangles, vertices…
"""

# pyright: reportAttributeAccessIssue=false
# OCP is compiled and has no types that pyright finds.

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any, BinaryIO

import numpy as np

TOLERANCE = 0.05
"""How far a triangle may be from the true surface (mm)."""
ANGLE = 0.1
"""The largest angle between two neighbouring facets (radians)."""
CPU_SECONDS = 60
MEMORY = 3 << 30
"""Bytes of data of the program."""

Mesh = tuple[np.ndarray, np.ndarray]


def meshes(shape: Any) -> list[Mesh]:
    """For each solid in ``shape`` (a TopoDS_Shape): its vertices, not shared between faces, and triangles."""
    from OCP.BRepMesh import BRepMesh_IncrementalMesh
    from OCP.TopAbs import TopAbs_ShapeEnum

    BRepMesh_IncrementalMesh(shape, TOLERANCE, False, ANGLE, False)  # no threads: a fork has none
    found = [_mesh(solid) for solid in inside(shape, TopAbs_ShapeEnum.TopAbs_SOLID)]
    return [mesh for mesh in found if len(mesh[1])]


def _mesh(solid: Any) -> Mesh:
    from OCP.BRep import BRep_Tool
    from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
    from OCP.TopLoc import TopLoc_Location
    from OCP.TopoDS import TopoDS

    points: list[tuple[float, float, float]] = []
    triangles: list[tuple[int, int, int]] = []
    for face in inside(solid, TopAbs_ShapeEnum.TopAbs_FACE):
        place = TopLoc_Location()
        net = BRep_Tool.Triangulation_s(TopoDS.Face_s(face), place)
        if net is None:
            continue
        start, move = len(points) - 1, place.Transformation()
        nodes = (net.Node(number).Transformed(move) for number in range(1, net.NbNodes() + 1))
        points += [(node.X(), node.Y(), node.Z()) for node in nodes]
        turned = face.Orientation() == TopAbs_Orientation.TopAbs_REVERSED
        order = (1, 3, 2) if turned else (1, 2, 3)
        for number in range(1, net.NbTriangles() + 1):
            corners = net.Triangle(number)
            a, b, c = (start + corners.Value(which) for which in order)
            triangles.append((a, b, c))
    return np.array(points, dtype=np.float64).reshape(-1, 3), np.array(triangles, dtype=np.int64).reshape(
        -1, 3
    )


def inside(shape: Any, kind: Any) -> list[Any]:
    from OCP.TopExp import TopExp_Explorer

    found, explorer = [], TopExp_Explorer(shape, kind)
    while explorer.More():
        found.append(explorer.Current())
        explorer.Next()
    return found


# -- the program --------------------------------------------------------------------------------------------


def main() -> int:
    """0 when at least one volume was found."""
    _limit()
    output = os.dup(1)
    os.dup2(2, 1)  # OCCT writes its messages on the standard output
    found = meshes(_shape(sys.stdin.buffer))
    if not found:
        return 1
    with os.fdopen(output, "wb") as file:
        np.savez(file, *(values for mesh in found for values in mesh))
    return 0


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's time-out remains
        return
    for kind, wanted in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _shape(file: BinaryIO) -> Any:
    from OCP.STEPControl import STEPControl_Reader

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "piece.step")
        with open(path, "wb") as copy:
            copy.write(file.read())
        reader = STEPControl_Reader()
        reader.ReadFile(path)
    reader.TransferRoots()
    return reader.OneShape()


if __name__ == "__main__":
    sys.exit(main())
