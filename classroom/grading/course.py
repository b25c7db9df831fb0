"""The trainer's folder of marks: an ordinary nbgrader course, opened by formgrader and `nbgrader export`.

``source/`` (a copy of the solutions graded), ``release/``, ``submitted/``, ``autograded/`` and
``gradebook.db`` are nbgrader's; this module drives nbgrader's own converters over them, one notebook of one
learner at a time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any, cast

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from traitlets.config import Config

from classroom.grading.executor import Locked, TwoWorlds, locked_sources
from classroom.grading.repair import Notebook, read, repair
from classroom.lessons import configure
from classroom.submissions import Submission

CONFIG = '''"""Réglages de nbgrader pour ce dossier de notes (formgrader, nbgrader export)."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "coop-factory"
# Ce que montre un élève ne doit pas agir dans le navigateur de la formatrice ou du formateur.
c.HTMLExporter.preprocessors = ["classroom.grading.display.Inert"]
'''


class GradingError(Exception):
    """A notebook that can't be graded; the text says why, in French."""


class Course:
    """The marks of a class in ``root``, for the notebooks of ``solutions``."""

    def __init__(self, root: Path, solutions: Path) -> None:
        self.root, self.solutions = root.resolve(), solutions
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / "nbgrader_config.py").write_text(CONFIG, "utf-8")
        _find_alembic()
        self._log = _journal(self.root / "journal.log")
        self._lessons: dict[tuple[str, str], Notebook] = {}
        self._locked: dict[tuple[str, str], Locked] = {}

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def prepare(self, module: str) -> None:
        """Put a module in the gradebook, from its solutions; nothing is done when it is there already.

        Raises :class:`GradingError` when the lesson has changed too much since it was first graded here.
        """
        stamp = self.root / "source" / module / ".empreinte"
        wanted = fingerprint([self.solutions / module])
        if stamp.exists() and stamp.read_text("utf-8") == wanted:
            return
        shutil.rmtree(stamp.parent, ignore_errors=True)
        shutil.copytree(self.solutions / module, stamp.parent, ignore=shutil.ignore_patterns(".*"))
        try:
            converter = self._converter(GenerateAssignment, assignment_id=module)
            converter.force = True
            with _quiet():
                converter.start()
        except NbGraderException as error:
            shutil.rmtree(stamp.parent, ignore_errors=True)
            raise GradingError(
                f"nbgrader n'a pas pu préparer le module {module} (détails dans journal.log). "
                "Si ses exercices ont changé depuis une première correction, "
                "corrigez dans un autre dossier : --dossier NOUVEAU"
            ) from error
        self._lessons.clear()
        self._locked.clear()
        stamp.write_text(wanted, "utf-8")

    def files(self, module: str) -> Path | None:
        """The files that come with a module's notebooks."""
        folder = self.root / "release" / module
        return folder if folder.is_dir() else None

    def lesson(self, module: str, notebook: str) -> Notebook:
        """The released lesson, as nbgrader made it."""
        key = (module, notebook)
        if key not in self._lessons:
            text = (self.root / "release" / module / f"{notebook}.ipynb").read_text("utf-8")
            self._lessons[key] = json.loads(text)
        return self._lessons[key]

    def locked(self, module: str, notebook: str) -> Locked:
        """What the gradebook holds of a notebook: the sources and points of its locked cells."""
        key = (module, notebook)
        if key not in self._locked:
            with _quiet():
                self._locked[key] = locked_sources(self.db_url, module, notebook)
        return self._locked[key]

    def open(self, submission: Submission) -> tuple[NotebookNode, list[str]]:
        """A clean notebook of a submission, and facts for the trainer.

        Raises :class:`~classroom.grading.repair.Unreadable`.
        """
        lesson = self.lesson(submission.module, submission.notebook)
        notebook, facts = repair(read(submission.content), lesson)
        return cast(NotebookNode, from_dict(notebook)), facts

    def record(self, submission: Submission, notebook: NotebookNode, executor: TwoWorlds) -> list[str]:
        """Take a notebook through nbgrader's pipeline; return facts for the trainer.

        Raises :class:`GradingError`.
        """
        self._stage(submission, notebook)
        converter = self._converter(
            Autograde,
            student_id=submission.pseudonym,
            assignment_id=submission.module,
            notebook_id=submission.notebook,
        )
        converter.force = True
        converter.autograde_preprocessors = [
            executor if step is Execute else step for step in converter.autograde_preprocessors
        ]
        try:
            with _quiet():
                converter.start()
        except NbGraderException as error:
            raise GradingError("nbgrader n'a pas pu corriger ce carnet (détails dans journal.log)") from error
        return list(executor.facts)

    def give_zero(self, submission: Submission) -> None:
        """No point for a notebook that can't be read, as nbgrader does for one that was not handed in."""
        with _quiet(), Gradebook(self.db_url) as gradebook:
            gradebook.update_or_create_student(submission.pseudonym)
            gradebook.update_or_create_submission(submission.module, submission.pseudonym)
            found = gradebook.find_submission_notebook(
                submission.notebook, submission.module, submission.pseudonym
            )
            for grade in found.grades:
                grade.auto_score = 0
                grade.needs_manual_grade = False
            gradebook.db.commit()

    def autograded(self, pseudonym: str, module: str, notebook: str) -> Notebook | None:
        """The graded notebook with its outputs, if there is one."""
        path = self.root / "autograded" / pseudonym / module / f"{notebook}.ipynb"
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def _stage(self, submission: Submission, notebook: Notebook) -> None:
        folder = self.root / "submitted" / submission.pseudonym / submission.module
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{submission.notebook}.ipynb").write_text(
            json.dumps(notebook, ensure_ascii=False), "utf-8"
        )
        if submission.handed_in:
            moment = submission.handed_in.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            (folder / "timestamp.txt").write_text(moment, "utf-8")

    def _converter(self, kind: type[Any], **which: str) -> Any:
        config = configure(Config())
        config.CourseDirectory.source_directory = "source"
        config.CourseDirectory.release_directory = "release"
        course = CourseDirectory(config=config, root=str(self.root), log=self._log, **which)
        return kind(coursedir=course, config=config, log=self._log)


def fingerprint(folders: list[Path], pattern: str = "*") -> str:
    """A digest of the files of some folders: names and contents."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts[-3:]):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _journal(path: Path) -> logging.Logger:
    log = logging.getLogger(f"classroom.grading.{path}")
    log.propagate = False
    log.setLevel(logging.WARNING)
    if not log.handlers:
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
    return log


def _find_alembic() -> None:
    """nbgrader starts `alembic` by name to make a gradebook: let it find the one beside this interpreter."""
    here = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    if here not in path.split(os.pathsep):
        os.environ["PATH"] = here + os.pathsep + path


@contextmanager
def _quiet() -> Iterator[None]:
    """nbgrader on recent libraries warns about itself; a trainer can do nothing about it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
