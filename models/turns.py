"""The ways in which a part can be laid along the axes: quarter turns, and their images in a mirror."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import manifold3d


def _matrices() -> list[np.ndarray]:
    signs = itertools.product((1, -1), repeat=3)
    orders = itertools.permutations(range(3))
    return [np.eye(3)[list(order)] * np.array(sign) for order, sign in itertools.product(orders, signs)]


QUARTER_TURNS = [matrix for matrix in _matrices() if np.linalg.det(matrix) > 0]
"""The 24 ways to lay a cube, as matrices; the first changes nothing."""
MIRRORED = [matrix for matrix in _matrices() if np.linalg.det(matrix) < 0]
"""Those of its image in a mirror."""


def turned(body: manifold3d.Manifold, matrix: np.ndarray) -> manifold3d.Manifold:
    """``body`` turned by ``matrix`` around the origin."""
    return body.transform(np.hstack([matrix, np.zeros((3, 1))]))
