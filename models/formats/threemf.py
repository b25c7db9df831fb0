"""3MF files: a zip with one XML model, in a stated unit (https://github.com/3MFConsortium/spec_core, 1.3).

Read as hostile: the declared size is checked before anything is unpacked, XML is parsed as it comes out and
may have no document type (so no entity), nothing outside the archive is ever opened, and an object repeated
through components is counted before it is placed. Colours, materials and print settings are left aside.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from array import array
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import numpy as np

from models.solid import MAX_TRIANGLES, BadShape, Solid

MAX_UNPACKED = 300_000_000
"""Bytes of the XML of a model: about 100 a triangle."""
_MAX_MEMBERS = 1000
_MAX_DEPTH = 50
_MAX_TOKEN = 2 << 20
"""Bytes of one tag."""
_MAX_ELEMENTS = MAX_TRIANGLES * 2
"""Vertices and triangles; a closed skin has half as many vertices as triangles."""
_CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
_MODEL_TYPE = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"
_HARMLESS = {
    "http://schemas.microsoft.com/3dmanufacturing/material/2015/02",
    "http://schemas.microsoft.com/3dmanufacturing/production/2015/06",
    "http://schemas.microsoft.com/3dmanufacturing/trianglesets/2021/07",
}
"""Extensions that change nothing of the shape as long as every object is in the one model."""
_PATH = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06 path"
_MILLIMETRES = {
    "micron": 0.001,
    "millimeter": 1.0,
    "centimeter": 10.0,
    "inch": 25.4,
    "foot": 304.8,
    "meter": 1000.0,
}
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>'
    "</Types>"
)
_RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Target="/3D/3dmodel.model" Id="rel0" Type="{_MODEL_TYPE}"/></Relationships>'
)


# -- writing ------------------------------------------------------------------------------------------------


def write(part: Any) -> bytes:
    """The bytes of a 3MF file in millimetres. Raises :class:`BadShape` for what is no closed volume.

    The same part gives the same bytes; coordinates are exact.
    """
    solid = Solid.of(part)
    solid.closed()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONSHIPS),
            ("3D/3dmodel.model", _xml(solid)),
        ):
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _xml(solid: Solid) -> str:
    vertices = "".join(f'<vertex x="{x!r}" y="{y!r}" z="{z!r}"/>' for x, y, z in solid.vertices.tolist())
    triangles = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in solid.triangles.tolist())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<model unit="millimeter" xml:lang="fr" xmlns="{_CORE}">'
        '<metadata name="Application">Coop Factory</metadata>'
        '<resources><object id="1" type="model"><mesh>'
        f"<vertices>{vertices}</vertices><triangles>{triangles}</triangles>"
        '</mesh></object></resources><build><item objectid="1"/></build></model>'
    )


# -- reading ------------------------------------------------------------------------------------------------


def read(data: bytes) -> Solid:
    """The part in the bytes of a 3MF file: all its items together. Raises :class:`BadShape`."""
    if data.count(b"PK\1\2") > _MAX_MEMBERS:
        raise _unreadable(f"L'archive contient plus de {_MAX_MEMBERS} fichiers.")
    relationships, model = _Relationships(), _Model()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _parse(archive, "_rels/.rels", relationships)
            _parse(archive, relationships.model, model)
        return model.solid()
    except BadShape:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise _unreadable("Ce fichier n'est pas une archive 3MF, ou il est coupé.") from error
    except expat.ExpatError as error:
        raise _unreadable("Le modèle qu'il contient est mal écrit.") from error
    except (ValueError, KeyError, OverflowError) as error:
        raise _unreadable("Dans le modèle, un nombre ou une pièce citée manque.") from error


def _parse(archive: zipfile.ZipFile, name: str, reader: _Relationships | _Model) -> None:
    """Let ``reader`` hear the XML member ``name`` as it is unpacked."""
    try:
        member = archive.getinfo(name)
    except KeyError as error:
        raise _unreadable(f"Dans l'archive, il manque {name[:80]}.") from error
    if member.file_size > MAX_UNPACKED:
        raise BadShape(
            "le fichier est trop lourd",
            f"Une fois déballé, le modèle pèserait {member.file_size // 1_000_000} Mo.",
            "Un petit fichier peut cacher un contenu énorme, qui bloquerait l'ordinateur.",
            "Exporter la pièce avec moins de facettes.",
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _unreadable("Sa compression n'est pas celle du format 3MF.")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_document_type
    reader.listen(parser)
    with archive.open(member) as file:
        while chunk := file.read(1 << 20):
            parser.Parse(chunk, False)
            if file.tell() - parser.CurrentByteIndex > _MAX_TOKEN:  # expat reads an unfinished one again
                raise _unreadable("Le modèle qu'il contient est mal écrit.")
    parser.Parse(b"", True)


def _refuse_document_type(*_: Any) -> None:
    raise _unreadable("Le modèle déclare un type de document, ce que le format 3MF interdit.")


class _Relationships:
    """Which member of the archive is the model."""

    def __init__(self) -> None:
        self.model = "3D/3dmodel.model"

    def listen(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Relationship") and attributes.get("Type") == _MODEL_TYPE:
            if attributes.get("TargetMode") == "External" or ":" in attributes["Target"]:
                raise _elsewhere()
            self.model = attributes["Target"].lstrip("/")


@dataclass
class _Object:
    """A mesh, or other objects each placed by a matrix."""

    name: str = ""
    is_matter: bool = False
    vertices: array[float] = field(default_factory=lambda: array("d"))
    corners: array[int] = field(default_factory=lambda: array("q"))
    components: list[tuple[_Object, np.ndarray]] = field(default_factory=list)
    weight: int = 1
    """The triangles it stands for once placed, at least one: a tower of empty components counts as well."""


class _Model:
    """The objects and the items of a model, filled element by element."""

    def __init__(self) -> None:
        self._scale = 1.0
        self._namespaces: dict[str, str] = {}
        self._objects: dict[str, _Object] = {}
        self._current = _Object()
        self._items: list[tuple[_Object, np.ndarray]] = []
        self._elements = self._depth = 0
        handlers = {
            "model": self._model,
            "object": self._object,
            "vertex": self._vertex,
            "triangle": self._triangle,
            "component": self._component,
            "item": self._item,
        }
        self._handlers = {f"{_CORE} {name}": handler for name, handler in handlers.items()}

    def listen(self, parser: expat.XMLParserType) -> None:
        parser.StartNamespaceDeclHandler = self._namespaces.__setitem__
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def solid(self) -> Solid:
        """The items together, in millimetres. Raises :class:`BadShape`."""
        if sum(thing.weight for thing, _ in self._items) > MAX_TRIANGLES:
            raise _too_detailed()
        parts, waiting = [], list(self._items)
        while waiting:
            thing, matrix = waiting.pop()
            waiting += [(part, inner @ matrix) for part, inner in thing.components]
            if thing.corners and thing.is_matter:
                parts.append(_placed(thing, matrix * [self._scale, self._scale, self._scale, 1]))
        if not parts:
            raise _unreadable("Le fichier ne contient aucune pièce à imprimer.")
        return Solid.united(parts)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > _MAX_ELEMENTS or self._depth > _MAX_DEPTH:
            raise _too_detailed()
        if handler := self._handlers.get(name):
            handler(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name == f"{_CORE} object":  # only now can it be placed: no object contains itself
            self._objects[self._current.name] = self._current

    def _model(self, attributes: dict[str, str]) -> None:
        self._scale = _MILLIMETRES[attributes.get("unit", "millimeter")]
        needed = attributes.get("requiredextensions", "").split()
        if not {self._namespaces.get(prefix) for prefix in needed} <= _HARMLESS:
            raise _unreadable("La pièce est décrite par une extension du format 3MF qui n'est pas lue ici.")

    def _object(self, attributes: dict[str, str]) -> None:
        self._current = _Object(attributes["id"], attributes.get("type", "model") == "model")

    def _vertex(self, attributes: dict[str, str]) -> None:
        self._current.vertices.extend(
            (float(attributes["x"]), float(attributes["y"]), float(attributes["z"]))
        )

    def _triangle(self, attributes: dict[str, str]) -> None:
        self._current.corners.extend((int(attributes["v1"]), int(attributes["v2"]), int(attributes["v3"])))
        self._current.weight += 1

    def _component(self, attributes: dict[str, str]) -> None:
        thing, matrix = self._chosen(attributes)
        self._current.components.append((thing, matrix))
        self._current.weight += thing.weight

    def _item(self, attributes: dict[str, str]) -> None:
        self._items.append(self._chosen(attributes))

    def _chosen(self, attributes: dict[str, str]) -> tuple[_Object, np.ndarray]:
        """The object that a component or an item names, and the matrix that places it."""
        if _PATH in attributes:
            raise _elsewhere()
        matrix = np.eye(4)
        if text := attributes.get("transform"):
            matrix[:, :3] = np.array(text.split(), dtype=np.float64).reshape(4, 3)
        return self._objects[attributes["objectid"]], matrix


def _placed(thing: _Object, matrix: np.ndarray) -> Solid:
    """The mesh of an object where ``matrix`` puts it: a row of coordinates times the matrix."""
    triangles = np.frombuffer(thing.corners, np.int64).reshape(-1, 3)
    with np.errstate(all="ignore"):  # what is not finite is refused by Solid
        vertices = np.frombuffer(thing.vertices).reshape(-1, 3) @ matrix[:3, :3] + matrix[3, :3]
        mirrored = np.linalg.det(matrix[:3, :3]) < 0
    if mirrored:  # a mirror turns every face over
        triangles = triangles[:, ::-1]
    return Solid.from_soup(vertices, triangles)


def _unreadable(constat: str) -> BadShape:
    return BadShape(
        "le fichier 3MF est illisible",
        constat,
        "Un fichier 3MF est une archive qui contient la pièce et son unité de longueur.",
        "Exporter la pièce une nouvelle fois, en 3MF ou en STL.",
    )


def _elsewhere() -> BadShape:
    return BadShape(
        "le fichier 3MF renvoie à un autre fichier",
        "La pièce n'est pas dans le modèle lui-même : il renvoie à un autre fichier.",
        "Seul le fichier donné est ouvert, pour ne rien lire d'autre sur l'ordinateur.",
        "Exporter la pièce seule, en 3MF ou en STL.",
    )


def _too_detailed() -> BadShape:
    return BadShape(
        "la pièce a trop de détails",
        f"Le modèle compte plus de {MAX_TRIANGLES} triangles, ou il les répète trop.",
        "Une pièce trop détaillée bloque l'ordinateur et n'est pas mieux imprimée.",
        "Exporter la pièce avec moins de facettes.",
    )
