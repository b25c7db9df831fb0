"""The exercises of a notebook: their cells, their tests, what is said and what is not."""

from __future__ import annotations

import ast
import html
import re
import tomllib
from pathlib import Path

from tests.lessons.rules.lesson import DETAILS, HEADING, Cell, Found, Lesson, Violation, visible

ORDERING_TAGS = {"parsons", "trouve-l-erreur"}

_SOLUTION = re.compile(r"^[^\n]*BEGIN SOLUTION[^\n]*\n(.*?)^[^\n]*END SOLUTION[^\n]*\n?", re.S | re.M)
_HIDDEN = re.compile(r"^### BEGIN HIDDEN TESTS$.*?^### END HIDDEN TESTS$\n?", re.S | re.M)
_SUB_GOAL = r"(?:[Éé]tape\s+|#\s*){}\s*[.:)]"


def exercises_complete(lesson: Lesson) -> Found:
    """A solution cell is followed by its -verification, its -correction and its three hints."""
    if not lesson.solutions:
        yield "", "no exercise"
    order = [cell.id for cell in lesson.cells]
    by_id = {cell.id: cell for cell in lesson.cells}
    for cell in lesson.solutions:
        if not _SOLUTION.search(cell.source):
            yield cell.id, "no BEGIN SOLUTION … END SOLUTION"
        for suffix in ("verification", "correction"):
            test = by_id.get(f"{cell.id}-{suffix}")
            if test is None or not test.is_test or order.index(test.id) < order.index(cell.id):
                yield cell.id, f"no test cell {cell.id}-{suffix} after it"
        hints = by_id.get(f"{cell.id}-indices")
        named = (
            re.findall(r"<summary>Indice (\d)</summary>", "".join(DETAILS.findall(hints.source)))
            if hints
            else []
        )
        if named != ["1", "2", "3"]:
            yield cell.id, f"no cell {cell.id}-indices with three <details>: Indice 1, Indice 2, Indice 3"
    for test in (cell for cell in lesson.cells if cell.is_test):
        stem, _, suffix = test.id.rpartition("-")
        if suffix not in ("verification", "correction") or stem not in {cell.id for cell in lesson.solutions}:
            yield test.id, "a test cell of no exercise"


def hidden_tests(lesson: Lesson) -> Found:
    """A -correction cell is all hidden but a comment; a -verification cell hides nothing."""
    for cell in (cell for cell in lesson.cells if cell.is_test):
        rest = _HIDDEN.sub("", cell.source)
        if cell.id.endswith("-correction"):
            if rest == cell.source or any(line and not line.startswith("#") for line in rest.splitlines()):
                yield cell.id, "something but one comment is outside HIDDEN TESTS"
        elif "HIDDEN TESTS" in cell.source:
            yield cell.id, "a visible check hides something"
    asked = {cell.id: _asked(cell.source) for cell in lesson.cells if cell.is_test}
    for cell in lesson.solutions:
        visible_check, hidden = (
            asked.get(f"{cell.id}-{suffix}") for suffix in ("verification", "correction")
        )
        if visible_check and visible_check == hidden:
            yield (
                f"{cell.id}-correction",
                "it asks what the visible check asks: other values, other properties",
            )


def _asked(source: str) -> str | None:
    """The checks of a test cell, whatever its points."""
    call = _grade_call(source)
    return ast.dump(ast.List(call.args[1:])) if call else None


def points_agree(lesson: Lesson) -> Found:
    """A test cell ends with ``grade(points, …)``, the same points as nbgrader's."""
    for cell in (cell for cell in lesson.cells if cell.is_test):
        points = _graded_points(cell.source)
        if points is None:
            yield cell.id, "it does not end with grade(points, …)"
        elif points != cell.nbgrader.get("points"):
            yield cell.id, f"grade({points:g}, …) but {cell.nbgrader.get('points')} points for nbgrader"


def _graded_points(source: str) -> float | None:
    call = _grade_call(source)
    match call.args if call else []:
        case [ast.Constant(int() | float() as points), _, *_]:
            return points
    return None


def _grade_call(source: str) -> ast.Call | None:
    """The call of ``grade`` that ends a test cell."""
    try:
        last = ast.parse(source).body[-1]
    except (SyntaxError, IndexError):
        return None
    match last:
        case ast.Expr(ast.Call(ast.Name("grade")) as call):
            return call
    return None


def solution_kept_secret(lesson: Lesson) -> Found:
    """Hints show less than half of a solution's lines; no other visible cell shows it whole."""
    for exercise in lesson.solutions:
        secret = _secret_lines(exercise.source)
        for cell in lesson.cells:
            if cell is exercise or not secret:
                continue
            seen = _squeeze(html.unescape(_HIDDEN.sub("", _SOLUTION.sub("", cell.source))))
            shown = sum(line in seen for line in secret) / len(secret)
            if "".join(secret) in seen or (cell.id == f"{exercise.id}-indices" and shown >= 0.5):
                yield cell.id, f"it shows the solution of {exercise.id}"


def _secret_lines(source: str) -> list[str]:
    """The telling lines of a solution: not comments, not what its cell shows anyway, not trifles."""
    shown = _squeeze(_SOLUTION.sub("", source))
    lines = [_squeeze(line) for part in _SOLUTION.findall(source) for line in part.splitlines()]
    return [
        line for line in lines if len(line) >= 8 and not line.startswith(("#", "//")) and line not in shown
    ]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def ordering_exercise(lesson: Lesson) -> Found:
    """One exercise is an ordering or a find-the-error one, tagged so."""
    if not any(ORDERING_TAGS & set(cell.metadata.get("tags", [])) for cell in lesson.solutions):
        yield "", f"no solution cell tagged {' or '.join(sorted(ORDERING_TAGS))}"


def worked_example(lesson: Lesson) -> Found:
    """An example with numbered sub-goals (« Étape 1. » or « # 1. ») comes before what the learner creates."""
    shown = ""
    for cell in lesson.cells:
        if cell.is_solution and _creates(lesson, cell):
            if not all(re.search(_SUB_GOAL.format(number), shown) for number in (1, 2)):
                yield (
                    cell.id,
                    "no example with numbered steps comes before it: « Étape 1. » or « # 1. »",
                )
            return
        if not cell.is_solution and not cell.is_test and not cell.id.endswith("-indices"):
            shown += f"\n{cell.source}"


def _creates(lesson: Lesson, exercise: Cell) -> bool:
    """The exercise is one of the step « créer »."""
    return bool(re.search(r"\bcrée[rz]?\b|défi", _heading_over(lesson, exercise), re.I))


def _heading_over(lesson: Lesson, exercise: Cell) -> str:
    before = lesson.cells[: lesson.cells.index(exercise)]
    found = [text for cell in before if cell.is_markdown for _, text in HEADING.findall(visible(cell))]
    return found[-1] if found else ""


def open_challenge(lesson: Lesson) -> Found:
    """The last exercise is a défi, and its heading says so."""
    for cell in lesson.solutions[-1:]:
        if "défi" not in (heading := _heading_over(lesson, cell)).lower():
            yield cell.id, f"the last exercise is under {heading!r}, not under a « défi »"


def answers_in_cells(lesson: Lesson) -> Found:
    """An answer is source, in a solution cell: nothing is typed into a prompt or set on a passing widget."""
    for cell in lesson.cells:
        if not cell.is_markdown and (found := re.search(r"(?<![\w.])input\s*\(|\bipywidgets\b", cell.source)):
            yield cell.id, f"{found[0]!r}: an answer lives in the source of a solution cell"


def wrong_answers(lesson: Lesson, path: Path) -> list[Violation]:
    """At least two wrong answers an exercise, each with its code and the message it must get."""
    entries = tomllib.loads(path.read_text("utf-8")).get("wrong", []) if path.is_file() else []
    found = []
    for cell in lesson.solutions:
        mine = [entry for entry in entries if entry.get("cell") == cell.id]
        complete = [entry for entry in mine if all(entry.get(key) for key in ("name", "code", "mistake"))]
        if len({entry["code"] for entry in complete}) < 2:
            found.append(Violation("wrong_answers", cell.id, f"{len(complete)} wrong answers: two or more"))
    known = {cell.id for cell in lesson.solutions}
    found += [
        Violation("wrong_answers", str(entry.get("cell")), "a wrong answer to no exercise")
        for entry in entries
        if entry.get("cell") not in known
    ]
    return found
