"""Checks of reliefs: right ones pass however they are built, each mistake is named with its figures."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solid2 import cube, polygon

from checks import terrain
from models.terrain import relief

GRID = [[2.0, 3, 4], [2, 5, 9]]


def steps(grid, side=10, base=2, turn=lambda row, column: (column, row)):
    """A relief in steps; ``turn`` gives the place of a cell, counted from the west and from the north."""
    rows, part = len(grid), cube([len(grid[0]) * side, len(grid) * side, 0.5])
    for row in range(rows):
        for column in range(len(grid[0])):
            x, y = turn(row, column)
            block = cube([side, side, base + grid[row][column]])
            part = part + block.translate([x * side, (rows - 1 - y) * side, 0])
    return part


def bars(grid, side=10, base=2):
    """The same relief by the outlines of its cells, far from the origin."""
    parts = [
        polygon([(x, y), (x + side, y), (x + side, y + side), (x, y + side)]).linear_extrude(base + height)
        for row, line in enumerate(grid)
        for column, height in enumerate(line)
        for x, y in [(column * side - 90, (len(grid) - 1 - row) * side + 40)]
    ]
    return sum(parts[1:], parts[0]).translate([0, 0, 7])


@pytest.mark.parametrize("part", [steps(GRID), bars(GRID)], ids=["blocks", "outlines elsewhere"])
def test_a_relief_in_steps_passes_however_it_is_built(part):
    assert all(terrain.steps(part, GRID, 10, 2))


@pytest.mark.parametrize(
    ("part", "mistake"),
    [
        (steps(GRID[::-1]), "le nord et le sud sont échangés"),
        (steps([row[::-1] for row in GRID]), "l'est et l'ouest sont échangés"),
        (steps([row[::-1] for row in GRID[::-1]]), "le relief est tourné d'un demi-tour"),
        (steps([[3.0, 3, 3], [3, 3, 3]]), "toutes les cases ont la même hauteur"),
        (steps(GRID, base=0), "le socle manque"),
        (steps(GRID, base=4), "le socle est compté deux fois"),
        (
            steps([[2 * height for height in row] for row in GRID]),
            "les hauteurs sont trop grandes, toutes du même facteur",
        ),
        (
            steps([[0.4 * height for height in row] for row in GRID]),
            "les hauteurs sont trop petites, toutes du même facteur",
        ),
        (steps([[2, 3, 4], [2, 5, 8]]), "des cases n'ont pas la bonne hauteur"),
        (steps([[2, 3, 0], [2, 5, 0]]), "des cases sont restées au niveau du socle"),
    ],
)
def test_a_mistake_of_a_relief_is_named_with_a_cell_and_its_place(part, mistake):
    (result,) = terrain.steps(part, GRID, 10, 2)
    assert result.mistake == mistake
    assert "Ligne " in result.constat
    assert "mm" in result.constat
    assert result.place["kind"] == "box"


def test_rows_taken_for_columns_are_named():
    square = [[1.0, 2, 3], [4, 5, 6], [7, 8, 9]]
    (result,) = terrain.steps(steps(square, turn=lambda row, column: (row, column)), square, 10, 2)
    assert result.mistake == "lignes et colonnes sont échangées"


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(1, 30), min_size=3, max_size=3), min_size=2, max_size=3))
def test_the_reversed_relief_passes_only_when_it_is_the_same(grid):
    (result,) = terrain.steps(steps(grid[::-1]), grid, 10, 2)
    assert bool(result) == (grid == grid[::-1])


@pytest.mark.parametrize(
    ("wrong", "mistake"),
    [
        (lambda height, low, times: height * 0.4 * times, "l'altitude la plus basse n'est pas retirée"),
        (lambda height, low, times: (height - low) * 0.4, "l'exagération est oubliée"),
        (lambda height, low, times: (height - low) * times, "l'échelle est oubliée"),
    ],
)
def test_a_slip_of_scale_is_named(wrong, mistake):
    results = terrain.scaled(wrong, [(87, 36, 1), (52, 47, 3)], scale=0.4)
    assert mistake in [result.mistake for result in results]
    assert all(terrain.scaled(lambda h, low, times: (h - low) * 0.4 * times, [(87, 36, 2)], scale=0.4))


def test_how_much_a_relief_rises_and_how_thick_it_is():
    part = relief([[0, 0, 0], [0, 12, 0], [0, 0, 0]], step=10, base=2)
    assert all(terrain.rises(part, least=8, base=2))
    flat, thick = terrain.rises(relief([[0, 1], [1, 0]], step=10, base=2), least=8, base=2)
    assert flat.mistake == "le relief est trop plat"
    assert thick
    _, thin = terrain.rises(part, least=8, base=3)
    assert thin.mistake == "le socle est trop mince"
    assert thin.place["kind"] == "point"
    holed = cube([20, 20, 4]) + cube([5, 5, 20]) - cube([6, 6, 9]).translate([10, 10, -1])
    _, holed_base = terrain.rises(holed, least=8, base=2)
    assert holed_base.mistake == "le socle est percé"


def test_an_answer_that_is_no_part_is_told():
    for results in (terrain.steps(None, GRID, 10, 2), terrain.rises(..., 8, 2)):
        assert [result.mistake for result in results] == ["il n'y a pas encore de pièce"]
