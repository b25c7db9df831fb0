"""What a graded class becomes: a page for each learner, a class page, tables. All French, all offline.

A learner sees of a hidden test the name of the mistake, why it matters and what to try: never its values, its
source or the solution. The same class gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from classroom.grading.course import Course
from classroom.grading.grader import Record
from classroom.report import pages, tables
from classroom.report.reading import read


def write(course: Course, records: Mapping[str, Record], problems: Sequence[str], *, protected: bool) -> Path:
    """Write every page and table into the course's folder; return the class page.

    ``problems`` are lines about files that could not be used; ``protected`` says whether the learners' code
    ran in a sandbox.
    """
    learners = read(course, records)
    folder = course.root / "retours"
    folder.mkdir(exist_ok=True)
    for learner in learners:
        (folder / f"{learner.pseudonym}.html").write_text(pages.feedback(learner), "utf-8")
    class_page = course.root / "classe.html"
    class_page.write_text(pages.class_page(learners, problems, protected=protected), "utf-8")
    tables.write_notebooks(course.root / "notes.csv", learners)
    tables.write_exercises(course.root / "notes-par-exercice.csv", learners)
    return class_page
