"""The files that lessons bring are what their texts say."""

from pathlib import Path

from models.solid import Solid

SOLUTIONS = Path(__file__).parents[2] / "solutions"


def test_the_scanned_plate_has_the_measures_that_the_lesson_gives() -> None:
    plate = Solid.of(SOLUTIONS / "12_pieces/donnees/platine.stl")
    (hole,) = plate.holes("z")
    assert plate.size == (32, 12, 4)
    assert round(hole.diameter, 3) == 6
    left = hole.position[0] - hole.diameter / 2 - plate.bounds[0][0]
    assert round(left, 3) == 4
