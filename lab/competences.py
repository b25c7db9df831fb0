"""What each notebook works on: the competences declared in ``curriculum.toml``, the one place that says so.

A notebook's first cell says the same in words (:func:`header`); marks by competence are counted from here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lab.curriculum import read_curriculum

EVERYDAY = ("CRCN", "Atelier")
"""The frameworks whose competences are told in everyday words."""


@dataclass(frozen=True)
class Competence:
    """A competence that a notebook works on, in the words of its framework."""

    framework: str
    opening: str
    """What begins the framework's part of a notebook's first cell."""
    text: str
    exercises: frozenset[str] | None
    """The ids of the exercises that work on it; None for all of the notebook."""

    def covers(self, exercise: str) -> bool:
        return self.exercises is None or exercise in self.exercises


def of_notebook(module: str, notebook: str) -> list[Competence]:
    """The competences of ``module/notebook.ipynb``, in order; none for a notebook that declares none."""
    declared = _declared().get(module, {}).get(notebook.partition("_")[0], {})
    return [
        Competence(*_frameworks()[name], None if exercises == "all" else frozenset(exercises))
        for name, exercises in declared.items()
    ]


def practised(module: str, notebook: str, exercise: str) -> list[str]:
    """What an exercise practises, in words a learner reads, without numbers or school terms."""
    return [
        re.sub(r"^[\d.]+ « (.+) »$", r"\1", competence.text)
        for competence in of_notebook(module, notebook)
        if competence.framework in EVERYDAY and competence.covers(exercise)
    ]


def header(competences: Sequence[Competence]) -> str:
    """The line of a notebook's first cell: « **Compétences** : CRCN 3.4 … · atelier : … »."""
    parts: dict[str, list[str]] = {}
    for competence in competences:
        parts.setdefault(competence.opening, []).append(competence.text)
    told = " · ".join(opening + ", ".join(texts) for opening, texts in parts.items())
    return f"**Compétences** : {told}."


@cache
def _declared() -> dict[str, dict[str, dict[str, Any]]]:
    """By module and number of notebook: the exercises of each competence."""
    modules = [module for stage in read_curriculum()["stage"] for module in stage["module"]]
    return {module["id"]: module.get("competences", {}) for module in modules}


@cache
def _frameworks() -> dict[str, tuple[str, str, str]]:
    """Each competence's framework, opening and text, by its name."""
    return {
        name: (framework["title"], framework["opening"], text)
        for framework in read_curriculum()["framework"]
        for name, text in framework["competences"].items()
    }
