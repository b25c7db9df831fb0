"""From what learners build to a Solid: solidpython2 (through openscad-evaluator) and cadquery (through OCCT).

Both libraries are recognised by name, so that a process which never builds anything imports neither.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

from models import skin
from models.formats import occt
from models.solid import NOTHING, SHEET, BadShape, Solid, flat_shape, not_a_part


def convert(thing: Any, engine: str | None = None) -> Solid:
    """The Solid that a solidpython2 or cadquery object describes. Raises :class:`BadShape`.

    ``engine``, for solidpython2, is "openscad" or, by default, the evaluator.
    """
    families = _families(thing)
    if "solid2" in families:
        return from_solidpython(thing, engine)
    if "cadquery" in families:
        return from_cadquery(thing)
    raise not_a_part(thing)


def _families(thing: Any) -> set[str]:
    return {base.__module__.partition(".")[0] for base in type(thing).__mro__}


# -- solidpython2 -------------------------------------------------------------------------------------------


def from_solidpython(thing: Any, engine: str | None = None) -> Solid:
    """The Solid of a solidpython2 object: its OpenSCAD source, evaluated without OpenSCAD or by it."""
    from solid2 import scad_render

    if engine not in (None, "openscad"):
        raise ValueError(f'engine="{engine}" est inconnu. Écrire engine="openscad", ou rien.')
    _refuse_bad_sizes(thing)
    source = scad_render(thing)
    _refuse_fineness(source)
    return by_openscad(source) if engine else from_openscad(source)


def by_openscad(source: str) -> Solid:
    """The Solid that the program OpenSCAD makes of ``source``. Raises :class:`BadShape`."""
    from models import formats, openscad

    made, told = openscad.run(source)
    _refuse_warnings(told)
    if made:
        return formats.read(made, "piece.stl")
    if any("not a 3D object" in line for line in told):
        return from_openscad(source)  # a drawing is the same for both, and OpenSCAD writes none as STL
    if any("top level object is empty" in line for line in told):
        return Solid.united([])  # refused as any empty part
    raise _unreadable(next((line for line in told if "ERROR" in line), "?"))


def from_openscad(source: str) -> Solid:
    """The Solid of OpenSCAD ``source``. Background parts (``%``) are not matter. Raises :class:`BadShape`."""
    import manifold3d
    from openscad_evaluator import Evaluator
    from openscad_evaluator.evaluator import to_renderable_bodies
    from openscad_lalr_parser import build_scopes, getASTfromString

    told: list[str] = []
    evaluator = Evaluator(echo_fn=lambda *words, **_: told.append(" ".join(map(str, words))))
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            tree = getASTfromString(source)
            if not tree:
                raise ValueError("syntax")
            found, _ = evaluator.evaluate(tree, build_scopes(tree))
            bodies = [body for body in to_renderable_bodies(found, SHEET) if body.role != "background"]
    except (ValueError, TypeError, RuntimeError) as error:
        raise _unreadable(str(error)) from error
    except Exception as error:  # the evaluator's own error classes share no useful parent
        raise _unreadable(str(error)) from error
    _refuse_warnings(told)
    flat = any(body.flat_preview for body in bodies)
    if flat and not all(body.flat_preview for body in bodies):
        raise flat_shape()
    solids = [body.body for body in bodies if body.body is not None]
    for solid in solids:
        if solid.status() != manifold3d.Error.NoError:
            raise _bad_size()
        if solid.volume() < -NOTHING:
            raise skin.turned_over()
    return Solid.from_manifold(_union(solids), flat)


_POSITIVE = {
    "cube": ("size",),
    "square": ("size",),
    "sphere": ("r", "d"),
    "circle": ("r", "d"),
    "cylinder": ("h", "r", "d"),
    "linear_extrude": ("height",),
    "text": ("size",),
}
_NOT_NEGATIVE = {"cylinder": ("r1", "r2", "d1", "d2")}


def _refuse_bad_sizes(thing: Any) -> None:
    """Refuse sizes that are zero or less: the evaluator drops such a body without a word."""
    for node in _nodes(thing):
        name, given = getattr(node, "_name", ""), getattr(node, "_params", {}) or {}
        sizes = [(key, value) for key in _POSITIVE.get(name, ()) for value in _numbers(given.get(key))]
        may_be_zero = [
            (key, value) for key in _NOT_NEGATIVE.get(name, ()) for value in _numbers(given.get(key))
        ]
        wrong = [pair for pair in sizes if not pair[1] > 0] + [
            pair for pair in may_be_zero if not pair[1] >= 0
        ]
        for key, value in wrong:
            raise _bad_size(f"Dans {name}, {key} vaut {value:g}".replace(".", ",") + ".")


MAX_FACETS = 1000
"""Sides of a circle (``_fn``): a sphere of as many is a million triangles, in some seconds."""
_FACETS = re.compile(r"\$fn *= *(\d+(?:\.\d+)?(?:e\+?\d+)?)")


def _refuse_fineness(source: str) -> None:
    """Refuse what no key could stop, and the memory could not hold: the evaluator builds circles in C++."""
    most = max(map(float, _FACETS.findall(source)), default=0.0)
    if most > MAX_FACETS:
        raise BadShape(
            "la pièce a trop de détails",
            f"Un rond doit avoir {most:.0f} côtés (_fn) ; la limite est de {MAX_FACETS}.",
            "Une pièce trop détaillée bloque l'ordinateur et n'est pas mieux imprimée.",
            "Diminuer _fn : 48 suffisent.",
        )


def _nodes(thing: Any) -> Iterator[Any]:
    waiting = [thing]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(getattr(node, "_children", None) or [])


def _numbers(value: Any) -> list[float]:
    values = value if isinstance(value, list | tuple) else [value]
    return [float(item) for item in values if isinstance(item, int | float) and not isinstance(item, bool)]


def _refuse_warnings(told: list[str]) -> None:
    """Refuse what OpenSCAD only warns about: the part would silently be another one."""
    for line in told:
        if "Mixing 2D and 3D" in line:
            raise flat_shape()
        if "mesh is not closed" in line:
            raise BadShape(
                "la pièce n'est pas fermée",
                "Il manque des faces à un polyhedron : sa peau est ouverte.",
                "Sans peau fermée, l'imprimante ne sait pas où est la matière.",
                "Ajouter les faces qui manquent.",
            )
        if "Can't open" in line or "Unable to convert" in line or "unknown" in line:
            raise _unreadable(line.removeprefix("WARNING: "))


# -- cadquery -----------------------------------------------------------------------------------------------


def from_cadquery(thing: Any) -> Solid:
    """The Solid of a cadquery Workplane, Assembly, Sketch or Shape, within ``occt.TOLERANCE``.

    Places in an Assembly count, its colours do not. Faces or closed wires without a volume are ``flat``.
    """
    shapes = cadquery_shapes(thing)
    if solids := [solid for shape in shapes for solid in shape.Solids()]:
        return Solid.united(_tessellated(solids))
    sheet = Solid.united(_tessellated([_sheet(face) for face in _faces(shapes)]))
    return Solid(sheet.vertices, sheet.triangles, flat=True)


def cadquery_shapes(thing: Any) -> list[Any]:
    """The cadquery Shapes in ``thing``: for a Workplane, those on its stack, else the solid it works on."""
    import cadquery

    if isinstance(thing, cadquery.Assembly):
        return [thing.toCompound()]
    if isinstance(thing, cadquery.Sketch):
        return list(thing)
    if not isinstance(thing, cadquery.Workplane):
        return [thing] if isinstance(thing, cadquery.Shape) else []
    shapes = [shape for value in thing.vals() for shape in cadquery_shapes(value)]
    if not any(shape.Solids() for shape in shapes):
        with contextlib.suppress(ValueError):
            return [thing.findSolid()]
        shapes = thing.ctx.pendingWires or shapes
    return shapes


def exact_shape(thing: Any) -> Any | None:
    """The volumes of a cadquery object as one shape of OCCT; None for anything else."""
    if "cadquery" not in _families(thing):
        return None
    from cadquery import Compound

    solids = [solid for shape in cadquery_shapes(thing) for solid in shape.Solids()]
    return Compound.makeCompound(solids).wrapped


def _tessellated(shapes: list[Any]) -> list[Solid]:
    return [Solid.from_soup(*mesh) for shape in shapes for mesh in occt.meshes(shape.wrapped)]


def _faces(shapes: list[Any]) -> list[Any]:
    """The faces drawn: faces, or what closed wires enclose."""
    from cadquery.occ_impl.shapes import Wire, wiresToFaces

    faces = [face for shape in shapes for face in shape.Faces()]
    if faces or not any(shape.Edges() for shape in shapes):
        return faces
    wires = [shape for shape in shapes if isinstance(shape, Wire)]
    if len(wires) < len(shapes) or not all(wire.wrapped.Closed() for wire in wires):
        raise BadShape(
            "le dessin n'est pas fermé",
            "Le dessin est une ligne qui ne revient pas à son départ.",
            "Une ligne ouverte n'entoure aucune surface.",
            "Finir la ligne par close().",
        )
    return wiresToFaces(wires)


def _sheet(face: Any) -> Any:
    """A flat face, made thick enough to be seen."""
    from cadquery import Solid as Body

    if face.geomType() != "PLANE":
        raise flat_shape()
    return Body.extrudeLinear(face, face.normalAt() * SHEET)


# -- shared -------------------------------------------------------------------------------------------------


def _union(solids: list[Any]) -> Any:
    import manifold3d

    return (
        manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add) if solids else manifold3d.Manifold()
    )


def _bad_size(constat: str = "Une des tailles est nulle ou négative.") -> BadShape:
    return BadShape(
        "une taille est nulle ou négative",
        constat,
        "Une longueur, un rayon ou un diamètre est toujours plus grand que zéro.",
        "Garder des tailles positives ; pour changer de place, utiliser translate.",
    )


def _unreadable(detail: str) -> BadShape:
    short = (detail.strip().splitlines() or ["?"])[0][:200]
    return BadShape(
        "la pièce ne se construit pas",
        f"La construction s'arrête sur ce message : {short}",
        "Une valeur n'a pas la forme attendue, ou un fichier manque.",
        "Vérifier les crochets et les nombres : [x, y, z]. Un nombre à virgule s'écrit avec un point, 1.4.",
    )
