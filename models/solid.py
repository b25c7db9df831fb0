"""A part as a validated triangle mesh, with exact measures.

``Solid.of`` accepts whatever a learner builds (solidpython2, cadquery) or the plain data that crosses from
the learner's process into the trusted one; every check and every view goes through it. Lengths are
millimetres. Heavy libraries are imported when first needed, and only the learner's side needs cadquery.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from models import skin

if TYPE_CHECKING:
    import manifold3d

    from models.holes import Hole

MAX_TRIANGLES = 2_000_000
MAX_COORDINATE = 10_000.0
"""Ten metres, in millimetres: a part further out is a mistake of units or of sign."""
SHEET = 0.2
"""The thickness (mm) of the sheet that stands for a flat shape: one printed layer."""
NOTHING = 1e-6
"""A volume smaller than this (mm³) is none: the side of such a cube is a hundredth of a millimetre."""
_MERGE = 1e-5
"""Vertices closer than this (mm) are one vertex."""

Point = tuple[float, float, float]


class BadShape(ValueError):
    """Cet objet n'est pas une pièce que l'on peut mesurer ou imprimer.

    ``mistake`` nomme l'erreur sans valeur ; ``constat``, ``pourquoi`` et ``piste`` l'expliquent.
    """

    def __init__(self, mistake: str, constat: str, pourquoi: str, piste: str) -> None:
        super().__init__(f"{constat} {pourquoi} {piste}")
        self.mistake, self.constat, self.pourquoi, self.piste = mistake, constat, pourquoi, piste


class Wall(NamedTuple):
    """A place where the part is thin: the thickness there (mm) and a point of its surface."""

    thickness: float
    point: Point


class Solid:
    """Une pièce fermée, faite de triangles, en millimètres.

    ``vertices`` is an (n, 3) float array, ``triangles`` an (m, 3) index array, wound so that normals point
    outwards. Both are read-only. ``flat`` says that they stand for a drawing without thickness, shown as a
    sheet of ``SHEET`` mm. Raises :class:`BadShape` for data no part can have; a mesh with holes in its skin
    (not ``is_watertight``) and a flat one are accepted, but refuse the measures that need an inside.
    """

    def __init__(self, vertices: Any, triangles: Any, flat: bool = False) -> None:
        self.vertices = np.array(vertices, dtype=np.float64)
        self.triangles = np.array(triangles, dtype=np.int64)
        self.flat = flat
        _validate(self.vertices, self.triangles)
        self.vertices.setflags(write=False)
        self.triangles.setflags(write=False)
        if self.is_watertight and self.volume <= 0:
            raise skin.turned_over()

    # -- where a solid comes from ---------------------------------------------------------------------------

    @classmethod
    def of(cls, thing: Any, engine: str | None = None) -> Solid:
        """The solid that ``thing`` describes.

        ``thing`` is a Solid, a solidpython2 object, a cadquery Workplane, Assembly, Sketch or Shape, the
        ``pathlib.Path`` of an STL, 3MF or STEP file, or plain data made by :meth:`as_plain`. Raises
        :class:`BadShape` otherwise. A text is no path: a learner's text crosses into the trusted process.

        ``engine="openscad"`` has a solidpython2 object built by OpenSCAD, where it is installed.
        """
        if isinstance(thing, Solid):
            return thing
        if isinstance(thing, Mapping):
            return cls.from_plain(thing)
        if isinstance(thing, Path):
            from models import formats

            return formats.load(thing)
        from models import from_cad

        return from_cad.convert(thing, engine)

    @classmethod
    def from_soup(cls, vertices: Any, triangles: Any) -> Solid:
        """A solid from triangles that share no vertices: near ones are merged, flat triangles dropped."""
        points = np.asarray(vertices, dtype=np.float64).reshape(-1, 3)
        faces = np.asarray(triangles, dtype=np.int64).reshape(-1, 3)
        _validate(points, faces)
        first, index = _same(np.round(points / _MERGE).astype(np.int64))
        faces = index[faces]
        flat = (faces[:, 0] == faces[:, 1]) | (faces[:, 1] == faces[:, 2]) | (faces[:, 2] == faces[:, 0])
        return cls(points[first], faces[~flat])

    @classmethod
    def from_manifold(cls, manifold: manifold3d.Manifold, flat: bool = False) -> Solid:
        """The solid that manifold3d holds."""
        if abs(manifold.volume()) < NOTHING:  # where two faces touched, a sheet of no volume may remain
            raise _empty()
        mesh = manifold.to_mesh64()
        return cls(mesh.vert_properties[:, :3], mesh.tri_verts, flat)

    @classmethod
    def united(cls, solids: Sequence[Solid]) -> Solid:
        """One solid of several, where they overlap once; an open skin among them leaves the whole open."""
        import manifold3d

        if len(solids) == 1:
            return solids[0]
        if all(solid.is_watertight for solid in solids):
            together = [solid.manifold for solid in solids]
            return cls.from_manifold(manifold3d.Manifold.batch_boolean(together, manifold3d.OpType.Add))
        starts = np.cumsum([0, *(len(solid.vertices) for solid in solids[:-1])])
        triangles = [solid.triangles + start for solid, start in zip(solids, starts, strict=True)]
        return cls(np.concatenate([solid.vertices for solid in solids]), np.concatenate(triangles))

    @classmethod
    def from_stl(cls, data: bytes) -> Solid:
        """A solid from the bytes of an STL file, binary or text. Raises :class:`BadShape`."""
        from models import formats

        return formats.read(data, "piece.stl")

    def to_stl(self) -> bytes:
        """The solid as the bytes of a binary STL file. Raises :class:`BadShape` when it has no inside."""
        from models import formats

        return formats.write(self, "stl")

    def as_plain(self) -> dict[str, str | bool]:
        """The solid as plain data: the form that crosses from the learner's process into the trusted one."""
        return {
            "kind": "solid",
            "flat": self.flat,
            "vertices": base64.b64encode(self.vertices.astype("<f8").tobytes()).decode("ascii"),
            "triangles": base64.b64encode(self.triangles.astype("<u4").tobytes()).decode("ascii"),
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Solid:
        """The solid in ``data``, made by :meth:`as_plain` in a process that may lie: all is checked."""
        if data.get("kind") != "solid":
            raise not_a_part(data)
        vertices = np.frombuffer(_decode(data.get("vertices"), 24 * 3 * MAX_TRIANGLES, 24), "<f8")
        triangles = np.frombuffer(_decode(data.get("triangles"), 12 * MAX_TRIANGLES, 12), "<u4")
        return cls(vertices.reshape(-1, 3), triangles.reshape(-1, 3), data.get("flat") is True)

    # -- measures -------------------------------------------------------------------------------------------

    @cached_property
    def manifold(self) -> manifold3d.Manifold:
        """The same solid for manifold3d. Its ``status()`` says whether it has an inside."""
        import manifold3d

        return manifold3d.Manifold(
            manifold3d.Mesh64(np.array(self.vertices), self.triangles.astype(np.uint64))
        )

    @cached_property
    def is_watertight(self) -> bool:
        """Whether the skin is closed everywhere, so that inside and outside are told apart."""
        import manifold3d

        return self.manifold.status() == manifold3d.Error.NoError and not self.manifold.is_empty()

    def closed(self) -> manifold3d.Manifold:
        """The manifold, for measures that need an inside. Raises :class:`BadShape` when there is none."""
        if self.not_flat().is_watertight:
            return self.manifold
        raise skin.why_open(self)

    def not_flat(self) -> Solid:
        """The solid itself. Raises :class:`BadShape` for a flat shape."""
        if self.flat:
            raise flat_shape()
        return self

    @cached_property
    def bounds(self) -> tuple[Point, Point]:
        """The two opposite corners of the bounding box, lowest first (mm)."""
        low, high = self.vertices.min(axis=0), self.vertices.max(axis=0)
        return _point(low), _point(high)

    @property
    def size(self) -> Point:
        """Width, depth and height of the bounding box: along x, y and z (mm)."""
        low, high = self.bounds
        return _point(np.subtract(high, low))

    @cached_property
    def _corners(self) -> np.ndarray:
        return self.vertices[self.triangles]

    @cached_property
    def _crosses(self) -> np.ndarray:
        """For each triangle, its outward normal times twice its area."""
        a, b, c = (self._corners[:, i] for i in range(3))
        return np.cross(b - a, c - a)

    @cached_property
    def volume(self) -> float:
        """Volume (mm³), by the divergence theorem; overlapping skins were united by who built the mesh."""
        return float(np.einsum("ij,ij->", self._corners[:, 0] - self.vertices[0], self._crosses) / 6)

    @cached_property
    def centre(self) -> Point:
        """Centre of the volume (mm): where the part balances when it is full."""
        self.closed()
        origin = self.vertices[0]
        a, b, c = (self._corners[:, i] - origin for i in range(3))
        volumes = np.einsum("ij,ij->i", a, self._crosses) / 6
        return _point(origin + ((a + b + c) * volumes[:, None]).sum(axis=0) / (4 * volumes.sum()))

    @cached_property
    def area(self) -> float:
        """Area of the skin (mm²)."""
        return float(np.linalg.norm(self._crosses, axis=1).sum() / 2)

    @cached_property
    def bodies(self) -> int:
        """How many separate pieces there are."""
        from models.connected import groups, volumes

        mesh = self.closed().to_mesh64()  # where parts touch at a point, manifold3d has two
        triangles = mesh.tri_verts.astype(np.int64)
        return int((volumes(mesh.vert_properties[:, :3], triangles, groups(triangles)) > 0).sum())

    def section_area(self, height: float) -> float:
        """Area of material (mm²) cut by the horizontal plane ``height`` mm above the lowest point."""
        return self.closed().slice(self.bounds[0][2] + height).area()

    def overhang_area(self, angle: float = 45.0) -> float:
        """Area (mm²) of faces over nothing that lean more than ``angle`` degrees: :mod:`models.overhangs`."""
        from models import overhangs

        return sum(region.area for region in overhangs.regions(self, angle))

    def holes(self, axis: str = "z") -> list[Hole]:
        """Round holes along ``axis`` ('x', 'y' or 'z'); see :mod:`models.holes` for what counts as one."""
        from models import holes

        return holes.find(self.closed(), axis)

    @cached_property
    def thinnest_wall(self) -> Wall:
        """The thinnest wall found, and where.

        From points spread over the skin (the centre of the largest triangles, and others drawn with a fixed
        seed), a ray goes inwards until it leaves the material (see :meth:`thickness`).
        """
        points, normals = self._probes(int(np.clip(3e6 / len(self.triangles), 300, 1500)))
        best = Wall(math.inf, self.bounds[0])
        for point, normal in zip(points, normals, strict=True):
            thickness = self.thickness(point, normal)
            if thickness < best.thickness:
                best = Wall(thickness, _point(point))
        return best

    def thickness(self, point: np.ndarray, normal: np.ndarray) -> float:
        """How thick the wall is (mm) at a point of the skin whose outward unit normal is ``normal``.

        Infinite where the opposite face is turned by more than 30°: a sharp edge is not a thin wall.
        """
        reach = float(np.linalg.norm(self.size)) + 1.0
        start = point - 1e-4 * normal
        hits = self.closed().ray_cast(tuple(start), tuple(start - reach * normal))
        opposite = bool(hits) and np.dot(hits[0].normal, normal) < -0.866
        return float(hits[0].distance * reach + 1e-4) if opposite else math.inf

    def _probes(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """``count`` points on the skin, at most, with the outward normal at each."""
        lengths = np.linalg.norm(self._crosses, axis=1)
        largest = np.argsort(-lengths, kind="stable")[: count // 2]
        random = np.random.default_rng(0)
        drawn = random.choice(len(lengths), size=count // 2, p=lengths / lengths.sum())
        u, v = np.sqrt(random.random(count // 2)), random.random(count // 2)
        weights = np.stack([1 - u, u * (1 - v), u * v], axis=1)
        inside = np.einsum("ij,ijk->ik", weights, self._corners[drawn])
        points = np.concatenate([self._corners[largest].mean(axis=1), inside])
        chosen = np.concatenate([largest, drawn])
        keep = lengths[chosen] > 1e-9
        return points[keep], (self._crosses[chosen] / lengths[chosen, None].clip(1e-12))[keep]

    # -- elsewhere ------------------------------------------------------------------------------------------

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Solid:
        """The same part, moved by this many millimetres."""
        return Solid(self.vertices + np.array([x, y, z]), self.triangles, self.flat)

    def __repr__(self) -> str:
        width, depth, height = (f"{value:.2f}".rstrip("0").rstrip(".") for value in self.size)
        return f"<Solid {width} × {depth} × {height} mm, {len(self.triangles)} triangles>"


def flat_shape() -> BadShape:
    """The error for a drawing without thickness where a volume is needed."""
    return BadShape(
        "la forme est plate",
        "La réponse contient un dessin plat, sans épaisseur.",
        "Un dessin n'a pas de volume : il ne peut pas s'imprimer.",
        "Lui donner une épaisseur avec une extrusion (linear_extrude ou extrude).",
    )


def not_a_part(thing: Any) -> BadShape:
    """The error for a value that is no part at all, unwritten answers included."""
    if thing is None or thing is ...:
        return BadShape(
            "il n'y a pas encore de pièce",
            "La réponse est vide : aucune pièce n'a été trouvée.",
            "La vérification mesure la pièce que la cellule construit.",
            "Écrire la réponse à la place des trois points : une ligne « nom = … », ou un return "
            "dans une fonction.",
        )
    return BadShape(
        "la réponse n'est pas une pièce",
        f"La réponse est de type {type(thing).__name__}.",
        "Une pièce est un volume : un cube, un cylindre, ou un assemblage de volumes.",
        "Donner comme réponse la pièce elle-même, pas un nombre, un texte ou une fonction.",
    )


def _decode(text: Any, limit: int, unit: int) -> bytes:
    """The bytes that base64 ``text`` stands for: at most ``limit``, a multiple of ``unit``."""
    if not isinstance(text, str) or len(text) > limit * 4 // 3 + 4:
        raise _damaged("des données trop longues ou d'un autre type")
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise _damaged("des données illisibles") from error
    if len(data) % unit:
        raise _damaged("des données coupées")
    return data


def _validate(vertices: np.ndarray, triangles: np.ndarray) -> None:
    if vertices.ndim != 2 or triangles.ndim != 2 or vertices.shape[1:] != (3,) or triangles.shape[1:] != (3,):
        raise _damaged("des tableaux d'une autre forme")
    if len(triangles) == 0 or len(vertices) == 0:
        raise _empty()
    if len(triangles) > MAX_TRIANGLES or len(vertices) > 3 * MAX_TRIANGLES:
        raise BadShape(
            "la pièce a trop de détails",
            f"La pièce compte {len(triangles)} triangles ; la limite est de {MAX_TRIANGLES}.",
            "Une pièce trop détaillée bloque l'ordinateur et n'est pas mieux imprimée.",
            "Diminuer le nombre de facettes (_fn) : 48 suffisent.",
        )
    if not np.isfinite(vertices).all():
        raise _damaged("des nombres infinis ou absents")
    if np.abs(vertices).max() > MAX_COORDINATE:
        raise BadShape(
            "la pièce est beaucoup trop grande ou trop loin",
            "Un point de la pièce est à plus de 10 mètres de l'origine.",
            "Toutes les longueurs sont en millimètres.",
            "Vérifier les unités : 4 cm s'écrit 40.",
        )
    if triangles.min() < 0 or triangles.max() >= len(vertices):
        raise _damaged("des triangles qui citent des points absents")


def _same(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of equal rows, the place of the first; and for each row, which of these it equals.

    Rows are compared by a hash, twenty times faster, then looked at: two rows may share one.
    """
    hashes = rows.view(np.uint64) @ np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 1], dtype=np.uint64)
    _, first, index = np.unique(hashes, return_index=True, return_inverse=True)
    if not np.array_equal(rows[first[index]], rows):
        _, first, index = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return first, index.reshape(-1)


def _empty() -> BadShape:
    return BadShape(
        "la pièce est vide",
        "La pièce ne contient aucune matière.",
        "Une soustraction a peut-être tout enlevé, ou une taille vaut zéro.",
        "Afficher chaque volume seul, puis les assembler un par un.",
    )


def _damaged(what: str) -> BadShape:
    return BadShape(
        "les données de la pièce sont abîmées",
        f"Les données de la pièce contiennent {what}.",
        "On ne peut pas la mesurer.",
        "Redémarrer le noyau et exécuter tout le carnet. Si elle vient d'un fichier, l'exporter à nouveau.",
    )


def _point(values: Any) -> Point:
    return (float(values[0]), float(values[1]), float(values[2]))
