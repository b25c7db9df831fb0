"""Marks and comments of a whole class, read from nbgrader's gradebook in three queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

Which = tuple[str, str, str]
"""Pseudonym, module, notebook."""
UNANSWERED = "No response."
"""nbgrader's own comment on an answer left as it was given; the pages say it in French."""


@dataclass(frozen=True)
class Mark:
    """One graded cell: points, manual ones and extra credit included; whether a person must still mark it."""

    score: float
    max_score: float
    by_hand: bool


@dataclass
class Marks:
    """The marks and the comments of one learner's notebook, by cell, and its penalty in points."""

    cells: dict[str, Mark] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    penalty: float = 0.0


def read_marks(db_url: str) -> dict[Which, Marks]:
    """Every marked notebook of the gradebook."""
    marks: dict[Which, Marks] = {}
    with Gradebook(db_url) as gradebook:
        penalties = _of_each_notebook(gradebook, SubmittedNotebook.late_submission_penalty)
        for *which, penalty in penalties:
            marks[_which(which)] = Marks(penalty=float(penalty or 0))
        points = (BaseCell.name, Grade.score, Grade.max_score, Grade.needs_manual_grade)
        for *which, cell, score, possible, by_hand in _of_each_cell(gradebook, Grade, *points):
            mark = Mark(float(score or 0), float(possible or 0), bool(by_hand))
            marks[_which(which)].cells[cell] = mark
        for *which, cell, text in _of_each_cell(gradebook, Comment, BaseCell.name, Comment.comment):
            if text and text != UNANSWERED:
                marks[_which(which)].comments[cell] = text
    return marks


def _of_each_notebook(gradebook: Gradebook, *columns: Any) -> Any:
    return (
        gradebook.db.query(Student.id, Assignment.name, Notebook.name, *columns)  # pyright: ignore
        .select_from(SubmittedNotebook)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(Student, SubmittedAssignment.student_id == Student.id)
    )


def _of_each_cell(gradebook: Gradebook, kind: Any, *columns: Any) -> Any:
    """``columns`` of each cell that has a ``kind``: a Grade or a Comment."""
    return (
        _of_each_notebook(gradebook, *columns)
        .join(kind, kind.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, kind.cell_id == BaseCell.id)
    )


def _which(row: list[str]) -> Which:
    pseudonym, module, notebook = row
    return pseudonym, module, notebook
