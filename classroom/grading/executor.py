"""nbgrader's Execute, replaced: the same place in its pipeline, two worlds instead of one kernel.

Only this module knows both nbgrader and the judge; how a worker is confined or kept warm is neither's
business.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from checks.feedback import MIME, Outcome
from classroom.grading.crew import Crew
from classroom.grading.judge import Cell, Judgement, NotebookTimeout, Side
from classroom.grading.outputs import error_output

Locked = dict[str, tuple[str, float | None]]
"""The source of each locked cell by its grade_id, with its points if it is graded."""


class TwoWorlds(NbGraderPreprocessor):
    """Runs a sanitized notebook in two worlds and writes the outputs into its cells.

    ``facts`` holds, after each notebook, what the trainer should know about it.
    """

    def __init__(self, files: Callable[[str], Path | None], crew: Crew) -> None:
        super().__init__()
        self._files, self._crew = files, crew
        self.facts: list[str] = []

    def ask_ahead(self, cells: list[NotebookNode], module: str, locked: Locked) -> None:
        """Have a notebook judged while others are being recorded; ``preprocess`` collects the judgement."""
        code = [cell for cell in cells if cell.cell_type == "code"]
        self._crew.ask_ahead([plan(cell, locked) for cell in code], self._files(module))

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        where = resources["nbgrader"]
        locked = locked_sources(where["db_url"], where["assignment"], where["notebook"])
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        cells = [plan(cell, locked) for cell in code]
        judgement = self._judged(cells, self._files(where["assignment"]))
        for cell, planned, outputs in zip(code, cells, judgement.outputs, strict=True):
            cell.source = planned.source
            cell.outputs = [from_dict(output) for output in outputs]
            cell.execution_count = None
        self.facts = judgement.incidents + _broken_checks(cells, judgement)
        return nb, resources

    def _judged(self, cells: list[Cell], files: Path | None) -> Judgement:
        try:
            return self._crew.judgement(cells, files)
        except NotebookTimeout:
            why = f"le carnet a dépassé {self._crew.limits.notebook:g} secondes : il a été arrêté"
        except RuntimeError as error:
            why = str(error)
        stopped = [error_output("CarnetArrêté", why)]
        return Judgement([stopped if cell.side is Side.TEST else [] for cell in cells], [why])


def locked_sources(db_url: str, assignment: str, notebook: str) -> Locked:
    """What the gradebook holds of a notebook, hidden tests included."""
    with Gradebook(db_url) as gradebook:
        found = gradebook.find_notebook(notebook, assignment)
        points = {cell.name: float(cell.max_score) for cell in found.grade_cells}
        return {cell.name: (cell.source, points.get(cell.name)) for cell in found.source_cells if cell.locked}


def plan(cell: NotebookNode, locked: Locked) -> Cell:
    """Where a code cell runs. Only a source that the gradebook itself holds ever runs on the trusted side."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    if grade_id not in locked:
        return Cell(cell.source, Side.LEARNER)
    source, points = locked[grade_id]
    if points is None:
        return Cell(source, Side.BOTH, f"<{grade_id}>")
    return Cell(source, Side.TEST, f"<{grade_id}>", points)


def _broken_checks(cells: list[Cell], judgement: Judgement) -> list[str]:
    """Test cells that failed by themselves: the trainer looks at them, the learner is not to blame."""
    return [
        f"la vérification « {cell.name.strip('<>')} » est en panne ({why})"
        for cell, outputs in zip(cells, judgement.outputs, strict=True)
        if cell.side is not Side.LEARNER
        for output in outputs
        if (why := _why_broken(cell, output))
    ]


def _why_broken(cell: Cell, output: dict[str, Any]) -> str:
    if output["output_type"] == "error":
        expected = cell.side is Side.BOTH or output["ename"] in ("AssertionError", "CarnetArrêté")
        return "" if expected else f"{output['ename']}: {output['evalue']}"
    results = output.get("data", {}).get(MIME, {}).get("results", [])
    return next((result["constat"] for result in results if result["outcome"] == Outcome.BROKEN), "")
