"""Which triangles of a mesh hang together."""

from __future__ import annotations

import numpy as np


def groups(triangles: np.ndarray) -> np.ndarray:
    """For each triangle, a number, 0 upwards, that those share which touch each other, from corner to corner.

    ``triangles`` is an (n, 3) array of vertex indices. Each vertex takes the lowest number around it, then
    that one's own, until none changes.
    """
    if not len(triangles):
        return np.zeros(0, dtype=np.int64)
    names = np.arange(int(triangles.max()) + 1)
    while True:
        lowest = names[triangles].min(axis=1)
        new = names.copy()
        np.minimum.at(new, triangles.ravel(), np.repeat(lowest, 3))
        new = new[new]
        if np.array_equal(new, names):
            return np.unique(lowest, return_inverse=True)[1]
        names = new
