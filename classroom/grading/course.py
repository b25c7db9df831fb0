"""The trainer's folder of marks: an ordinary nbgrader course, opened by formgrader and `nbgrader export`.

``source/`` (a copy of the solutions graded), ``release/``, ``submitted/``, ``autograded/`` and
``gradebook.db`` are nbgrader's. Lessons go in by nbgrader's converter; notebooks judged are recorded one by
one, without it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from datetime import UTC
from pathlib import Path

from nbformat import from_dict
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import LimitOutput
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from classroom.grading.gradebook import Marks, quiet
from classroom.grading.job import Locked
from classroom.grading.repair import Notebook
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
        self._log = _journal(self.root / "journal.log")
        self._marks = Marks(self.db_url, settings(solutions))
        self._lessons: dict[tuple[str, str], Notebook] = {}
        self._locked: dict[tuple[str, str], Locked] = {}
        self._files: dict[str, dict[str, bytes]] = {}
        self._refused: dict[str, GradingError] = {}
        self._limit = LimitOutput(config=settings(solutions))

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
        if module in self._refused:
            raise self._refused[module]
        shutil.rmtree(stamp.parent, ignore_errors=True)
        shutil.copytree(self.solutions / module, stamp.parent, ignore=shutil.ignore_patterns(".*"))
        released = self.root / "release" / module
        before = {path: path.read_bytes() for path in released.rglob("*") if path.is_file()}
        try:
            self._generate(module)
        except NbGraderException as error:
            shutil.rmtree(stamp.parent, ignore_errors=True)
            for path, content in before.items():  # nbgrader removes it; the pages of earlier marks read it
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            self._refused[module] = GradingError(
                f"nbgrader n'a pas pu préparer le module {module} (détails dans journal.log). "
                "Si ses exercices ont changé depuis une première correction, "
                "corrigez dans un autre dossier : --dossier NOUVEAU"
            )
            raise self._refused[module] from error
        for known in (self._lessons, self._locked, self._files):
            known.clear()
        stamp.write_text(wanted, "utf-8")

    def _generate(self, module: str) -> None:
        config = settings(self.solutions)
        config.CourseDirectory.source_directory = "source"
        config.CourseDirectory.release_directory = "release"
        course = CourseDirectory(config=config, root=str(self.root), log=self._log, assignment_id=module)
        converter = GenerateAssignment(coursedir=course, config=config, log=self._log)
        converter.force = True
        self._marks.save()  # nbgrader opens the gradebook itself
        with quiet():
            converter.start()

    def files(self, module: str) -> dict[str, bytes]:
        """The files that come with a module's notebooks, by their path from there."""
        if module not in self._files:
            self._files[module] = files_of(self.root / "release" / module)
        return self._files[module]

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
            self._locked[key] = self._marks.locked(module, notebook)
        return self._locked[key]

    def record(self, submission: Submission, notebook: Notebook) -> None:
        """Record a judged notebook: its files for formgrader, its marks in the gradebook."""
        untouched = {**notebook, "cells": [_without_outputs(cell) for cell in notebook["cells"]]}
        self._write("submitted", submission, untouched)
        made, _ = self._limit.preprocess(from_dict(notebook), {})
        self._write("autograded", submission, made)
        self._marks.record(
            submission.pseudonym, submission.module, submission.notebook, made, submission.handed_in
        )

    def give_zero(self, submission: Submission) -> None:
        """No point for a notebook that can't be read."""
        self._marks.record_nothing(submission.pseudonym, submission.module, submission.notebook)

    def save(self) -> None:
        """Make sure that what was recorded is on disk."""
        self._marks.save()

    def close(self) -> None:
        self._marks.close()

    def autograded(self, pseudonym: str, module: str, notebook: str) -> Notebook | None:
        """The graded notebook with its outputs, if there is one."""
        path = self.root / "autograded" / pseudonym / module / f"{notebook}.ipynb"
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def _write(self, stage: str, submission: Submission, notebook: Notebook) -> None:
        folder = self.root / stage / submission.pseudonym / submission.module
        if not folder.is_dir():
            folder.mkdir(parents=True)
            for name, data in self.files(submission.module).items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data)
        draft = folder / f".{submission.notebook}.tmp"
        draft.write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")
        os.replace(draft, folder / f"{submission.notebook}.ipynb")
        if submission.handed_in:
            moment = submission.handed_in.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            (folder / "timestamp.txt").write_text(moment, "utf-8")


def settings(solutions: Path) -> Config:
    """The nbgrader settings of a course: those beside its solutions, as nbgrader reads them, else ours."""
    own = solutions.resolve().parent / "nbgrader_config.py"
    if not own.exists():
        return configure(Config())
    return PyFileConfigLoader(own.name, path=str(own.parent)).load_config()


def files_of(folder: Path) -> dict[str, bytes]:
    """The files beside the notebooks of ``folder``, by their path from it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".ipynb" and path.name != "timestamp.txt"
        if not any(part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts)
    }


def _without_outputs(cell: Notebook) -> Notebook:
    return {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell


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
