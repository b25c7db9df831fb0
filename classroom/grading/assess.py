"""From a file as it was handed in to outputs: read it, put it back in its lesson's form, judge its cells.

It runs where hostile content can do no harm but to its own mark: see :mod:`classroom.grading.seat`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from checks.feedback import MIME, Outcome
from classroom.grading.job import Job, Locked, Outputs
from classroom.grading.judge import Cell, Side, judge
from classroom.grading.repair import Notebook, Unreadable, read, repair
from classroom.grading.world import LearnerWorld

Say = Callable[[dict[str, Any]], None]
AFTER = "<after>"


def assess(job: Job, world: LearnerWorld, say: Say) -> None:
    """Judge a job in ``world``, saying each result as it comes, in the form :func:`job.assemble` wants."""
    try:
        notebook, facts = repair(read(job.content), job.lesson)
    except Unreadable as error:
        say({"unreadable": str(error)})
        return
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    cells = [plan(cell, job.locked) for cell in code]
    for cell, planned in zip(code, cells, strict=True):
        cell["source"] = planned.source
    say({"opened": notebook, "facts": facts, "tests": [cell.side is Side.TEST for cell in cells]})
    cells += [Cell(source, Side.TEST, AFTER, 1.0) for source in job.after]
    for name, data in job.files.items():
        world.put_file(name, data)
    broken: list[str] = []
    for cell, outputs in zip(cells, judge(cells, world), strict=True):
        say({"outputs": outputs})
        broken += _broken_checks(cell, outputs)
    say({"facts": world.incidents + broken})


def plan(cell: Notebook, locked: Locked) -> Cell:
    """Where a code cell runs. Only a source that the gradebook itself holds ever runs on the trusted side."""
    grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    if grade_id not in locked:
        return Cell(cell["source"], Side.LEARNER)
    source, points = locked[grade_id]
    if points is None:
        return Cell(source, Side.BOTH, f"<{grade_id}>")
    return Cell(source, Side.TEST, f"<{grade_id}>", points)


def locked_of(cells: Sequence[Notebook]) -> Locked:
    """The locked cells among ``cells`` of a notebook of the course, as the gradebook would have them."""
    return {
        marks["grade_id"]: ("".join(cell["source"]), float(marks["points"]) if marks["grade"] else None)
        for cell in cells
        if cell["cell_type"] == "code" and (marks := cell["metadata"].get("nbgrader"))
        if (marks["locked"] or marks["grade"]) and not marks["solution"]
    }


def _broken_checks(cell: Cell, outputs: Outputs) -> list[str]:
    """A test cell that failed by itself: the trainer looks at it, the learner is not to blame."""
    if cell.side is Side.LEARNER:
        return []
    reasons = [why for output in outputs if (why := _why_broken(cell, output))]
    return [f"la vérification « {cell.name.strip('<>')} » est en panne ({why})" for why in reasons]


def _why_broken(cell: Cell, output: dict[str, Any]) -> str:
    if output["output_type"] == "error":
        expected = cell.side is Side.BOTH or output["ename"] == "AssertionError"
        return "" if expected else f"{output['ename']}: {output['evalue']}"
    results = output.get("data", {}).get(MIME, {}).get("results", [])
    return next((result["constat"] for result in results if result["outcome"] == Outcome.BROKEN), "")
