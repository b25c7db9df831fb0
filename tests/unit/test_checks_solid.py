"""What every check on a part says: figures in French, a place, one call of the learner's function."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from solid2 import cube

from checks import solid
from tests.made_plates import drilled
from tests.results import mistakes


def test_figures_are_written_in_french_and_the_place_is_given() -> None:
    (result,) = solid.hole(drilled(6.25), 5)
    assert "6,25 mm" in result.constat
    assert result.place["at"] == pytest.approx([50, 10, 2])
    assert result.place["part"] == [pytest.approx([0, 0, 0]), pytest.approx([60, 20, 4])]


def test_a_function_is_called_once_for_several_checks() -> None:
    calls = []

    def support(width: float) -> Any:
        calls.append(width)
        return cube([width, 20, 4])

    part = solid.made_by(support, 60)
    assert mistakes([*solid.size(part, 60), *solid.bodies(part)]) == []
    assert calls == [60]


def test_a_function_that_fails_or_is_missing_is_the_learners_mistake() -> None:
    def broken() -> Any:
        raise ZeroDivisionError("division by zero")

    assert mistakes(solid.size(solid.made_by(broken), 5)) == [
        "le programme s'arrête sur une erreur ZeroDivisionError"
    ]
    assert mistakes(solid.size(solid.made_by(None), 5)) == ["la fonction n'existe pas"]  # type: ignore[arg-type]


def test_the_page_for_trainers_lists_every_check() -> None:
    page = (Path(__file__).parents[2] / "docs/verifications.md").read_text("utf-8")
    listed = set(re.findall(r"`solid\.(\w+)\(", page))
    assert listed == set(solid.__all__)
