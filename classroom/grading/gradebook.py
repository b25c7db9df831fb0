"""nbgrader's gradebook, kept open for a whole run and written in batches.

nbgrader's own converter opens the database nine times and commits thirty times for each notebook. What it
does to the tables (``SaveAutoGrades``, ``AssignLatePenalties`` in 0.9.6) is done here in one session.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Base, Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import create_engine, inspect, text
from traitlets.config import Config

from classroom.grading.job import Locked


@contextmanager
def quiet() -> Iterator[None]:
    """nbgrader on recent libraries warns about itself; a trainer can do nothing about it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class Marks:
    """The gradebook at ``db_url`` of a course with these nbgrader ``settings``.

    What is recorded is on disk, whole, after :meth:`save`.
    """

    @quiet()
    def __init__(self, db_url: str, settings: Config) -> None:
        create_tables(db_url)
        self._book = Gradebook(db_url, "coop-factory")
        # nbgrader's methods end with a commit each; here a batch is one transaction.
        self._commit = self._book.db.commit
        self._book.db.commit = self._book.db.flush  # type: ignore[method-assign]
        lateness = AssignLatePenalties(config=settings)
        lateness.init_plugin()
        self._penalties: Any = lateness.plugin_inst

    @quiet()
    def save(self) -> None:
        self._commit()

    def close(self) -> None:
        self.save()
        self._book.close()

    @quiet()
    def locked(self, module: str, notebook: str) -> Locked:
        """The locked cells of a notebook of the course: hidden tests included."""
        found = self._book.find_notebook(notebook, module)
        points = {cell.name: float(cell.max_score) for cell in found.grade_cells}
        return {cell.name: (cell.source, points.get(cell.name)) for cell in found.source_cells if cell.locked}

    @quiet()
    def record(
        self, pseudonym: str, module: str, notebook: str, made: NotebookNode, handed_in: datetime | None
    ) -> None:
        """Record a judged notebook. Manual scores and comments stay as they are."""
        found = self._submitted(pseudonym, module, notebook, handed_in)
        grades = {grade.name: grade for grade in found.grades}
        comments = {comment.name: comment for comment in found.comments}
        for grade in found.grades:  # a task has no automatic score: a person marks it
            grade.auto_score, grade.needs_manual_grade = None, True
        for cell in made.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if utils.is_grade(cell):
                grade = grades[name]
                grade.auto_score, _ = utils.determine_grade(cell)
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            if utils.is_solution(cell) or utils.is_task(cell):
                untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                comments[name].auto_comment = (
                    "No response." if untouched and not utils.is_task(cell) else None
                )
        self._book.db.flush()
        self._apply_lateness(found, pseudonym)

    @quiet()
    def record_nothing(self, pseudonym: str, module: str, notebook: str) -> None:
        """No point for a notebook that can't be read, as nbgrader does for one that was not handed in."""
        for grade in self._submitted(pseudonym, module, notebook, None).grades:
            grade.auto_score = 0
            grade.needs_manual_grade = False

    def _submitted(self, pseudonym: str, module: str, notebook: str, handed_in: datetime | None) -> Any:
        """The gradebook's entry of a learner's notebook, made if there is none."""
        when: dict[str, Any] = {"timestamp": handed_in.isoformat()} if handed_in else {}
        try:
            submission = self._book.find_submission(module, pseudonym)
        except MissingEntry:
            self._book.update_or_create_student(pseudonym)
            submission = self._book.add_submission(module, pseudonym, **when)
            self._absent(submission)
        else:
            if when:
                self._book.update_or_create_submission(module, pseudonym, **when)
        return next(found for found in submission.notebooks if found.name == notebook)

    def _absent(self, submission: Any) -> None:
        """Every notebook of a new submission has no point yet: those that never come keep none."""
        for found in submission.notebooks:
            for grade in found.grades:
                grade.auto_score, grade.needs_manual_grade = 0, False

    def _apply_lateness(self, found: Any, pseudonym: str) -> None:
        """nbgrader's late penalty, between nothing and the score; none where no date was set."""
        found.late_submission_penalty = None
        late = found.assignment.total_seconds_late
        if late > 0:
            penalty = self._penalties.late_submission_penalty(pseudonym, found.score, late)
            if penalty is not None:
                found.late_submission_penalty = min(max(penalty, 0), found.score)


def create_tables(db_url: str) -> None:
    """Make the tables of a new gradebook, with the version that nbgrader's own tools expect.

    nbgrader asks a process of alembic for that version, which takes seconds and must find it on the path.
    """
    engine = create_engine(db_url)
    if not inspect(engine).get_table_names():
        import nbgrader

        Base.metadata.create_all(engine)
        migrations = AlembicConfig()
        migrations.set_main_option("script_location", str(Path(nbgrader.__file__).parent / "alembic"))
        version = ScriptDirectory.from_config(migrations).get_current_head()
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(
                text("INSERT INTO alembic_version (version_num) VALUES (:version)"), {"version": version}
            )
    engine.dispose()
