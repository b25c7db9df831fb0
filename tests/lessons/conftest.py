"""Every notebook of solutions/, and what a copy of it with other answers earns when it is graded."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from nbformat import from_dict
from nbgrader.utils import determine_grade

from checks.feedback import MIME
from classroom import lessons
from classroom.grading.course import files_of
from classroom.grading.job import Assessment
from tests import seats

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = ROOT / "solutions"
WRONG = ROOT / "tests" / "wrong_answers"
Keep = Callable[[str], bool]


@dataclass
class Graded:
    """A notebook after grading: earned and possible points by test cell, and every output by cell."""

    marks: dict[str, tuple[float, float]]
    outputs: dict[str, list[dict[str, Any]]]
    incidents: list[str]

    @property
    def earned(self) -> float:
        return sum(earned for earned, _ in self.marks.values())

    @property
    def possible(self) -> float:
        return sum(possible for _, possible in self.marks.values())

    @property
    def errors(self) -> list[str]:
        """The red errors a reader would see, one line each."""
        return [
            f"{name}: {output['ename']}: {output['evalue']}"
            for name, outputs in self.outputs.items()
            for output in outputs
            if output["output_type"] == "error"
        ]

    @property
    def results(self) -> list[dict[str, Any]]:
        """The results of the checks, as data."""
        return [
            result
            for outputs in self.outputs.values()
            for output in outputs
            for result in output.get("data", {}).get(MIME, {}).get("results", [])
        ]


@dataclass(frozen=True)
class Exercise:
    """One notebook of solutions/."""

    path: Path

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    def cells(self) -> list[dict[str, Any]]:
        return json.loads(self.path.read_text("utf-8"))["cells"]

    def grade(self, answers: dict[str, str], keep: Keep = lambda name: True) -> Graded:
        """Grade the reference with ``answers`` in some cells, by id; ``keep`` chooses the test cells."""
        lesson = [cell for cell in self.cells() if not is_test(cell) or keep(cell["id"])]
        submitted = [{**cell, "source": answers.get(cell["id"], cell["source"])} for cell in lesson]
        return _graded(seats.judge(submitted, lesson, files_of(self.path.parent)))


def _graded(made: Assessment) -> Graded:
    assert made.notebook is not None, made.unreadable
    cells = [from_dict(cell) for cell in made.notebook["cells"] if cell["cell_type"] == "code"]
    marks = {}
    for cell in cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            earned, possible = determine_grade(cell)
            marks[cell.id] = (earned or 0.0, possible)
    return Graded(marks, {cell.id: cell.outputs for cell in cells}, made.facts)


EXERCISES = [Exercise(path) for path in lessons.notebooks(SOLUTIONS)]


@cache
def stubs(exercise: Exercise, made: Path) -> dict[str, str]:
    """The sources of the untouched lesson, by cell id."""
    lesson = json.loads((made / exercise.path.parent.name / exercise.path.name).read_text("utf-8"))
    return {cell["id"]: "".join(cell["source"]) for cell in lesson["cells"] if _is_solution(cell)}


def _is_solution(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def is_test(cell: dict[str, Any]) -> bool:
    """Whether a cell of a notebook is a test cell (not an answer that is marked by hand)."""
    marks = cell["metadata"].get("nbgrader", {})
    return bool(marks.get("grade") and not marks.get("solution"))


def wrong_answers() -> Iterator[Any]:
    """Every wrong answer of tests/wrong_answers/, as pytest parameters: its notebook and its table."""
    for path in sorted(WRONG.glob("*/*.toml")):
        exercise = Exercise(SOLUTIONS / path.parent.name / f"{path.stem}.ipynb")
        for wrong in tomllib.loads(path.read_text("utf-8"))["wrong"]:
            yield pytest.param(exercise, wrong, id=f"{exercise.name}-{wrong['cell']}-{wrong['name']}")


@pytest.fixture(scope="session")
def made_lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lessons, made again from solutions/."""
    folder = tmp_path_factory.mktemp("lessons")
    lessons.generate(SOLUTIONS, folder)
    return folder
