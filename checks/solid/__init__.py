"""Judging a part on its shape: sizes, volume, holes, walls, what a print of it takes.

Every check takes what the learner built (whatever ``models.solid.Solid.of`` accepts, or :func:`made_by`) and
looks only at the geometry: another construction, another place or another number of facets changes nothing.
Lengths are millimetres, measured on the bounding box of the part.
"""

from checks.solid.assembly import fits
from checks.solid.corners import edges
from checks.solid.counterbores import counterbore
from checks.solid.holes import hole, hole_margin
from checks.solid.matter import centre, volume, watertight
from checks.solid.part import made_by
from checks.solid.pieces import bodies, on_bed, play
from checks.solid.printing import fits_bed, overhang, prints_within, stands
from checks.solid.shape import assembled, different, relief, same_shape, symmetric
from checks.solid.sizes import at_least, fits_in, size
from checks.solid.walls import minimum_wall

__all__ = [
    "assembled",
    "at_least",
    "bodies",
    "centre",
    "counterbore",
    "different",
    "edges",
    "fits",
    "fits_bed",
    "fits_in",
    "hole",
    "hole_margin",
    "made_by",
    "minimum_wall",
    "on_bed",
    "overhang",
    "play",
    "prints_within",
    "relief",
    "same_shape",
    "size",
    "stands",
    "symmetric",
    "volume",
    "watertight",
]
