"""The key rings a class has handed in, judged, and those that pass turned into parts to print.

Only the learner's cells and the visible check of the part are run, in the same two worlds as grading: a part
is accepted when its check gives all its points.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.feedback import MIME, Outcome
from classroom.grading.crew import Crew
from classroom.grading.judge import Cell, Judgement, Side
from classroom.grading.repair import Unreadable, read
from classroom.submissions import Submission
from models.solid import BadShape, Solid

MODULE, NOTEBOOK, EXERCISE = "00_decouverte", "1_mon_premier_objet", "porte-cle"
"""The exercise whose part is printed."""
PART = "porte_cle"
"""The learner's name of it."""
CHECK = f"{EXERCISE}-verification"
STL = "model/stl"


class Export:
    """A part as the last value of a trusted cell: its output carries the STL."""

    def __init__(self, part: Any) -> None:
        self._stl = Solid.of(part).to_stl()

    def _repr_mimebundle_(self) -> dict[str, Any]:
        return {"text/plain": f"{len(self._stl)} octets", STL: base64.b64encode(self._stl).decode("ascii")}


@dataclass(frozen=True)
class Piece:
    """A part accepted, or the reason why not, in French. Two pupils at one PC share one part."""

    pseudonym: str
    solid: Solid | None
    refusal: str = ""


def pieces(submissions: list[Submission], crew: Crew, solutions: Path) -> Iterator[Piece]:
    """The part of each submission of the exercise, in order; other notebooks are passed over."""
    setup, check = _from_solution(solutions)
    together: dict[bytes, list[str]] = {}
    for submission in submissions:
        if (submission.module, submission.notebook) == (MODULE, NOTEBOOK):
            together.setdefault(submission.content, []).append(submission.pseudonym)
    for content in together:
        try:
            crew.ask_ahead(_cells(content, setup, check), None)
        except Unreadable:
            continue
    for content, pseudonyms in together.items():
        yield _piece(" + ".join(pseudonyms), content, setup, check, crew)


def _piece(pseudonym: str, content: bytes, setup: list[Cell], check: Cell, crew: Crew) -> Piece:
    try:
        judgement = crew.judgement(_cells(content, setup, check), None)
    except (Unreadable, RuntimeError) as error:
        return Piece(pseudonym, None, str(error))
    if refusal := _refusal(judgement.outputs[-2]):
        return Piece(pseudonym, None, refusal)
    try:
        return Piece(pseudonym, Solid.from_stl(_stl(judgement)))
    except BadShape as error:
        return Piece(pseudonym, None, error.constat)


def _cells(content: bytes, setup: list[Cell], check: Cell) -> list[Cell]:
    locked = {cell.name for cell in setup}
    learner = [
        Cell(cell["source"], Side.LEARNER)
        for cell in read(content)
        if cell["cell_type"] == "code" and f"<{cell['grade_id']}>" not in locked and not _graded(cell)
    ]
    # Bound on the trusted side, the part is read once: the learner's program can't give another one later.
    take = Cell(f"{PART} = {PART}", Side.TEST, "<take>")
    export = Cell(f"from classroom.accepted import Export\nExport({PART})", Side.TEST, "<export>")
    return [*setup, *learner, take, check, export]


def _graded(cell: dict[str, Any]) -> bool:
    return str(cell["grade_id"]).endswith(("-verification", "-correction"))


def _from_solution(solutions: Path) -> tuple[list[Cell], Cell]:
    """The locked set-up cells and the visible check, as the solution has them."""
    notebook = json.loads((solutions / MODULE / f"{NOTEBOOK}.ipynb").read_text("utf-8"))
    setup: list[Cell] = []
    check: Cell | None = None
    for cell in notebook["cells"]:
        nbgrader = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] != "code" or not nbgrader.get("locked"):
            continue
        source = "".join(cell["source"])
        if nbgrader["grade_id"] == CHECK:
            check = Cell(source, Side.TEST, f"<{CHECK}>", float(nbgrader["points"]))
        elif not nbgrader.get("grade"):
            setup.append(Cell(source, Side.BOTH, f"<{nbgrader['grade_id']}>"))
    if check is None:
        raise LookupError(f"no cell {CHECK} in {MODULE}/{NOTEBOOK}")
    return setup, check


def _refusal(outputs: list[dict[str, Any]]) -> str:
    """Why the check refuses the part, or an empty text."""
    for output in outputs:
        grade = output.get("data", {}).get(MIME)
        if grade:
            failures = [result for result in grade["results"] if result["outcome"] != Outcome.PASSED]
            reasons = [f"{result['mistake']} ({result['constat']})" for result in failures]
            return " ; ".join(dict.fromkeys(reasons))
    return "la vérification n'a pas pu se faire"


def _stl(judgement: Judgement) -> bytes:
    for output in judgement.outputs[-1]:
        if STL in output.get("data", {}):
            return base64.b64decode(output["data"][STL])
    why = "Aucune pièce n'est sortie de la vérification."
    raise BadShape("la pièce n'a pas pu être lue", why, "", "Reprendre la correction de ce carnet.")
