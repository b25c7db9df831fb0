"""Judging what a learner reads on the caliper of a picture."""

from __future__ import annotations

from typing import Any

from checks.feedback import Result
from checks.program import value
from models.caliper import READINGS


def reading(name: str, answer: Any, picture: str) -> list[Result]:
    """The variable called ``name`` holds what the caliper of ``picture`` shows (mm, to the tenth)."""
    whole, tenths = divmod(READINGS[picture], 10)
    return value(
        name,
        answer,
        whole + tenths / 10,
        "mm",
        slips={
            "les dixièmes sont oubliés": whole,
            "un dixième est compté comme un millimètre": whole + tenths,
            "le trait de la règle est lu après le zéro": whole + 1 + tenths / 10,
            "le trait de la règle est lu en face du vernier": whole + tenths + tenths / 10,
            "le trait d'avant est lu sur le vernier": whole + (tenths - 1) / 10,
            "le trait d'après est lu sur le vernier": whole + (tenths + 1) / 10,
        },
    )
