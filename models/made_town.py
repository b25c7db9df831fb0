"""The invented quarter of the town lessons: ``python -m models.made_town`` writes its files.

A flat town of the mining basin with its slag heaps (« terrils », cones of about 35°), its rows of miners'
houses (« corons ») and its church. Nothing of it is a real place; the formats are those of real data.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

from models.terrain import Building, Terrain

FOLDER = Path(__file__).parents[1] / "solutions" / "13_maquette" / "donnees"
_WEST, _SOUTH = 684_000.0, 7_037_000.0
"""Plane coordinates (m, Lambert-93) of about the place of Lens."""
_SLOPE = math.tan(math.radians(35))


def heap() -> Terrain:
    """A slag heap and a small one beside it: 9 × 12 heights, 25 m apart."""
    cones = [(187.5, 137.5, 62.0), (62.5, 62.5, 21.0)]
    return _terrain(9, 12, 25.0, lambda x, y: 36.0 + x / 150, cones)


def quarter() -> Terrain:
    """The quarter: 500 × 400 m, a height every 20 m, a gentle slope and a slag heap in the north-west."""
    return _terrain(21, 26, 20.0, lambda x, y: 30.0 + x / 60 + y / 80, [(90.0, 310.0, 38.0)])


def _terrain(
    rows: int,
    columns: int,
    cell: float,
    ground: Callable[[float, float], float],
    cones: list[tuple[float, float, float]],
) -> Terrain:
    def height(x: float, y: float) -> float:
        heaps = [top - _SLOPE * math.dist((x, y), (east, north)) for east, north, top in cones]
        return round(2 * (ground(x, y) + max(0.0, *heaps))) / 2

    grid = [[height(c * cell, (rows - 1 - r) * cell) for c in range(columns)] for r in range(rows)]
    return Terrain(grid, cell, _WEST, _SOUTH)


def buildings() -> list[Building]:
    """Three streets of terraced houses, the church with its tower, the school, the town hall."""
    found = [
        _block(east, 40.0 + 46 * street, 44, 9, 6.0)
        for street in range(4)
        for east in (210.0, 264.0, 318.0, 372.0, 426.0)
    ]
    found += [_block(60, 60, 34, 16, 13.0), _block(52, 64, 8, 8, 32.0)]  # church, tower
    found += [_block(60, 130, 50, 14, 8.0), _block(130, 60, 24, 18, 11.0)]  # school, town hall
    found += [_block(250, 250, 70, 30, 9.0), _block(350, 262, 40, 18, 7.0)]  # workshop, sports hall
    return found


def _block(x: float, y: float, width: float, depth: float, height: float) -> Building:
    return Building([(x, y), (x + width, y), (x + width, y + depth), (x, y + depth)], height)


def as_asc(terrain: Terrain) -> str:
    """The grid as an Esri ASCII grid, its corner half a cell outside its south-west point."""
    half = terrain.cell / 2
    header = {
        "ncols": f"{terrain.columns}",
        "nrows": f"{terrain.rows}",
        "xllcorner": f"{terrain.west - half:.2f}",
        "yllcorner": f"{terrain.south - half:.2f}",
        "cellsize": f"{terrain.cell:.2f}",
        "NODATA_value": "-99999.00",
    }
    lines = [f"{key:<13}{value}" for key, value in header.items()]
    lines += [" ".join(f"{height:.2f}" for height in row) for row in terrain.heights]
    return "\n".join(lines) + "\n"


def as_geojson(found: list[Building], terrain: Terrain) -> str:
    """The outlines as GeoJSON, in the coordinates of the grid; heights are named as in BD TOPO."""
    features = []
    for building in found:
        ring = [[terrain.west + x, terrain.south + y] for x, y in building.outline]
        features.append(
            {
                "type": "Feature",
                "properties": {"hauteur": building.height},
                "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            }
        )
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    lines = ",\n".join(json.dumps(feature) for feature in features)
    return f'{{"type": "FeatureCollection", "crs": {json.dumps(crs)}, "features": [\n{lines}\n]}}\n'


def files() -> dict[str, str]:
    """The files of the lessons, by name."""
    return {
        "terril.asc": as_asc(heap()),
        "quartier.asc": as_asc(quarter()),
        "quartier.geojson": as_geojson(buildings(), quarter()),
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"wrote {FOLDER.name}/{name}")
