"""Grade a class: every submission found, one after the other, and nothing twice.

What was done is noted after each notebook, so that the run can be stopped at any moment and started again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from classroom.grading.course import Course, GradingError, fingerprint
from classroom.grading.executor import TwoWorlds
from classroom.grading.repair import Unreadable
from classroom.grading.world import Limits
from classroom.submissions import Submission

ROOT = Path(__file__).resolve().parent.parent.parent
JUDGES = ("checks", "hardware", "models", "classroom/grading")
"""The code a mark depends on: when it changes, everything is graded again."""


@dataclass
class Record:
    """What is known of one graded notebook. ``key`` changes when anything its mark depends on does."""

    key: str
    facts: list[str] = field(default_factory=list)
    unreadable: str = ""
    handed_in: str = ""


class Grader:
    """Grades submissions into a course and keeps the book of what is done."""

    def __init__(self, course: Course, limits: Limits | None = None) -> None:
        self._course = course
        self._limits = limits or Limits()
        self._executor = TwoWorlds(course.files, self._limits)
        self._judges = fingerprint([ROOT / name for name in JUDGES], "*.py")
        self._book = course.root / "etat.json"
        self.records: dict[str, Record] = self._read_book()

    def grade(self, submissions: list[Submission], on_done: Callable[[Submission, str], None]) -> list[str]:
        """Grade what is new or changed, telling ``on_done(submission, what)``; return problems."""
        problems = []
        for submission in submissions:
            try:
                on_done(submission, self._one(submission))
            except GradingError as error:
                problems.append(f"{submission.origin} : {error}.")
                on_done(submission, "non corrigé")
        return problems

    def _one(self, submission: Submission) -> str:
        self._course.prepare(submission.module)
        key = self._key(submission)
        name = book_name(submission.pseudonym, submission.module, submission.notebook)
        known = self.records.get(name)
        if known and known.key == key:
            return "inchangé"
        record = Record(key, handed_in=submission.handed_in.isoformat() if submission.handed_in else "")
        self.records.pop(name, None)
        try:
            record.facts = self._course.grade(submission, self._executor)
        except Unreadable as error:
            self._course.give_zero(submission)
            record.unreadable = str(error)
        self.records[name] = record
        self._write_book()
        return "illisible" if record.unreadable else "corrigé"

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
