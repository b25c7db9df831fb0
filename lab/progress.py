"""How far a notebook is: read from the notebook itself, nothing else is kept about a learner."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from checks.feedback import MIME

_DURATION = re.compile(
    r"dur[ée]e\W*(?:environ\W+)?(?:(\d+)\s*h(?:eures?)?)?\s*(?:(\d+)\s*(?:min)?)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Progress:
    """Exercises of a notebook, those whose visible check is green, and the minutes its header announces."""

    exercises: int = 0
    passed: int = 0
    minutes: int = 0

    @property
    def done(self) -> bool:
        return 0 < self.exercises == self.passed


def read_progress(path: Path) -> Progress:
    """The progress a notebook's own outputs show; a file that is no notebook shows none."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _read(path: Path, _modified: int) -> Progress:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        checks = [cell for cell in cells if str(cell.get("id", "")).endswith("-verification")]
        return Progress(
            exercises=len(checks),
            passed=sum(_is_green(cell) for cell in checks),
            minutes=_minutes(_source(cells[0])) if cells else 0,
        )
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        return Progress()


def _is_green(cell: dict[str, Any]) -> bool:
    grades = list(_grades(cell))
    return bool(grades) and all(grade["earned"] == grade["points"] for grade in grades)


def _grades(cell: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for output in cell.get("outputs", ()):
        if MIME in output.get("data", {}):
            yield output["data"][MIME]


def _minutes(header: str) -> int:
    """Minutes announced by a header such as « **Durée** : 1 h 15 »; 0 when it says nothing."""
    found = _DURATION.search(header)
    return 60 * int(found[1] or 0) + int(found[2] or 0) if found else 0


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
