"""Grade a class: every submission found, several judged at once, recorded in their order, nothing twice.

What was done is noted every few seconds, so that the run can be stopped at any moment and started again.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from pathlib import Path

from classroom.grading.course import Course, GradingError, fingerprint
from classroom.grading.crew import Crew
from classroom.grading.job import Assessment, Job
from classroom.grading.world import Limits
from classroom.submissions import Submission

ROOT = Path(__file__).resolve().parent.parent.parent
JUDGES = ("checks", "hardware", "models", "classroom/grading")
"""The code a mark depends on: when it changes, everything is graded again."""


SAVE_SECONDS = 2.0
"""Between two savings while the next notebook is waited for; three times that when there is no wait."""


WINDOW = 16
"""Judgements asked for ahead, for each judge: those behind a slow one, or one that waits, are not held up."""


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
class _Pending:
    """A submission on its way: what it will be recorded under, and the judgement asked for."""

    submission: Submission
    name: str
    record: Record
    judged: Future[Assessment] | None = None
    outcome: str = ""
    problem: str = ""


class Grader:
    """Grades submissions into a course and keeps the book of what is done."""

    def __init__(self, course: Course, crew: Crew, limits: Limits, *, protected: bool = True) -> None:
        self._course, self._crew, self._limits = course, crew, limits
        self._judges = f"{judges_fingerprint()} {protected}"
        self._book = course.root / "etat.json"
        self._saved = time.monotonic()
        self.records: dict[str, Record] = self._read_book()

    def grade(
        self,
        submissions: list[Submission],
        on_done: Callable[[Submission, str], None],
        *,
        again: bool = False,
    ) -> list[str]:
        """Grade what is new or changed, all with ``again``, telling ``on_done(submission, what)``.

        Returns problems, in French.
        """
        problems: list[str] = []
        pending: deque[_Pending] = deque()
        window = WINDOW * self._crew.jobs

        def finish(one: _Pending) -> None:
            self._finish(one)
            if one.problem:
                problems.append(one.problem)
            on_done(one.submission, one.outcome)

        try:
            for submission in submissions:
                pending.append(self._begin(submission, again))
                if len(pending) > window:
                    finish(pending.popleft())
            while pending:
                finish(pending.popleft())
        finally:
            self._save()
        return problems

    def _begin(self, submission: Submission, again: bool) -> _Pending:
        """Have a submission judged ahead, if it is new or changed."""
        name = book_name(submission.pseudonym, submission.module, submission.notebook)
        handed_in = submission.handed_in.isoformat() if submission.handed_in else ""
        one = _Pending(submission, name, Record("", handed_in=handed_in, origin=submission.origin))
        try:
            self._course.prepare(submission.module)
        except GradingError as error:
            return self._not_graded(one, error)
        one.record.key = self._key(submission)
        known = self.records.get(name)
        if known and known.key == one.record.key and not again:
            one.outcome = "inchangé"
            return one
        module, notebook = submission.module, submission.notebook
        one.judged = self._crew.ask(
            Job(
                submission.content,
                self._course.lesson(module, notebook),
                self._course.locked(module, notebook),
                self._course.files(module),
                self._limits,
            )
        )
        return one

    def _finish(self, one: _Pending) -> None:
        """Record the marks of a submission in the gradebook and in the book."""
        if one.judged is None:
            return
        patience = SAVE_SECONDS if not one.judged.done() else 3 * SAVE_SECONDS
        if time.monotonic() > self._saved + patience:
            self._save()
        try:
            self._record(one, one.judged.result())
        except Exception as error:  # noqa: BLE001 - whatever happens to one, the class goes on
            self._not_graded(one, error)

    def _record(self, one: _Pending, made: Assessment) -> None:
        if made.notebook is None:
            self._course.give_zero(one.submission)
            one.record.unreadable, one.outcome = made.unreadable, "illisible"
        else:
            self._course.record(one.submission, made.notebook)
            one.record.facts, one.outcome = made.facts, "corrigé"
        self.records[one.name] = one.record

    def _not_graded(self, one: _Pending, error: Exception) -> _Pending:
        one.outcome, one.problem = "non corrigé", f"{one.submission.origin} : {error}."
        return one

    def _key(self, submission: Submission) -> str:
        digest = hashlib.sha256(submission.content)
        module = self._course.root / "source" / submission.module / ".empreinte"
        for part in (module.read_text("utf-8"), self._judges, repr(self._limits)):
            digest.update(part.encode("utf-8") + b"\0")
        return digest.hexdigest()

    def _read_book(self) -> dict[str, Record]:
        try:
            book = json.loads(self._book.read_text("utf-8"))
            return {name: Record(**record) for name, record in book["graded"].items()}
        except (OSError, ValueError, TypeError, KeyError):
            return {}  # nothing done yet, or a damaged book: everything is graded again

    def _save(self) -> None:
        """Marks first, then the book: a notebook that the book knows has its marks on disk."""
        self._course.save()
        book = {
            "format": 1,
            "graded": {name: asdict(record) for name, record in sorted(self.records.items())},
        }
        draft = self._book.with_suffix(".tmp")
        draft.write_text(json.dumps(book, ensure_ascii=False, indent=1), "utf-8")
        os.replace(draft, self._book)
        self._saved = time.monotonic()


def judges_fingerprint() -> str:
    """A digest of the code that marks depend on."""
    return fingerprint([ROOT / name for name in JUDGES])


def book_name(pseudonym: str, module: str, notebook: str) -> str:
    """The name of a notebook of a learner in the book."""
    return f"{pseudonym}/{module}/{notebook}"
