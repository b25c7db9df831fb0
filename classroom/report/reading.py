"""Read a graded class: marks and comments from the gradebook, results and answers from its notebooks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from checks.feedback import MIME, Outcome
from classroom.grading.course import Course
from classroom.grading.grader import Record
from classroom.report import likeness, pictures, places
from classroom.report.marks import Marks, read_marks
from classroom.report.model import Exercise, Learner, Line, Work
from lab import competences

HIDDEN = "### BEGIN HIDDEN TESTS"
SAME_FOR_ALL = {"parsons", "trouve-l-erreur"}
"""Tags of exercises with one right answer: two that are the same mean nothing."""
OTHER_TRIES = "Autres essais"
SAME_MISTAKE = "Avec d'autres valeurs, la même erreur se retrouve."
_STEPS = re.compile(r"-(verification|correction)$")
_MINUTES = re.compile(r"\s*\(\d+\s*min(utes)?\)$")
_FOLDERS = re.compile(r"(?<![\w.:/])/(?:[^\s/'\"«»<>|]+/)+")
Cell = dict[str, Any]


def read(course: Course, records: Mapping[str, Record]) -> list[Learner]:
    """The graded work of each learner, in alphabetical order."""
    learners: dict[str, Learner] = {}
    marks = read_marks(course.db_url) if records else {}
    for name, record in sorted(records.items()):
        pseudonym, module, notebook = name.split("/")
        work = _work(course, (pseudonym, module, notebook), record, marks)
        learners.setdefault(pseudonym, Learner(pseudonym, [])).works.append(work)
    return sorted(learners.values(), key=lambda learner: (learner.pseudonym.casefold(), learner.pseudonym))


def _work(
    course: Course, which: tuple[str, str, str], record: Record, marks: Mapping[tuple[str, str, str], Marks]
) -> Work:
    pseudonym, module, notebook = which
    mine = marks.get(which, Marks())
    graded = course.autograded(pseudonym, module, notebook) if not record.unreadable else None
    cells = {_grade_id(cell): cell for cell in graded["cells"]} if graded else {}
    title, exercises = _exercises(course.lesson(module, notebook)["cells"], cells, mine)
    for exercise in exercises:
        exercise.unreadable = bool(record.unreadable)
    return Work(
        module=module,
        notebook=notebook,
        title=title or notebook,
        exercises=exercises,
        facts=record.facts,
        unreadable=record.unreadable,
        handed_in=record.handed_in,
        hand_in=record.origin,
        penalty=mine.penalty,
        competences=competences.of_notebook(module, notebook),
    )


def _exercises(lesson: list[Cell], cells: Mapping[str, Cell], mine: Marks) -> tuple[str, list[Exercise]]:
    """The title of the notebook and its exercises: graded cells, each with the solution cell before it."""
    exercises: dict[str, Exercise] = {}
    title = heading = ""
    solution: Cell | None = None
    for cell in lesson:
        if cell["cell_type"] == "markdown" and (found := _heading(cell)):
            heading = found
            title = title or found
        name = _grade_id(cell)
        if name and cell["metadata"]["nbgrader"].get("solution"):
            solution = cell
        if name not in mine.cells:
            continue
        key = _STEPS.sub("", name)
        if key not in exercises:
            exercises[key] = Exercise(key, _MINUTES.sub("", heading) or key)
            if solution:
                _add_answer(exercises[key], solution, cells.get(_grade_id(solution)), mine)
        _add_mark(exercises[key], name, cells.get(name), mine)
    return title, list(exercises.values())


def _add_answer(exercise: Exercise, given: Cell, answered: Cell | None, mine: Marks) -> None:
    """What the learner wrote and displayed, and what the trainer says of it."""
    name = _grade_id(given)
    if name in mine.comments:
        exercise.comments.append(mine.comments[name])
    if answered is None:
        return
    exercise.untouched = _source(answered) == _source(given)
    if exercise.untouched:
        return
    exercise.picture = pictures.picture(answered.get("outputs", ()))
    if not SAME_FOR_ALL & set(given["metadata"].get("tags", ())):
        exercise.written = likeness.written(_source(answered), _source(given))


def _add_mark(exercise: Exercise, name: str, graded: Cell | None, mine: Marks) -> None:
    mark = mine.cells[name]
    exercise.score = round(exercise.score + mark.score, 2)
    exercise.max_score = round(exercise.max_score + mark.max_score, 2)
    exercise.by_hand |= mark.by_hand
    if name in mine.comments and mine.comments[name] not in exercise.comments:
        exercise.comments.append(mine.comments[name])
    if graded is None or graded["metadata"].get("nbgrader", {}).get("solution") or "outputs" not in graded:
        return
    lines = [line for output in graded["outputs"] for line in _lines(output)]
    if HIDDEN in _source(graded):
        lines = _without_values(lines, exercise.lines)
    elif not lines and mark.score >= mark.max_score:
        lines = [Line(Outcome.PASSED, "Vérification")]
    exercise.lines += lines


def _lines(output: Cell) -> list[Line]:
    if output["output_type"] == "error":
        text = without_folders(str(output["evalue"])[:500])
        return [Line(Outcome.FAILED, "Vérification", "la vérification ne passe pas", text)]
    results = output.get("data", {}).get(MIME, {}).get("results", [])
    return [_line(result) for result in results]


def _line(result: dict[str, Any]) -> Line:
    if result["outcome"] == Outcome.BROKEN:  # its constat is for the trainer: an error of our own code
        return Line(Outcome.BROKEN, str(result["title"]))
    texts = ("mistake", "constat", "pourquoi", "piste")
    return Line(
        str(result["outcome"]),
        str(result["title"]),
        *(without_folders(str(result.get(name, ""))) for name in texts),
        where=places.in_words(result.get("place")),
        plan=places.drawn(result.get("place")),
    )


def _without_values(lines: list[Line], visible: list[Line]) -> list[Line]:
    """What a learner may see of hidden tests: each mistake once, and no figure."""
    seen = {line.mistake for line in visible if line.mistake}
    shown: dict[str, Line] = {}
    for line in lines:
        if line.outcome == Outcome.BROKEN:
            shown[""] = Line(line.outcome, OTHER_TRIES)
        elif line.outcome != Outcome.PASSED:
            mistake = line.mistake or "la vérification ne passe pas"
            told = (SAME_MISTAKE, "", "") if mistake in seen else ("", line.pourquoi, line.piste)
            shown[mistake] = Line(line.outcome, OTHER_TRIES, mistake, *told)
    return list(shown.values()) or [Line(Outcome.PASSED, OTHER_TRIES)]


def without_folders(text: str) -> str:
    """``text`` with each absolute path cut to the name of its file."""
    return _FOLDERS.sub("", text)


def _heading(cell: Cell) -> str:
    found = re.findall(r"^#{1,4}\s+(.+?)\s*$", _source(cell), re.MULTILINE)
    return re.sub(r"[*_`]", "", found[-1]) if found else ""


def _grade_id(cell: Cell) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _source(cell: Cell) -> str:
    return "".join(cell["source"])
