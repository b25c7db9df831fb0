"""The caliper of the lessons: what its pictures show, in tenths of a millimetre.

One place says it, so that the picture a learner reads and the check of the reading agree.
"""

from __future__ import annotations

READINGS = {"exemple": 134, "A": 246, "B": 83, "C": 317}
"""Tenths of a millimetre, by the name of the picture."""
