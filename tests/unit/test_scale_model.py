"""A model to scale from a survey: its heights, its houses, its tiles."""

from __future__ import annotations

import pytest
from solid2 import polygon

from checks import solid, town
from models import made_town
from models.scale_model import build, labelled, tiles
from models.solid import Solid
from models.terrain import Building, Terrain, relief

SURVEY = Terrain([[40.0, 41, 40], [30, 32, 34], [30, 31, 33]], cell=50)
HOUSE = Building([(20, 20), (60, 20), (60, 30), (20, 30)], 10)


def test_the_size_counts_intervals_and_heights_start_at_the_lowest():
    part = build(SURVEY, scale=2000, base=3)
    assert part.is_watertight
    assert part.size == pytest.approx((50, 50, 3 + 11 * 0.5))


def test_the_exaggeration_is_that_of_the_ground_alone():
    plain, high = (build(SURVEY, [HOUSE], 2000, times, base=3) for times in (1, 3))
    assert high.size == pytest.approx((50, 50, 3 + 11 * 0.5 * 3))
    highest = max(SURVEY.height_at(x, y) for x, y in HOUSE.outline) - 30
    for part, times in ((plain, 1), (high, 3)):
        roof = 3 + highest * 0.5 * times + 5
        around = Solid.of(part).closed().slice(roof - 0.05)
        assert any(one.bounds() == pytest.approx((10, 10, 30, 15)) for one in around.decompose()), (
            f"no flat roof at {roof} mm"
        )


def test_it_is_the_model_that_the_lesson_builds():
    survey, scale, base = made_town.quarter(), 0.4, 3
    grid = [[(height - survey.lowest) * scale for height in row] for row in survey.heights]
    part = relief(grid, survey.cell * scale, base)
    for building in made_town.buildings():
        under = max(base + (survey.height_at(x, y) - survey.lowest) * scale for x, y in building.outline)
        outline = [(x * scale, y * scale) for x, y in building.outline]
        part = part + polygon(outline).linear_extrude(under + building.height * scale)
    assert all(solid.same_shape(part, build(survey, made_town.buildings(), 2500, base=3), tolerance=0.001))


def test_tiles_fit_the_bed_join_and_are_named_from_the_south_west():
    model = build(made_town.quarter(), made_town.buildings())
    found = tiles(model, 120, 120)
    assert list(found) == ["A1", "A2", "B1", "B2"]
    corners = [(0, 0), (0, 80), (100, 0), (100, 80)]
    assert all(town.joined(list(found.values()), count=4, size=(100, 80), corners=corners))
    assert sum(tile.volume for tile in found.values()) == pytest.approx(model.volume)


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (60, ["A1"]),
        (50, ["A1"]),
        (30, ["A1", "B1"]),
        (1.5, [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *(f"A{c}" for c in "ABCDEFGH")]),
    ],
)
def test_a_model_that_fits_is_one_tile_and_letters_go_on(width, names):
    found = [name.rstrip("1") for name in tiles(build(SURVEY, scale=2000), width, 50)]
    assert found == [name.rstrip("1") for name in names]


def test_a_name_is_dug_under_the_tile_and_reads_from_below():
    tile = tiles(build(SURVEY, scale=2000), 50, 50)["A1"]
    named = labelled(tile, "L", depth=0.4)
    assert named.is_watertight
    assert named.bounds == tile.bounds
    cut = (tile.closed() - named.closed()).bounding_box()
    assert (cut[2], cut[5]) == pytest.approx((0, 0.4))
    letter = tile.closed().slice(0.2) - named.closed().slice(0.2)
    left, _, right, _ = letter.bounds()
    stem = max(
        range(20),
        key=lambda i: (
            letter
            ^ type(letter).square(((right - left) / 20, 50)).translate((left + i * (right - left) / 20, 0))
        ).area(),
    )
    assert stem > 10, "seen from above the stem of the L is on the right: from below it is on the left"
