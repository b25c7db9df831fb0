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
_HEADING = re.compile(r"^##+\s+(.+?)(?:\s*\(\d+\s*min\w*\))?\s*$", re.MULTILINE)
_CHECK, _HINTS = "-verification", "-indices"


@dataclass(frozen=True)
class Exercise:
    """An exercise of a notebook, as far as its visible check and its hints tell."""

    id: str
    title: str
    place: str
    """The id of the cell it begins in."""
    passed: bool = False
    hints: int = 0
    """Hints opened. A fact: no mark depends on it."""


@dataclass(frozen=True)
class Progress:
    """The exercises of a notebook in order, and the minutes its header announces."""

    exercises: tuple[Exercise, ...] = ()
    minutes: int = 0

    @property
    def passed(self) -> int:
        """How many exercises have a green check."""
        return sum(exercise.passed for exercise in self.exercises)

    @property
    def next(self) -> Exercise | None:
        """The first exercise that is not passed."""
        return next((exercise for exercise in self.exercises if not exercise.passed), None)

    @property
    def done(self) -> bool:
        return 0 < len(self.exercises) == self.passed


def read_progress(path: Path) -> Progress:
    """The progress a notebook's own outputs show; a file that is no notebook shows none."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _read(path: Path, _modified: int) -> Progress:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return Progress(tuple(_exercises(cells)), _minutes(_source(cells[0])) if cells else 0)
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        return Progress()


def _exercises(cells: list[dict[str, Any]]) -> Iterator[Exercise]:
    """The exercises, each under the last heading before its first cell."""
    by_id = {str(cell.get("id", "")): cell for cell in cells}
    heading = ("", "")
    began: dict[str, tuple[str, str]] = {}
    for name, cell in by_id.items():
        if cell.get("cell_type") == "markdown" and (found := _HEADING.findall(_source(cell))):
            heading = (re.sub(r"[`*]", "", found[-1]), name)
        began[name] = heading
        if name.endswith(_CHECK):
            exercise = name.removesuffix(_CHECK)
            title, place = began.get(exercise, heading)
            hints = _hints_opened(by_id.get(exercise + _HINTS, {}))
            yield Exercise(exercise, title or exercise, place or name, _is_green(cell), hints)


def _hints_opened(cell: dict[str, Any]) -> int:
    """What the lab's extension notes in a cell of hints."""
    opened = cell.get("metadata", {}).get("coop", {}).get("hints", 0)
    return opened if isinstance(opened, int) else 0


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
