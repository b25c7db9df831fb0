"""The plan of a bar to drill: each hole on it is drawn once, told in words, and nothing breaks it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from views import plan
from views.toolpath import Drawing, NoDrawing


def circles(drawing: Any) -> list[Any]:
    return ElementTree.fromstring(drawing.svg).findall(".//{http://www.w3.org/2000/svg}circle")


def test_every_hole_is_drawn_at_its_place_and_told() -> None:
    drawing = plan.show(400, [100, 200.5, 300])
    assert isinstance(drawing, Drawing)
    columns = [float(circle.get("cx")) for circle in circles(drawing)]
    assert columns[0] == plan.LEFT + plan.LONG / 4
    assert columns == sorted(columns)
    assert repr(drawing) == "Une barre de 400 mm. Trous à 100, 200,5, 300 mm du bout gauche."


def test_a_hole_off_the_bar_is_told_and_not_drawn() -> None:
    drawing = plan.show(400, [100, 450])
    assert isinstance(drawing, Drawing)
    assert len(circles(drawing)) == 1
    assert "Hors de la barre : 450 mm." in drawing.alt
    assert "hors de la barre : 450" in drawing.svg


def test_colours_fill_the_holes_and_are_written_too() -> None:
    drawing = plan.show(400, [100, 200, 300], ["Rouge", "<kaki>"])
    assert isinstance(drawing, Drawing)
    fills = [circle.get("fill") for circle in circles(drawing)]
    assert fills == [plan.COLOURS["rouge"], "#ffffff", "#ffffff"]
    assert ">Rouge</text>" in drawing.svg
    assert "Couleurs : Rouge, <kaki>." in drawing.alt


@pytest.mark.parametrize("holes", [None, ..., [], 12, "12", [1, "2"], [True], [None]])
def test_what_is_no_plan_says_so_without_an_error(holes: Any) -> None:
    drawing = plan.show(400, holes)
    assert isinstance(drawing, NoDrawing)
    assert repr(drawing)


def test_odd_numbers_break_nothing() -> None:
    for hole in (float("nan"), float("inf"), 1e300):
        drawing = plan.show(400, [hole])
        assert isinstance(drawing, Drawing)
        ElementTree.fromstring(drawing.svg)
