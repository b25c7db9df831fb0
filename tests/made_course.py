"""A tiny course made by code, for the tests of lessons and grading: one notebook, one exercise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from classroom.normalise import METADATA

MODULE, NOTEBOOK = "90_essai", "1_carres"

SETUP = """\
from checks.feedback import check, failed, grade, passed
from checks.learner import call

@check("Les carrés")
def verifier(fonction, n):
    attendu = [i * i for i in range(1, n + 1)]
    trouve = call(fonction, n)
    if trouve == attendu:
        return passed("Les carrés", f"{n} carrés")
    return failed("Les carrés", mistake="les carrés sont faux", constat=f"Pour {n} : {trouve}.",
                  pourquoi="Un carré est un nombre fois lui-même.", piste="Essayez avec 3 à la main.")
"""
SOLUTION = """\
def carres(n):
    ### BEGIN SOLUTION
    return [i * i for i in range(1, n + 1)]
    ### END SOLUTION
"""
RIGHT = "def carres(n):\n    return [i * i for i in range(1, n + 1)]"
WRONG = "def carres(n):\n    return [i + i for i in range(1, n + 1)]"
VISIBLE = "grade(2, verifier(carres, 3))"
SECRET = 7
HIDDEN = f"""\
# D'autres essais, à la correction.
### BEGIN HIDDEN TESTS
grade(3, verifier(carres, {SECRET}))
### END HIDDEN TESTS"""


def code(name: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    """A code cell; with keywords, an nbgrader one."""
    marks = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False}
    metadata = {"nbgrader": {**marks, "grade_id": name, **nbgrader}} if nbgrader else {}
    return {
        "cell_type": "code",
        "id": name,
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def text(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def cells() -> list[dict[str, Any]]:
    return [
        text("titre", "# Les carrés"),
        code("reglages", SETUP, locked=True),
        text("exercice", "## Exercice 1 — Une liste de carrés"),
        code("carres", SOLUTION, solution=True),
        code("carres-verification", VISIBLE, grade=True, locked=True, points=2),
        code("carres-correction", HIDDEN, grade=True, locked=True, points=3),
    ]


def notebook(*made: dict[str, Any]) -> str:
    return json.dumps({"cells": list(made), "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5})


def write_solutions(folder: Path) -> Path:
    """The course's solutions, and a picture, in ``folder``."""
    module = folder / "solutions" / MODULE
    (module / "images").mkdir(parents=True)
    (module / "images" / "carre.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (module / f"{NOTEBOOK}.ipynb").write_text(notebook(*cells()), "utf-8")
    return folder / "solutions"


def answered(lesson: Path, answer: str, cell: str = "carres", before: str = "") -> bytes:
    """A lesson with ``answer`` in the solution cell, after a free cell of code."""
    made = json.loads(lesson.read_text("utf-8"))
    for one in made["cells"]:
        if one["id"] == cell:
            one["source"] = answer
    if before:
        made["cells"].insert(0, code("libre", before))
    return json.dumps(made).encode("utf-8")
