"""Grade a class: every submission found, several judged at once, recorded in their order, nothing twice.

What was done is noted after each notebook, so that the run can be stopped at any moment and started again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from classroom.grading.course import Course, GradingError, fingerprint
from classroom.grading.crew import Crew
from classroom.grading.executor import TwoWorlds
from classroom.grading.repair import Unreadable
from classroom.submissions import Submission

ROOT = Path(__file__).resolve().parent.parent.parent
JUDGES = ("checks", "hardware", "models", "classroom/grading")
"""The code a mark depends on: when it changes, everything is graded again."""


@dataclass
class Record:
    """What is known of one graded notebook. ``key`` changes when anything its mark depends on does;
    ``origin`` is where it was found: two learners who handed in together share it.
    """

    key: str
    facts: list[str] = field(default_factory=list)
    unreadable: str = ""
    handed_in: str = ""
    origin: str = ""


@dataclass
class _Job:
    """A submission on its way: what it will be recorded under, and what was found on reading it."""

    submission: Submission
    name: str
    record: Record
    notebook: NotebookNode | None = None
    outcome: str = ""
    problem: str = ""


class Grader:
    """Grades submissions into a course and keeps the book of what is done."""

    def __init__(self, course: Course, crew: Crew) -> None:
        self._course, self._crew = course, crew
        self._executor = TwoWorlds(course.files, crew)
        self._judges = fingerprint([ROOT / name for name in JUDGES], "*.py")
        self._book = course.root / "etat.json"
        self.records: dict[str, Record] = self._read_book()

    def grade(self, submissions: list[Submission], on_done: Callable[[Submission, str], None]) -> list[str]:
        """Grade what is new or changed, telling ``on_done(submission, what)``; return problems."""
        problems: list[str] = []
        jobs: deque[_Job] = deque()
        window = 2 * self._crew.jobs  # enough for every judge to have the next one waiting

        def finish(job: _Job) -> None:
            self._finish(job)
            if job.problem:
                problems.append(job.problem)
            on_done(job.submission, job.outcome)

        for submission in submissions:
            jobs.append(self._begin(submission))
            if len(jobs) > window:
                finish(jobs.popleft())
        while jobs:
            finish(jobs.popleft())
        return problems

    def _begin(self, submission: Submission) -> _Job:
        """Read a submission and have it judged ahead."""
        name = book_name(submission.pseudonym, submission.module, submission.notebook)
        handed_in = submission.handed_in.isoformat() if submission.handed_in else ""
        job = _Job(submission, name, Record("", handed_in=handed_in, origin=submission.origin))
        try:
            self._course.prepare(submission.module)
        except GradingError as error:
            return self._not_graded(job, error)
        job.record.key = self._key(submission)
        known = self.records.get(name)
        if known and known.key == job.record.key:
            job.outcome = "inchangé"
            return job
        try:
            job.notebook, job.record.facts = self._course.open(submission)
        except Unreadable as error:
            job.record.unreadable = str(error)
            return job
        locked = self._course.locked(submission.module, submission.notebook)
        self._executor.ask_ahead(job.notebook["cells"], submission.module, locked)
        return job

    def _finish(self, job: _Job) -> None:
        """Record a job's marks in the gradebook and in the book."""
        if job.outcome:
            return
        self.records.pop(job.name, None)
        if job.notebook is None:
            self._course.give_zero(job.submission)
            job.outcome = "illisible"
        else:
            try:
                job.record.facts += self._course.record(job.submission, job.notebook, self._executor)
            except GradingError as error:
                self._not_graded(job, error)
                return
            job.outcome = "corrigé"
        self.records[job.name] = job.record
        self._write_book()

    def _not_graded(self, job: _Job, error: GradingError) -> _Job:
        job.outcome, job.problem = "non corrigé", f"{job.submission.origin} : {error}."
        return job

    def _key(self, submission: Submission) -> str:
        digest = hashlib.sha256(submission.content)
        module = self._course.root / "source" / submission.module / ".empreinte"
        for part in (module.read_text("utf-8"), self._judges, repr(self._crew.limits)):
            digest.update(part.encode("utf-8") + b"\0")
        return digest.hexdigest()

    def _read_book(self) -> dict[str, Record]:
        try:
            book = json.loads(self._book.read_text("utf-8"))
            return {name: Record(**record) for name, record in book["graded"].items()}
        except (OSError, ValueError, TypeError, KeyError):
            return {}  # nothing done yet, or a damaged book: everything is graded again

    def _write_book(self) -> None:
        book = {
            "format": 1,
            "graded": {name: asdict(record) for name, record in sorted(self.records.items())},
        }
        draft = self._book.with_suffix(".tmp")
        draft.write_text(json.dumps(book, ensure_ascii=False, indent=1), "utf-8")
        os.replace(draft, self._book)


def book_name(pseudonym: str, module: str, notebook: str) -> str:
    """The name of a notebook of a learner in the book."""
    return f"{pseudonym}/{module}/{notebook}"
