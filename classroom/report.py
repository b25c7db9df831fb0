"""What a graded class becomes: one feedback page a learner, a class page, a CSV. All French, all offline.

A feedback page shows of a hidden test the name of the mistake, why it matters and what to try: never its
values, its source or the solution.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from checks.feedback import MIME, Outcome
from classroom.grading.course import Course, Mark
from classroom.grading.grader import Record

HIDDEN = "### BEGIN HIDDEN TESTS"
_STEPS = re.compile(r"-(verification|correction)$")


@dataclass
class Line:
    """One result of a check, as a learner may see it."""

    outcome: str
    title: str
    mistake: str = ""
    constat: str = ""
    pourquoi: str = ""
    piste: str = ""


@dataclass
class Exercise:
    """The test cells of one exercise, together."""

    title: str
    score: float = 0.0
    max_score: float = 0.0
    by_hand: bool = False
    comment: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return self.score >= self.max_score


@dataclass
class Work:
    """One notebook of one learner."""

    module: str
    notebook: str
    title: str
    exercises: list[Exercise]
    facts: list[str]
    unreadable: str
    handed_in: str

    @property
    def score(self) -> float:
        return round(sum(exercise.score for exercise in self.exercises), 2)

    @property
    def max_score(self) -> float:
        return round(sum(exercise.max_score for exercise in self.exercises), 2)


Class = dict[str, list[Work]]


def write(course: Course, records: Mapping[str, Record], problems: list[str], *, protected: bool) -> Path:
    """Write every page and ``notes.csv`` into the course's folder; return the class page."""
    learners = read(course, records)
    folder = course.root / "retours"
    folder.mkdir(exist_ok=True)
    for pseudonym, works in learners.items():
        page = _template("retour.html").render(pseudonym=pseudonym, works=works)
        (folder / f"{pseudonym}.html").write_text(page, "utf-8")
    notebooks = sorted({(work.module, work.notebook) for works in learners.values() for work in works})
    class_page = course.root / "classe.html"
    class_page.write_text(
        _template("classe.html").render(
            learners=learners,
            notebooks=notebooks,
            works={(name, w.module, w.notebook): w for name, works in learners.items() for w in works},
            mistakes=frequent_mistakes(learners),
            problems=problems,
            protected=protected,
        ),
        "utf-8",
    )
    write_csv(course.root / "notes.csv", learners)
    return class_page


def read(course: Course, records: Mapping[str, Record]) -> Class:
    """The graded work of each learner, in order."""
    learners: Class = {}
    for name, record in sorted(records.items()):
        pseudonym, module, notebook = name.split("/")
        learners.setdefault(pseudonym, []).append(_work(course, pseudonym, module, notebook, record))
    return learners


def _work(course: Course, pseudonym: str, module: str, notebook: str, record: Record) -> Work:
    marks = {mark.cell: mark for mark in course.marks(pseudonym, module, notebook)}
    graded = course.autograded(pseudonym, module, notebook) if not record.unreadable else None
    cells = {_grade_id(cell): cell for cell in graded["cells"]} if graded else {}
    lesson = course.lesson(module, notebook)["cells"]
    exercises: dict[str, Exercise] = {}
    heading = title = ""
    for cell in lesson:
        if cell["cell_type"] == "markdown" and (found := _heading(cell)):
            heading = found
            title = title or found
        mark = marks.get(_grade_id(cell))
        if mark:
            exercise = exercises.setdefault(_STEPS.sub("", mark.cell), Exercise(heading or mark.cell))
            _add(exercise, mark, cells.get(mark.cell))
    return Work(
        module,
        notebook,
        title or notebook,
        list(exercises.values()),
        record.facts,
        record.unreadable,
        record.handed_in,
    )


def _add(exercise: Exercise, mark: Mark, cell: dict[str, Any] | None) -> None:
    exercise.score += mark.score
    exercise.max_score += mark.max_score
    exercise.by_hand |= mark.by_hand
    exercise.comment = mark.comment or exercise.comment
    if cell is None or cell["cell_type"] != "code":
        return
    hidden = HIDDEN in _source(cell)
    lines = [line for output in cell["outputs"] for line in _lines(output)]
    exercise.lines += _without_values(lines) if hidden else lines


def _lines(output: dict[str, Any]) -> list[Line]:
    if output["output_type"] == "error":
        return [
            Line(Outcome.FAILED, "Vérification", "la vérification ne passe pas", str(output["evalue"])[:500])
        ]
    results = output.get("data", {}).get(MIME, {}).get("results", [])
    shown = ("outcome", "title", "mistake", "constat", "pourquoi", "piste")
    return [Line(**{name: str(result[name]) for name in shown}) for result in results]


def _without_values(lines: list[Line]) -> list[Line]:
    """What a learner may see of hidden tests: each mistake once, and no figure."""
    shown: dict[str, Line] = {}
    for line in lines:
        if line.outcome != Outcome.PASSED:
            mistake = line.mistake or "la vérification ne passe pas"
            shown[mistake] = Line(line.outcome, "Autres essais", mistake, "", line.pourquoi, line.piste)
    return list(shown.values()) or [Line(Outcome.PASSED, "Autres essais")]


def frequent_mistakes(learners: Class) -> list[tuple[str, int]]:
    """The mistakes of the class and how many learners made each, the most frequent first."""
    made = {
        (name, line.mistake)
        for name, works in learners.items()
        for work in works
        for exercise in work.exercises
        for line in exercise.lines
        if line.mistake
    }
    counts = Counter(mistake for _, mistake in made)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]


def write_csv(path: Path, learners: Class) -> None:
    """One line a learner and notebook, for a French spreadsheet: semicolons, decimal commas."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(
            ["Pseudonyme", "Module", "Carnet", "Note", "Sur", "Rendu le", "À corriger à la main", "Remarques"]
        )
        for pseudonym, works in learners.items():
            for work in works:
                by_hand = "oui" if any(exercise.by_hand for exercise in work.exercises) else ""
                remarks = " ; ".join([work.unreadable, *work.facts] if work.unreadable else work.facts)
                row = [pseudonym, work.module, work.notebook, number(work.score), number(work.max_score)]
                table.writerow([*row, work.handed_in[:16].replace("T", " "), by_hand, remarks])


def number(value: float) -> str:
    """A number as French writes it."""
    return f"{value:g}".replace(".", ",")


def _heading(cell: dict[str, Any]) -> str:
    found = re.findall(r"^#{1,4}\s+(.+?)\s*$", _source(cell), re.MULTILINE)
    return re.sub(r"[*_`]", "", found[-1]) if found else ""


def _grade_id(cell: dict[str, Any]) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("classroom"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["nombre"] = number
    return environment


def _template(name: str) -> Any:
    return _environment().get_template(name)
