"""Checks of a drilling plan: how many holes, on the board, evenly spaced, and a colour for each."""

from __future__ import annotations

import math
from typing import Any

import pytest

from checks import drilling
from checks.feedback import Outcome

BOARD = 800
GOOD = [75, 205, 335, 465, 595, 725]


def mistakes(positions: Any) -> list[str]:
    """The mistakes a plan is told, on a board of 800 mm with margins of 50 and holes 60 apart."""
    results = [
        *drilling.count(positions, 4, 9),
        *drilling.margins(positions, BOARD, 50),
        *drilling.spacing(positions, 60),
    ]
    return list(dict.fromkeys(_told(results)))


def _told(results: list[Any]) -> list[str]:
    assert all(result.outcome is not Outcome.BROKEN for result in results)
    assert all(result.constat and result.pourquoi and result.piste for result in results if not result)
    return [result.mistake for result in results if not result]


@pytest.mark.parametrize("positions", [GOOD, GOOD[::-1], tuple(GOOD)])
def test_a_good_plan_whatever_its_order(positions: Any) -> None:
    assert mistakes(positions) == []


@pytest.mark.parametrize(
    ("positions", "mistake"),
    [
        ([100, 400, 700], "pas assez de trous"),
        ([50 + 70 * number for number in range(10)], "trop de trous"),
        ([30, 130, 230, 330], "un trou est trop près du bout"),
        ([460, 560, 660, 760], "un trou est trop près du bout"),
        ([100, 400, 700, 1000], "un trou est hors de la planche"),
        ([-50, 50, 150, 250], "un trou est hors de la planche"),
        ([100, 200, 300, 450], "l'entraxe n'est pas toujours le même"),
        ([100, 140, 180, 220], "les trous sont trop serrés"),
        ([100, 100, 100, 100], "deux trous sont au même endroit"),
        ([math.nan] * 4, "un trou est hors de la planche"),
        ([], "la liste est vide"),
        (None, "ce n'est pas une liste"),
        (["100", "200"], "un texte à la place d'un nombre"),
    ],
)
def test_a_wrong_plan_is_told_its_mistake(positions: Any, mistake: str) -> None:
    assert mistake in mistakes(positions)


def test_the_limits_themselves_are_allowed() -> None:
    assert mistakes([50 + 60 * number for number in range(4)]) == []
    assert mistakes([BOARD - 50 - 60 * number for number in range(4)]) == []
    assert mistakes([50 + 700 / 7 * number for number in range(8)]) == []


@pytest.mark.parametrize(
    ("names", "mistake"),
    [
        (["rouge", "bleu"] * 3, ""),
        (["rouge"] * 6, "pas assez de couleurs différentes"),
        (["rouge", "bleu"], "il n'y a pas une couleur par trou"),
        ([], "la liste est vide"),
        ([1] * 6, "un nombre à la place d'un texte"),
        ("rouge", "ce n'est pas une liste"),
        (None, "ce n'est pas une liste"),
    ],
)
def test_there_is_a_colour_for_each_hole_and_two_at_least(names: Any, mistake: str) -> None:
    assert "".join(_told(drilling.colours(names, GOOD, 2))) == mistake
