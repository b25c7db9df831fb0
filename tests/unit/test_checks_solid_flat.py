"""A drawing without thickness is refused by every check on parts, in the same words."""

from __future__ import annotations

from typing import Any

import cadquery as cq
import pytest
from solid2 import square

from checks import solid
from checks.feedback import Outcome


@pytest.mark.parametrize(
    "drawing", [square([60, 20]), cq.Sketch().rect(60, 20)], ids=["solidpython2", "cadquery"]
)
def test_every_check_refuses_a_drawing_without_thickness(drawing: Any) -> None:
    """Even one that looks at sizes alone: the drawing is 60 mm wide, as asked."""
    for judged in (
        solid.size(drawing, x=60, y=20),
        solid.volume(drawing, 4800),
        solid.watertight(drawing),
        solid.fits_bed(drawing),
        solid.overhang(drawing),
        solid.minimum_wall(drawing, 1.2),
    ):
        (refused,) = judged
        assert (refused.outcome, refused.mistake) == (Outcome.FAILED, "la forme est plate")
