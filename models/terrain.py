"""The relief of a place: heights on a grid, buildings on it, and the printable relief they make.

Reads the two formats in which open data of a real town comes (docs/donnees-de-terrain.md):

- **Esri ASCII grid** (``.asc``), that of IGN's RGE ALTI: six header lines at most, then the rows, the
  northernmost first; see Esri, *ArcGIS: ASCII to Raster*, « Esri ASCII raster format ».
- **GeoJSON** (RFC 7946) of building outlines with their height, as IGN's BD TOPO gives them (``hauteur``,
  metres), in the same plane coordinates as the grid.

Heights and places are metres in the real world; what :func:`relief` makes is millimetres.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 50_000_000
MAX_POINTS = 250_000
"""Points of a grid: beyond, a part has more triangles than it can be printed with."""
_KEYS = ("ncols", "nrows", "xllcorner", "xllcenter", "yllcorner", "yllcenter", "cellsize", "nodata_value")


class BadTerrain(ValueError):
    """Le fichier de terrain ne se lit pas ; le message dit où, pourquoi, et quoi faire."""


@dataclass(frozen=True)
class Terrain:
    """Un relevé : ``heights[ligne][colonne]``, en mètres, du nord au sud puis d'ouest en est.

    ``cell`` is the distance between two neighbouring points (m). ``west`` and ``south`` are the plane
    coordinates (m) of the south-west point.
    """

    heights: list[list[float]]
    cell: float
    west: float = 0.0
    south: float = 0.0

    @property
    def rows(self) -> int:
        """Le nombre de lignes, du nord au sud."""
        return len(self.heights)

    @property
    def columns(self) -> int:
        """Le nombre de colonnes, d'ouest en est."""
        return len(self.heights[0])

    @property
    def lowest(self) -> float:
        """L'altitude la plus basse (m)."""
        return min(map(min, self.heights))

    @property
    def highest(self) -> float:
        """L'altitude la plus haute (m)."""
        return max(map(max, self.heights))

    def height_at(self, x: float, y: float) -> float:
        """L'altitude (m) à ``x`` mètres à l'est et ``y`` mètres au nord du coin sud-ouest.

        Bilinear between the four points around; on the border, the nearest point.
        """
        column = min(max(x / self.cell, 0.0), self.columns - 1.0)
        row = min(max(self.rows - 1 - y / self.cell, 0.0), self.rows - 1.0)
        left, top = min(int(column), self.columns - 2), min(int(row), self.rows - 2)
        across, down = column - left, row - top
        north = _between(self.heights[top][left], self.heights[top][left + 1], across)
        south = _between(self.heights[top + 1][left], self.heights[top + 1][left + 1], across)
        return _between(north, south, down)

    def __repr__(self) -> str:
        return (
            f"<Terrain {self.rows} lignes × {self.columns} colonnes, un point tous les {self.cell:g} m, "
            f"de {self.lowest:g} à {self.highest:g} m>"
        )


@dataclass(frozen=True)
class Building:
    """Un bâtiment : son contour ``[(x, y), …]``, en mètres depuis le coin sud-ouest, et sa hauteur (m)."""

    outline: list[tuple[float, float]]
    height: float


def _between(one: float, other: float, share: float) -> float:
    return one + (other - one) * share


# -- reading -----------------------------------------------------------------------------------------------


def read_grid(path: str | Path, zone: tuple[float, float, float, float] | None = None) -> Terrain:
    """Lire un relevé de hauteurs : un fichier ``.asc`` (grille ASCII, comme le RGE ALTI de l'IGN).

    ``zone`` n'en garde qu'un rectangle : ouest, sud, largeur, profondeur, en mètres depuis le coin sud-ouest.

    Raises :class:`BadTerrain`: no such file, not a grid, a row with too many or too few heights, a hole in
    the data (the value that the header names as « no data »), a zone outside.
    """
    path = Path(path)
    lines = _text(path).splitlines()
    header = _header(lines, path.name)
    columns, rows = _whole(header, "ncols", path.name), _whole(header, "nrows", path.name)
    cell = header.get("cellsize", 0.0)
    if not cell > 0:
        raise BadTerrain(
            f"{path.name} : la distance entre deux points (cellsize) manque ou n'est pas positive. "
            "Vérifier l'en-tête du fichier."
        )
    kept = _kept((rows, columns), cell, zone, path.name)
    down, across = kept
    if len(across) * len(down) > MAX_POINTS:
        raise BadTerrain(
            f"{path.name} : {len(across) * len(down)} points, c'est trop. Le maximum est {MAX_POINTS}. "
            "Garder une zone plus petite : read_grid(…, zone=(ouest, sud, largeur, profondeur)), en mètres."
        )
    heights = _rows(lines, len(header), (rows, columns), kept, header.get("nodata_value"), path.name)
    half = cell / 2
    west = header["xllcenter"] if "xllcenter" in header else header.get("xllcorner", 0.0) + half
    south = header["yllcenter"] if "yllcenter" in header else header.get("yllcorner", 0.0) + half
    return Terrain(heights, cell, west + across.start * cell, south + (rows - down.stop) * cell)


def _kept(
    shape: tuple[int, int], cell: float, zone: tuple[float, float, float, float] | None, name: str
) -> tuple[range, range]:
    """The rows and the columns of the points of a grid that are in ``zone``, its border included."""
    rows, columns = shape
    if zone is None:
        return range(rows), range(columns)
    x, y, width, depth = zone
    edge = 1e-6
    across = range(
        max(0, math.ceil(x / cell - edge)), min(columns, math.floor((x + width) / cell + edge) + 1)
    )
    up = range(max(0, math.ceil(y / cell - edge)), min(rows, math.floor((y + depth) / cell + edge) + 1))
    if len(across) < 2 or len(up) < 2:
        raise BadTerrain(
            f"{name} : moins de deux points sur deux dans la zone demandée. "
            f"Le relevé mesure {(columns - 1) * cell:g} × {(rows - 1) * cell:g} m, depuis son coin sud-ouest."
        )
    return range(rows - up.stop, rows - up.start), across


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadTerrain(
                f"{path.name} pèse plus de {MAX_BYTES // 1_000_000} Mo. Prendre une zone plus petite."
            )
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadTerrain(f"Le fichier {path} n'existe pas. Vérifier son nom et son dossier.") from None
    except UnicodeDecodeError:
        raise BadTerrain(
            f"{path.name} n'est pas un fichier de texte. Prendre le fichier .asc ou .geojson."
        ) from None
    except OSError as error:
        raise BadTerrain(f"{path.name} ne se lit pas : {error.strerror}.") from None


def _header(lines: Sequence[str], name: str) -> dict[str, float]:
    """The header: its keys in small letters. It ends at the first line that starts with no known key."""
    header: dict[str, float] = {}
    for number, line in enumerate(lines, 1):
        words = line.split()
        if len(words) != 2 or words[0].lower() not in _KEYS:
            break
        value = _number(words[1])
        if not math.isfinite(value):
            raise BadTerrain(f"{name}, ligne {number} : « {words[1][:20]} » n'est pas un nombre.")
        header[words[0].lower()] = value
    if "ncols" not in header or "nrows" not in header:
        raise BadTerrain(
            f"{name} n'est pas une grille de hauteurs. Ses premières lignes donnent ncols (le nombre de "
            "colonnes) et nrows (le nombre de lignes)."
        )
    return header


def _whole(header: Mapping[str, float], key: str, name: str) -> int:
    value = header[key]
    if not (math.isfinite(value) and value == int(value) and value >= 2):
        raise BadTerrain(f"{name} : {key} vaut {value:g}. Il faut un nombre entier, 2 ou plus.")
    return int(value)


def _rows(
    lines: Sequence[str],
    skipped: int,
    shape: tuple[int, int],
    kept: tuple[range, range],
    nodata: float | None,
    name: str,
) -> list[list[float]]:
    """The heights to keep. What is not kept is counted only: a whole tile has a million heights."""
    rows, columns = shape
    down, across = kept
    full = [
        (number, line.split()) for number, line in enumerate(lines[skipped:], skipped + 1) if line.strip()
    ]
    if len(full) != rows:
        raise BadTerrain(
            f"{name}, ligne {full[-1][0] if full else skipped} : l'en-tête annonce {rows} lignes de "
            f"hauteurs, il y en a {len(full)}. Le fichier est sans doute coupé : le télécharger de nouveau."
        )
    for number, words in full:
        if len(words) != columns:
            raise BadTerrain(
                f"{name}, ligne {number} : {len(words)} hauteurs. L'en-tête en annonce {columns} par ligne."
            )
    return [_row(full[row][1], across, nodata, f"{name}, ligne {full[row][0]}") for row in down]


def _row(words: Sequence[str], kept: range, nodata: float | None, where: str) -> list[float]:
    row = []
    for column in kept:
        height = _number(words[column])
        if math.isnan(height):
            raise BadTerrain(f"{where} : « {words[column][:20]} » n'est pas une hauteur.")
        if height == nodata or not -500 < height < 9000:  # below the Dead Sea, above Everest
            raise BadTerrain(
                f"{where}, colonne {column + 1} : il n'y a pas de hauteur ici ({height:g}). "
                "Choisir une zone sans trou, ou remplacer cette valeur par celle d'à côté."
            )
        row.append(height)
    return row


def _number(word: str) -> float:
    """The number that a word of the file stands for, NaN for none."""
    try:
        return float(word.replace(",", "."))
    except ValueError:
        return math.nan


def read_buildings(path: str | Path, terrain: Terrain) -> list[Building]:
    """Lire les bâtiments d'un fichier ``.geojson`` (comme la BD TOPO de l'IGN) qui sont sur le relevé.

    Only outer outlines are kept; a building partly outside ``terrain`` is left out, one without a height too.
    Raises :class:`BadTerrain` for a file that is no GeoJSON of outlines.
    """
    path = Path(path)
    try:
        features = json.loads(_text(path))["features"]
        found = [building for feature in features for building in _buildings(feature)]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        if isinstance(error, BadTerrain):
            raise
        raise BadTerrain(
            f"{path.name} n'est pas un fichier GeoJSON de bâtiments. Exporter la couche des bâtiments "
            "au format GeoJSON, en Lambert-93."
        ) from None
    if features and not found:
        raise BadTerrain(
            f"{path.name} : aucun des {len(features)} objets n'a de contour et de hauteur. "
            "L'attribut doit s'appeler « hauteur », en mètres."
        )
    placed = [
        Building([(x - terrain.west, y - terrain.south) for x, y in outline], height)
        for outline, height in found
    ]
    kept = [building for building in placed if _inside(building, terrain)]
    if found and not kept:
        raise _elsewhere(path.name, found[0][0][0], len(found), terrain)
    return kept


def _elsewhere(name: str, corner: tuple[float, float], count: int, terrain: Terrain) -> BadTerrain:
    """What to say of a file with ``count`` buildings, all off the grid; the first has this ``corner``."""
    x, y = corner
    if abs(x) <= 180 and abs(y) <= 90:
        return BadTerrain(
            f"{name} donne des longitudes et des latitudes ({x:g}, {y:g}), pas des mètres. "
            "Exporter la couche des bâtiments de nouveau, en Lambert-93 (EPSG:2154)."
        )
    return BadTerrain(
        f"{name} : aucun des {count} bâtiments n'est sur le relevé. Le premier est à {x:.0f}, {y:.0f}, "
        f"et le relevé commence à {terrain.west:.0f}, {terrain.south:.0f}. "
        "Prendre les deux fichiers au même endroit."
    )


def _buildings(feature: Mapping[str, Any]) -> Iterator[tuple[list[tuple[float, float]], float]]:
    properties = {str(key).lower(): value for key, value in (feature.get("properties") or {}).items()}
    height, geometry = properties.get("hauteur"), feature.get("geometry") or {}
    if isinstance(height, bool) or not isinstance(height, int | float) or not 0 < height < 1000:
        return
    coordinates = geometry.get("coordinates")
    shapes = {"Polygon": [coordinates], "MultiPolygon": coordinates}
    for rings in shapes.get(str(geometry.get("type")), []):
        ring = [(float(point[0]), float(point[1])) for point in rings[0]]
        yield ring[:-1] if ring[0] == ring[-1] else ring, float(height)


def _inside(building: Building, terrain: Terrain) -> bool:
    width, depth = (terrain.columns - 1) * terrain.cell, (terrain.rows - 1) * terrain.cell
    return all(0 <= x <= width and 0 <= y <= depth for x, y in building.outline)


# -- the relief ----------------------------------------------------------------------------------------------


def relief(heights: Sequence[Sequence[float]], step: float, base: float) -> Any:
    """Le relief à imprimer : une surface qui passe par toutes les hauteurs, sur un socle plein.

    ``heights`` (mm) sont les hauteurs au-dessus du socle, la première ligne au nord (au fond). ``step`` (mm)
    est la distance entre deux points, ``base`` (mm) l'épaisseur du socle. Le coin sud-ouest est à l'origine.
    La pièce, pour solidpython2, mesure (colonnes − 1) × step en x, et (lignes − 1) × step en y.

    Raises ValueError for fewer than two rows or columns, rows of different lengths, a step or a base that is
    not positive, a height below zero.
    """
    from solid2 import polyhedron

    rows, columns = _shape(heights)
    if not (step > 0 and base > 0 and math.isfinite(step) and math.isfinite(base)):
        raise ValueError("Le pas et le socle sont des longueurs en millimètres, plus grandes que zéro.")
    top = [
        (column * step, (rows - 1 - row) * step, base + height)
        for row, line in enumerate(heights)
        for column, height in enumerate(line)
    ]
    points = top + [(x, y, 0.0) for x, y, _ in top]
    return polyhedron(points, faces(rows, columns))


def _shape(heights: Sequence[Sequence[float]]) -> tuple[int, int]:
    rows, columns = len(heights), len(heights[0]) if heights else 0
    if rows < 2 or columns < 2 or any(len(line) != columns for line in heights):
        raise ValueError(
            "Il faut au moins deux lignes et deux colonnes, et autant de hauteurs dans chaque ligne."
        )
    if not all(math.isfinite(height) and height >= 0 for line in heights for height in line):
        raise ValueError(
            "Une hauteur est négative. Retirer d'abord la hauteur la plus basse à toutes les hauteurs."
        )
    return rows, columns


def faces(rows: int, columns: int) -> list[list[int]]:
    """Triangles of the top, of the bottom (points of the same order, later) and of the rim.

    OpenSCAD wants the points of a face clockwise, seen from outside.
    """
    under = rows * columns

    def at(row: int, column: int) -> int:
        return row * columns + column

    faces: list[list[int]] = []
    for row in range(rows - 1):
        for column in range(columns - 1):
            a, b = at(row, column), at(row, column + 1)
            c, d = at(row + 1, column + 1), at(row + 1, column)
            faces += [[a, b, c], [a, c, d]]
            faces += [[under + c, under + b, under + a], [under + d, under + c, under + a]]
    rim = [at(0, column) for column in range(columns)]
    rim += [at(row, columns - 1) for row in range(1, rows)]
    rim += [at(rows - 1, column) for column in range(columns - 2, -1, -1)]
    rim += [at(row, 0) for row in range(rows - 2, 0, -1)]
    for one, other in zip(rim, [*rim[1:], rim[0]], strict=True):
        faces += [[other, one, under + one], [other, under + one, under + other]]
    return faces
