"""The key rings a class has handed in, judged, and those that pass turned into parts to print.

The notebook is judged as in grading, with the lesson's visible checks; a part is accepted when its check, run
once more at the end, gives all its points.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checks.feedback import MIME, Outcome
from classroom.grading.assess import locked_of
from classroom.grading.course import files_of
from classroom.grading.crew import Crew
from classroom.grading.job import Assessment, Job
from classroom.grading.nursery import NurseryLost
from classroom.submissions import Submission
from models.solid import BadShape, Solid

MODULE, NOTEBOOK, EXERCISE = "00_decouverte", "1_mon_premier_objet", "porte-cle"
"""The exercise whose part is printed."""
PART = "porte_cle"
"""The learner's name of it."""
CHECK = f"{EXERCISE}-verification"
STL = "model/stl"
PAIR = " + "
"""Between the pseudonyms of a part made by two."""


class Export:
    """A part as the last value of a trusted cell: its output carries the STL."""

    def __init__(self, part: Any) -> None:
        self._stl = Solid.of(part).to_stl()

    def _repr_mimebundle_(self) -> dict[str, Any]:
        return {"text/plain": f"{len(self._stl)} octets", STL: base64.b64encode(self._stl).decode("ascii")}


@dataclass(frozen=True)
class Piece:
    """A part accepted, or the reason why not, in French. Two pupils at one PC share one part.

    ``code`` is what they wrote for it, as they wrote it.
    """

    pseudonym: str
    solid: Solid | None
    refusal: str = ""
    code: str = ""


def pieces(submissions: list[Submission], crew: Crew, lessons: Path) -> Iterator[Piece]:
    """The part of each submission of the exercise, in order; other notebooks are passed over."""
    lesson = json.loads((lessons / MODULE / f"{NOTEBOOK}.ipynb").read_text("utf-8"))
    locked, files = locked_of(lesson["cells"]), files_of(lessons / MODULE)
    check, _ = locked[CHECK]
    # Bound on the trusted side, the part is read once: the learner's program can't give another one later.
    after = (f"{PART} = {PART}", check, f"from classroom.accepted import Export\nExport({PART})")
    together: dict[bytes, list[str]] = {}
    for submission in submissions:
        if (submission.module, submission.notebook) == (MODULE, NOTEBOOK):
            together.setdefault(submission.content, []).append(submission.pseudonym)
    asked = [crew.ask(Job(content, lesson, locked, files, after=after)) for content in together]
    for (content, pseudonyms), judged in zip(together.items(), asked, strict=True):
        yield replace(_piece(PAIR.join(pseudonyms), judged), code=_code(content))


def _piece(pseudonym: str, judged: Future[Assessment]) -> Piece:
    try:
        made = judged.result()
    except NurseryLost as error:
        return Piece(pseudonym, None, str(error))
    if made.notebook is None:
        return Piece(pseudonym, None, made.unreadable)
    if len(made.after) < 3:
        return Piece(pseudonym, None, " ; ".join(made.facts))
    _, checked, exported = made.after
    if refusal := _refusal(checked):
        return Piece(pseudonym, None, refusal)
    try:
        return Piece(pseudonym, Solid.from_stl(_stl(exported)))
    except BadShape as error:
        return Piece(pseudonym, None, error.constat)


def _code(content: bytes) -> str:
    """The source of the exercise's cell in a submission, which may be anything."""
    try:
        cells = json.loads(content)["cells"]
        marks = (cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells)
        mine = next(cell for cell, mark in zip(cells, marks, strict=True) if mark == EXERCISE)
        return "".join(mine["source"])
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError):
        return ""


def _refusal(outputs: list[dict[str, Any]]) -> str:
    """Why the check refuses the part, or an empty text."""
    for output in outputs:
        grade = output.get("data", {}).get(MIME)
        if grade:
            failures = [result for result in grade["results"] if result["outcome"] != Outcome.PASSED]
            reasons = [reason(result["mistake"], result["constat"]) for result in failures]
            return " ; ".join(dict.fromkeys(reasons))
    return "la vérification n'a pas pu se faire"


def reason(mistake: str, constat: str) -> str:
    """Why a part is not taken, on one line: the two texts of a failed check."""
    return f"{mistake} ({constat.rstrip('.')})"


def _stl(outputs: list[dict[str, Any]]) -> bytes:
    for output in outputs:
        if STL in output.get("data", {}):
            return base64.b64decode(output["data"][STL])
    why = "Aucune pièce n'est sortie de la vérification."
    raise BadShape("la pièce n'a pas pu être lue", why, "", "Reprendre la correction de ce carnet.")
