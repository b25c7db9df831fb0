"""Readings of a caliper: right, or told how the marks were misread."""

from __future__ import annotations

import pytest

from checks import caliper


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        (24.6, ""),
        (24, "les dixièmes sont oubliés"),
        (30, "un dixième est compté comme un millimètre"),
        (25.6, "le trait de la règle est lu après le zéro"),
        (30.6, "le trait de la règle est lu en face du vernier"),
        (24.5, "le trait d'avant est lu sur le vernier"),
        (24.7, "le trait d'après est lu sur le vernier"),
        (24.2, "le nombre est trop petit"),
        ((24, 6), "une virgule à la place du point"),
        (246, "le nombre est 10 fois trop grand"),
    ],
)
def test_a_reading_is_told_how_it_was_misread(answer: object, mistake: str) -> None:
    (result,) = caliper.reading("lecture_a", answer, "A")
    assert result.mistake == mistake
