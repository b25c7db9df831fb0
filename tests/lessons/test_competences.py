"""The competences that curriculum.toml declares. That first cells say the same is a rule (rules/frame.py)."""

import json

import pytest

from lab import competences
from tests.lessons.conftest import SOLUTIONS

NOTEBOOKS = sorted(SOLUTIONS.glob("*/*.ipynb"))


def cells(path):
    return json.loads(path.read_text("utf-8"))["cells"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_exercises_of_a_competence_exist(path):
    exercises = {cell["id"] for cell in cells(path) if cell["metadata"].get("nbgrader", {}).get("solution")}
    declared = competences.of_notebook(path.parent.name, path.stem)
    assert declared, "declare them in lab/curriculum.toml"
    for competence in declared:
        assert (competence.exercises or set()) <= exercises, competence.text


def test_a_competence_covers_all_its_exercises_or_some():
    (programming, *_, measuring, _) = competences.of_notebook("12_pieces", "1_esquisse_et_extrusion")
    assert programming.covers("support")
    assert measuring.covers("mesures")
    assert not measuring.covers("support")


def test_an_unknown_notebook_has_none():
    assert competences.of_notebook("90_essai", "1_carres") == []
    assert competences.of_notebook("11_formes", "9_rien") == []
