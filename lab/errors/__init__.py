"""Errors explained to a beginner, in French, on their own line.

``explain`` finds the learner's line (:mod:`.fault`), then asks those who know mistakes, one module a family;
friendly_traceback speaks only when none knows. ``notices`` tells of mistakes that raise no error. None of it
needs a running kernel.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from lab.errors import names, syntax, tools, values, writing
from lab.errors.cells import Cell, Cells
from lab.errors.fault import Explanation, Place, find_fault
from lab.errors.friendly import explanation_of_friendly
from lab.errors.notices import notices

__all__ = ["Cell", "Cells", "Explanation", "Place", "explain", "notices"]

_RECOGNISERS = tuple(family.recognises for family in (syntax, writing, names, values, tools))
"""Tried in this order: the first explanation is right."""


def explain(error: BaseException, cells: Cells, namespace: Mapping[str, Any]) -> Explanation:
    """What ``error`` means for the learner whose ``cells`` were run, and what to try.

    ``namespace`` holds their names, for an error of writing; any other knows the names of its own line.
    """
    fault = find_fault(error, cells, namespace)
    told = itertools.chain.from_iterable(known.explanations(fault) for known in _RECOGNISERS)
    return next(told, None) or explanation_of_friendly(fault)
