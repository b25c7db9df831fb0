"""Heights and buildings read from files of open data, and the relief they make."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import made_town
from models.solid import Solid
from models.terrain import BadTerrain, Terrain, read_buildings, read_grid, relief

GRID = """ncols 3
nrows 2
xllcorner 684000
yllcorner 7037000
cellsize 10
NODATA_value -9999
41.5 42 43
31 32 33.5
"""


@pytest.fixture
def file(tmp_path):
    """Write a text to a file, and say where."""

    def write(text, name="releve.asc"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_rows_are_read_from_north_to_south_and_the_corner_is_half_a_cell_outside(file):
    terrain = read_grid(file(GRID))
    assert terrain.heights == [[41.5, 42, 43], [31, 32, 33.5]]
    assert (terrain.west, terrain.south, terrain.cell) == (684005, 7037005, 10)
    assert (terrain.lowest, terrain.highest) == (31, 43)


@pytest.mark.parametrize(
    "other",
    [
        GRID.replace("xllcorner 684000", "XLLCENTER 684005").replace(
            "yllcorner 7037000", "yllcenter 7037005"
        ),
        GRID.replace("NODATA_value -9999\n", ""),
        GRID.replace("\n", "\r\n"),
        "\ufeff" + GRID,
        GRID.replace("41.5", "41,5"),
        GRID.replace(" 42 43", "   42\t43 ") + "\n\n",
    ],
    ids=["centre", "no value for holes", "Windows", "byte order mark", "comma", "spaces"],
)
def test_the_same_grid_written_otherwise_is_the_same(file, other):
    assert read_grid(file(other)) == read_grid(file(GRID))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "n'est pas une grille"),
        ("Bonjour,\nvoici le relevé.\n", "n'est pas une grille"),
        ("41.5 42 43\n31 32 33\n", "n'est pas une grille"),
        (GRID.replace("ncols 3", "ncols trois"), "ligne 1 : « trois »"),
        (GRID.replace("ncols 3", "ncols nan"), "ligne 1 : « nan »"),
        (GRID.replace("ncols 3", "ncols 2.5"), "ncols vaut 2.5"),
        (GRID.replace("ncols 3", "ncols 1"), "ncols vaut 1"),
        (GRID.replace("cellsize 10", "cellsize 0"), "cellsize"),
        (GRID.replace("cellsize 10\n", ""), "cellsize"),
        (GRID.replace("nrows 2", "nrows 3"), "ligne 8 : l'en-tête annonce 3 lignes de hauteurs, il y en a 2"),
        (GRID + "20 21 22\n", "ligne 9 : l'en-tête annonce 2 lignes de hauteurs, il y en a 3"),
        (GRID.replace("31 32 33.5", "31 32"), "ligne 8 : 2 hauteurs. L'en-tête en annonce 3"),
        (GRID.replace("32 33.5", "douze 33.5"), "ligne 8 : « douze »"),
        (GRID.replace("31 32", "31 -9999"), "ligne 8, colonne 2 : il n'y a pas de hauteur ici"),
        (GRID.replace("NODATA_value -9999\n", "").replace("31 32", "31 -9999"), "ligne 7, colonne 2"),
        (GRID.replace("31 32", "31 inf"), "ligne 8, colonne 2"),
        (GRID.replace("ncols 3", "ncols 1000").replace("nrows 2", "nrows 1000"), "c'est trop"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "n'est pas un fichier de texte"),
    ],
)
def test_a_bad_grid_is_told_with_its_line(file, text, told):
    with pytest.raises(BadTerrain, match=r"releve\.asc") as error:
        read_grid(file(text))
    assert told in str(error.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(BadTerrain, match="n'existe pas"):
        read_grid(tmp_path / "rien.asc")


def big(rows, columns, cell=5):
    """A grid whose heights tell where they are: 1000 m to the east is 10, 1000 m to the north is 0.1."""
    head = f"ncols {columns}\nnrows {rows}\nxllcenter 0\nyllcenter 0\ncellsize {cell}\nNODATA_value -99999\n"
    lines = (
        " ".join(
            f"{(column * cell) / 100 + (rows - 1 - row) * cell / 10000:.4f}" for column in range(columns)
        )
        for row in range(rows)
    )
    return head + "\n".join(lines)


def test_a_zone_of_a_tile_is_kept_with_its_place(file):
    terrain = read_grid(file(big(60, 80)), zone=(100, 50, 40, 30))
    assert (terrain.rows, terrain.columns) == (7, 9)
    assert (terrain.west, terrain.south) == (100, 50)
    assert terrain.heights[-1][0] == pytest.approx(1 + 0.005)
    assert terrain.heights[0][-1] == pytest.approx(1.4 + 0.008)


def test_a_zone_may_be_that_of_a_whole_tile_of_a_million_points(file):
    terrain = read_grid(file(big(1000, 1000)), zone=(2100, 1500, 500, 400))
    assert (terrain.rows, terrain.columns) == (81, 101)
    assert terrain.heights[-1][0] == pytest.approx(21 + 0.15)


def test_holes_outside_the_zone_do_not_matter(file):
    path = file(big(20, 20).replace("0.0095", "-99999", 1))
    with pytest.raises(BadTerrain, match="ligne 7, colonne 1"):
        read_grid(path)
    assert read_grid(path, zone=(0, 0, 50, 50)).rows == 11


@pytest.mark.parametrize("zone", [(500, 0, 40, 40), (0, -90, 40, 40), (0, 0, 3, 40)])
def test_a_zone_outside_or_too_small_is_told(file, zone):
    with pytest.raises(BadTerrain, match="zone demandée"):
        read_grid(file(big(20, 20)), zone=zone)


# -- heights between the points -----------------------------------------------------------------------------

SLOPE = Terrain([[10.0, 12, 14], [0, 2, 4]], cell=5)


@pytest.mark.parametrize(
    ("x", "y", "height"),
    [(0, 0, 0), (10, 0, 4), (0, 5, 10), (10, 5, 14), (2.5, 2.5, 6), (-90, 0, 0), (90, 90, 14)],
)
def test_the_height_of_a_place_counts_x_to_the_east_and_y_to_the_north(x, y, height):
    assert SLOPE.height_at(x, y) == pytest.approx(height)


# -- buildings ----------------------------------------------------------------------------------------------


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def house(x=684010, y=7037006, height=6, kind="Polygon", **properties):
    ring = [[x, y, 31.2], [x + 8, y, 31.2], [x + 8, y + 3, 31.2], [x, y + 3, 31.2], [x, y, 31.2]]
    rings = [ring] if kind == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": {"hauteur": height, **properties},
        "geometry": {"type": kind, "coordinates": rings},
    }


@pytest.fixture
def terrain(file):
    return read_grid(file(GRID))


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_an_outline_is_placed_from_the_south_west_point(file, terrain, kind):
    (building,) = read_buildings(file(collection(house(kind=kind)), "b.geojson"), terrain)
    assert building.outline == [(5, 1), (13, 1), (13, 4), (5, 4)]
    assert building.height == 6


def test_a_name_of_attribute_in_capitals_is_known(file, terrain):
    feature = house() | {"properties": {"HAUTEUR": 4.5}}
    assert read_buildings(file(collection(feature), "b.geojson"), terrain)[0].height == 4.5


@pytest.mark.parametrize("height", [None, 0, -3, "haut", True, 9000])
def test_a_building_without_a_height_is_left_out(file, terrain, height):
    found = read_buildings(file(collection(house(height=height), house(height=7)), "b.geojson"), terrain)
    assert [building.height for building in found] == [7]


def test_a_file_without_any_height_is_told(file, terrain):
    with pytest.raises(BadTerrain, match="« hauteur »"):
        read_buildings(file(collection(house() | {"properties": {"height": 6}}), "b.geojson"), terrain)


def test_a_building_partly_off_the_grid_is_left_out(file, terrain):
    text = collection(house(), house(x=684022))
    assert len(read_buildings(file(text, "b.geojson"), terrain)) == 1


def test_buildings_of_another_place_are_told(file, terrain):
    text = collection(house(x=650000, y=6860000), house(x=650100, y=6860000))
    with pytest.raises(BadTerrain, match="aucun des 2 bâtiments"):
        read_buildings(file(text, "b.geojson"), terrain)


def test_degrees_are_told(file, terrain):
    with pytest.raises(BadTerrain, match="EPSG:2154"):
        read_buildings(file(collection(house(x=2.83, y=50.43)), "b.geojson"), terrain)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "ncols 3\n", '{"features": 3}', '{"features": [null]}',
     '{"features": [{"geometry": 3, "properties": {"hauteur": 6}}]}',
     collection(house() | {"geometry": {"type": "Polygon", "coordinates": [[["a", "b"]]]}}),
     collection(house() | {"geometry": {"type": "Polygon", "coordinates": []}}),
     "[" * 100_000],
)  # fmt: skip
def test_what_is_no_geojson_of_outlines_is_told(file, terrain, text):
    with pytest.raises(BadTerrain, match="n'est pas un fichier GeoJSON"):
        read_buildings(file(text, "b.geojson"), terrain)


# -- the relief ---------------------------------------------------------------------------------------------


def test_a_relief_passes_by_its_heights_north_at_the_back():
    part = Solid.of(relief([[9, 1], [2, 3], [4, 5]], step=10, base=2))
    assert part.is_watertight
    assert part.bounds == ((0, 0, 0), (10, 20, 11))
    tops = {(x, y): z for x, y, z in part.vertices.tolist() if z > 0}
    assert tops == {(0, 20): 11, (10, 20): 3, (0, 10): 4, (10, 10): 5, (0, 0): 6, (10, 0): 7}


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(2, 6).flatmap(
        lambda columns: st.lists(
            st.lists(st.floats(0, 60), min_size=columns, max_size=columns), min_size=2, max_size=6
        )
    ),
    step=st.floats(0.5, 20),
    base=st.floats(0.4, 9),
)
def test_any_relief_is_closed_and_has_the_volume_of_its_prisms(rows, step, base):
    part = Solid.of(relief(rows, step, base))
    assert part.is_watertight
    assert part.bodies == 1
    prisms = sum(
        (a + b + c) / 3 + base
        for north, south in itertools.pairwise(rows)
        for a, b, c in [
            corner
            for i in range(len(north) - 1)
            for corner in ((north[i], north[i + 1], south[i + 1]), (north[i], south[i + 1], south[i]))
        ]
    )
    assert part.volume == pytest.approx(prisms * step * step / 2, rel=1e-4)


@pytest.mark.parametrize(
    ("rows", "step", "base"),
    [([], 1, 1), ([[1, 2]], 1, 1), ([[1], [2]], 1, 1), ([[1, 2], [3]], 1, 1), ([[1, 2], [3, -1]], 1, 1),
     ([[1, 2], [3, float("nan")]], 1, 1), ([[1, 2], [3, 4]], 0, 1), ([[1, 2], [3, 4]], 1, 0)],
)  # fmt: skip
def test_what_makes_no_relief_is_refused(rows, step, base):
    with pytest.raises(ValueError, match=r"^(Il faut|Une hauteur|Le pas)"):
        relief(rows, step, base)


# -- the invented town --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", made_town.files())
def test_the_files_of_the_lessons_are_those_of_the_invented_town(name):
    assert (made_town.FOLDER / name).read_text("utf-8") == made_town.files()[name]


def test_the_invented_quarter_reads_back():
    terrain = read_grid(made_town.FOLDER / "quartier.asc")
    assert terrain == made_town.quarter()
    assert read_buildings(made_town.FOLDER / "quartier.geojson", terrain) == made_town.buildings()
