"""Marks as tables for a French spreadsheet: semicolons, decimal commas, nothing it would run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from classroom.printable import one_line
from classroom.report.model import Exercise, Learner, Work
from classroom.report.words import STATES, number

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What begins a formula in a spreadsheet, full-width forms included."""


def write_notebooks(path: Path, learners: Sequence[Learner]) -> None:
    """One line a learner and notebook."""
    heading = [
        "Pseudonyme",
        "Module",
        "Carnet",
        "Note",
        "Sur",
        "Rendu le",
        "À corriger à la main",
        "Remarques",
    ]
    _write(path, heading, (_notebook(learner, work) for learner in learners for work in learner.works))


def write_exercises(path: Path, learners: Sequence[Learner]) -> None:
    """One line a learner and exercise."""
    heading = ["Pseudonyme", "Module", "Carnet", "Exercice", "Titre", "Note", "Sur", "État", "Erreurs"]
    lines = (
        _exercise(learner, work, exercise)
        for learner in learners
        for work in learner.works
        for exercise in work.exercises
    )
    _write(path, heading, lines)


def _notebook(learner: Learner, work: Work) -> list[str]:
    by_hand = "oui" if any(exercise.by_hand for exercise in work.exercises) else ""
    remarks = [work.unreadable, *work.facts] if work.unreadable else work.facts
    return [
        *map(text, (learner.pseudonym, work.module, work.notebook)),
        number(work.score),
        number(work.max_score),
        _moment(work.handed_in),
        by_hand,
        text(" ; ".join(remarks)),
    ]


def _exercise(learner: Learner, work: Work, exercise: Exercise) -> list[str]:
    return [
        *map(text, (learner.pseudonym, work.module, work.notebook, exercise.id, exercise.title)),
        number(exercise.score),
        number(exercise.max_score),
        STATES[exercise.state].word,
        text(" ; ".join(exercise.mistakes)),
    ]


def text(value: str) -> str:
    """``value`` as a spreadsheet shows it: on one line, and never a formula."""
    line = one_line(value)
    return f"'{line}" if line.startswith(_FORMULA) else line


def _moment(handed_in: str) -> str:
    """When work was handed in, on the clock of this machine, as a spreadsheet sorts it; "" when not known."""
    if not handed_in:
        return ""
    return datetime.fromisoformat(handed_in).astimezone().strftime("%Y-%m-%d %H:%M")


def _write(path: Path, heading: list[str], lines: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(heading)
        table.writerows(lines)
