"""Checks of a model of a quarter: houses on the ground, and tiles side by side."""

from __future__ import annotations

import pytest
from solid2 import cube, polygon

from checks import town
from models import made_town
from models.terrain import relief
from tests.results import mistakes

SCALE, BASE = 0.4, 3
BEND = [(10, 5), (60, 5), (60, 19), (30, 19), (30, 45), (10, 45)]
GROUND = [6.2, 8.1, 6.4, 7.3, 7.5, 8.0]


def raised(outline, height, x=SCALE, y=SCALE, up=0.0):
    return polygon([(a * x, b * y) for a, b in outline]).linear_extrude(height).translate([0, 0, up])


def box(width, depth, height):
    return cube([width, depth, height])


@pytest.mark.parametrize(
    "part",
    [
        raised(BEND, 8.1 + 4.8),
        raised(BEND[::-1], 8.1 + 4.8),
        raised(BEND, 8.1 + 4.8).translate([-50, 30, 4]),
        (box(20, 5.6, 12.9) + box(8, 16, 12.9)).translate([4, 2, 0]),
        raised(BEND, 8.1) + raised(BEND, 6, up=6.9),
    ],
    ids=["outline", "the other way round", "elsewhere", "two boxes", "two floors"],
)
def test_a_house_passes_however_it_is_built(part):
    assert all(town.house(part, BEND, 12, GROUND, SCALE))


@pytest.mark.parametrize(
    ("part", "mistake"),
    [
        (raised(BEND, 8.1 + 4.8, y=1), "la profondeur (y) n'est pas à l'échelle"),
        (raised(BEND, 8.1 + 4.8, x=1), "la largeur (x) n'est pas à l'échelle"),
        (raised(BEND, 8.1 + 4.8, x=0.16, y=0.16), "la largeur (x) est mise deux fois à l'échelle"),
        (raised([(y, x) for x, y in BEND][::-1], 12.9), "x et y sont échangés"),
        (raised(BEND, 8.1 + 4.8, x=0.3), "la largeur (x) n'est pas celle du contour"),
        (box(20, 16, 12.9), "la maison ne suit pas son contour"),
        (raised(BEND, 8.1 + 12), "la hauteur n'est pas à l'échelle"),
        (raised(BEND, 8.1 + 12 * 0.16), "l'échelle est comptée deux fois"),
        (raised(BEND, 4.8), "le sol n'est pas compté"),
        (raised(BEND, 8.1), "la hauteur de la maison n'est pas comptée"),
        (raised(BEND, min(GROUND) + 4.8), "le toit est compté depuis le coin le plus bas"),
        (raised(BEND, sum(GROUND) / 6 + 4.8), "le toit est compté depuis le sol moyen"),
        (raised(BEND, (8.1 + 12) * SCALE), "le sol est mis deux fois à l'échelle"),
        (raised(BEND, 1.9 + 4.8, up=6.2), "la maison part du sol, pas du plateau"),
        (raised(BEND, 30), "le toit n'est pas à la bonne hauteur"),
    ],
)
def test_a_mistake_of_a_house_is_named_with_its_figures_and_its_place(part, mistake):
    wrong = [result for result in town.house(part, BEND, 12, GROUND, SCALE) if not result]
    assert wrong[0].mistake == mistake
    assert "mm" in wrong[0].constat
    assert wrong[0].place["kind"] == "box"


def test_the_first_corner_taken_for_the_highest_is_named():
    ground = [7, 6, 8, 9, 7, 7]
    assert mistakes(town.house(raised(BEND, 7 + 4.8), BEND, 12, ground, SCALE)) == [
        "le toit est compté depuis le premier coin"
    ]


# -- houses on the relief -----------------------------------------------------------------------------------

SURVEY = made_town.quarter()
GROUND_ONLY = relief(
    [[(height - SURVEY.lowest) * SCALE for height in row] for row in SURVEY.heights],
    SURVEY.cell * SCALE,
    BASE,
)
HOUSES = [*town.buildings()[:2], ([(300, 330), (340, 330), (340, 360), (300, 360)], 15)]


def ground(outline):
    return [BASE + (SURVEY.height_at(x, y) - SURVEY.lowest) * SCALE for x, y in outline]


def quarter(houses=HOUSES, rise=lambda sols, height: max(sols) + height * SCALE, lift=lambda sols: 0):
    part = GROUND_ONLY
    for outline, height in houses:
        sols = ground(outline)
        part = part + raised(outline, rise(sols, height), up=lift(sols))
    return part


def test_a_quarter_whose_houses_stand_passes_wherever_it_is():
    (result,) = town.standing(quarter().translate([-20, 5, 3]), HOUSES, SCALE, BASE)
    assert result
    assert "3 bâtiments" in result.constat


def test_a_house_that_starts_at_its_lowest_ground_stands_as_well():
    part = quarter(rise=lambda sols, height: max(sols) - min(sols) + height * SCALE, lift=min)
    assert all(town.standing(part, HOUSES, SCALE, BASE))


@pytest.mark.parametrize(
    ("part", "mistake", "told"),
    [
        (quarter(HOUSES[:2]), "un bâtiment manque", "Sur 3 bâtiments, 1 "),
        (quarter([]), "des bâtiments manquent", "Sur 3 bâtiments, 3 "),
        (quarter(rise=lambda sols, height: height * SCALE, lift=max), "un bâtiment est en l'air", "de vide"),
        (
            quarter(rise=lambda sols, height: height * SCALE, lift=lambda sols: 15),
            "un bâtiment est en l'air",
            "de vide",
        ),
        (
            quarter(rise=lambda sols, height: min(sols) + height * SCALE),
            "le toit est compté depuis le coin le plus bas",
            "Faux pour 3 bâtiments",
        ),
        (
            quarter(rise=lambda sols, height: max(sols) + height),
            "la hauteur n'est pas à l'échelle",
            "Faux pour 3 bâtiments",
        ),
        (quarter(rise=lambda sols, height: 25), "le toit n'est pas à la bonne hauteur", "25 mm"),
        (
            quarter([([(y, x) for x, y in outline], height) for outline, height in HOUSES]),
            "des bâtiments manquent",
            "à leur place",
        ),
    ],
)
def test_a_house_that_does_not_stand_is_named_with_its_place(part, mistake, told):
    (result,) = town.standing(part, HOUSES, SCALE, BASE)
    assert result.mistake == mistake
    assert told in result.constat
    assert "mm du bord ouest" in result.constat
    assert result.place["kind"] == "point"


# -- tiles --------------------------------------------------------------------------------------------------

HILL = relief([[0, 2, 0, 3], [0, 6, 1, 0], [4, 0, 0, 2]], step=20, base=3)
"""60 × 40 mm, 9 mm high."""


def cut(x, y, width=30.0, depth=20.0, part=HILL):
    return part & cube([width, depth, 40]).translate([x, y, -1])


FOUR = [cut(0, 0), cut(0, 20), cut(30, 0), cut(30, 20)]
CORNERS = [(0, 0), (0, 20), (30, 0), (30, 20)]


def test_tiles_of_one_model_join():
    assert all(town.joined(FOUR, count=4, size=(30, 20), corners=CORNERS, most=(30, 20, 9), base=2.9))


@pytest.mark.parametrize(
    "tiles",
    [
        [cut(0, 0, 20, 40), cut(20, 0, 20, 40), cut(40, 0, 20, 40)],
        [cut(0, 0, 60), cut(0, 20), cut(30, 20)],
        [cut(13.7, 0, 50, 40), cut(0, 0, 13.7, 40)],
    ],
    ids=["three columns", "a T", "uneven"],
)
def test_any_way_of_cutting_passes(tiles):
    assert all(town.joined(tiles))


HOUSE = HILL + cube([10, 10, 12]).translate([30, 5, 0])
"""A house whose wall stands on the edge of two tiles."""


def test_a_wall_on_the_edge_is_no_step():
    assert all(town.joined([cut(0, 0, 30, 40, HOUSE), cut(30, 0, 30, 40, HOUSE)]))


@pytest.mark.parametrize(
    ("tiles", "asked", "mistake"),
    [
        (None, {}, "il n'y a pas de liste de tuiles"),
        (cut(0, 0), {}, "il n'y a pas de liste de tuiles"),
        ([], {}, "il manque des tuiles"),
        ([cut(0, 0)], {}, "il manque des tuiles"),
        ([cut(0, 0), None], {}, "il n'y a pas encore de pièce"),
        ([cut(0, 0), cut(0, 0)], {}, "deux tuiles sont au même endroit"),
        ([cut(0, 0), cut(28, 0)], {}, "deux tuiles se recouvrent"),
        ([cut(0, 0), cut(32, 0)], {}, "il reste un vide entre les tuiles"),
        ([cut(0, 0), cut(30, 20)], {}, "il reste un vide entre les tuiles"),
        ([cut(0, 0), cut(30, 0).translate([0, 0, 2])], {}, "les bords de deux tuiles ne se suivent pas"),
        (
            [cut(0, 0), cut(0, 0, 30, 20).translate([30, 0, 0])],
            {},
            "les bords de deux tuiles ne se suivent pas",
        ),
        ([cut(0, 0), cut(30, 0, 28)], {"size": (30, 20)}, "une tuile n'a pas la bonne taille"),
        ([cut(0, 0, 20, 30), cut(20, 0, 20, 30)], {"size": (30, 20)}, "x et y sont échangés"),
        ([FOUR[0], FOUR[2], FOUR[1], FOUR[3]], {"corners": CORNERS}, "colonne et rangée sont échangées"),
        ([FOUR[0]] * 4, {"corners": CORNERS}, "une tuile n'est pas à sa place"),
        (FOUR, {"most": (29, 20, 40)}, "la pièce est trop grande"),
        (FOUR, {"grams": 0.5}, "la pièce prend trop de plastique"),
        (FOUR, {"base": 4}, "le socle est trop mince"),
        (
            [cut(0, 0) - cube([3, 40, 40]).translate([12, -1, -1]), cut(30, 0)],
            {"most": (99, 99, 99)},
            "la pièce est en plusieurs morceaux",
        ),
    ],
)
def test_a_mistake_of_tiles_is_named(tiles, asked, mistake):
    assert mistake in mistakes(town.joined(tiles, **asked))


def test_the_tile_at_fault_is_told_by_its_number():
    low = relief([[0, 0], [0, 0]], step=20, base=3)
    results = town.joined([cut(0, 0), low.translate([30, 0, 0])], base=1)
    assert [result.constat[:14] for result in results if result.mistake == "le relief est trop plat"] == [
        "Tuile n° 2. Du"
    ]
